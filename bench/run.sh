#!/usr/bin/env bash
# Every measured scenario, one JSON line each. What is to be compared runs in one go: quote ratios, not single figures.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build}
"$build/bench/engine_bench"
"$build/bench/store_bench" quick
"$build/bench/codes_bench" quick
"$build/bench/guess_bench" quick
bench/offers_bench.sh "$build"
bench/http_bench.sh "$build"
bench/evaluate_bench.sh "$build"
bench/size_bench.sh "$build"
data=../shared/data/online-retail/online_retail.csv.gz
if [ -e "$data" ]; then
  "$build/habitue" replay programmes/one-point-per-pound.yaml --orders "$data" --preset online-retail --json |
    jq -c '{bench: "replay online-retail", orders, timing}'
fi
