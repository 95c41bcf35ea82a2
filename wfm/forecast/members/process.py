"""A Gaussian process of the day's log rate: level, weekday, season, holidays and covariates as one prior, weighed by the data.

    T_d ~ Poisson(exp(f_d + e_d)),   f = level + weekday + drifting weekday + yearly season + day of month + holidays + covariates

Every part is normal with a covariance of its own (``_Parts``); their variances are learnt by marginal likelihood with weak
priors (Rasmussen & Williams 2006, 2.2 and 5.4), the counts by Laplace's approximation (3.4): each round works on the linear
predictor z = log m + (T - m) / m with variance 1 / m. So a level that wanders is followed as fast as it is seen to wander, an
effect seen once counts little, and small counts pull little. Days far off lose weight (Huber).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import ClassVar

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize

from wfm.forecast.daily import DailySeries
from wfm.forecast.history import FloatArray
from wfm.forecast.members import design
from wfm.forecast.members.base import Member, Predictor

_LEARN_DAYS = 300
"""Variances are learnt on the latest days; the older ones still speak through holidays and season."""
_REACH_DAYS = 800
"""Older days are left out: two years hold every season twice."""
_STEPS = 25
_ROUNDS = 3
_HUBER = 1.5
_SLOW_DAYS, _FAST_DAYS, _WEEKDAY_DAYS = 250.0, 15.0, 100.0
_CONSTANT, _WEEKDAY = 4.0, 1.0
_LEVEL_DAYS = 60
_SMEAR_DAYS = 90.0
_CURVE_WIDTH = 1.0
"""Width of a covariate's curve, in standard deviations of the covariate."""
_USUAL = np.array([0.1, 0.05, 0.03, 0.5, 0.05, 0.1, 0.06]) ** 2
"""Prior guess of the variances: slow level, fast level, drifting weekday, holidays (scale), day of month, covariates, noise."""
_TRUST = np.array([2.0, 2.0, 2.0, 1.0, 2.0, 2.0, 2.0])
"""Standard deviations of their logarithms around the guess."""


@dataclass(frozen=True, eq=False)
class _Days:
    """What the covariances are made of, for a list of dates: columns of each part, and the day numbers."""

    number: FloatArray
    weekday: FloatArray
    holiday: FloatArray
    month: FloatArray
    year: FloatArray
    covariate: FloatArray


@dataclass(frozen=True, eq=False)
class _Parts:
    """Covariances [n, m]: ``scaled`` by the learnt variances, and ``fixed``."""

    scaled: tuple[FloatArray, ...]
    fixed: FloatArray

    def total(self, variance: FloatArray) -> FloatArray:
        """Their sum at these variances."""
        found = self.fixed.copy()
        for size, part in zip(variance, self.scaled, strict=False):
            found += size * part
        return found

    def latest(self, days: int) -> _Parts:
        """The lower right corner."""
        return _Parts(tuple(part[-days:, -days:] for part in self.scaled), self.fixed[-days:, -days:])


class Process(Member):
    """The model of this file."""

    name: ClassVar[str] = "gaussian-process"
    needs_days: ClassVar[int] = 21
    prior_weight: ClassVar[float] = 2.0

    def _learn(self, series: DailySeries) -> FloatArray:
        return _Task(series).learnt()

    def _fit(self, series: DailySeries, learnt: FloatArray | None) -> Predictor:
        assert learnt is not None
        return _Trained(_Task(series), learnt).predict


class _Task:
    """One series as days and covariances."""

    def __init__(self, series: DailySeries) -> None:
        self.series = series
        known = np.isfinite(series.totals) & (np.arange(series.days) >= series.days - _REACH_DAYS)
        self.dates = [day for day, there in zip(series.dates, known, strict=True) if there]
        self.totals = series.totals[known]
        self.level = float(np.log(max(float(np.mean(self.totals[-_LEVEL_DAYS:])), 0.5)))
        self.days = self.of(self.dates)
        self.parts = _parts(self.days, self.days)

    def learnt(self) -> FloatArray:
        """The variances of greatest posterior likelihood."""
        first = _laplace(self.parts, _USUAL, self.totals, self.level, robust=False)
        latest = self.parts.latest(_LEARN_DAYS)
        return _learnt(latest, first.working[-_LEARN_DAYS:] - self.level, first.noise[-_LEARN_DAYS:])

    @cached_property
    def _scale(self) -> tuple[FloatArray, FloatArray]:
        """Mean and spread of each covariate over the known days."""
        rows = [self.series.covariates[day] for day in self.dates if day in self.series.covariates]
        if not rows:
            return np.zeros(0), np.ones(0)
        table = np.array(rows, dtype=np.float64)
        spread = table.std(axis=0)
        return table.mean(axis=0), np.where(spread > 0, spread, 1.0)

    def of(self, dates: Sequence[date]) -> _Days:
        """What the covariances need to know of ``dates``."""
        series = self.series
        named = design.seen_positions(self.dates, series.calendar)
        holiday, sizes = design.holidays(dates, series.calendar, named)
        middle, spread = self._scale
        rows = np.array([series.covariates.get(day, middle) for day in dates], dtype=np.float64).reshape(len(dates), len(middle))
        yearly = 3 if series.days >= design.YEARLY_FROM_DAYS else 0
        year, year_sizes = design.waves(design.turn(dates, "Y"), yearly, 0.3)
        month, month_sizes = design.waves(design.turn(dates, "M"), 2, 1.0)
        return _Days(
            number=np.array([day.toordinal() for day in dates], dtype=np.float64),
            weekday=design.weekdays(dates, series.calendar),
            holiday=holiday * np.array(sizes) / 0.4,
            month=month * np.sqrt(np.array(month_sizes)),
            year=year * np.array(year_sizes),
            covariate=(rows - middle) / spread,
        )


