"""Exponential smoothing (statsmodels ETS) of log totals freed of holidays and make-up days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import product
from typing import ClassVar

import numpy as np
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

from wfm.forecast.daily import DailySeries
from wfm.forecast.history import FloatArray
from wfm.forecast.members.base import Member, Predictor
from wfm.forecast.members.regression import fit_log_model

_LONGEST_WEEKS = 30
_LEVEL = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5)
_TREND = (0.001, 0.01)
_SEASON = (0.01, 0.05, 0.15)
_DAMPING = 0.95


class Smoothing(Member):
    """Additive error, damped additive trend, weekly season over the open weekdays (Hyndman et al. 2008), on the last
    thirty weeks; the effects of holidays come from the regression."""

    name: ClassVar[str] = "exponential-smoothing"
    needs_days: ClassVar[int] = 28

    def _fit(self, series: DailySeries, learnt: FloatArray | None) -> Predictor:
        model = fit_log_model(series)
        recent, values = _plain_log(series, model.day_effect(series.dates))
        season = len(series.open_weekdays)
        path, smear = _smooth(values, season)
        last = recent[-1]

        def predict(dates: Sequence[date]) -> FloatArray:
            steps = np.array([_open_days(series, last, day) for day in dates])
            ahead = path(int(max(steps.max(), 1)))
            plain = ahead[np.maximum(steps, 1) - 1] + smear
            calls = np.exp(np.minimum(plain + model.day_effect(dates), 50.0)) - 0.5
            return np.asarray(np.maximum(calls, 0.0), dtype=np.float64)

        return predict


def _plain_log(series: DailySeries, effect: FloatArray) -> tuple[list[date], FloatArray]:
    """Open days of the last weeks and their log totals without holiday effects; gaps hold their weekday's mean."""
    log_total = np.log(series.totals + 0.5) - effect
    dates = series.dates
    keep = [k for k, day in enumerate(dates) if day.weekday() in series.open_weekdays][-_LONGEST_WEEKS * 7 :]
    values = log_total[keep]
    weekday = np.array([dates[k].weekday() for k in keep])
    for w in series.open_weekdays:
        known = values[(weekday == w) & np.isfinite(values)]
        values[(weekday == w) & ~np.isfinite(values)] = known.mean() if len(known) else np.nanmean(values)
    return [dates[k] for k in keep], values


def _smooth(values: FloatArray, season: int) -> tuple[Callable[[int], FloatArray], float]:
    """The forecast path by number of open days ahead, and the step from the mean of logs to the log of the mean.

    The best of a fixed grid of smoothing constants by likelihood: as good as a free search on a month's horizon, and
    neither slow nor unlucky.
    """
    seasonal = season > 1 and len(values) >= 2 * season
    model = ETSModel(
        values,
        error="add",
        trend="add",
        damped_trend=True,
        seasonal="add" if seasonal else None,
        seasonal_periods=season if seasonal else None,
        initialization_method="heuristic",
    )
    seasons = _SEASON if seasonal else (None,)
    grid = [
        np.array([level, trend, _DAMPING] if gamma is None else [level, trend, gamma, _DAMPING])
        for level, trend, gamma in product(_LEVEL, _TREND, seasons)
        if trend < level
    ]
    result = model.smooth(max(grid, key=model.loglike))
    residual = values - np.asarray(result.fittedvalues, dtype=np.float64)

    def path(steps: int) -> FloatArray:
        return np.asarray(result.forecast(steps), dtype=np.float64)

    return path, min(float(np.var(residual)) / 2.0, 0.2)


def _open_days(series: DailySeries, last: date, day: date) -> int:
    """Open days after ``last`` up to and including ``day`` (its own place when it is closed)."""
    whole, rest = divmod((day - last).days, 7)
    first = last.weekday() + 1
    return whole * len(series.open_weekdays) + sum((first + k) % 7 in series.open_weekdays for k in range(rest))
