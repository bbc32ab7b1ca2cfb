# shellcheck shell=bash disable=SC2034,SC2153 # the demonstrations read what is set here, and set BASE_PORT
# Three nodes whose network can be cut: what the demonstrations of partitions share. Sourced with `set -euo pipefail`, never
# run. The caller sets BASE_PORT, SERVICE (what `write` registers under) and, for pauses, HOW=pauses; its EXIT trap is clean_up.

# shellcheck source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

NODES=3
HOW=namespaces
ACKED=()   # contexts of the instances whose registration was answered by 200
REFUSED=() # of those that were answered by 503: surely not done
PIDS=()
SPACES=()
SERVER_FLAGS=()

# ---- three nodes in namespaces of their own

# A name that no other run has; the nodes' addresses exist only inside the namespaces.
NET=maregistry-$$
space() { echo "$NET-n$1"; }
address() { echo "10.213.7.$1"; }

# can_make_namespaces: tries it, since rights and kernels differ.
can_make_namespaces() {
  [[ $(id -u) == 0 ]] && command -v ip >/dev/null && ip netns add "$NET" 2>/dev/null || return 1
  SPACES+=("$NET")
  ip -n "$NET" link add hub type bridge 2>/dev/null && ip -n "$NET" link set hub up
}

# make_namespace N: with one interface, whose other end is port N of the bridge.
make_namespace() {
  local space
  space=$(space "$1")
  ip netns add "$space"
  SPACES+=("$space")
  ip -n "$NET" link add "port$1" type veth peer name eth0 netns "$space"
  ip -n "$NET" link set "port$1" master hub up
  ip -n "$space" link set lo up
  ip -n "$space" address add "$(address "$1")/24" dev eth0
  ip -n "$space" link set eth0 up
}

# launch N: its server, as a child of this shell.
launch() {
  local n=$1 i members='' urls='' mode dir=$OWN_DATA/n$1
  for ((i = 1; i <= NODES; i++)); do
    members+=",n$i=$(address "$i"):$((BASE_PORT + 2000))"
    urls+=",http://$(address "$i"):$BASE_PORT"
  done
  mkdir -p "$dir/data"
  if [[ $CLUSTER_MODE == hash ]]; then
    mode=(--election=hash --server-list="${urls#,}")
  else
    mode=(--raft-listen="$(address "$n"):$((BASE_PORT + 2000))" --raft-members="${members#,}" --raft-insecure=true)
  fi
  # ip becomes the launcher and that the server, so the pid is the server's.
  (cd "$dir" && exec ip netns exec "$(space "$n")" "$SERVER" server --node-name="n$n" --data-dir="$dir/data" \
    --http-listen="$(address "$n"):$BASE_PORT" --grpc-listen="$(address "$n"):$((BASE_PORT + 1000))" "${mode[@]}" \
    ${SERVER_FLAGS[@]+"${SERVER_FLAGS[@]}"}) </dev/null >"$dir/server.log" 2>&1 &
  PIDS[n]=$!
}

start_in_namespaces() {
  local n
  ensure_built
  OWN_DATA=$(mktemp -d "${TMPDIR:-/tmp}/maregistry.XXXXXX")
  step "Three nodes in $CLUSTER_MODE mode, each in a network namespace of its own ($NET-n1 …), in $OWN_DATA"
  URLS=()
  for ((n = 1; n <= NODES; n++)); do
    make_namespace "$n"
    launch "$n"
    URLS+=("http://$(address "$n"):$BASE_PORT")
  done
  within 150 all_serve || die "not all nodes serve: $(tail -n 5 "$OWN_DATA"/n*/server.log)"
}

# start_three [server flag…]: in namespaces where that goes, else side by side.
start_three() {
  SERVER_FLAGS=("$@")
  if [[ $HOW == namespaces ]] && ! can_make_namespaces; then
    say "no network namespaces here (they need root and ip netns): pausing processes instead"
    HOW=pauses
  fi
  if [[ $HOW == namespaces ]]; then
    start_in_namespaces
  else
    own_cluster "$NODES" "$BASE_PORT" "$@"
  fi
}