class _Trained:
    """A task with its variances: the weights of its days are known."""

    def __init__(self, task: _Task, variance: FloatArray) -> None:
        self.task, self.variance = task, variance
        self.solved = _laplace(task.parts, variance, task.totals, task.level, robust=True)

    @cached_property
    def smear(self) -> float:
        """From the exponential of the mean to the mean: sum of recent calls over sum of what was fitted."""
        age = self.task.days.number[-1] - self.task.days.number
        weight = 0.5 ** (age / _SMEAR_DAYS) * self.solved.trust
        fitted = float(np.sum(weight * np.exp(self.solved.smooth)))
        return float(np.clip(np.sum(weight * self.task.totals) / max(fitted, 1e-9), 0.85, 1.25))

    def predict(self, dates: Sequence[date]) -> FloatArray:
        """Expected calls of each date."""
        parts = _parts(self.task.of(dates), self.task.days)
        log_rate = self.task.level + np.einsum("ij,j->i", parts.total(self.variance), self.solved.weight)
        highest = 10.0 * float(np.max(self.task.totals, initial=0.0))
        calls = np.exp(np.minimum(log_rate, 50.0)) * self.smear
        return np.asarray(np.minimum(calls, highest), dtype=np.float64)


def _parts(rows: _Days, columns: _Days) -> _Parts:
    """Covariances between two lists of days."""
    apart = np.abs(rows.number[:, None] - columns.number[None, :])
    smooth = np.sqrt(3.0) * apart / _SLOW_DAYS
    same = rows.weekday @ columns.weekday.T
    curve = np.zeros_like(apart)
    for k in range(rows.covariate.shape[1]):
        gap = (rows.covariate[:, k][:, None] - columns.covariate[:, k][None, :]) / _CURVE_WIDTH
        curve += np.exp(-0.5 * gap**2)
    scaled = (
        (1.0 + smooth) * np.exp(-smooth),
        np.exp(-apart / _FAST_DAYS),
        same * np.exp(-apart / _WEEKDAY_DAYS),
        rows.holiday @ columns.holiday.T,
        rows.month @ columns.month.T,
        curve,
    )
    return _Parts(scaled, _CONSTANT + _WEEKDAY * same + rows.year @ columns.year.T)


@dataclass(frozen=True, eq=False)
class _Solved:
    """Laplace's answer. ``working``: z; ``noise``: its variance 1 / m; ``smooth``: posterior mean of f; ``weight``:
    (K + noise)^-1 (z - level); ``trust``: 0..1, below 1 for days far off."""

    working: FloatArray
    noise: FloatArray
    smooth: FloatArray
    weight: FloatArray
    trust: FloatArray


def _laplace(parts: _Parts, variance: FloatArray, totals: FloatArray, level: float, *, robust: bool) -> _Solved:
    """Rounds of weighted regression on the working counts."""
    covariance = parts.total(variance)
    own = float(variance[-1])
    mean = np.maximum(totals, 0.7)
    trust = np.ones(len(totals))
    for _ in range(_ROUNDS):
        working = np.log(mean) + (totals - mean) / mean
        spread = (own + 1.0 / mean) / trust
        system = covariance.copy()
        system[np.diag_indices_from(system)] += spread
        weight = cho_solve(cho_factor(system, lower=True, overwrite_a=True), working - level)
        smooth = working - spread * weight
        noise = 1.0 / mean
        mean = np.maximum(np.exp(np.minimum(smooth + own / (own + noise) * trust * (working - smooth), 50.0)), 0.2)
        if robust:
            off = np.abs(working - smooth) / np.sqrt(own + noise)
            trust = np.minimum(1.0, _HUBER / np.maximum(off, 1e-9))
    return _Solved(working, noise, smooth, weight, trust)


def _learnt(parts: _Parts, values: FloatArray, noise: FloatArray) -> FloatArray:
    """Variances of greatest posterior likelihood given ``values`` with their ``noise``; gradient by (5.9) of the book."""
    usual = np.log(_USUAL)

    def loss(log_variance: FloatArray) -> tuple[float, FloatArray]:
        variance = np.exp(log_variance)
        system = parts.total(variance)
        system[np.diag_indices_from(system)] += variance[-1] + noise
        try:
            lower = np.linalg.cholesky(system)
        except np.linalg.LinAlgError:
            return 1e12, np.zeros(len(variance))
        root = np.linalg.inv(lower)
        inverse = root.T @ root
        weight = inverse @ values
        gap = inverse - np.outer(weight, weight)
        slope = [0.5 * float(np.sum(gap * part)) for part in parts.scaled] + [0.5 * float(np.trace(gap))]
        away = (log_variance - usual) / _TRUST
        value = 0.5 * float(values @ weight) + float(np.log(np.diag(lower)).sum()) + 0.5 * float(np.sum(away**2))
        return value, np.array(slope) * variance + away / _TRUST

    found = minimize(loss, usual, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS})
    return np.asarray(np.exp(found.x), dtype=np.float64)
