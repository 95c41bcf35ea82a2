"""Small made-up centres for the tests of simulated rosters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from wfm.data.demand import FORECAST_COLUMNS, Forecast
from wfm.data.roster import Duty, Roster
from wfm.data.tables import Centre, Contract, Employee, PreviousDuty, Project, Shift, Skill
from wfm.data.workspace import Workspace
from wfm.timegrid import Horizon, interval_starts

FIRST = date(2026, 8, 3)
ZONE = "Asia/Shanghai"
ROUND_THE_CLOCK = (
    Shift(shift="A", start="00:00", minutes=480),
    Shift(shift="B", start="08:00", minutes=480),
    Shift(shift="C", start="16:00", minutes=480),
)
DAY = Shift(shift="D", start="09:00", minutes=540, break_minutes=60, break_from=180, break_to=300)
NIGHT = Shift(shift="N", start="22:00", minutes=600, kind="night", break_minutes=60, break_from=120, break_to=300)


def centre(
    people: Mapping[str, Sequence[str]],
    shifts: Sequence[Shift],
    *,
    projects: Sequence[Project] = (Project(project="ev"),),
    shrinkage: float = 0.0,
    previous: Sequence[PreviousDuty] = (),
    proficiency: float = 1.0,
) -> Workspace:
    """``people``: employee -> projects by priority."""
    return Workspace(
        path=Path("made-up"),
        centre=Centre.model_validate(
            {
                "name": "Made up",
                "timezone": ZONE,
                "defaults": {"unplanned_shrinkage": shrinkage, "patience_seconds": 300, "handling_cv": 1.0},
            }
        ),
        projects=tuple(projects),
        employees=tuple(Employee(employee=person, contract="full") for person in people),
        skills=tuple(
            Skill(employee=person, project=project, priority=rank, proficiency=proficiency)
            for person, known in people.items()
            for rank, project in enumerate(known, start=1)
        ),
        contracts=(Contract(contract="full"),),
        shifts=tuple(shifts),
        previous=tuple(previous),
    )


def forecast(horizon: Horizon, calls: Mapping[str, Sequence[float]], *, busy_day: float = 0.0, aht: float = 240.0) -> Forecast:
    """``calls``: project -> calls of each of the 48 slots of every day."""
    starts = interval_starts(horizon, 30, ZONE)
    frames = []
    for project, slots in calls.items():
        expected = list(slots) * horizon.days
        frames.append(pd.DataFrame({"project": project, "start": starts, "calls": expected}))
    frame = pd.concat(frames, ignore_index=True)
    frame = frame.assign(calls_p10=frame.calls, calls_p50=frame.calls, calls_p90=frame.calls, aht_seconds=aht)
    return Forecast(frame[list(FORECAST_COLUMNS)], busy_day=dict.fromkeys(calls, busy_day))


def everybody(
    workspace: Workspace, horizon: Horizon, shift_of: Mapping[str, str], project_of: Mapping[str, str], pause: int | None = None
) -> Roster:
    """The same shift and project for a person on every day."""
    days = [horizon.start + timedelta(days=k) for k in range(horizon.days)]
    known = [person.employee for person in workspace.employees]
    duties = [Duty(person, day, shift_of[person], project_of[person], pause) for person in known for day in days]
    return Roster(horizon, tuple(duties))
