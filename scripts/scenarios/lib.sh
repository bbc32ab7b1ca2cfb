# shellcheck shell=bash disable=SC2034 # the scenarios read what is set here
# What the scenarios share: their options, the cluster they run on, requests that a reader can repeat. Sourced, never run.

# shellcheck source=../lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

scenario_options() {
  cat <<'END'
Options:
  --url URL…      run on these nodes of a running cluster instead of starting one; what would stop a node or replace its
                  data is left out, service names get a suffix of this run, and its instances are unregistered again
  --base-port P   HTTP port of the first node of the cluster that is started
  --keep          keep that cluster's folder (data and logs)
Exit codes: 0 every check is ok, 1 a check failed or the cluster did not start, 2 usage.
END
}

# How many nodes the cluster has that a scenario starts first; CLUSTER_MODE is its mode.
SCENARIO_NODES=3

# scenario NAME BASE_PORT LEAST_URLS [server flag…] -- ARGUMENT…: reads the options, then gets the cluster. Sets URLS, OWN
# (yes when we started it), BASE_PORT and SUFFIX (of service names; empty on a cluster of our own).
scenario() {
  local least=$3 flags=()
  SCENARIO=$1 BASE_PORT=$2 OWN=yes SUFFIX='' REGISTERED=()
  shift 3
  while [[ $1 != -- ]]; do
    flags+=("$1")
    shift
  done
  shift
  while (($# > 0)); do
    case $1 in
      --help | -h)
        usage
        exit 0
        ;;
      --url)
        while [[ ${2:-} == http://* ]]; do
          URLS+=("${2%/}")
          shift
        done
        ((${#URLS[@]} > 0)) || die_usage "--url needs http://host:port"
        OWN=no
        ;;
      --base-port)
        need_number "$1" "${2:-}" 1 63528
        BASE_PORT=$((10#$2))
        shift
        ;;
      --keep) KEEP=yes ;;
      *) die_usage "unknown argument $1" ;;
    esac
    shift
  done
  printf '%sScenario %s%s\n' "$BOLD" "$SCENARIO" "$PLAIN"
  trap end_scenario EXIT
  trap 'exit 130' INT TERM
  if [[ $OWN == yes ]]; then
    own_cluster "$SCENARIO_NODES" "$BASE_PORT" ${flags[@]+"${flags[@]}"}
  else
    ((${#URLS[@]} >= least)) || die_usage "$SCENARIO needs the urls of $least nodes"
    now_ms
    SUFFIX=.run$NOW
  fi
}

end_scenario() {
  local i
  trap - EXIT
  if [[ $OWN == no ]]; then
    for ((i = 0; i + 1 < ${#REGISTERED[@]}; i += 2)); do
      request POST "${URLS[0]}/unreg?service=${REGISTERED[i]}" -d "${REGISTERED[i + 1]}"
    done
  fi
  end_own_cluster
}

# skipped TEXT: what --url leaves out.
skipped() { say "left out on a cluster that this script did not start: $1"; }

# call METHOD URL [BODY]: prints the request as one could type it, and the answer.
call() {
  local typed="curl -X $1 \"$2\"" body=()
  if [[ -n ${3:-} ]]; then
    typed+=" -H 'Content-Type: application/json' -d '$(shown "$3")'"
    body=(-H 'Content-Type: application/json' --data-binary "$3")
  fi
  printf '  %s$ %s%s\n' "$DIM" "$typed" "$PLAIN"
  request "$1" "$2" ${body[@]+"${body[@]}"}
  printf '  %s->%s %s %s\n' "$DIM" "$PLAIN" "$STATUS" "$(shown "${BODY%$'\n'}")"
}

# register URL SERVICE INSTANCE: POST /reg, which must answer the instance as stored.
register() {
  REGISTERED+=("$2" "$3")
  call POST "$1/reg?service=$2" "$3"
  check_answer "registered" 200 "${4:-$3}"
}

# check_answer WHAT STATUS BODY: of the last request.
check_answer() { check_equal "$1" "$2 $3" "$STATUS $BODY"; }

# check_error WHAT STATUS CODE: an answer in the shape that all errors have.
check_error() {
  check_equal "$1" "$2 $3" "$STATUS $(field "$BODY" code)"
  check_match "its body names status, code, message, path, timestamp" \
    '^\{"status":[0-9]+,"code":"[A-Z_]+","message":".+","path":"/.*","timestamp":[0-9]{13}.*\}$' "$BODY"
}

# answers URL BODY: does a GET of it answer exactly that?
answers() {
  request GET "$1"
  [[ $STATUS == 200 && $BODY == "$2" ]]
}

# check_everywhere WHAT PATH BODY: a GET of it on every node, each within 5 s (a follower may be a moment behind).
check_everywhere() {
  local url
  for url in "${URLS[@]}"; do
    if within 5 answers "$url$2" "$3"; then
      passed "$1, on $url: $(shown "$BODY")"
    else
      failed "$1, on $url, within 5 s" "200 $3" "$STATUS $BODY"
    fi
  done
}

# snapshot_version JSON: the counter at its end (the name is also that of a parameter people like to use).
snapshot_version() {
  [[ $1 =~ \"version\":([0-9]+)\}$ ]] && printf '%s\n' "${BASH_REMATCH[1]}"
}

# lead URL: moves the leadership to that node.
lead() {
  call POST "$1/sl"
  check_equal "the answer is that node, as leader" "200 $1 true" "$STATUS $(field "$BODY" url) $(field "$BODY" leader)"
}

# check_one_leader URL…: they agree on one leader, within 10 s (in hash mode a round takes 5 s, so 20); sets LEADER. Nothing
# can go on without one.
check_one_leader() {
  local seconds=10
  [[ $CLUSTER_MODE == raft ]] || seconds=20
  if within "$seconds" one_leader "$@"; then
    passed "all of them name one leader: $LEADER"
  else
    failed "all of them name one leader within $seconds s" "one url" "$SEEN"
    verdict "Scenario $SCENARIO" || exit 1
  fi
}

# number_of URL: which node of the script's own cluster that is, from 1.
number_of() { echo $((${1##*:} - BASE_PORT + 1)); }

# others_than URL: all but that one, one a line.
others_than() { printf '%s\n' "${URLS[@]}" | grep -vxF "$1"; }

# own_node SUBCOMMAND URL: `scripts/cluster SUBCOMMAND` with that node of the script's own cluster; must succeed.
own_node() {
  local number
  number=$(number_of "$2")
  say "scripts/cluster $1 $number"
  cluster "$1" "$number" "${@:3}" || failed "scripts/cluster $1 $number" "exit code 0" "another"
}

# all_name_leader LEADER URL…: does /leader of each of them answer that url?
all_name_leader() {
  local leader=$1 url
  shift
  for url in "$@"; do
    request GET "$url/leader"
    SEEN="$url: $STATUS $(field "$BODY" url)"
    [[ $STATUS == 200 && $(field "$BODY" url) == "$leader" ]] || return 1
  done
}

# one_leader URL…: sets LEADER when exactly one of them says it leads and all name that one.
one_leader() {
  LEADER=$(leaders "$@")
  SEEN="leading by their own account: ${LEADER:-nobody}"
  [[ -n $LEADER && $LEADER != *$'\n'* ]] && all_name_leader "$LEADER" "$@"
}

# ---- members and the hashCode election

# java_hash TEXT: String.hashCode().
java_hash() {
  local hash=0 i code
  for ((i = 0; i < ${#1}; i++)); do
    printf -v code '%d' "'${1:i:1}"
    hash=$(((hash * 31 + code) & 0xffffffff))
  done
  echo $((hash > 0x7fffffff ? hash - 0x100000000 : hash))
}

# least_hash URL…: the url with the least hash.
least_hash() {
  local url hash least='' best=''
  for url in "$@"; do
    hash=$(java_hash "$url")
    if [[ -z $best ]] || ((hash < least)); then
      least=$hash best=$url
    fi
  done
  echo "$best"
}

# of_member URL FIELD: that field of the entry for URL in BODY, a list of servers.
of_member() {
  local entry
  objects "$BODY" | while IFS= read -r entry; do
    [[ $(field "$entry" url) != "$1" ]] || field "$entry" "$2"
  done
}

# all_up URL: does its /cluster show every node as up? A follower hears of the others by the leader's second heartbeat.
all_up() {
  request GET "$1/cluster"
  [[ $(members_with status true | sort) == "$(printf '%s\n' "${URLS[@]}" | sort)" ]]
}

# members_with FIELD VALUE: the urls of the entries of BODY with that value.
members_with() {
  local entry
  objects "$BODY" | while IFS= read -r entry; do
    [[ $(field "$entry" "$1") != "$2" ]] || field "$entry" url
  done
}

# member_has NODE MEMBER FIELD VALUE: does NODE's /cluster say so of MEMBER?
member_has() {
  request GET "$1/cluster"
  SEEN=$(of_member "$2" "$3")
  [[ $SEEN == "$4" ]]
}

# check_member NODE MEMBER FIELD VALUE SECONDS
check_member() {
  if within "$5" member_has "$1" "$2" "$3" "$4"; then
    passed "/cluster of $1: $2 has $3 $4"
  else
    failed "/cluster of $1: $3 of $2, within $5 s" "$4" "$SEEN"
  fi
}

# written URL SERVICE INSTANCE: is that registration answered by 200? A 503 or 504 is sent again by the caller.
written() {
  request POST "$1/reg?service=$2" -H 'Content-Type: application/json' --data-binary "$3"
  [[ $STATUS == 200 && $BODY == "$3" ]]
}

# check_written URL SERVICE INSTANCE: within 15 s, sent again until it is answered by 200.
check_written() {
  REGISTERED+=("$2" "$3")
  if within 15 written "$@"; then
    passed "POST $1/reg?service=$2 after $ELAPSED_MS ms: 200 $BODY"
  else
    failed "POST $1/reg?service=$2 within 15 s" "200 $3" "$STATUS $BODY"
  fi
}

# ---- snapshots

# same_snapshots URL…: do all of them answer the same /snapshot? Leaves it in BODY, its ETag in ETAG.
same_snapshots() {
  local url first=''
  for url in "$@"; do
    request GET "$url/snapshot"
    [[ $STATUS == 200 ]] || return 1
    ETAG=$(header ETag)
    first=${first:-$ETAG$BODY}
    [[ $ETAG$BODY == "$first" ]] || return 1
  done
}

# check_same_snapshots URL…: within 5 s (time-stamps and counters included).
check_same_snapshots() {
  if within 5 same_snapshots "$@"; then
    passed "/snapshot is the same on all nodes, version $(snapshot_version "$BODY"), ETag $ETAG"
  else
    failed "/snapshot is the same on all nodes within 5 s" "one and the same" "the last one asked: $STATUS $ETAG $BODY"
  fi
}
