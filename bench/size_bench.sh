#!/usr/bin/env bash
# What a million customers cost: how long the server takes from its start until it answers, and how much memory it then
# has resident; and again after some seconds of orders for all of them. One JSON line.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build} customers=${2:-1000000} seconds=${3:-5}
folder=$(mktemp -d)
server=
cleanup() { [ -z "$server" ] || kill "$server" 2>/dev/null || true; [ -z "$server" ] || wait "$server" 2>/dev/null || true; rm -rf "$folder"; }
trap cleanup EXIT
milliseconds() { date +%s%3N; }
resident_mb() { awk '/^VmRSS/ {printf "%d", $2 / 1024}' "/proc/$server/status"; }
began=$(milliseconds)
"$build/bench/fill_folder" programmes/cercle-lavande.yaml "$folder/data" "$customers"
filled=$(milliseconds)
"$build/habitue" serve --data "$folder/data" --listen 127.0.0.1:0 --log-level error >"$folder/out" 2>"$folder/err" &
server=$!
for _ in $(seq 3000); do
  url=$(grep -o 'http://[^ ]*' "$folder/out" | head -1 || true)
  [ -n "$url" ] && curl -fs -o /dev/null "${url}readyz" && break
  sleep 0.01
done
ready=$(milliseconds)
at_start=$(resident_mb)
HABITUE_KEY=$(grep -o 'hbt_sk_[A-Za-z0-9]*' "$folder/out" | head -1)
export HABITUE_KEY
CUSTOMERS=$customers RUN=size wrk -t1 -c64 -d"${seconds}s" -s bench/orders.lua "$url" >"$folder/load" 2>&1
grep -q '"not_2xx":0}' "$folder/load" || { cat "$folder/load" >&2; exit 1; }
jq -cn --argjson customers "$customers" --argjson start "$at_start" --argjson load "$(resident_mb)" \
  --argjson ready $((ready - filled)) --argjson fill $((filled - began)) --argjson disk "$(du -sm "$folder/data" | cut -f1)" '
  {bench: "size", customers: $customers, ready_ms: $ready, resident_mb: $start, resident_mb_after_load: $load,
   disk_mb: $disk, fill_ms: $fill}'
