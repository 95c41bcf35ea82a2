"""Small made-up histories with known patterns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from wfm.data.tables import CalendarDay, Centre, Event, Project
from wfm.data.workspace import Workspace

LevelOf = Callable[[date], float]


def history_frame(
    project: str,
    first: date,
    days: int,
    level: LevelOf,
    *,
    timezone: str = "Asia/Shanghai",
    minutes: int = 30,
    hours: tuple[float, float] = (0, 24),
    seed: int | None = None,
    aht: float = 240.0,
) -> pd.DataFrame:
    """History whose day totals are ``level(date)``, spread by a bump over ``hours``; Poisson when ``seed`` is given."""
    zone_start = pd.Timestamp(first).tz_localize(timezone)
    zone_end = pd.Timestamp(first + timedelta(days=days)).tz_localize(timezone)
    starts = pd.date_range(zone_start, zone_end, freq=f"{minutes}min", inclusive="left")
    clock = np.asarray(starts.hour + starts.minute / 60)
    inside = (clock >= hours[0]) & (clock < hours[1])
    starts, clock = starts[inside], clock[inside]
    grid = np.arange(hours[0], hours[1], minutes / 60)
    middle = (hours[0] + hours[1]) / 2
    width = (hours[1] - hours[0]) / 2

    def bump(at: Any) -> Any:
        return 1.2 - ((at - middle) / width) ** 2

    levels = np.array([level(day) for day in starts.date])
    calls = levels * bump(clock) / bump(grid).sum()
    if seed is not None:
        calls = np.random.default_rng(seed).poisson(calls).astype(float)
    return pd.DataFrame(
        {"project": project, "start": starts, "calls": calls, "answered": calls, "abandoned": np.nan, "aht_seconds": aht}
    )


def workspace_of(
    frame: pd.DataFrame,
    *,
    projects: Iterable[Project] = (),
    events: Iterable[Event] = (),
    calendar: Iterable[CalendarDay] = (),
    **centre: Any,
) -> Workspace:
    """A workspace around a history; projects are those of the frame unless given."""
    named = tuple(projects) or tuple(Project(project=name) for name in dict.fromkeys(frame["project"]))
    return Workspace(
        path=Path("nowhere"),
        centre=Centre(name="test", **centre),
        projects=named,
        events=tuple(events),
        calendar=tuple(calendar),
        history=frame,
    )


@pytest.fixture
def make_history() -> Callable[..., pd.DataFrame]:
    """``history_frame``."""
    return history_frame


@pytest.fixture
def make_workspace() -> Callable[..., Workspace]:
    """``workspace_of``."""
    return workspace_of
