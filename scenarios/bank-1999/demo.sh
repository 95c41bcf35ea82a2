#!/usr/bin/env bash
# From call history to a published month's roster: every command of the road, printed before its output.
# scenarios/bank-1999/demo.sh FOLDER (new); `make demo` runs it.
set -euo pipefail

folder=${1:?folder of the new workspace}
month=1999-06

run() {
  local word
  printf '\n$'
  for word in "$@"; do
    if [[ $word == *' '* ]]; then printf ' "%s"' "$word"; else printf ' %s' "$word"; fi
  done
  printf '\n'
  "$@"
}

run wfm init "$folder" --from bank-1999
run cd "$folder"
run wfm check --month $month
run wfm forecast --month $month
run wfm staff --month $month
run wfm warmup
run wfm plan --month $month --time-limit 60
run wfm audit --month $month
run wfm publish --month $month --reason "first plan" --as demo
run wfm report --month $month
printf '\nThe report, to open in a browser: %s\n' "$PWD/results/report-$month.html"
