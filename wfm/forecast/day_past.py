"""Forecasts of past days as they would have been made, to learn the day's law from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wfm.forecast.daily import DailySeries
from wfm.forecast.day_law import DayLaw, assumed, learn_law
from wfm.forecast.history import FloatArray, History
from wfm.forecast.members import Process, Regression
from wfm.forecast.opening import open_slots, served
from wfm.forecast.profile import fit_profile
from wfm.forecast.project import Task, daily_series
from wfm.forecast.selection import TRAIN_DAYS, run_backtest
from wfm.forecast.spread import ASSUMED, calibrated

_LENGTH_DAYS = 14
_LONGEST_GAP = 28


@dataclass(frozen=True)
class Learnt:
    """``law`` with the spreads it started from: relative standard deviations of the rate of a day and of an interval."""

    law: DayLaw
    busy_day: float
    interval_spread: float


def learn_day(history: History, task: Task, gap: int = 0) -> Learnt:
    """Learn from up to six fortnights of the past, each forecast from the days before it with ``gap`` days between.

    ``gap``: age in days of the morning's forecast, so that its errors are like those learnt from. Only ``history`` is used: it
    must end before the day to update. A history too short for a backtest gives the conjugate law with the assumed factor.
    """
    service = served(history, open_slots(task.project, task.interval_minutes), task.calendar)
    series, _, _ = daily_series(history, service, task)
    past = _past(history, series, gap) if series.known >= TRAIN_DAYS else None
    if past is None:
        return Learnt(assumed(ASSUMED, ASSUMED), ASSUMED, ASSUMED)
    calls, means = past
    known = np.isfinite(calls) & (means > 0)
    counted = np.where(known, calls, 0.0).sum(axis=1)
    busy_day = calibrated(counted, np.where(known, means, 0.0).sum(axis=1)) or ASSUMED
    interval_spread = max(calibrated(calls[known], means[known]) or busy_day, busy_day)
    law = learn_law(calls, means, task.interval_minutes, busy_day, interval_spread)
    return Learnt(law, busy_day, interval_spread)


def _past(history: History, series: DailySeries, gap: int) -> tuple[FloatArray, FloatArray] | None:
    """Calls and means float64 [days, slots] of the forecast fortnights; None where no fortnight can be forecast."""
    backtest = run_backtest(series, min(gap, _LONGEST_GAP), _LENGTH_DAYS, (Regression(), Process()))
    if not backtest.origins or not backtest.predicted:
        return None
    raw = series.totals * series.factor(series.dates)
    calls, means = [], []
    for k, origin in enumerate(backtest.origins):
        daily = np.mean([made[k] for made in backtest.predicted.values()], axis=0)
        profile = fit_profile(history.until(origin.train), raw[: origin.train], series.service)
        believed = np.isfinite(raw[origin.first : origin.last])[:, None]
        calls.append(np.where(believed, history.calls[origin.first : origin.last], np.nan))
        means.append(daily[:, None] * profile.shares(series.dates[origin.first : origin.last]))
    return np.concatenate(calls), np.concatenate(means)
