#!/usr/bin/env bash
# Carts evaluated over HTTP on 16 keep-alive connections: workload P, 20 lines, 10, 100 and 1000 offers, customers with
# segments; with all that is told of nudges and of what does not apply, and the amounts only, as the peer answers. A sample
# of the answers is first held against what the evaluator gives in memory. Then, where the peers are, a Fastify server with
# the same offers and carts in the same run, in turns. One JSON line each, ratios last.
# `server_cpu_us` is what the server itself spends on one answer: it wanders less than the rate on a machine that is shared.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build} seconds=${2:-5} rounds=${3:-2}
connections=16 lines=20 carts=500 sample=40
peers=$PWD/../shared/peers
folder=$(mktemp -d)
server= peer=
stop() { [ -z "$1" ] || kill "$1" 2>/dev/null || true; [ -z "$1" ] || wait "$1" 2>/dev/null || true; }
cleanup() { stop "$server"; stop "$peer"; rm -rf "$folder"; }
trap cleanup EXIT

serve() { # offers
  local data=$folder/$1
  "$build/bench/offer_folder" "$1" "$lines" "$carts" "$data" "$data.carts"
  : >"$data.out"
  "$build/habitue" serve --data "$data" --listen 127.0.0.1:0 --log-level error >"$data.out" 2>"$data.err" &
  server=$!
  for _ in $(seq 100); do grep -q 'http://' "$data.out" && break; sleep 0.1; done
  url=$(grep -o 'http://[^ ]*' "$data.out" | head -1)
  HABITUE_KEY=$(grep -o 'hbt_sk_[A-Za-z0-9]*' "$data.out" | head -1) CARTS=$data.carts
  export HABITUE_KEY CARTS
}

check() { # every answer of the sample takes off what the evaluator says
  local expected body asked answered
  while IFS=$'\t' read -r expected body; do
    for asked in "$body" "{\"explain\":false,${body#\{}"; do
      answered=$(curl -fs -H "Authorization: Bearer $HABITUE_KEY" -H 'Content-Type: application/json' -d "$asked" \
        "${url}v1/carts/evaluate" | jq .discount_minor)
      [ "$answered" = "$expected" ] || { echo "a discount of $answered instead of $expected: $asked" >&2; exit 1; }
    done
  done < <(head -n "$sample" "$CARTS")
}

load() { wrk -t1 -c"$connections" -d"$1s" -s "$2" "$3" 2>&1; }
best() { jq -cs 'max_by(.requests_per_s)'; }
ticks() { awk '{print $14 + $15}' "/proc/$1/stat"; } # of processor time, user and system
measured() { # pid, script, url, what turns wrk's words into figures
  local before figures
  load 1 "$2" "$3" >/dev/null
  before=$(ticks "$1")
  figures=$(load "$seconds" "$2" "$3" | "$4")
  jq -cn --argjson figures "$figures" --argjson ticks "$(($(ticks "$1") - before))" --argjson hertz "$(getconf CLK_TCK)" \
    --argjson seconds "$seconds" '
    $figures + {server_cpu_us: ($ticks / $hertz * 1e7 / ($figures.requests_per_s * $seconds) | round / 10)}'
}
own_words() { grep '^{'; }
peers_words() {
  awk '/^RESULT/ {
    printf "{\"requests_per_s\":%d,\"p50_us\":%d,\"p99_us\":%d,\"errors\":%d,\"bytes_per_response\":%d}\n", $2, $3, $4, $6, $7}'
}

# The peer's own server and load, from a copy: it installs what it needs where it stands.
prepare_peer() {
  [ -e "$peers/http-fastify/run.sh" ] && command -v node npm >/dev/null || return 1
  cp -r "$peers/http-fastify" "$peers/common" "$folder/" && chmod -R u+w "$folder/http-fastify" "$folder/common" || return 1
  (cd "$folder/http-fastify" && rm -rf out && { [ -d node_modules ] || npm install --no-audit --no-fund --silent; } &&
    LINES=$lines node carts.mjs) >"$folder/peer.log" 2>&1
}
serve_peer() { # offers
  local port=${PEER_HTTPPORT:-38421}
  (cd "$folder/http-fastify" && ENGINE=indexed PROMOS=$1 PORT=$port exec node server.mjs) 2>"$folder/peer.err" &
  peer=$! peer_url=http://127.0.0.1:$port
  for _ in $(seq 100); do grep -q ready "$folder/peer.err" && break; sleep 0.1; done
}
with_peer=1
prepare_peer || with_peer=
for offers in 10 100 1000; do
  serve "$offers"
  check
  [ -z "$with_peer" ] || serve_peer "$offers"
  : >"$folder/ours" && : >"$folder/brief" && : >"$folder/theirs"
  for _ in $(seq "$rounds"); do
    measured "$server" bench/carts.lua "$url" own_words >>"$folder/ours"
    EXPLAIN=false measured "$server" bench/carts.lua "$url" own_words >>"$folder/brief"
    [ -z "$with_peer" ] ||
      measured "$peer" "$folder/http-fastify/out/carts.lua" "$peer_url" peers_words >>"$folder/theirs"
  done
  stop "$server"; server=
  stop "$peer"; peer=
  explained=$(best <"$folder/ours") brief=$(best <"$folder/brief") other=$(best <"$folder/theirs")
  jq -cn --argjson offers "$offers" --argjson lines "$lines" --argjson connections "$connections" --argjson other "$other" \
    --argjson explained "$explained" --argjson brief "$brief" --argjson sample "$sample" '
    def hundredths: . * 100 | round / 100;
    {offers: $offers, lines: $lines, connections: $connections} as $case |
    {bench: "http_evaluate", explain: true} + $case + $explained + {checked_answers: $sample},
    {bench: "http_evaluate", explain: false} + $case + $brief + {checked_answers: $sample},
    (if $other then
      {bench: "peer http-fastify"} + $case + $other,
      {bench: "http_evaluate", offers: $offers,
       to_http_fastify: ($brief.requests_per_s / $other.requests_per_s | hundredths),
       explained_to_http_fastify: ($explained.requests_per_s / $other.requests_per_s | hundredths),
       server_cpu_to_http_fastify: ($brief.server_cpu_us / $other.server_cpu_us | hundredths),
       explained_server_cpu_to_http_fastify: ($explained.server_cpu_us / $other.server_cpu_us | hundredths)}
     else empty end)'
done
