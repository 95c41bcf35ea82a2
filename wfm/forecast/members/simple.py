"""Members without parameters of their own: the last same weekday, and the mean of recent same weekdays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

import numpy as np

from wfm.forecast.daily import DailySeries
from wfm.forecast.history import FloatArray
from wfm.forecast.members.base import Member, Predictor
from wfm.forecast.members.regression import fit_log_model

_WEEKS = 6


class SeasonalNaive(Member):
    """The latest known total of the same weekday, holiday or not: the benchmark. It is never chosen, because it repeats the
    noise of one week and knows no holidays, which a backtest without holidays would not show."""

    name: ClassVar[str] = "seasonal-naive"
    needs_days: ClassVar[int] = 1
    benchmark: ClassVar[bool] = True

    def _fit(self, series: DailySeries, learnt: FloatArray | None) -> Predictor:
        latest = dict.fromkeys(range(7), float(np.nanmean(series.totals)))
        for day, total in zip(series.dates, series.totals, strict=True):
            if np.isfinite(total):
                latest[day.weekday()] = float(total)
        return lambda dates: np.array([latest[day.weekday()] for day in dates], dtype=np.float64)


class WeekdayMean(Member):
    """Mean of the last six same weekdays (outliers are pulled in before fitting). Holidays and make-up days are scaled by
    the effects of the regression, going in and coming out."""

    name: ClassVar[str] = "weekday-mean"
    needs_days: ClassVar[int] = 1

    def _fit(self, series: DailySeries, learnt: FloatArray | None) -> Predictor:
        model = fit_log_model(series)
        plain = series.totals / np.exp(model.day_effect(series.dates))
        recent = _recent(series, plain)
        overall = float(np.nanmean(plain))
        level = {w: float(np.mean(values)) if values else overall for w, values in recent.items()}

        def predict(dates: Sequence[date]) -> FloatArray:
            ordinary = np.array([level[day.weekday()] for day in dates], dtype=np.float64)
            return np.asarray(ordinary * np.exp(model.day_effect(dates)), dtype=np.float64)

        return predict


def _recent(series: DailySeries, plain: FloatArray) -> dict[int, list[float]]:
    """Weekday -> its last six known totals, ordinary days first choice, holidays only where nothing else is known."""
    recent: dict[int, list[float]] = {w: [] for w in range(7)}
    dates = series.dates
    ordinary = np.array([series.calendar.position(day) is None and not series.calendar.is_makeup(day) for day in dates])
    for use in (ordinary, ~ordinary):
        for k in np.flatnonzero(use & np.isfinite(plain))[::-1]:
            values = recent[dates[k].weekday()]
            if len(values) < (_WEEKS if use is ordinary else 1):
                values.append(float(plain[k]))
    return recent
