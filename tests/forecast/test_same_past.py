"""Backtest, capacity and the law of the day learn from the same past as the forecast: learnt events, the planner's notes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest

from wfm.data.tables import CalendarDay, Event, HistoryNote, Project, Weather
from wfm.data.workspace import Workspace
from wfm.forecast.capacity import capacity
from wfm.forecast.day_past import Learnt, learn_day
from wfm.forecast.evaluate import COMBINATION, backtest
from wfm.forecast.task import project_history, project_task, workspace_calendar
from wfm.timegrid import Horizon

FIRST, DAYS = date(2026, 1, 5), 150
LAST = FIRST + timedelta(days=DAYS - 1)
Make = Callable[..., Any]


def sale(day: int, uplift: float = 0.0) -> Event:
    begin = FIRST + timedelta(days=day)
    return Event(project="a", from_date=begin, to_date=begin + timedelta(days=2), name="sale", uplift=uplift)


SALES = tuple(sale(day) for day in (36, 64, 78, 100, 108, 134))


def with_sales(day: date) -> float:
    return 600.0 * (1.5 if any(event.from_date <= day <= event.to_date for event in SALES) else 1.0)


@pytest.fixture
def workspace(make_history: Make, make_workspace: Make) -> Workspace:
    frame = make_history("a", FIRST, DAYS, with_sales, minutes=60, hours=(8, 20), seed=3)
    found: Workspace = make_workspace(frame, events=SALES, interval_minutes=60, country="DE")
    return found


def noted(workspace: Workspace, first: date, days: int, verdict: str) -> Workspace:
    note = HistoryNote.model_validate(
        {"project": "a", "from_date": first, "to_date": first + timedelta(days=days - 1), "verdict": verdict}
    )
    return replace(workspace, history_notes=(note,))


def scaled(workspace: Workspace, first: date, days: int, factor: float) -> Workspace:
    frame = workspace.history.copy()
    stamps = frame["start"].dt.date
    frame.loc[(stamps >= first) & (stamps < first + timedelta(days=days)), "calls"] *= factor
    return replace(workspace, history=frame)


def sale_days_over_others(rows: pd.DataFrame) -> float:
    inside = rows["date"].isin([event.from_date + timedelta(days=k) for event in SALES for k in range(3)])
    return float(rows.loc[inside, "mean"].mean() / rows.loc[~inside, "mean"].mean())


def test_the_backtest_uses_what_events_did_though_no_uplift_is_given(workspace: Workspace) -> None:
    rows = backtest(workspace, origins=2, days=14).projects["a"].days
    assert sale_days_over_others(rows[rows["model"] == COMBINATION]) == pytest.approx(1.5, abs=0.06)


def test_capacity_uses_what_events_did(workspace: Workspace) -> None:
    coming = replace(workspace, events=(*SALES, sale(DAYS + 10)))
    days = capacity(coming, 1, LAST + timedelta(days=1)).days
    inside = days["date"].isin([FIRST + timedelta(days=DAYS + 10 + k) for k in range(3)])
    assert days.loc[inside, "calls"].mean() / days.loc[~inside, "calls"].mean() == pytest.approx(1.5, abs=0.06)


def test_days_noted_as_gaps_are_neither_learnt_nor_judged(workspace: Workspace) -> None:
    begin = LAST - timedelta(days=6)
    spoilt = scaled(workspace, begin, 3, 0.4)
    judged = backtest(noted(spoilt, begin, 3, "gap"), origins=1, days=14).projects["a"].days
    own = judged[judged["model"] == COMBINATION].set_index("date")["calls"]
    assert own[[begin + timedelta(days=k) for k in range(3)]].isna().all()
    assert own.notna().sum() == 11
    plain = backtest(spoilt, origins=1, days=14).projects["a"].days
    assert plain.loc[plain["model"] == COMBINATION, "calls"].notna().all()


def test_the_law_of_the_day_leaves_noted_days_out(workspace: Workspace) -> None:
    """Recorded at a third and noted as a gap is the same as not recorded."""
    begin = LAST - timedelta(days=20)
    spoilt = scaled(workspace, begin, 5, 0.33)
    frame = workspace.history.copy()
    stamps = frame["start"].dt.date
    frame.loc[(stamps >= begin) & (stamps < begin + timedelta(days=5)), "calls"] = np.nan
    noted_law, absent_law = law(noted(spoilt, begin, 5, "gap")), law(replace(workspace, history=frame))
    assert noted_law.busy_day == pytest.approx(absent_law.busy_day)
    assert noted_law.law == absent_law.law
    assert law(spoilt).busy_day > 2 * noted_law.busy_day


def law(workspace: Workspace, day: date = LAST + timedelta(days=1)) -> Learnt:
    history = project_history(workspace, workspace.projects[0], day)
    assert history is not None
    return learn_day(history, project_task(workspace, workspace.projects[0], Horizon(day, 1), workspace_calendar(workspace)))


def test_a_day_at_a_holiday_has_the_spread_of_such_days(make_history: Make, make_workspace: Make) -> None:
    """Holidays that go up and down by half: the law of a holiday is wider than that of an ordinary day."""
    wild = [FIRST + timedelta(days=k) for k in range(40, DAYS, 9)]
    sizes = {day: 600.0 * (1.5 if k % 2 else 0.6) for k, day in enumerate(wild)}
    frame = make_history("a", FIRST, DAYS, lambda day: sizes.get(day, 600.0), minutes=60, hours=(8, 20), seed=3)
    coming = LAST + timedelta(days=3)
    named = [CalendarDay(date=day, kind="special", name="fair") for day in (*wild, coming)]
    workspace = make_workspace(frame, interval_minutes=60, country="DE", calendar=named)
    plain, fair = law(workspace, LAST + timedelta(days=1)), law(workspace, coming)
    assert fair.busy_day > 1.5 * plain.busy_day
    assert fair.law.common > 1.5 * plain.law.common
    assert fair.law.drift == plain.law.drift


def test_a_borrowed_past_is_not_judged_as_ones_own(workspace: Workspace) -> None:
    new = Project(project="b", like="a", expected_calls_per_day=50.0)
    both = replace(workspace, projects=(*workspace.projects, new))
    assert backtest(both, origins=1, days=7).without == {"b": 0}
    assert capacity(both, 1, LAST + timedelta(days=1)).without == ("b",)


def test_a_backtest_that_knew_the_weather_says_so(workspace: Workspace) -> None:
    rows = tuple(Weather(date=FIRST + timedelta(days=k), temperature_max=10.0 + k % 9) for k in range(DAYS))
    assert not backtest(workspace, origins=1, days=7).weather_known
    assert backtest(replace(workspace, weather=rows), origins=1, days=7).weather_known
