"""Work by deadline: nothing early, nothing late, nothing lost, and no schedule has a lower peak."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from wfm.data.demand import Demand, Forecast
from wfm.data.tables import Centre, Project
from wfm.data.workspace import Workspace
from wfm.staffing import staff
from wfm.staffing.deferred import spread_by_deadline
from wfm.timegrid import Horizon, interval_starts

Array = npt.NDArray[np.float64]


def last_slot(opened: list[bool], i: int, ahead: int) -> int:
    """Last interval in which work arriving in ``i`` may be done, by walking the clock; the last open one at the latest."""
    place = [k for k, one in enumerate(opened) if one]
    if opened[i]:
        index = place.index(i) + ahead
    else:
        index = next(n for n, k in enumerate(place) if k > i) + max(1, ahead) - 1
    return place[min(index, len(place) - 1)]


def lowest_peak(work: Array, opened: list[bool], ahead: int) -> float:
    """Peak of the best schedule: a linear programme over (arrival, interval) pairs, which knows no cumulative curves."""
    size = len(opened)
    reached = [i for i in range(size) if any(opened[i:])]
    pairs = [(i, k) for i in reached for k in range(i, last_slot(opened, i, ahead) + 1) if opened[k]]
    if not pairs:
        return 0.0
    cost = np.append(np.zeros(len(pairs)), 1.0)
    done = np.array([[float(i == j) for j, _ in pairs] + [0.0] for i in reached])
    load = np.array([[float(k == m) for _, m in pairs] + [-1.0] for k in range(size)])
    found = linprog(cost, A_ub=load, b_ub=np.zeros(size), A_eq=done, b_eq=work[reached])
    assert found.success
    return float(found.fun)


CASES = st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=1, max_size=12)


@given(CASES, st.integers(0, 5))
@settings(max_examples=150)
def test_feasible_and_no_schedule_has_a_lower_peak(rows: list[tuple[int, bool]], ahead: int) -> None:
    work = np.array([float(amount) for amount, _ in rows])
    opened = [one for _, one in rows]
    done = spread_by_deadline(work, np.array(opened), 30 * ahead + 7, 30)
    assert (done >= 0).all()
    assert (done[~np.array(opened)] == 0).all()
    reached = np.array([any(opened[i:]) for i in range(len(rows))])
    assert done.sum() == pytest.approx(work[reached].sum())
    for k in range(len(rows)):
        assert done[: k + 1].sum() <= work[: k + 1].sum() + 1e-9
        late = sum(work[i] for i in range(len(rows)) if reached[i] and last_slot(opened, i, ahead) <= k)
        assert done[: k + 1].sum() >= late - 1e-9
    assert done.max(initial=0.0) == pytest.approx(lowest_peak(work, opened, ahead), abs=1e-6)


@given(CASES, st.integers(0, 4))
@settings(max_examples=60)
def test_more_time_never_raises_the_peak(rows: list[tuple[int, bool]], ahead: int) -> None:
    work, opened = np.array([float(amount) for amount, _ in rows]), np.array([one for _, one in rows])
    peaks = [spread_by_deadline(work, opened, 30 * k, 30).max(initial=0.0) for k in (ahead, ahead + 1)]
    assert peaks[1] <= peaks[0] + 1e-9


def test_a_burst_is_spread_over_its_deadline_by_hand() -> None:
    opened = np.ones(6, dtype=bool)
    burst = np.array([0.0, 12.0, 0.0, 0.0, 0.0, 0.0])
    assert spread_by_deadline(burst, opened, 60, 30).tolist() == [0, 4, 4, 4, 0, 0]
    assert spread_by_deadline(burst, opened, 30, 30).tolist() == [0, 6, 6, 0, 0, 0]
    assert spread_by_deadline(burst, opened, 29, 30).tolist() == [0, 12, 0, 0, 0, 0]
    assert spread_by_deadline(burst, opened, 3000, 30).tolist() == pytest.approx([0, 2.4, 2.4, 2.4, 2.4, 2.4])


def test_work_that_arrives_while_closed_counts_from_the_opening() -> None:
    opened = np.array([True, False, False, True, True, True])
    night = np.array([0.0, 3.0, 5.0, 0.0, 0.0, 0.0])
    assert spread_by_deadline(night, opened, 60, 30).tolist() == [0, 0, 0, 4, 4, 0]
    assert spread_by_deadline(night, opened, 10, 30).tolist() == [0, 0, 0, 8, 0, 0]
    never = np.array([True, False])
    assert spread_by_deadline(np.array([2.0, 9.0]), never, 60, 30).tolist() == [2, 0]
    assert spread_by_deadline(np.array([2.0, 9.0]), np.zeros(2, dtype=bool), 60, 30).tolist() == [0, 0]


def mail(horizon: Horizon, calls: Array, **values: object) -> tuple[pd.DataFrame, Demand]:
    """A mail desk 08-18 on workdays; ``calls`` per interval of the horizon, day and night, of 300 s."""
    project = Project.model_validate({"project": "mail", "deferrable": True, "open_days": "12345"} | values)
    centre = Centre.model_validate({"name": "c", "timezone": "Asia/Shanghai", "interval_minutes": 60})
    space = Workspace(Path(), centre, projects=(project,))
    starts = interval_starts(horizon, 60, centre.timezone)
    frame = pd.DataFrame({"project": "mail", "start": starts, "calls": calls, "aht_seconds": 300.0})
    return staff(space, Forecast(frame), horizon)


HOURS = {"opens": "08:00", "closes": "18:00"}
FORTNIGHT = Horizon(date(2026, 8, 3), 14)


def test_weekend_work_is_done_on_monday_and_the_month_is_carried_in_and_out() -> None:
    calls = np.zeros((14, 24))
    calls[5:7] = 5.0
    calls[12:14] = 5.0
    frame, demand = mail(FORTNIGHT, calls.ravel(), deadline_minutes=600, **HOURS)
    work = demand.load[:, :, 0].sum(axis=1)
    monday = 240 * 300 / 3600
    assert work == pytest.approx([monday, 0, 0, 0, 0, 0, 0, monday, 0, 0, 0, 0, 0, 0])
    assert np.ptp(demand.load[7, 8:18, 0]) == pytest.approx(0)
    assert set(frame.loc[frame["bound_by"] == "work", "agents"]) == {3}
    assert frame.loc[frame["bound_by"] == "closed", "calls"].sum() == 0


def test_a_long_deadline_is_nearly_level_and_a_short_one_follows_the_arrivals() -> None:
    rng = np.random.default_rng(5)
    calls = rng.uniform(10, 60, (14, 24))
    peaks = [mail(FORTNIGHT, calls.ravel(), deadline_minutes=minutes, **HOURS)[1].load.max() for minutes in (30, 240, 1200, 6000)]
    assert peaks == sorted(peaks, reverse=True)
    level = calls.sum() * 300 / 3600 / 100
    assert peaks[-1] == pytest.approx(level, rel=0.1)
    follow = mail(FORTNIGHT, calls.ravel(), deadline_minutes=30, **HOURS)[1]
    assert follow.load[1, 9:18, 0] == pytest.approx(calls[1, 9:18] * 300 / 3600)


def test_a_horizon_below_a_week_starts_empty_and_reports_what_comes_after_its_last_opening() -> None:
    calls = np.full((2, 24), 12.0)
    frame, demand = mail(Horizon(date(2026, 8, 3), 2), calls.ravel(), deadline_minutes=120, **HOURS)
    closed = frame[frame["bound_by"] == "closed"]
    assert closed["calls"].sum() == 12 * 6
    assert demand.load.sum() == pytest.approx(12 * (48 - 6) * 300 / 3600)
    assert frame["calls"].sum() == pytest.approx(calls.sum())


def test_handling_times_follow_the_calls_in_their_order() -> None:
    horizon = Horizon(date(2026, 8, 3), 1)
    starts = interval_starts(horizon, 60, "Asia/Shanghai")
    frame = pd.DataFrame({"project": "mail", "start": starts, "calls": 0.0, "aht_seconds": np.nan})
    frame.loc[9, ["calls", "aht_seconds"]] = [10.0, 600.0]
    frame.loc[10, ["calls", "aht_seconds"]] = [10.0, 200.0]
    project = Project(project="mail", deferrable=True, deadline_minutes=60)
    space = Workspace(Path(), Centre(name="c", interval_minutes=60), projects=(project,))
    found, _ = staff(space, Forecast(frame), horizon)
    rows = found.set_index(found["start"].dt.hour)
    assert rows.loc[9, "aht_seconds"] == pytest.approx(600)
    assert (rows["calls"] * rows["aht_seconds"].fillna(0)).sum() == pytest.approx(8000)
    assert rows["calls"].sum() == pytest.approx(20)
    assert rows.loc[11, "aht_seconds"] == pytest.approx(200)
