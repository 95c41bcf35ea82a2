#!/usr/bin/env bash
# The loop once round, on 120 generated people: a month published, a week adjusted, a day tweaked, a peak rehearsed,
# contributions rewarded, objections answered, the rewards seen in the next month. Every command is printed before its output.
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
made echelons --out echelons.csv
run wfm ready -q --date 2026-08-12 --scenario storm-surge --candidates 12 --as-of 2026-08-11T18:00
run wfm echelon activate -q --level 1 --date 2026-08-12 --project hotline --scenario storm-surge --drill \
  --trigger "exercise before the storm season" --as "Chen Jing" --as-of 2026-08-11T18:00

step 'Contributions measured, points claimed, reviewed (one claim refused), posted'
run wfm contributions --month 2026-08 --as-of 2026-08-31T20:00 --html results/contributions-2026-08.html
run wfm points claim --from-contributions 2026-08 --as Zhao --as-of 2026-08-31T20:10
read -r doubted claim < <(made doubted)
run wfm points review "$claim" --reject --reason "the log-ins of these evenings are missing" --as Qian --as-of 2026-08-31T20:15
run wfm points review --approve --month 2026-08 --reason "checked against the roster" --as Qian --as-of 2026-08-31T20:20
run wfm points post --month 2026-08 --as Zhao --as-of 2026-08-31T20:30
run wfm points rank --month 2026-08

step 'Rewards: the rules on record with the staff, awards proposed'
run wfm rewards consult --with "trade union committee" --with "9 agents' representatives" --held-on 2026-07-10 \
  --summary "points table, measures, quotas and caps explained" --objection "nights weigh too little" \
  --outcome "looked at again in January" --known-on 2026-07-15 --as Qian --as-of 2026-08-31T20:35
run wfm rewards allocate -q --month 2026-09 --cutoff 2026-08-31 --as Sun --as-of 2026-08-31T20:40

step 'Objections: one agent misses points of a refused claim, another stood behind the quota'
read -r reward < <(made lacking --month 2026-09 --employee "$doubted")
run wfm rewards appeal "$doubted" "$reward" --month 2026-09 --text "claim $claim was refused, but I was at the desk" \
  --as "$doubted" --as-of 2026-08-31T20:45
run wfm points appeal "$claim" --text "the log-in server was down, my lead signed" --as "$doubted" --as-of 2026-08-31T20:45
read -r other other_reward < <(made behind --month 2026-09 --employee "$doubted")
run wfm rewards appeal "$other" "$other_reward" --month 2026-09 --text "I helped in every hot week" --as "$other" \
  --as-of 2026-08-31T20:46
run wfm points review "$claim" --approve --reason "the lead's list of these evenings shows it" --as Zheng --as-of 2026-08-31T20:50
run wfm points post --month 2026-08 --as Zhao --as-of 2026-08-31T20:51
run wfm points verify
appeals=()
while read -r number; do appeals+=("$number"); done < <(made appeals --month 2026-09)
run wfm rewards answer "${appeals[0]}" --uphold --then reallocate --reason "claim $claim is posted now" --as Zheng \
  --as-of 2026-08-31T20:55
run wfm rewards answer "${appeals[1]}" --deny --reason "those hours are counted; the others have more points" --as Zheng \
  --as-of 2026-08-31T20:56
run wfm rewards allocate -q --month 2026-09 --cutoff 2026-08-31 --as Sun --as-of 2026-08-31T21:00
run wfm rewards why "$doubted" --month 2026-09

step 'Reviewed, granted; one award is declined and goes to the next in line'
confirmed=(--confirmed "外包甲公司=Wu" --confirmed "外包乙公司=He")
run wfm rewards review --month 2026-09 --approve --reason "publicity period over" --as Qian --as-of 2026-08-31T21:05
run wfm rewards grant --month 2026-09 --reason "as reviewed" --as Zhao --as-of 2026-08-31T21:10 "${confirmed[@]}"
read -r gone gone_reward following < <(made gives-up --month 2026-09)
run wfm rewards decline "$gone" "$gone_reward" --month 2026-09 --reason "other plans for these days" --as "$gone" --as-of 2026-08-31T21:15
run wfm rewards review "$following" --month 2026-09 --approve --reason "next in line" --as Qian --as-of 2026-08-31T21:20
run wfm rewards grant --month 2026-09 --reason "as reviewed" --as Zhao --as-of 2026-08-31T21:25 "${confirmed[@]}"
run wfm rewards sheet --month 2026-09 --html results/rewards-2026-09.html --csv results/rewards-2026-09.csv
run wfm rewards sheet --month 2026-09 --employer "外包甲公司" --html results/rewards-2026-09-employer.html

step 'The next month starts from this one, with the rewards in it'
run wfm close-month --month 2026-08 --as Zhao
run wfm plan -q --month 2026-09 --time-limit 60
run wfm publish --month 2026-09 --reason "with the rewards of August" --as "Li Na"
run wfm report -q --month 2026-09
run wfm rewards fulfilment --month 2026-09 --html results/fulfilment-2026-09.html

step 'Everything on one page'
run wfm versions --verify
run wfm index -q
printf '\nThe index, to open in a browser: %s\n' "$PWD/results/index.html"
