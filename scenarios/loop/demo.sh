#!/usr/bin/env bash
# The loop once round, on 120 generated people: a month published, a week adjusted, a day tweaked, a peak rehearsed,
# contributions rewarded, the rewards seen in the next month. Every command is printed before its output.
# scenarios/loop/demo.sh FOLDER (new); `make demo-loop` runs it.
set -euo pipefail

folder=${1:?folder of the new workspace}
events=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/events.py

run() {
  local word
  printf '\n$'
  for word in "$@"; do
    if [[ $word == *' '* || $word == *'='* ]]; then printf ' "%s"' "$word"; else printf ' %s' "$word"; fi
  done
  printf '\n'
  "$@"
}

step() { printf '\n== %s\n' "$*"; }

made() { python "$events" "$@"; }

step 'The month: August planned and published'
run wfm warmup
run wfm init "$folder" --from utility --agents 120 --seed 7
run cd "$folder"
run wfm plan -q --month 2026-08 --time-limit 60
run wfm publish --month 2026-08 --reason "first plan" --as "Li Na"
run wfm report -q --month 2026-08

step 'The week: 4 % of the people fall ill, and calls run 6 % above the forecast'
made absences --month 2026-08 --week 2026-08-10 --share 0.04 --out absences.csv
made hotter --week 2026-08-10 --factor 1.06 --out hotter.csv
run wfm adjust -q --week 2026-08-10 --absences absences.csv --forecast hotter.csv --as-of 2026-08-07T12:00 --time-limit 30 \
  --publish --reason "illness, hotter forecast" --as "Wang Fang"

step 'The day: three call-outs at ten, calls 12 % above the forecast so far'
made today --day 2026-08-12 --until 10:00 --factor 1.12 --out today.csv
absent=()
for person in $(made callouts --month 2026-08 --day 2026-08-12 --count 3); do absent+=(--absent "$person"); done
run wfm tweak -q --date 2026-08-12 --as-of 2026-08-12T10:00 "${absent[@]}" --calls-so-far today.csv \
  --accept --reason "call-outs" --as "Zhang Wei"

answers=()
for person in $(made asked --day 2026-08-12 --answer agree); do answers+=(--agree "$person"); done
for project in $(made asked --day 2026-08-12 --answer lend); do answers+=(--lender-agrees "$project"); done
if ((${#answers[@]})); then
  run wfm tweak -q --date 2026-08-12 --as-of 2026-08-12T10:10 "${answers[@]}" --reason "asked by phone" --as "Zhang Wei"
fi

step 'The peak: a heat wave beside a storm, and is the centre ready?'
run wfm scenario run -q heat-wave storm-surge --month 2026-08
run wfm scenario compare heat-wave storm-surge
run wfm ready -q --date 2026-08-13 --scenario heat-wave --candidates 12

step 'Contributions measured, points claimed, reviewed, posted'
run wfm contributions --month 2026-08 --as-of 2026-08-31T20:00 --html results/contributions-2026-08.html
run wfm points claim --from-contributions 2026-08 --as Zhao --as-of 2026-08-31T20:10
run wfm points review --approve --month 2026-08 --reason "checked against the roster" --as Qian --as-of 2026-08-31T20:20
run wfm points post --month 2026-08 --as Zhao --as-of 2026-08-31T20:30
run wfm points rank --month 2026-08
run wfm points verify

step 'Rewards proposed, reviewed, granted'
run wfm rewards allocate -q --month 2026-09 --cutoff 2026-08-31 --as Sun --as-of 2026-08-31T20:40
run wfm rewards review --month 2026-09 --approve --reason "publicity period over" --as Qian --as-of 2026-08-31T20:50
run wfm rewards grant --month 2026-09 --reason "as reviewed" --as Zhao --as-of 2026-08-31T21:00 \
  --confirmed "外包甲公司=Wu" --confirmed "外包乙公司=He"

step 'The next month starts from this one, with the rewards in it'
run wfm close-month --month 2026-08 --as Zhao
run wfm plan -q --month 2026-09 --time-limit 60
run wfm publish --month 2026-09 --reason "with the rewards of August" --as "Li Na"
run wfm report -q --month 2026-09
run wfm rewards fulfilment --month 2026-09

step 'Everything on one page'
run wfm versions --verify
run wfm index -q
printf '\nThe index, to open in a browser: %s\n' "$PWD/results/index.html"
