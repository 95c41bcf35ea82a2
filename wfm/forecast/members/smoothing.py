"""Exponential smoothing (statsmodels ETS) of log totals freed of holidays and make-up days."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from datetime import date
from typing import ClassVar

import numpy as np
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

from wfm.forecast.daily import DailySeries
from wfm.forecast.history import FloatArray
from wfm.forecast.members.base import Member, Predictor
from wfm.forecast.members.regression import fit_log_model

_LONGEST_WEEKS = 30


class Smoothing(Member):
    """Additive error, damped additive trend, weekly season over the open weekdays (Hyndman et al. 2008), on the last
    thirty weeks; the effects of holidays come from the regression."""

    name: ClassVar[str] = "exponential-smoothing"
    needs_days: ClassVar[int] = 28

    def _fit(self, series: DailySeries) -> Predictor:
        model = fit_log_model(series)
        recent, values = _plain_log(series, model.day_effect(series.dates()))
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
    dates = series.dates()
    keep = [k for k, day in enumerate(dates) if day.weekday() in series.open_weekdays][-_LONGEST_WEEKS * 7 :]
    values = log_total[keep]
    weekday = np.array([dates[k].weekday() for k in keep])
    for w in series.open_weekdays:
        known = values[(weekday == w) & np.isfinite(values)]
        values[(weekday == w) & ~np.isfinite(values)] = known.mean() if len(known) else np.nanmean(values)
    return [dates[k] for k in keep], values


class _Path:
    """Forecast path of a fitted ETS model, by number of open days ahead."""

    def __init__(self, result: object) -> None:
        self._result = result

    def __call__(self, steps: int) -> FloatArray:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return np.asarray(self._result.forecast(steps), dtype=np.float64)  # type: ignore[attr-defined]


def _smooth(values: FloatArray, season: int) -> tuple[_Path, float]:
    """The path, and the step from the mean of logs to the log of the mean."""
    seasonal = "add" if season > 1 and len(values) >= 2 * season else None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = ETSModel(
            values,
            error="add",
            trend="add",
            damped_trend=True,
            seasonal=seasonal,
            seasonal_periods=season if seasonal else None,
            initialization_method="heuristic",
        )
        result = model.fit(disp=False, maxiter=100)
    residual = values - np.asarray(result.fittedvalues, dtype=np.float64)
    return _Path(result), min(float(np.var(residual)) / 2.0, 0.2)


def _open_days(series: DailySeries, last: date, day: date) -> int:
    """Open days after ``last`` up to and including ``day`` (its own place when it is closed)."""
    whole, rest = divmod((day - last).days, 7)
    first = last.weekday() + 1
    return whole * len(series.open_weekdays) + sum((first + k) % 7 in series.open_weekdays for k in range(rest))
