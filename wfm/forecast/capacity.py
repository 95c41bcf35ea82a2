"""Capacity: daily totals up to 13 months ahead, with an uncertainty that grows with the lead.

The level h days ahead has the relative variance of a Matern and an exponential process with the variances of the Gaussian process
member (``members/process.py``), seen from the last day:

    v(h) = c [2 slow (1 - k(h)) + 2 fast (1 - exp(-h / 15))],   k(h) = (1 + sqrt(3) h / 250) exp(-sqrt(3) h / 250).

c comes from what forecasts of the past missed over stretches of 30 days, each against v of its lead: with no long backtest it is
1, with n origins (sum of e^2 / v over the origins' stretches, averaged, + 4) / (n + 4). A single day adds its busy-day variance.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from wfm.calendars import DayCalendar
from wfm.data.tables import Project
from wfm.data.workspace import Workspace
from wfm.errors import InputError, UsageError
from wfm.forecast.daily import DailySeries, winsorised
from wfm.forecast.history import FloatArray
from wfm.forecast.members import Process
from wfm.forecast.project import trained_members, usable
from wfm.forecast.selection import TRAIN_DAYS, Backtest, choose, combined, run_backtest
from wfm.forecast.spread import ASSUMED, calibrated, count_quantile
from wfm.forecast.task import project_task, recorded_history, workspace_calendar
from wfm.timegrid import Horizon

MOST_MONTHS = 13
_STRETCH = 30
_TRUST = 4.0
_SLOW_DAYS, _FAST_DAYS = 250.0, 15.0
_USUAL = (0.01, 0.0025)
_MONTH_AHEAD = 28
_LONGEST = 396


@dataclass(frozen=True)
class Capacity:
    """``days``: project, date, calls, calls_p10, calls_p90; ``months``: project, month (YYYY-MM), the same of monthly sums.
    ``tested``: project -> origins of the long backtest (0: prior variance). ``unannounced``: year ->
    holidays that the law alone gives where the official calendar is not out; ``without``: projects without history."""

    days: pd.DataFrame
    months: pd.DataFrame
    tested: dict[str, int]
    unannounced: dict[int, tuple[str, ...]]
    without: tuple[str, ...]


def capacity(workspace: Workspace, months: int, start: date | None = None) -> Capacity:
    """Daily totals of ``months`` (1-13) calendar months from the month of ``start`` on (default: the month after the history).

    History on or after the first day is not used. A year without official calendar is forecast with the holidays the law
    fixes, and named. Raises UsageError for other numbers of months, InputError when no project has usable history.
    """
    if not 1 <= months <= MOST_MONTHS:
        raise UsageError("capacity.months", value=months, most=MOST_MONTHS)
    if workspace.history.empty:
        raise InputError("capacity.no_history")
    first = (start or _month_after(workspace.history["start"].max().date())).replace(day=1)
    last = first
    for _ in range(months):
        last = _month_after(last)
    horizon, calendar = Horizon(first, (last - first).days), workspace_calendar(workspace)
    with threadpool_limits(1, "blas"):
        made = {project.project: _one(workspace, project, horizon, calendar) for project in workspace.projects}
    found = [(name, *one) for name, one in made.items() if one is not None]
    if not found:
        raise InputError("capacity.no_history")
    return Capacity(
        days=pd.concat([_days(name, horizon, mean, level, own) for name, mean, level, own, _ in found], ignore_index=True),
        months=pd.concat([_months(name, horizon, mean, level, own) for name, mean, level, own, _ in found], ignore_index=True),
        tested={name: origins for name, *_, origins in found},
        unannounced=_unannounced(horizon, calendar),
        without=tuple(name for name, one in made.items() if one is None),
    )


def level_variance(lead: FloatArray, slow: float, fast: float) -> FloatArray:
    """Relative variance of the level ``lead`` days ahead, float64 like ``lead``; grows with the lead."""
    far = np.sqrt(3.0) * lead / _SLOW_DAYS
    return np.asarray(2.0 * slow * (1.0 - (1.0 + far) * np.exp(-far)) + 2.0 * fast * (1.0 - np.exp(-lead / _FAST_DAYS)))


def _one(
    workspace: Workspace, project: Project, horizon: Horizon, calendar: DayCalendar
) -> tuple[FloatArray, FloatArray, float, int] | None:
    """Mean and level variance of each day, the day's own spread, origins of the long backtest."""
    history = recorded_history(workspace, project.project, horizon.start)
    if history is None:
        return None
    task = project_task(workspace, project, horizon, calendar)
    series = usable(history, task).series
    if series.known == 0:
        return None
    none = Backtest((), (), {})
    short = run_backtest(series, 0, _MONTH_AHEAD) if series.known >= TRAIN_DAYS else none
    weights = choose(short, series.known).weights
    cleaned, _ = winsorised(series)
    mean = np.sum([weight * fitted.predict(horizon.dates) for fitted, weight in trained_members(cleaned, weights)], axis=0)
    own = ASSUMED
    if short.origins:
        own = calibrated(np.concatenate(short.actual), np.concatenate(combined(short, weights))) or ASSUMED
    scale, origins, slow, fast = _scale(series, cleaned)
    lead = (np.array([day.toordinal() for day in horizon.dates]) - series.dates[-1].toordinal()).astype(np.float64)
    return np.asarray(mean, dtype=np.float64), scale * level_variance(lead, slow, fast), own, origins


