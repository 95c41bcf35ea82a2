"""Small workspaces and forecasts in memory."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from wfm.data.demand import Forecast
from wfm.data.tables import Centre, Project
from wfm.data.workspace import Workspace
from wfm.timegrid import Horizon, interval_starts

MONDAY = Horizon(date(2026, 8, 3), 2)
ZONE = "Asia/Shanghai"


def space(*projects: Project, **tables: object) -> Workspace:
    """A workspace with half-hour intervals that holds these projects and tables."""
    return Workspace(Path(), Centre(name="c", timezone=ZONE), projects=projects, **tables)  # type: ignore[arg-type]


def plain_forecast(workspace: Workspace, *, calls: float = 60.0, aht: float = 240.0) -> Forecast:
    """The same calls in every interval of every project on Monday and Tuesday."""
    starts = interval_starts(MONDAY, workspace.centre.interval_minutes, ZONE)
    names = [project.project for project in workspace.projects]
    frames = [pd.DataFrame({"project": name, "start": starts, "calls": calls, "aht_seconds": aht}) for name in names]
    return Forecast(pd.concat(frames, ignore_index=True), busy_day=dict.fromkeys(names, 0.1))
