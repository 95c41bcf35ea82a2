"""Forecasts of past days as they would have been made, to learn the day's law from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from threadpoolctl import threadpool_limits

from wfm.forecast.daily import DailySeries
from wfm.forecast.day_law import LEAST_SPREAD, DayLaw, assumed, learn_law
from wfm.forecast.history import FloatArray, History
from wfm.forecast.members import Process, Regression
from wfm.forecast.profile import fit_profile
from wfm.forecast.project import Task, usable
from wfm.forecast.selection import TRAIN_DAYS, run_backtest
from wfm.forecast.spread import ASSUMED, calibrated, fit_spread, special_days

_LENGTH_DAYS = 14
_LONGEST_GAP = 28


@dataclass(frozen=True)
class Learnt:
    """``law`` of the day to update, with the spreads it started from: relative standard deviations of the rate of such a day
    (ordinary, or at a holiday) and of an interval."""

    law: DayLaw
    busy_day: float
    interval_spread: float


def learn_day(history: History, task: Task, gap: int = 0) -> Learnt:
    """Learn from up to six fortnights of the past, each forecast from the days before it with ``gap`` days between.

    ``gap``: age in days of the morning's forecast, so that its errors are like those learnt from. Only ``history`` is used: it
    must end before the day to update. A history too short for a backtest gives the conjugate law with the assumed factor. What
    the law holds common to all hours has the size that days like the one to update (``task.horizon.start``) show.
    """
    ready = usable(history, task)
    with threadpool_limits(1, "blas"):
        past = _past(ready.history, ready.series, gap) if ready.series.known >= TRAIN_DAYS else None
    if past is None:
        return Learnt(assumed(ASSUMED, ASSUMED), ASSUMED, ASSUMED)
    calls, means, dates = past
    known = np.isfinite(calls) & (means > 0)
    counted, expected = (np.where(known, values, 0.0).sum(axis=1) for values in (calls, means))
    number = np.array([day.toordinal() for day in dates])
    days = fit_spread(counted, expected, special_days(dates, task.calendar), number)
    interval_spread = max(calibrated(calls[known], means[known]) or days.common, days.common)
    law = learn_law(calls, means, task.interval_minutes, days.common, interval_spread)
    own = float(days.of(special_days([task.horizon.start], task.calendar))[0])
    size = max(own, LEAST_SPREAD) / max(days.common, LEAST_SPREAD)
    return Learnt(replace(law, common=law.common * size**2), own, max(interval_spread, own))


def _past(history: History, series: DailySeries, gap: int) -> tuple[FloatArray, FloatArray, list[date]] | None:
    """Calls and means float64 [days, slots] of the forecast fortnights, and their dates; None where none can be forecast."""
    backtest = run_backtest(series, min(gap, _LONGEST_GAP), _LENGTH_DAYS, (Regression(), Process()))
    if not backtest.origins or not backtest.predicted:
        return None
    raw = series.totals * series.factor(series.dates)
    calls, means, dates = [], [], list[date]()
    for k, origin in enumerate(backtest.origins):
        daily = np.mean([made[k] for made in backtest.predicted.values()], axis=0)
        profile = fit_profile(history.until(origin.train), raw[: origin.train], series.service)
        believed = np.isfinite(raw[origin.first : origin.last])[:, None]
        calls.append(np.where(believed, history.calls[origin.first : origin.last], np.nan))
        dates += series.dates[origin.first : origin.last]
        means.append(daily[:, None] * profile.shares(series.dates[origin.first : origin.last]))
    return np.concatenate(calls), np.concatenate(means), dates