# curl_node [curl option…] URL: as in lib.sh, from the namespace of the node that the URL names.
curl_node() {
  local at=() url=${*: -1}
  if [[ $HOW == namespaces && $url =~ ^http://10\.213\.7\.([0-9]): ]]; then
    at=(ip netns exec "$(space "${BASH_REMATCH[1]}")")
  fi
  ${at[@]+"${at[@]}"} curl -q -sS --noproxy '*' --max-time "${MAX_TIME:-6}" "$@"
}

stop_own_nodes() {
  local n
  for n in "${!PIDS[@]}"; do
    kill -s TERM "${PIDS[n]}" 2>/dev/null || true
  done
  for n in "${!PIDS[@]}"; do
    if ! within 20 has_ended "${PIDS[n]}"; then
      complain "n$n did not stop within 20 s, killed"
      kill -s KILL "${PIDS[n]}" 2>/dev/null || true
    fi
    wait "${PIDS[n]}" 2>/dev/null || true
  done
  PIDS=()
}

# has_ended PID: of a child that was not waited for.
has_ended() { [[ $(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null) =~ ^(Z|X|$) ]]; }

# end_three: stops the nodes, and removes namespaces and data.
end_three() {
  local space
  if [[ $HOW == namespaces ]]; then
    stop_own_nodes
    if [[ $KEEP == yes && -n $OWN_DATA ]]; then
      printf 'kept: %s\n' "$OWN_DATA"
    elif [[ -n $OWN_DATA ]]; then
      rm -rf "$OWN_DATA"
    fi
    OWN_DATA=''
  else
    resume_all
    end_own_cluster
  fi
  for space in ${SPACES[@]+"${SPACES[@]}"}; do
    ip netns delete "$space" 2>/dev/null || complain "the namespace $space could not be removed"
  done
  SPACES=()
}

clean_up() {
  trap - EXIT
  end_three
}

# ---- cutting and healing

PAUSED=()

# cut_off N: from now on node N hears nobody, and nobody hears it.
cut_off() {
  if [[ $HOW == namespaces ]]; then
    ip -n "$NET" link set "port$1" nomaster
  else
    cluster pause "$1" || die "n$1 cannot be paused"
    PAUSED+=("$1")
  fi
}

heal() {
  if [[ $HOW == namespaces ]]; then
    ip -n "$NET" link set "port$1" master hub
  else
    resume_all
  fi
}

resume_all() {
  ((${#PAUSED[@]} == 0)) || cluster resume "${PAUSED[@]}" || complain "not resumed: ${PAUSED[*]}"
  PAUSED=()
}

# ---- asking

url() { echo "${URLS[$1 - 1]}"; }

all_serve() {
  local url
  for url in "${URLS[@]}"; do
    MAX_TIME=2 request GET "$url/readyz?quorum=true"
    [[ $STATUS == 200 ]] || return 1
  done
}

# knows_no_leader N: does that node say that nobody it hears leads?
knows_no_leader() {
  MAX_TIME=2 request GET "$(url "$1")/readyz?quorum=true"
  [[ $STATUS == 503 ]]
}

# find_leader N…: sets LEADER to the only one of those nodes that says it leads.
find_leader() {
  local n found=()
  for n in "$@"; do
    [[ -z $(leaders "$(url "$n")") ]] || found+=("$n")
  done
  ((${#found[@]} == 1)) && LEADER=${found[0]}
}

others_than() {
  local n
  for ((n = 1; n <= NODES; n++)); do
    [[ $n == "$1" ]] || echo "$n"
  done
}

WRITES=0

# write N: registers the next instance through that node; persistent, so that time plays no part in what must be there.
write() {
  local context
  WRITES=$((WRITES + 1))
  context=i$WRITES
  request POST "$(url "$1")/reg?service=$SERVICE" -H 'Content-Type: application/json' --data-binary \
    "{\"scheme\":\"http\",\"host\":\"10.0.0.1\",\"port\":8080,\"context\":\"$context\",\"ephemeral\":false}"
  case $STATUS in
    200) ACKED+=("$context") ;;
    503) REFUSED+=("$context") ;;
  esac
}
