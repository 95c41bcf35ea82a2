"""A published August of a small made-up centre in a folder: twelve people, two projects, one shift by day and one by evening."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from wfm.data.demand import FORECAST_COLUMNS, Forecast
from wfm.data.result import PlanResult
from wfm.data.roster import Duty, Roster, RunCard
from wfm.forecast import write_forecast
from wfm.roster.audit import audit
from wfm.scenario.month import open_month
from wfm.store import Store
from wfm.timegrid import Horizon, interval_starts

DAY = date(2026, 8, 12)
MONTH = "2026-08"
ZONE = "Asia/Shanghai"
NAMES = tuple(f"{k:03d}" for k in range(1, 13))

FILES = {
    "wfm.yaml": """\
name: Small centre
timezone: Asia/Shanghai
interval_minutes: 30
country: CN
pack: neutral
defaults:
  unplanned_shrinkage: 0.0
day:
  call_in_price: 5
  call_in_hour_price: 1
""",
    "rules.yaml": """\
rules:
  weekends-off: null
  shift-leader: null
  senior-on-night: null
""",
    "projects.csv": "project,opens,closes,lending_cap\nsales,08:00,20:00,2\nfaults,08:00,20:00,\n",
    "locks.csv": "employee,date,shift\n010,2026-08-12,T\n",
    "contracts.csv": "contract,month_minutes,max_overtime_minutes\nfull,10080,2160\n",
    "shifts.csv": (
        "shift,start,minutes,kind,break_minutes,break_from,break_to\n"
        "D,08:00,540,day,60,180,300\nE,11:00,540,day,60,180,300\nT,08:00,540,study,60,240,240\n"
    ),
}


def make_centre(folder: Path) -> Path:
    """Files, forecast and the published first version."""
    folder.mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    people = "".join(f"{name},Agent {name},T{int(name) % 2},full\n" for name in NAMES)
    (folder / "employees.csv").write_text("employee,name,team,contract\n" + people, encoding="utf-8")
    skills = "".join(f"{name},{p},{k}\n" for name in NAMES for k, p in enumerate(("sales", "faults"), start=1))
    (folder / "skills.csv").write_text("employee,project,priority\n" + skills, encoding="utf-8")
    write_forecast(_forecast(), folder / "results" / "forecast.csv")
    opened = open_month(folder, MONTH)
    problem = opened.problem()
    roster = _roster(problem.horizon)
    certificate = audit(problem, roster)
    assert certificate.legal, [finding for finding in certificate.findings if finding.hard]
    card = RunCard({}, {"base": None, "unmet_share": 0.0}, {}, 1, "-", "legal", "made", certificate.cost, None)
    result = PlanResult(roster, card, replace(certificate, claimed=certificate.cost))
    Store.open(folder).publish(result, author="Wang", reason="first", base=None)
    return folder


def _forecast() -> Forecast:
    starts = interval_starts(Horizon(date(2026, 8, 1), 31), 30, ZONE)
    starts = starts[(starts.hour >= 8) & (starts.hour < 20)]
    frames = []
    for project, calls in (("sales", 20.0), ("faults", 12.0)):
        frame = pd.DataFrame({"project": project, "start": starts, "calls": calls})
        frames.append(frame.assign(calls_p10=calls - 5, calls_p50=calls, calls_p90=calls + 5, aht_seconds=240.0))
    whole = pd.concat(frames, ignore_index=True)[list(FORECAST_COLUMNS)]
    return Forecast(whole, busy_day={"sales": 0.1, "faults": 0.1})


def _roster(horizon: Horizon) -> Roster:
    """Weekdays worked by the first nine, person 010 studies on the day, 011 and 012 work other days only."""
    duties = []
    for day in horizon.dates:
        if day.weekday() >= 5:
            continue
        for k, name in enumerate(NAMES[:9]):
            shift, project = ("D" if k % 2 == 0 else "E"), ("sales" if k < 6 else "faults")
            duties.append(Duty(name, day, shift, project, 240))
        if day != DAY:
            duties.append(Duty("011", day, "D", "sales", 240))
        if day.weekday() < 2:
            duties.append(Duty("012", day, "E", "faults", 240))
    duties.append(Duty("010", DAY, "T"))
    return Roster(horizon, tuple(sorted(duties)))


def so_far(path: Path, until: int, factor: float = 1.5) -> Path:
    """Calls of the day until this hour, ``factor`` times the forecast."""
    rows = ["project,start,calls"]
    for project, calls in (("sales", 20.0), ("faults", 12.0)):
        for slot in range(16, 2 * until):
            at = f"{DAY}T{slot // 2:02d}:{30 * (slot % 2):02d}"
            rows.append(f"{project},{at},{factor * calls:g}")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


TOMORROW = DAY + timedelta(days=1)
