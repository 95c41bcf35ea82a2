"""The rest of the day, minutes after each interval: a workspace's forecast, or two tables, with the calls so far."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from wfm.calendars import calendar_for
from wfm.data.demand import FORECAST_COLUMNS, Forecast
from wfm.data.tables import Project
from wfm.data.workspace import Workspace
from wfm.errors import UsageError
from wfm.forecast.day_past import Learnt, learn_day
from wfm.forecast.day_rate import DayUpdate, update_day
from wfm.forecast.history import FloatArray, History, IntArray, grid_history
from wfm.forecast.project import Task
from wfm.forecast.spread import ASSUMED
from wfm.forecast.task import project_task, recorded_history, workspace_calendar
from wfm.timegrid import Horizon, clock_of, day_and_slot, slots_per_day

__all__ = ["DayForecast", "DayUpdate", "ProjectDay", "update_day", "update_forecast", "update_rows"]

_WALL = "UTC"
_Z_80 = 2.563
"""Distance of p10 and p90 of a normal law in standard deviations."""


@dataclass(frozen=True)
class ProjectDay:
    """One project's day: calls ``so_far`` of the intervals known, up to ``until`` (clock), ``expected`` of them in the morning;
    the rest of the day as forecast in the morning (``before``) and ``now``. ``learnt_days``: past days the law was learnt from,
    0 where history is short and the conjugate answer stands. ``ignored``: calls in intervals without service."""

    project: str
    until: str
    so_far: float
    expected: float
    before: float
    now: float
    learnt_days: int
    ignored: float = 0.0


@dataclass(frozen=True)
class DayForecast:
    """``forecast``: rows of the intervals still to come, in the contract of ``Forecast``; ``projects``: what changed."""

    date: date
    forecast: Forecast
    projects: tuple[ProjectDay, ...]


def update_forecast(workspace: Workspace, forecast: Forecast, day: date, so_far: pd.DataFrame) -> DayForecast:
    """Update ``forecast`` (the month's or the week's) for the rest of ``day``.

    ``so_far``: project, start (zone-aware), calls of the intervals that are over; a project without rows keeps its morning's
    forecast. History on or after ``day`` is not used. Raises UsageError when the forecast has no rows on ``day``.
    """
    rows = forecast.frame[forecast.frame["start"].dt.date == day]
    if rows.empty:
        raise UsageError("forecast_day.no_rows", date=day)
    age = (day - forecast.frame["start"].min().date()).days
    frames, changed, busy = [], [], dict(forecast.busy_day)
    for project, own in rows.groupby("project", sort=False):
        name = str(project)
        calls = so_far[so_far["project"] == name]
        if calls["calls"].notna().sum() == 0:
            frames.append(own)
            continue
        learnt = _learnt(workspace, name, day, age)
        left, change, share = _updated(workspace, own, calls, day, forecast.busy_day.get(name, ASSUMED), learnt)
        frames.append(left)
        changed.append(change)
        busy[name] = forecast.busy_day.get(name, ASSUMED) * share
    frame = pd.concat(frames, ignore_index=True)
    return DayForecast(day, replace(forecast, frame=frame, busy_day=busy, interval_spread={}), tuple(changed))


def _learnt(workspace: Workspace, name: str, day: date, age: int) -> Learnt | None:
    known = {project.project: project for project in workspace.projects}
    history = recorded_history(workspace, name, day) if name in known else None
    if history is None:
        return None
    return learn_day(history, project_task(workspace, known[name], Horizon(day, 1), workspace_calendar(workspace)), age)


def _updated(
    workspace: Workspace, rows: pd.DataFrame, calls: pd.DataFrame, day: date, busy_day: float, learnt: Learnt | None
) -> tuple[pd.DataFrame, ProjectDay, float]:
    """Rows still to come, what changed, and the share of the busy-day factor that is left."""
    minutes = workspace.centre.interval_minutes
    slots = slots_per_day(minutes)
    slot = _slots(rows["start"], day, minutes)
    morning = _mean_by_slot(slot, rows["calls"].to_numpy(np.float64), slots)
    mean = np.nan_to_num(morning)
    known = _mean_by_slot(_slots(calls["start"], day, minutes), calls["calls"].to_numpy(np.float64), slots)
    law = learnt.law if learnt is not None and learnt.law.days else None
    made = update_day(mean, busy_day, _implied_spread(rows, busy_day), known, law)
    coming = made.coming[slot]
    left = rows[coming].copy()
    for column, values in zip(FORECAST_COLUMNS[2:6], (made.mean, made.p10, made.p50, made.p90), strict=True):
        left[column] = values[slot][coming]
    if "calls_model" in left.columns:
        left["calls_model"] = left["calls_model"].to_numpy() * (made.mean / np.where(mean > 0, mean, 1.0))[slot][coming]
    change = ProjectDay(
        project=str(rows["project"].iloc[0]),
        until=clock_of((int(np.flatnonzero(np.isfinite(known)).max()) + 1) * minutes),
        so_far=made.so_far,
        expected=made.expected,
        before=float(mean[made.coming].sum()),
        now=float(made.mean.sum()),
        learnt_days=law.days if law is not None else 0,
        ignored=float(np.nansum(np.where(mean > 0, 0.0, known))),
    )
    return left, change, made.left


def _slots(starts: pd.Series, day: date, minutes: int) -> IntArray:
    return day_and_slot(pd.DatetimeIndex(starts), Horizon(day, 1), minutes)[1]


def _mean_by_slot(slot: IntArray, values: FloatArray, slots: int) -> FloatArray:
    """float64 [slots], NaN where nothing: the two passes of a repeated hour are averaged."""
    there = np.isfinite(values)
    count = np.bincount(slot[there], minlength=slots)
    total = np.bincount(slot[there], weights=values[there], minlength=slots)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _implied_spread(rows: pd.DataFrame, least: float) -> float:
    """Relative standard deviation of an interval's rate that the quantiles of ``rows`` stand for, from
    sum of variances = sum of m + s^2 m^2; at least ``least``."""
    mean, low, high = (rows[name].to_numpy(np.float64) for name in ("calls", "calls_p10", "calls_p90"))
    beyond = float(np.sum(((high - low) / _Z_80) ** 2 - mean)) / max(float(np.sum(mean**2)), 1e-12)
    return float(np.clip(np.sqrt(max(beyond, 0.0)), least, 2.0))


def update_rows(history: pd.DataFrame, morning: pd.DataFrame, so_far: pd.DataFrame, *, country: str = "") -> pd.DataFrame:
    """The form without a workspace: rows of ``morning`` after the last of ``so_far``, with calls and quantiles updated.

    ``history``: start (wall clock), calls and optionally holiday, all before the day; ``morning``: one project's rows of one day
    with start, calls, calls_p10, calls_p50, calls_p90; ``so_far``: start, calls of its rows that are over.
    """
    starts = pd.DatetimeIndex(pd.to_datetime(morning["start"]))
    day = starts.min().date()
    minutes = int(pd.Series(starts).diff().min().total_seconds()) // 60
    slots = slots_per_day(minutes)
    learnt = _learnt_rows(history, day, minutes, country)
    slot = _slots(morning["start"], day, minutes)
    mean = np.nan_to_num(_mean_by_slot(slot, morning["calls"].to_numpy(np.float64), slots))
    known = _mean_by_slot(_slots(so_far["start"], day, minutes), so_far["calls"].to_numpy(np.float64), slots)
    spread = _implied_spread(morning, learnt.busy_day)
    made = update_day(mean, learnt.busy_day, spread, known, learnt.law)
    coming = slot > np.flatnonzero(np.isfinite(known)).max(initial=-1)
    left: pd.DataFrame = morning[coming].copy()
    for column, values in zip(FORECAST_COLUMNS[2:6], (made.mean, made.p10, made.p50, made.p90), strict=True):
        left[column] = values[slot][coming]
    return left


def _learnt_rows(history: pd.DataFrame, day: date, minutes: int, country: str) -> Learnt:
    frame = history.assign(
        start=pd.to_datetime(history["start"]).dt.tz_localize(_WALL), project="", answered=np.nan, aht_seconds=np.nan
    )
    found: History | None = grid_history(frame, "", minutes, _WALL, day)
    calendar = calendar_for("", _named(frame)) if "holiday" in frame.columns else calendar_for(country.upper())
    if found is None:
        raise UsageError("forecast_day.no_history", date=day)
    return learn_day(found, Task(Project(project="rows"), Horizon(day, 1), calendar, minutes, 0.0))


def _named(frame: pd.DataFrame) -> Iterator[tuple[date, str, str]]:
    marked = frame[frame["holiday"].fillna("").astype(str).str.strip() != ""]
    for day, name in dict(zip(marked["start"].dt.date, marked["holiday"], strict=True)).items():
        yield day, "holiday", str(name)
