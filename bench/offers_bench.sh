#!/usr/bin/env bash
# Carts priced one after another by the evaluator, and, where the peers are, workload P by theirs in the same run: carts a
# second, ours to theirs. One JSON line each, ratios last.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build}
peers=$PWD/../shared/peers
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$build/habitue" bench offers --milliseconds "${MS:-1000}" --json | tee "$folder/ours"
command -v node npm >/dev/null || exit 0
for peer in promo-js promo-cel; do
  [ -e "$peers/$peer/run.sh" ] || continue
  cp -r "$peers/$peer" "$peers/common" "$folder/" && chmod -R u+w "$folder"
  MS=${MS:-1000} REPS=${REPS:-2} sh "$folder/$peer/run.sh" >"$folder/theirs" 2>"$folder/log" || { tail -3 "$folder/log" >&2; continue; }
  jq -c '{bench: ("peer " + .peer), results: [.results[] | {promos, lines, applied, discount, evals_per_s, p50_us, p99_us}]}' "$folder/theirs"
  jq -c --slurpfile ours "$folder/ours" '
    .peer as $peer | .results[] | . as $their |
    ($ours[] | select(.workload == "P" and .promos == $their.promos and .lines == $their.lines)) as $our |
    {bench: "offers", workload: "P", promos, lines, peer: $peer,
     same_sums: ($our.applied == .applied and $our.discount == .discount),
     to_peer: ($our.evals_per_s / .evals_per_s * 100 | round / 100)}' "$folder/theirs"
done
