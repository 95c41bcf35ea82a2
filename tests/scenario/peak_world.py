"""A small published month for the tests of what-ifs, readiness and echelons: the utility scenario at 40 people."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd

from wfm.data.demand import Forecast
from wfm.data.gate import open_workspace
from wfm.forecast import write_forecast
from wfm.roster.engine.search import Limit
from wfm.roster.solve import Options
from wfm.scenario.library import create
from wfm.scenario.month import open_month, plan_opened
from wfm.store import Store, publish_draft
from wfm.timegrid import interval_starts, month_horizon

MONTH = "2026-08"
ECHELONS = """level,unit,quota,lead_hours,may_activate,trigger
1,hotline-1,2,2,Li Na;leader,queue over 15 min
1,hotline-2,1,4,Li Na;leader,queue over 15 min
2,hotline-3,2,4,Wang Wei,second day
"""
CALLS = {"hotline": 14.0, "ev": 4.0, "insurance": 5.0, "digital": 4.0, "echannel": 5.0}


def make(target: Path) -> Path:
    """The workspace: half a year of history, a plain forecast with a busy day, a month published as version 1."""
    create("utility", target, agents=40, seed=7)
    for file in (target / "history").iterdir():
        head, *rows = file.read_text(encoding="utf-8").splitlines()
        kept = [row for row in rows if row.split(",")[1] >= "2026-02-01"]
        file.write_text("\n".join([head, *kept]) + "\n", encoding="utf-8")
    (target / "echelons.csv").write_text(ECHELONS, encoding="utf-8")
    space = open_workspace(target)
    write_forecast(_forecast(space.centre.timezone, space.centre.interval_minutes), space.results / "forecast.csv")
    plan_opened(open_month(target, MONTH), Options(Limit(moves=3_000_000), seed=1, bound=False))
    publish_draft(Store.open(space.path, space.centre.database), space.results, MONTH, author="planner", reason="first")
    return target


def _forecast(timezone: str, interval: int) -> Forecast:
    starts = interval_starts(month_horizon(MONTH), interval, timezone)
    hour = np.asarray(starts.hour)
    frames = []
    for project, calls in CALLS.items():
        inside = np.ones(len(starts), bool) if project in ("hotline", "ev") else (hour >= 8) & (hour < 20)
        shape = np.where((hour >= 8) & (hour < 21), 1.0, 0.3)
        frames.append(pd.DataFrame({"project": project, "start": starts, "calls": calls * shape}).loc[inside])
    frame = pd.concat(frames, ignore_index=True)
    frame = frame.assign(
        calls_p10=frame.calls // 2, calls_p50=frame.calls // 1, calls_p90=frame.calls * 2 // 1, aht_seconds=210.0
    )
    return Forecast(frame, busy_day=dict.fromkeys(CALLS, 0.1))


def copy(source: Path, target: Path) -> Path:
    """A copy with the same times of change, so that its results stay fresh."""
    shutil.copytree(source, target, copy_function=shutil.copy2)
    return target
