"""Penalised regression of log daily totals on weekday, holiday position, make-up day, slow trend, season and day of month.

Every coefficient has a normal prior around 0 with the standard deviation given in ``_columns`` (log scale: 0.1 is about
10 %), so an effect seen once counts little and one never seen is its group's. Weights fade with age and fall where counts
are small: var(log T) is about spread^2 + 1 / T.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import ClassVar

import numpy as np

from wfm.calendars import DayCalendar, Part
from wfm.forecast.daily import DailySeries
from wfm.forecast.history import FloatArray
from wfm.forecast.members import design
from wfm.forecast.members.base import Member, Predictor

_TREND_REACH_DAYS = 20.0
_LEVEL_FADE = 0.95
"""The level of the last weeks: each day back counts 5 % less, against a prior of one day."""
_HUBER = 2.0
_FEW_CALLS = 5.0
"""Around so many calls a day logs of counts say less and less about the mean; then the sums of calls and of fits decide."""
_ROUNDS = 3
_MONTH_PAIRS = 1
_FADE_DAYS, _FADE_YEARLY_DAYS = 120.0, 365.0


@dataclass(frozen=True)
class LogModel:
    """Coefficients and what is needed to lay out the columns again. ``level``: log correction for the last weeks and the
    step from the mean of logs to the log of the mean."""

    calendar: DayCalendar
    named: tuple[tuple[str, Part], ...]
    pairs: int
    end: date
    coefficients: FloatArray
    level: float

    def log_mean(self, dates: Sequence[date]) -> FloatArray:
        """Log of expected calls."""
        columns, _ = _columns(dates, self.calendar, self.named, self.pairs, self.end)
        return _times(columns, self.coefficients) + self.level

    def day_effect(self, dates: Sequence[date]) -> FloatArray:
        """Log effect of holidays and make-up days against the same weekday without them."""
        effect = np.zeros(len(dates))
        marked = [k for k, day in enumerate(dates) if self.calendar.position(day) or self.calendar.is_makeup(day)]
        if marked:
            days = [dates[k] for k in marked]
            columns, _ = _columns(days, self.calendar, self.named, self.pairs, self.end)
            plain, _ = _columns(days, None, self.named, self.pairs, self.end)
            effect[marked] = _times(columns - plain, self.coefficients)
        return effect

    def waves(self, dates: Sequence[date]) -> tuple[FloatArray, FloatArray]:
        """Log effects of the yearly season and of the day of the month."""
        month, _ = design.waves(design.turn(dates, "M"), _MONTH_PAIRS, 0.1)
        year, _ = design.waves(design.turn(dates, "Y"), self.pairs, 0.3)
        own = self.coefficients[len(self.coefficients) - month.shape[1] - year.shape[1] :]
        return _times(year, own[: year.shape[1]]), _times(month, own[year.shape[1] :])


class Regression(Member):
    """The log-linear model of this file."""

    name: ClassVar[str] = "regression"
    needs_days: ClassVar[int] = 28

    def _fit(self, series: DailySeries, learnt: FloatArray | None) -> Predictor:
        model = fit_log_model(series)
        highest = float(np.nanmax(series.totals))
        return lambda dates: np.minimum(np.exp(np.minimum(model.log_mean(dates), 50.0)), 10.0 * highest)


@lru_cache(maxsize=4)
def fit_log_model(series: DailySeries) -> LogModel:
    """Fit by iterated ridge: coefficients given the spread, then the spread given the residuals. The last few series are
    remembered, because several members ask for the same one."""
    known = np.isfinite(series.totals)
    dates = [day for day, there in zip(series.dates, known, strict=True) if there]
    totals = np.maximum(series.totals[known], 0.5)
    log_total = np.log(totals)
    yearly = series.days >= design.YEARLY_FROM_DAYS
    pairs = 3 if yearly else 0
    end = series.dates[-1]
    named = design.seen_positions(dates, series.calendar)
    columns, prior = _columns(dates, series.calendar, named, pairs, end)
    age = np.array([(end - day).days for day in dates], dtype=np.float64)
    fade = 0.5 ** (age / (_FADE_YEARLY_DAYS if yearly else _FADE_DAYS))
    coefficients, trust = _ridge(columns, prior, log_total, totals, fade)
    residual = log_total - _times(columns, coefficients)
    ordinary = np.array([series.calendar.position(day) is None for day in dates])
    recent = np.where(ordinary, trust, 0.0) * _LEVEL_FADE**age
    level = float(np.sum(recent * np.clip(residual, -0.5, 0.5))) / (float(recent.sum()) + 1.0)
    fitted = np.exp(log_total - residual)
    smear = float(np.log(np.clip(np.sum(fade * trust * totals) / np.sum(fade * trust * fitted), 0.8, 1.25)))
    sums = float(np.sum(fade * series.totals[known]) / np.sum(fade * fitted * np.exp(level)))
    few = 1.0 / (1.0 + (float(np.average(series.totals[known], weights=fade)) / _FEW_CALLS) ** 2)
    smear += few * (float(np.log(np.clip(sums, 0.02, 1.25))) - smear)
    return LogModel(series.calendar, named, pairs, end, coefficients, level + smear)


def _ridge(
    columns: FloatArray, prior: FloatArray, log_total: FloatArray, totals: FloatArray, fade: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Coefficients, and the trust 0..1 each day earned: small counts and days far off (Huber) earn less."""
    spread2, far = 0.04, np.ones(len(totals))
    coefficients: FloatArray = np.zeros(columns.shape[1])
    trust: FloatArray = np.ones(len(totals))
    for _ in range(_ROUNDS):
        trust = np.asarray(far * spread2 / (spread2 + 1.0 / totals), dtype=np.float64)
        weight = fade * trust / spread2
        weighted = weight[:, None] * columns
        normal = np.einsum("ij,ik->jk", weighted, columns) + np.diag(prior**-2)
        target = np.einsum("ij,i->j", weighted, log_total)
        coefficients = np.asarray(np.linalg.solve(normal, target), dtype=np.float64)
        residual = log_total - _times(columns, coefficients)
        excess = np.sum(fade * far * np.maximum(residual**2 - 1.0 / totals, 0.0)) / np.sum(fade * far)
        spread2 = float(np.clip(excess, 0.0004, 1.0))
        far = np.minimum(1.0, _HUBER * np.sqrt(spread2 + 1.0 / totals) / np.maximum(np.abs(residual), 1e-9))
    return coefficients, trust


