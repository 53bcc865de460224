#!/usr/bin/env bash
# Runs every fuzzer of a build folder for some seconds each on its seed corpus. New inputs stay in the build folder.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${1:-build-fuzz} seconds=${2:-60}
failed=0
for fuzzer in $(find "$build" -type f -name '*_fuzz' -perm -u+x | sort); do
  name=$(basename "$fuzzer" _fuzz)
  mkdir -p "$build/corpus/$name"
  echo "== $name, $seconds s"
  if ! "$fuzzer" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="$build/" \
      "$build/corpus/$name" "tests/fuzz/corpus/$name" >"$build/$name.log" 2>&1; then
    failed=1
    tail -40 "$build/$name.log"
  fi
  grep -E 'stat::number_of_executed_units|ERROR' "$build/$name.log" || true
done
exit $failed
