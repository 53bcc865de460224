#!/usr/bin/env bash
# Runs the documentation. In README.md, docs/tutorials and docs/how-to a ```sh block behind the line <!-- tested --> is
# run, and of a ```text or ```json block behind <!-- shows --> each line must be in what the last one printed, in that
# order (a line ... stands for any lines). A document's blocks run in one folder of its own, which has programmes/ and
# build/habitue; documents that speak to 127.0.0.1:8080 get a demonstration server and KEY.
# HABITUE_BINARY is the program; build/habitue when it is not set. Exits 0 when all of it is as written.
set -uo pipefail
cd "$(dirname "$0")/.."
root=$PWD
binary=${HABITUE_BINARY:-$root/build/habitue}
block_seconds=120
server_seconds=300
stop_seconds=60
must_have_blocks=(README.md docs/tutorials/first-programme.md)

temporary=$(mktemp -d)
server=
stop_server() {
  [ -z "$server" ] && return 0
  kill "$server" 2>/dev/null
  local until=$((SECONDS + stop_seconds))
  while kill -0 "$server" 2>/dev/null && [ "$SECONDS" -lt "$until" ]; do sleep 0.05; done
  kill -KILL "$server" 2>/dev/null # nothing any more, if it ended
  wait "$server"
  local code=$?
  server=
  return "$code"
}
trap 'stop_server; rm -rf "$temporary"' EXIT

failed=0
fail() {
  echo "FAILED $*"
  failed=$((failed + 1))
}

# Writes DOCUMENT's blocks as NNN.sh and NNN.shows, NNN being the line of the block; complains about a marker without one.
extract() {
  awk -v folder="$2" '
    /^<!-- (tested|shows) -->$/ { marker = $2; next }
    marker != "" && /^```/ {
      if (marker == "tested" && $0 != "```sh") { print "line " NR ": a tested block is ```sh"; bad = 1 }
      if (marker == "shows" && last == "") { print "line " NR ": nothing was run before"; bad = 1 }
      if (marker == "tested") last = sprintf("%05d", NR)
      file = folder "/" last (marker == "tested" ? ".sh" : ".shows")
      printf "" > file; inside = 1; marker = ""; next
    }
    marker != "" { print "line " NR ": a block was expected behind <!-- " marker " -->"; bad = 1; marker = "" }
    inside && /^```$/ { inside = 0; close(file); next }
    inside { print > file }
    END { if (inside || marker != "") { print "the last block does not end"; bad = 1 } exit bad }
  ' "$1"
}

# Spaces that do not break, before a French colon or within an amount, are spaces here.
plain_spaces() { sed 's/\xc2\xa0/ /g; s/\xe2\x80\xaf/ /g' "$1"; }

# The first line of SHOWS that OUTPUT does not have behind the ones before.
missing_line() {
  awk '
    FILENAME == ARGV[1] { have[++count] = $0; next }
    $0 == "" || $0 == "..." { next }
    { while (at < count && have[at + 1] != $0) at++
      if (at == count) { print; exit }
      at++ }
  ' <(plain_spaces "$2") <(plain_spaces "$1")
}

start_server() {
  local folder=$1
  : >"$folder/server.out"
  "$binary" serve --demo --data "$folder/served" --listen 127.0.0.1:0 >"$folder/server.out" 2>"$folder/server.err" &
  server=$!
  local until=$((SECONDS + server_seconds))
  while ! grep -q '^Listening on' "$folder/server.out"; do
    if ! kill -0 "$server" 2>/dev/null || [ "$SECONDS" -ge "$until" ]; then
      fail "the server did not start"
      tail -20 "$folder/server.err"
      return 1
    fi
    sleep 0.1
  done
  port=$(sed -nE 's#^Listening on http://127\.0\.0\.1:([0-9]+)/$#\1#p' "$folder/server.out")
  KEY=$(grep -o 'hbt_sk_[A-Za-z0-9]*' "$folder/server.out")
  export KEY
}

run_block() {
  local document=$1 block=$2 folder=$3
  local place output missing
  place="$document:$((10#$(basename "$block" .sh)))"
  output="$block.out"
  [ -z "$server" ] || sed -i "s/127\.0\.0\.1:8080/127.0.0.1:$port/g" "$block"
  (cd "$folder" && timeout "$block_seconds" bash -eu -o pipefail "$block") >"$output" 2>&1
  local code=$?
  if [ "$code" != 0 ]; then
    fail "$place exited with $code:"
    tail -40 "$output"
    return 1
  fi
  [ -e "${block%.sh}.shows" ] || return 0
  missing=$(missing_line "${block%.sh}.shows" "$output")
  [ -z "$missing" ] && return 0
  fail "$place did not print, where the document says so: $missing"
  echo "it printed:"
  head -80 "$output"
  return 1
}

run_document() {
  local document=$1
  local name folder blocks
  name=$(basename "$document" .md)
  folder="$temporary/$name"
  mkdir -p "$folder/work/build" "$folder/blocks"
  cp -r programmes "$folder/work/"
  ln -s "$binary" "$folder/work/build/habitue"
  extract "$document" "$folder/blocks" || fail "$document: see above"
  blocks=("$folder"/blocks/*.sh)
  if [ ! -e "${blocks[0]}" ]; then
    for needed in "${must_have_blocks[@]}"; do
      [ "$needed" != "$document" ] || fail "$document has no tested block"
    done
    return
  fi
  if grep -q '127\.0\.0\.1:8080' "${blocks[@]}"; then start_server "$folder" || return; fi
  for block in "${blocks[@]}"; do
    run_block "$document" "$block" "$folder/work" || break # the blocks behind build on it
  done
  stop_server || fail "$document: the server ended with an error"
  echo "$document: ${#blocks[@]} blocks"
}

if [ ! -x "$binary" ]; then
  echo "$binary is missing: run make build first"
  exit 1
fi
for tool in curl jq timeout; do
  command -v "$tool" >/dev/null || fail "$tool is missing: run make setup first"
done
mkdir -p "$temporary/bin"
ln -s "$binary" "$temporary/bin/habitue"
export PATH="$temporary/bin:$PATH" LC_ALL=C.UTF-8
unset HABITUE_DATA HABITUE_LISTEN KEY
for document in README.md docs/tutorials/*.md docs/how-to/*.md; do
  run_document "$document"
done
[ "$failed" = 0 ] && echo "the documentation holds"
[ "$failed" = 0 ]
