"""Made-up events for the demo of the loop: who falls ill, how calls run hotter, who objects. Same arguments, same answers.

    python scenarios/loop/events.py absences --month 2026-08 --week 2026-08-10 --share 0.04 --out absences.csv
    python scenarios/loop/events.py hotter   --month 2026-08 --week 2026-08-10 --factor 1.06 --out hotter.csv
    python scenarios/loop/events.py today    --day 2026-08-12 --until 10:00 --factor 1.12 --out today.csv
    python scenarios/loop/events.py asked    --day 2026-08-12 --answer agree
    python scenarios/loop/events.py callouts --month 2026-08 --day 2026-08-12 --count 3 --not-before 10:30
    python scenarios/loop/events.py echelons --out echelons.csv
    python scenarios/loop/events.py doubted
    python scenarios/loop/events.py lacking  --month 2026-09 --employee 000101
    python scenarios/loop/events.py behind   --month 2026-09 --employee 000101
    python scenarios/loop/events.py appeals  --month 2026-09
    python scenarios/loop/events.py gives-up --month 2026-09

Run inside the workspace. ``callouts`` prints employee ids; ``asked`` prints who of the day's proposal (results/tweak-DAY.json) is
waited for, ``--answer agree`` the people, ``--answer lend`` the projects that lend. ``doubted``: the person and number of the
largest open claim of points; ``lacking``: a reward that more points would give them; ``behind``: somebody else whom few points
keep from a reward; ``appeals``: those unanswered; ``gives-up``: a person granted a reward, the reward, and who is next in line.
The others write a file that wfm reads.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from wfm.data.files import write_text
from wfm.data.reading import read_workspace
from wfm.data.roster import Roster
from wfm.data.workspace import Workspace
from wfm.incentives.rewards_declines import successor
from wfm.scenario.points import points_of
from wfm.scenario.rewards import RewardsDesk
from wfm.scenario.rewards_sheet import sheets_of
from wfm.store import Store
from wfm.timegrid import minutes_of

SEED = 7


def published(month: str) -> tuple[Workspace, Roster]:
    """The workspace here and its roster in force."""
    tables, _ = read_workspace(Path())
    store = Store.open(tables.path, tables.centre.database)
    version = store.latest(month)
    if version is None:
        raise SystemExit(f"nothing is published for {month}")
    return tables, store.load(version.number).roster


def week_of(day: date) -> list[date]:
    """Monday to Sunday around ``day``."""
    monday = day - timedelta(days=day.weekday())
    return [monday + timedelta(days=k) for k in range(7)]


def absences(given: argparse.Namespace) -> str:
    """leave.csv rows: ``share`` of the people on duty that week are ill for two or three days of it."""
    tables, roster = published(given.month)
    days = week_of(given.week)
    at_work = sorted({duty.employee for duty in roster.duties if duty.day in days})
    rng = random.Random(SEED)
    ill = sorted(rng.sample(at_work, round(given.share * len(tables.employees))))
    lines = ["employee,kind,from_date,to_date"]
    for employee in ill:
        first = rng.choice([duty.day for duty in roster.duties if duty.employee == employee and duty.day in days])
        last = min(first + timedelta(days=rng.choice((1, 2))), days[-1])
        lines.append(f"{employee},sick,{first},{last}")
    return "\n".join(lines) + "\n"


def hotter(given: argparse.Namespace) -> str:
    """The forecast's rows of the week, calls and their quantiles times ``factor``."""
    frame = pd.read_csv("results/forecast.csv", dtype={"project": str})
    days = pd.to_datetime(frame["start"].str[:10]).dt.date
    week = frame[days.isin(week_of(given.week))].copy()
    calls = [name for name in week.columns if name.startswith("calls")]
    week[calls] = (week[calls] * given.factor).round(4)
    return week.to_csv(index=False)


def today(given: argparse.Namespace) -> str:
    """Calls of the day until a time: Poisson around the forecast times ``factor``."""
    frame = pd.read_csv("results/forecast.csv", dtype={"project": str})
    so_far = frame[(frame["start"].str[:10] == str(given.day)) & (frame["start"].str[11:16] < given.until)]
    drawn = np.random.default_rng(SEED).poisson(so_far["calls"].to_numpy() * given.factor)
    return so_far[["project", "start"]].assign(calls=drawn).to_csv(index=False)


