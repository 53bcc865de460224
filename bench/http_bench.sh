#!/usr/bin/env bash
# Durable orders over HTTP at 64 connections: many customers, then one hot customer; beside a bare loop that writes the very
# rows of the first to SQLite in batches of the same size, in the same run: under the same keys, and with the orders scattered
# as under a plain hash. One JSON line each, ratios last.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build} seconds=${2:-8}
folder=$(mktemp -d)
server=
cleanup() { [ -z "$server" ] || kill "$server" 2>/dev/null || true; [ -z "$server" ] || wait "$server" 2>/dev/null || true; rm -rf "$folder"; }
trap cleanup EXIT
"$build/habitue" programme publish programmes/cercle-lavande.yaml --data "$folder/data" >/dev/null
"$build/habitue" serve --data "$folder/data" --listen 127.0.0.1:0 --log-level error >"$folder/out" 2>"$folder/err" &
server=$!
for _ in $(seq 100); do grep -q 'http://' "$folder/out" && break; sleep 0.1; done
url=$(grep -o 'http://[^ ]*' "$folder/out" | head -1)
HABITUE_KEY=$(grep -o 'hbt_sk_[A-Za-z0-9]*' "$folder/out" | head -1)
export HABITUE_KEY
load() { wrk -t1 -c64 -d"${seconds}s" -s bench/orders.lua "$url" 2>&1 | grep -E '^\{' | tail -1; }
count() { curl -s "${url%/}/metrics" | awk -v name="habitue_$1_total" '$1 == name {print $2}'; }
wide=$(RUN=wide load)
wide_orders=$(count commands) batch=$((($(count commands) + $(count commits) / 2) / $(count commits)))
echo "{\"bench\":\"http_orders\",\"case\":\"many customers\",\"connections\":64,${wide#\{}"
hot=$(RUN=hot HOT=1 load)
echo "{\"bench\":\"http_orders\",\"case\":\"one hot customer\",\"connections\":64,${hot#\{}"
kill "$server"; wait "$server" || true; server=
orders=$("$build/habitue" verify --data "$folder/data" --json | jq .orders)
bytes=$(du -sb "$folder/data" | cut -f1)
same=() scattered=()
for _ in 1 2 3; do
  same+=("$("$build/bench/rows_bench" "$folder/data" orders="$wide_orders" batch="$batch")")
  scattered+=("$("$build/bench/rows_bench" "$folder/data" orders="$wide_orders" batch="$batch" scattered=1)")
done
median() { printf '%s\n' "$@" | jq -cs 'sort_by(.orders_per_second)[1]'; }
bare=$(median "${same[@]}")
bare_scattered=$(median "${scattered[@]}")
echo "$bare"
echo "$bare_scattered" | jq -c '. + {orders_lie: "scattered"}'
jq -cn --argjson wide "$wide" --argjson hot "$hot" --argjson bare "$bare" --argjson scattered "$bare_scattered" --argjson bytes "$bytes" --argjson orders "$orders" '
  def ratio(a; b): (a / b * 100 | round) / 100;
  {bench: "http_orders", hot_to_wide: ratio($hot.requests_per_s; $wide.requests_per_s),
   wide_to_bare_loop: ratio($wide.requests_per_s; $bare.orders_per_second),
   wide_to_bare_loop_of_scattered_orders: ratio($wide.requests_per_s; $scattered.orders_per_second),
   p99_to_bare_batch: ratio($wide.p99_ms * 1000; $bare.commit_us_p99),
   verified_orders: $orders, disk_bytes_an_order: ($bytes / $orders | round)}'
peers=../shared/peers
if [ -x "$peers/ledger-postgres/run.sh" ]; then
  running=$(pgrep -f "${PEER_PGDATA:-/var/tmp/peers-pg}/db" || true)
  echo "{\"bench\":\"peer ledger-postgres\",\"result\":$(SECS=4 bash "$peers/ledger-postgres/run.sh" 2>/dev/null | tail -1 || echo null)}"
  [ -n "$running" ] || sh "$peers/common/pg.sh" stop >/dev/null 2>&1 || true # only the server that this run started
fi
