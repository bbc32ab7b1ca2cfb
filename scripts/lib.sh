# shellcheck shell=bash
# What the scripts of this folder share: HTTP by curl, picking fields out of flat JSON, checks that print what they saw,
# a cluster of one's own. Sourced with `set -euo pipefail`, never run. Needs bash 4.2, curl and the usual POSIX tools.

SCRIPTS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
ROOT=${SCRIPTS%/*}

if [[ -t 1 && -z ${NO_COLOR:-} ]]; then
  GREEN=$'\e[32m' RED=$'\e[31m' BOLD=$'\e[1m' DIM=$'\e[2m' PLAIN=$'\e[0m'
else
  GREEN='' RED='' BOLD='' DIM='' PLAIN=''
fi

# ---- messages and options

# complain MESSAGE: one line on stderr that names the script.
complain() { printf '%s: %s\n' "${0##*/}" "$1" >&2; }

# die MESSAGE [EXIT CODE]
die() {
  complain "$1"
  exit "${2:-1}"
}

# die_usage MESSAGE: for a wrong command line.
die_usage() { die "$1 (--help shows the usage)" 2; }

# need_number OPTION VALUE LEAST MOST
need_number() {
  if [[ ! $2 =~ ^[0-9]{1,7}$ ]] || ((10#$2 < $3 || 10#$2 > $4)); then
    die_usage "$1 must be a number from $3 to $4, was '$2'"
  fi
}

# ---- the program

# The launcher of the built server. SERVER_BIN names that of another distribution, an unpacked tar.gz say.
SERVER=${SERVER_BIN:-$ROOT/registry-server/target/maregistry/bin/maregistry}

# ensure_built: builds the server, and only that, when there is none. What Maven prints goes to stderr, so that the
# output of the command which needed the build stays clean.
ensure_built() {
  [[ -x $SERVER ]] && return
  [[ -z ${SERVER_BIN:-} ]] || die "SERVER_BIN=$SERVER_BIN is no program"
  build "the server" registry-server -Dfast
  [[ -x $SERVER ]] || die "the build ended well, but $SERVER is not there"
}

# build WHAT MODULE [Maven option…]: packages that module and what it needs, without tests. jraft-parent is named because
# no module depends on it: without it Maven would look for that pom in repositories, and find none behind a mirror of all.
build() {
  local what=$1 module=$2 maven=mvn
  shift 2
  command -v mvn >/dev/null || maven=./mvnw
  complain "nothing is built yet: building $what (once)"
  (cd "$ROOT" && "$maven" -q -B -ntp -Dmaven.test.skip=true "$@" -pl "com.alipay.sofa:jraft-parent,$module" -am package) >&2 ||
    die "the build failed"
}

# ---- time

# now_ms: epoch milliseconds, in NOW (a variable, because a subshell would cost more than what is measured).
now_ms() {
  if [[ -n ${EPOCHREALTIME:-} ]]; then
    NOW=$((${EPOCHREALTIME/[.,]/} / 1000))
  else
    NOW=$(date +%s%3N)
  fi
}

# within SECONDS COMMAND…: runs the command until it succeeds; false when it has not by then.
# ELAPSED_MS is the time until it did.
# shellcheck disable=SC2034 # the callers read it
within() {
  local seconds=$1 began
  shift
  now_ms && began=$NOW
  while ! "$@"; do
    now_ms
    ((NOW - began < seconds * 1000)) || return 1
    sleep 0.02
  done
  now_ms
  ELAPSED_MS=$((NOW - began))
}

# ---- HTTP

# curl_node [curl option…] URL: every request of the scripts. -q and --noproxy: no ~/.curlrc and no proxy may come in
# between; a node has at most 6 s, one more than the server takes to answer a write by 504.
curl_node() { curl -q -sS --noproxy '*' --max-time "${MAX_TIME:-6}" "$@"; }

# request METHOD URL [curl option…]: sets STATUS, HEADERS and BODY. STATUS is 000, and BODY curl's message, when no
# whole answer came.
request() {
  local method=$1 url=$2 answer
  shift 2
  if answer=$(curl_node -i -X "$method" -w '\n%{http_code}' "$@" "$url" 2>&1); then
    STATUS=${answer##*$'\n'}
    answer=${answer%$'\n'*}
    HEADERS=${answer%%$'\r\n\r\n'*}
    BODY=${answer#*$'\r\n\r\n'}
  else
    STATUS=000 HEADERS='' BODY=${answer%$'\n'*}
  fi
}

# header NAME: its value in the last answer; empty when absent.
header() {
  local line
  while IFS= read -r line; do
    line=${line%$'\r'}
    if [[ ${line,,} == "${1,,}:"* ]]; then
      line=${line#*:}
      printf '%s\n' "${line# }"
      return
    fi
  done <<<"$HEADERS"
}

# ---- JSON without a parser: enough for our answers, whose objects are flat where this is used

# field JSON NAME: the first value of that name, a text without its quotes; empty when absent.
field() {
  local pattern="\"$2\":(\"(([^\"\\\\]|\\\\.)*)\"|[^],}]+)"
  if [[ $1 =~ $pattern ]]; then
    if [[ ${BASH_REMATCH[1]} == \"* ]]; then
      printf '%s\n' "${BASH_REMATCH[2]}"
    else
      printf '%s\n' "${BASH_REMATCH[1]}"
    fi
  fi
}

# objects JSON: the objects of a list, one a line.
objects() {
  local list=${1#[}
  list=${list%]}
  [[ -z $list ]] || printf '%s\n' "${list//\},\{/\}$'\n'\{}"
}

# ---- checks

CHECKS=0
FAILURES=0

# step TEXT: a headline.
step() { printf '\n%s%s%s\n' "$BOLD" "$1" "$PLAIN"; }

# say TEXT: a remark.
say() { printf '  %s%s%s\n' "$DIM" "$1" "$PLAIN"; }

# shown TEXT: the text, cut where it would flood the screen.
shown() {
  if ((${#1} > 600)); then
    printf '%s… (%d characters)' "${1:0:600}" "${#1}"
  else
    printf '%s' "$1"
  fi
}

passed() {
  CHECKS=$((CHECKS + 1))
  printf '  %sok%s    %s\n' "$GREEN" "$PLAIN" "$1"
}

# failed WHAT EXPECTED SEEN
failed() {
  CHECKS=$((CHECKS + 1))
  FAILURES=$((FAILURES + 1))
  printf '  %sFAIL%s  %s\n          expected: %s\n          seen:     %s\n' \
    "$RED" "$PLAIN" "$1" "$(shown "$2")" "$(shown "$3")"
}

# check_equal WHAT EXPECTED SEEN
check_equal() {
  if [[ $2 == "$3" ]]; then
    passed "$1: $(shown "$3")"
  else
    failed "$1" "$2" "$3"
  fi
}

# check_match WHAT REGEX SEEN
check_match() {
  if [[ $3 =~ $2 ]]; then
    passed "$1: $(shown "$3")"
  else
    failed "$1" "a text that matches $2" "$3"
  fi
}

# check_contains WHAT PART SEEN
check_contains() {
  if [[ $3 == *"$2"* ]]; then
    passed "$1: $(shown "$2")"
  else
    failed "$1" "a text with $2" "$3"
  fi
}

# verdict WHAT: the last line of a script, and its exit code as the result.
verdict() {
  printf '\n'
  if ((FAILURES == 0 && CHECKS > 0)); then
    printf '%s%s: %d checks, all ok%s\n' "$GREEN" "$1" "$CHECKS" "$PLAIN"
  else
    printf '%s%s: %d of %d checks FAILED%s\n' "$RED" "$1" "$FAILURES" "$CHECKS" "$PLAIN"
    return 1
  fi
}

# ---- a cluster of the script's own, in a temporary folder

OWN_DATA=''
KEEP=no
URLS=()
CLUSTER_MODE=raft

# own_cluster NODES BASE_PORT [server flag…]: starts it, in CLUSTER_MODE, and puts its urls into URLS. The caller's EXIT
# trap calls end_own_cluster.
own_cluster() {
  local nodes=$1 base_port=$2 i
  shift 2
  OWN_DATA=$(mktemp -d "${TMPDIR:-/tmp}/maregistry.XXXXXX")
  step "A cluster of $nodes in $CLUSTER_MODE mode on 127.0.0.1:$base_port…$((base_port + nodes - 1)), in $OWN_DATA"
  URLS=()
  # Patient: other tests may use the same machine.
  "$SCRIPTS/cluster" up --wait 150 --mode "$CLUSTER_MODE" --nodes "$nodes" --base-port "$base_port" --data "$OWN_DATA" \
    ${1:+-- "$@"} || die "no cluster"
  for ((i = 1; i <= nodes; i++)); do
    URLS+=("http://127.0.0.1:$((base_port + i - 1))")
  done
}

# cluster SUBCOMMAND [N…]: on the script's own cluster, quietly unless it fails.
cluster() {
  local output
  if ! output=$("$SCRIPTS/cluster" --data "$OWN_DATA" "$@" 2>&1); then
    printf '%s\n' "$output" >&2
    return 1
  fi
}

# end_own_cluster: stops it and removes its folder. A node that may still run keeps its data.
end_own_cluster() {
  [[ -n $OWN_DATA ]] || return 0
  if ! cluster down; then
    complain "the cluster could not be stopped, so its folder is kept: $OWN_DATA"
  elif [[ $KEEP == yes ]]; then
    printf 'kept: %s\n' "$OWN_DATA"
  else
    rm -rf "$OWN_DATA"
  fi
  OWN_DATA=''
}

# ---- who leads

# leaders URL…: the urls of those nodes that say they lead, one a line.
leaders() {
  local url
  for url in "$@"; do
    MAX_TIME=2 request GET "$url/info"
    [[ $STATUS != 200 || $(field "$BODY" role) != leader ]] || printf '%s\n' "$url"
  done
}