def callouts(given: argparse.Namespace) -> Iterator[str]:
    """People whose duty that day begins no earlier than ``not_before``."""
    tables, roster = published(given.month)
    starts = {shift.shift: minutes_of(shift.start) for shift in tables.shifts if shift.covers}
    later = minutes_of(given.not_before)
    able = sorted(d.employee for d in roster.duties if d.day == given.day and starts.get(d.shift, -1) >= later)
    yield from sorted(random.Random(SEED).sample(able, min(given.count, len(able))))


def asked(given: argparse.Namespace) -> list[str]:
    """People, or lending projects, whose answer the day's proposal waits for."""
    proposal = json.loads(Path(f"results/tweak-{given.day}.json").read_text(encoding="utf-8"))
    if given.answer == "lend":
        return sorted({lent["project"] for lent in proposal["lenders"]})
    return sorted({change["employee"] for change in proposal["changes"] if change["consent"]})


def echelons(_: argparse.Namespace) -> str:
    """echelons.csv: every team two people within 4 h, then four more within 12 h, then the partners' people."""
    tables, _ = read_workspace(Path())
    teams = sorted({person.team for person in tables.employees if person.team})
    partners = sorted({person.employer for person in tables.employees if person.employer})
    lines = ["level,unit,quota,lead_hours,may_activate,trigger"]
    lines += [f"1,{team},2,4,leader;Chen Jing,queues over 5 minutes for half an hour" for team in teams]
    lines += [f"2,{team},4,12,Chen Jing;Li Na,red weather warning" for team in teams]
    lines += [f"3,{partner},6,12,Chen Jing,all of level 2 called" for partner in partners]
    return "\n".join(lines) + "\n"


def doubted(_: argparse.Namespace) -> str:
    """Employee and number of the open claim with the most points."""
    claims = [claim for claim in points_of(Path()).claims.values() if claim.state == "claimed"]
    largest = max(claims, key=lambda claim: (claim.points, claim.employee))
    return f"{largest.employee} {largest.seq}"


def lacking(given: argparse.Namespace) -> str:
    """The reward for which the person lacks fewest points."""
    (sheet,) = sheets_of(Path(), given.month, given.employee)
    short = [line.decision for line in sheet.lines if line.decision.missing]
    return min(short, key=lambda one: one.missing or 0).reward


def behind(given: argparse.Namespace) -> str:
    """Somebody else, proposed for nothing, whom fewest points keep from a reward; and the reward."""
    found = []
    for sheet in sheets_of(Path(), given.month):
        if sheet.employee != given.employee and not any(line.state for line in sheet.lines):
            found += [(one.missing, one.employee, one.reward) for line in sheet.lines if (one := line.decision).missing]
    return " ".join(min(found)[1:])


def appeals(given: argparse.Namespace) -> list[str]:
    """Unanswered appeals, oldest first."""
    return [str(one.seq) for one in RewardsDesk(Path()).state().open_appeals(given.month)]


def gives_up(given: argparse.Namespace) -> str:
    """The last grant that somebody else is in line for: its person, its reward, and who is next."""
    desk = RewardsDesk(Path())
    groups = {one.employee: (one.team, one.employer) for one in desk.workspace.employees}
    allocation = desk.state().allocation(given.month)
    granted = [key for key, one in allocation.proposals.items() if one.state == "granted"]
    return next(f"{' '.join(key)} {after}" for key in reversed(granted) if (after := successor(allocation, key, groups)))


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("event", choices=(*FILES, *TOLD))
    parser.add_argument("--month")
    parser.add_argument("--employee")
    parser.add_argument("--week", type=date.fromisoformat)
    parser.add_argument("--day", type=date.fromisoformat)
    parser.add_argument("--until", default="10:00")
    parser.add_argument("--not-before", default="10:30")
    parser.add_argument("--share", type=float, default=0.04)
    parser.add_argument("--factor", type=float, default=1.0)
    parser.add_argument("--count", type=int, default=3)
    parser.add_argument("--answer", choices=("agree", "lend"), default="agree")
    parser.add_argument("--out", type=Path)
    return parser.parse_args()


FILES = {"absences": absences, "hotter": hotter, "today": today, "echelons": echelons}
TOLD = {
    "asked": lambda given: " ".join(asked(given)),
    "callouts": lambda given: " ".join(callouts(given)),
    "doubted": doubted,
    "lacking": lacking,
    "behind": behind,
    "appeals": lambda given: "\n".join(appeals(given)),
    "gives-up": gives_up,
}


def main() -> None:
    given = arguments()
    if given.event in TOLD:
        print(TOLD[given.event](given))
    else:
        write_text(given.out, FILES[given.event](given))


if __name__ == "__main__":
    main()