def _scale(series: DailySeries, cleaned: DailySeries) -> tuple[float, int, float, float]:
    """c, the number of origins it rests on, and the slow and fast variance."""
    member = Process()
    if series.known < TRAIN_DAYS:
        return 1.0, 0, *_USUAL
    learnt = member.fit(cleaned).learnt
    slow, fast = (float(learnt[0]), float(learnt[1])) if learnt is not None else _USUAL
    length = min(_LONGEST, series.days // 2)
    backtest = run_backtest(series, 0, length, (member,)) if length >= 2 * _STRETCH else Backtest((), (), {})
    ratios = [
        _missed(actual, made, slow, fast) for actual, made in zip(backtest.actual, *backtest.predicted.values(), strict=True)
    ]
    known = [ratio for ratio in ratios if np.isfinite(ratio)]
    return (float(np.sum(known)) + _TRUST) / (len(known) + _TRUST), len(known), slow, fast


def _missed(actual: FloatArray, made: FloatArray, slow: float, fast: float) -> float:
    """Mean of e^2 / v over the stretches of one origin, e the relative error of a stretch's calls; NaN where nothing is known."""
    found = []
    for begin in range(0, len(actual) - _STRETCH + 1, _STRETCH):
        here = slice(begin, begin + _STRETCH)
        known = np.isfinite(actual[here])
        expected = float(made[here][known].sum())
        if expected > 0:
            error = float(actual[here][known].sum()) / expected - 1.0
            chance = 1.0 / expected
            found.append(max(error**2 - chance, 0.0) / float(level_variance(np.array([begin + _STRETCH / 2]), slow, fast)[0]))
    return float(np.mean(found)) if found else float("nan")


def _days(project: str, horizon: Horizon, mean: FloatArray, level: FloatArray, own: float) -> pd.DataFrame:
    spread = np.sqrt(level + own**2)
    low, high = (count_quantile(mean, spread, share) for share in (0.1, 0.9))
    return pd.DataFrame({"project": project, "date": horizon.dates, "calls": mean, "calls_p10": low, "calls_p90": high})


def _months(project: str, horizon: Horizon, mean: FloatArray, level: FloatArray, own: float) -> pd.DataFrame:
    """Sums of months: the level is common to a month's days, the days' own errors are not."""
    frame = pd.DataFrame({"month": [f"{day:%Y-%m}" for day in horizon.dates], "calls": mean, "level": mean * np.sqrt(level)})
    frame["own"] = (mean * own) ** 2
    sums = frame.groupby("month", sort=True).sum()
    calls = sums["calls"].to_numpy(np.float64)
    spread = np.sqrt(sums["level"].to_numpy(np.float64) ** 2 + sums["own"].to_numpy(np.float64)) / np.maximum(calls, 1e-12)
    low, high = (count_quantile(calls, spread, share) for share in (0.1, 0.9))
    return pd.DataFrame({"project": project, "month": list(sums.index), "calls": calls, "calls_p10": low, "calls_p90": high})


def _unannounced(horizon: Horizon, calendar: DayCalendar) -> dict[int, tuple[str, ...]]:
    missing = [year for year in range(horizon.start.year, horizon.end.year + 1) if not calendar.covers(year)]
    named = {
        year: {h.name for d in horizon.dates if d.year == year and (h := calendar.holiday(d)) is not None} for year in missing
    }
    return {year: tuple(sorted(names)) for year, names in named.items()}


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