def _times(columns: FloatArray, coefficients: FloatArray) -> FloatArray:
    """Matrix times vector without BLAS: at these sizes its threads cost far more than they save on a busy machine."""
    return np.asarray(np.einsum("ij,j->i", columns, coefficients), dtype=np.float64)


def _columns(
    dates: Sequence[date], calendar: DayCalendar | None, named: tuple[tuple[str, Part], ...], pairs: int, end: date
) -> tuple[FloatArray, FloatArray]:
    """Design [len(dates), columns] and the prior standard deviation of each column; no calendar = ordinary days."""
    blocks: list[tuple[FloatArray, list[float]]] = [
        (np.ones((len(dates), 1)), [20.0]),
        (design.weekdays(dates, calendar), [1.0] * 7),
        design.holidays(dates, calendar, named),
        (_trend(dates, end), [0.3]),
        design.waves(design.turn(dates, "Y"), pairs, 0.3),
        design.waves(design.turn(dates, "M"), _MONTH_PAIRS, 0.1),
    ]
    return np.hstack([block for block, _ in blocks]), np.array([sd for _, sds in blocks for sd in sds])


def _trend(dates: Sequence[date], end: date) -> FloatArray:
    """Years since ``end``; beyond it the trend runs out over about three weeks."""
    days = np.array([(day - end).days for day in dates], dtype=np.float64)
    ahead = _TREND_REACH_DAYS * (1.0 - np.exp(-np.maximum(days, 0.0) / _TREND_REACH_DAYS))
    return np.asarray(np.where(days > 0, ahead, days)[:, None] / 365.25)
