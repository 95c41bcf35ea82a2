"""The whole forecast on every kind of history a centre may have: the same promises on each, and the truth where it is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from wfm.data.tables import Project
from wfm.data.workspace import Workspace
from wfm.forecast import daily_totals, forecast
from wfm.timegrid import Horizon, interval_starts, month_horizon

Make = Callable[..., Any]
FIRST, DAYS = date(2026, 4, 6), 116  # from a Monday to the end of July
AUGUST = month_horizon("2026-08")


@dataclass(frozen=True)
class World:
    """A history and what is known of its forecast: ``mean`` calls of a day within ``within`` (relative), of which the share
    ``served`` comes in the opening hours."""

    mean: float
    within: float = 0.06
    served: float = 1.0
    first: date = FIRST
    days: int = DAYS
    horizon: Horizon = AUGUST
    minutes: int = 30
    hours: tuple[float, float] = (0, 24)
    missing: tuple[date, ...] = ()
    projects: tuple[Project, ...] = ()
    centre: dict[str, str] = field(default_factory=dict)


CLOCK = np.arange(48) / 2.0
BUMP = 1.2 - ((CLOCK - 12.0) / 12.0) ** 2
"""The shape of ``make_history`` around the clock."""
NIGHT = float(BUMP[(CLOCK >= 18) | (CLOCK < 2)].sum() / BUMP.sum())
BERLIN = {"timezone": "Europe/Berlin", "country": "DE"}
WORLDS = {
    "gaps": World(900.0, missing=tuple(FIRST + timedelta(days=k) for k in (*range(20, 30), 60, 61, 90, *range(110, 116)))),
    "constant": World(960.0, within=0.02),
    "all-zero": World(0.0),
    "one-week": World(700.0, first=date(2026, 7, 20), days=7, within=0.1),
    "quarter-hours": World(1200.0, minutes=15),
    "hours": World(1200.0, minutes=60),
    "five-minutes": World(2000.0, minutes=5, hours=(9, 18)),
    "clock-forward": World(1440.0, first=date(2025, 10, 1), days=151, horizon=month_horizon("2026-03"), centre=BERLIN),
    "clock-back": World(1440.0, first=date(2026, 3, 1), days=214, horizon=month_horizon("2026-10"), centre=BERLIN),
    "closed-at-night": World(800.0, hours=(8, 20), projects=(Project(project="p", opens="08:00", closes="20:00"),)),
    "open-past-midnight": World(600.0, projects=(Project(project="p", opens="18:00", closes="02:00"),), served=NIGHT),
    "leap-day-ahead": World(900.0, first=date(2027, 9, 6), days=147, horizon=month_horizon("2028-02"), centre=BERLIN),
    "leap-day-behind": World(900.0, first=date(2027, 10, 4), days=180, horizon=month_horizon("2028-04"), centre=BERLIN),
    "tiny": World(0.4, within=0.6),
    "huge": World(260_000.0, within=0.03),
}


@pytest.fixture(params=WORLDS, scope="module")
def world(request: pytest.FixtureRequest) -> World:
    return WORLDS[request.param]


def history_of(world: World, make_history: Make) -> pd.DataFrame:
    zone = world.centre.get("timezone", "Asia/Shanghai")
    frame: pd.DataFrame = make_history(
        "p", world.first, world.days, lambda _: world.mean, timezone=zone, minutes=world.minutes, hours=world.hours, seed=11
    )
    return frame[~frame["start"].dt.date.isin(world.missing)]


def test_every_world_keeps_the_promises(world: World, make_history: Make, make_workspace: Make) -> None:
    workspace: Workspace = make_workspace(
        history_of(world, make_history), projects=world.projects, interval_minutes=world.minutes, **world.centre
    )
    made = forecast(workspace, world.horizon)
    frame, days = made.frame, daily_totals(made)
    values = frame[["calls", "calls_p10", "calls_p50", "calls_p90", "aht_seconds"]].to_numpy()
    assert np.isfinite(values).all()
    assert (values >= 0).all()
    assert (np.diff(values[:, 1:4], axis=1) >= 0).all()
    assert frame["start"].is_monotonic_increasing
    assert frame["start"].is_unique
    starts = interval_starts(world.horizon, world.minutes, workspace.centre.timezone)
    assert frame["start"].isin(starts).all()
    if world.hours == (0, 24) and not world.projects:
        assert len(frame) == len(starts)
    sums = frame.groupby(frame["start"].dt.date)["calls"].sum()
    assert days["calls"].to_numpy() == pytest.approx(sums.to_numpy())
    ordinary = np.median(days["calls"])
    assert ordinary == pytest.approx(world.mean * world.served, rel=world.within, abs=1e-9)


def test_the_leap_day_is_forecast(make_history: Make, make_workspace: Make) -> None:
    world = WORLDS["leap-day-ahead"]
    made = forecast(make_workspace(history_of(world, make_history), interval_minutes=30, **world.centre), world.horizon)
    days = daily_totals(made).set_index("date")["calls"]
    assert len(days) == 29
    assert days[date(2028, 2, 29)] == pytest.approx(days[date(2028, 2, 22)], rel=0.03)


def test_a_night_is_closed_and_never_forecast(make_history: Make, make_workspace: Make) -> None:
    world = WORLDS["closed-at-night"]
    rows = history_of(world, make_history)
    for projects in (world.projects, ()):
        frame = forecast(make_workspace(rows, projects=projects, interval_minutes=30), world.horizon).frame
        assert frame["start"].dt.hour.between(8, 19).all()
        assert len(frame) == 31 * 24


def test_ten_times_the_calls_is_ten_times_the_forecast(make_history: Make, make_workspace: Make) -> None:
    rows = history_of(World(5000.0), make_history)
    plain, more = (
        forecast(make_workspace(rows.assign(calls=rows["calls"] * factor), interval_minutes=30), AUGUST).frame["calls"].to_numpy()
        for factor in (1.0, 10.0)
    )
    assert more / plain == pytest.approx(np.full(len(plain), 10.0), rel=0.02)


def test_a_year_of_weeks_later_is_the_same_forecast(make_history: Make, make_workspace: Make) -> None:
    """52 weeks on, no holiday near: the same numbers on the same weekdays, but for what the day of the month seems to say."""
    rows = history_of(World(2000.0), make_history)
    later = rows.assign(start=rows["start"] + pd.Timedelta(days=364))
    one = forecast(make_workspace(rows, country="DE"), Horizon(date(2026, 8, 3), 14)).frame
    other = forecast(make_workspace(later, country="DE"), Horizon(date(2027, 8, 2), 14)).frame
    assert other["calls"].to_numpy() == pytest.approx(one["calls"].to_numpy(), rel=0.05)
    assert other["calls"].sum() == pytest.approx(one["calls"].sum(), rel=0.01)
