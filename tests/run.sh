#!/usr/bin/env bash
# Runs every test below a build folder and closes with "N passed, N failed". Exits 1 when one failed.
# Test programs are those whose name ends in _test; what they print is shown only when they fail.
set -uo pipefail
cd "$(dirname "$0")/.."
build=${1:-build}
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
export HABITUE_BINARY="$PWD/$build/habitue"

run_one() {
  local program=$1 logs=$2
  local name
  name=$(basename "$program")
  local started=$SECONDS
  timeout 900 "$program" >"$logs/$name.log" 2>&1
  echo "$? $((SECONDS - started))" >"$logs/$name.status"
}
export -f run_one

mapfile -t programs < <(find "$build" -type f -name '*_test' -perm -u+x | sort)
scripts=(tests/*_test.sh)
[ -e "${scripts[0]}" ] || scripts=()
printf '%s\n' "${programs[@]}" "${scripts[@]}" | xargs -P "$(nproc)" -I{} bash -c 'run_one {} '"$logs"

passed=0 failed=0 skipped=0
for status in "$logs"/*.status; do
  name=$(basename "$status" .status)
  read -r code took <"$status"
  log="$logs/$name.log"
  ok=$(sed -nE 's/^\[  PASSED  \] ([0-9]+) tests?\..*/\1/p' "$log" | tail -1)
  bad=$(sed -nE 's/^\[  FAILED  \] ([0-9]+) tests?, .*/\1/p' "$log" | tail -1)
  skip=$(sed -nE 's/^\[  SKIPPED \] ([0-9]+) tests?, .*/\1/p' "$log" | tail -1)
  stories=$(sed -nE 's/^([0-9]+) stories, ([0-9]+) failed$/\1 \2/p' "$log" | tail -1)
  if [ -n "$stories" ]; then bad=${stories#* } ok=$((${stories% *} - bad)); fi
  if [ -z "$ok$bad" ]; then # not GoogleTest: the program is one test
    if [ "$code" = 0 ]; then ok=1; else bad=1; fi
  fi
  if [ "$code" != 0 ] && [ -z "$bad" ]; then bad=1; fi
  passed=$((passed + ${ok:-0})) failed=$((failed + ${bad:-0})) skipped=$((skipped + ${skip:-0}))
  printf '%-28s %5s passed %3s failed %3s skipped %5s s\n' "$name" "${ok:-0}" "${bad:-0}" "${skip:-0}" "$took"
  if [ "$code" != 0 ]; then
    echo "---- $name exited with $code:"
    grep -vE '^\[( RUN      |       OK )\]' "$log" | tail -80
    echo "----"
  fi
done
[ "$skipped" = 0 ] || grep -hA3 'Skipped$' "$logs"/*.log | grep -vE '^(--|\[)' | sort -u | head -20
if [ "$skipped" = 0 ]; then echo "$passed passed, $failed failed"; else echo "$passed passed, $failed failed, $skipped skipped"; fi
[ "$failed" = 0 ]
