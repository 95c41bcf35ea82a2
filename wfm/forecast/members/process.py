"""A Gaussian process of the day's log rate: level, weekday, season, holidays and covariates as one prior, weighed by the data.

    T_d ~ Poisson(exp(f_d + e_d)),   f = level + weekday + drifting weekday + yearly season + day of month + holidays + covariates

The response to a covariate is a smooth curve plus a line: beyond the values seen the curve stays flat and the line goes on for
one standard deviation, so that a record temperature keeps the effect of the hottest days instead of losing it.
Every part is normal with a covariance of its own (``_Parts``); their variances are learnt by marginal likelihood with weak
priors (Rasmussen & Williams 2006, 2.2 and 5.4), the counts by Laplace's approximation (3.4): each round works on the linear
predictor z = log m + (T - m) / m with variance 1 / m. So a level that wanders is followed as fast as it is seen to wander, an
effect seen once counts little, and small counts pull little. Days far off lose weight (Huber).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import ClassVar

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize

from wfm.forecast.daily import DailySeries
from wfm.forecast.history import FloatArray
from wfm.forecast.members import design
from wfm.forecast.members.base import Member, Predictor

_LEARN_DAYS = 220
"""Variances are learnt on the latest days; the older ones still speak through holidays and season."""
_REACH_DAYS = 800
"""Older days are left out: two years hold every season twice."""
_STEPS = 25
_ROUNDS = 3
_HUBER = 1.5
_SLOW_DAYS, _FAST_DAYS, _WEEKDAY_DAYS = 250.0, 15.0, 100.0
_CONSTANT, _WEEKDAY = 4.0, 1.0
_COVARIATES = 5
"""Place of the covariates among the learnt variances."""
_NONE = np.zeros(0)
_LEVEL_DAYS = 60
_SMEAR_DAYS = 90.0
_CURVE_WIDTH = 1.0
"""Width of a covariate's curve, in standard deviations of the covariate."""
_LINE = 0.3
"""Variance of a covariate's slope, relative to the variance of its curve."""
_LINE_REACH = 1.0
"""How far beyond the values seen the line goes on, in standard deviations of the covariate."""
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
    """Standardised, [n, covariates]."""
    limits: FloatArray
    """Least and largest standardised value on the days learnt from, [2, covariates]."""


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
        return _learnt_of(series)

    def _fit(self, series: DailySeries, learnt: FloatArray | None) -> Predictor:
        assert learnt is not None
        return self.trained(series, learnt).predict

    def trained(self, series: DailySeries, learnt: FloatArray | None = None) -> Trained:
        """The model fitted to ``series``, open to questions about its parts; ``learnt`` as in ``Fitted``."""
        return _trained(series, tuple((_learnt_of(series) if learnt is None else learnt).tolist()))


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
        known = self.series.covariates
        rows = [_middle(known[day]) for day in self.dates if day in known]
        if not rows:
            return np.zeros(0), np.ones(0)
        table = np.array(rows, dtype=np.float64)
        spread = table.std(axis=0)
        return table.mean(axis=0), np.where(spread > 0, spread, 1.0)

    def standard(self, rows: FloatArray) -> FloatArray:
        """Covariates [n, covariates] in standard deviations from their mean on the known days."""
        middle, spread = self._scale
        return np.asarray((rows - middle) / spread, dtype=np.float64)

    def drawn(self, day: date) -> FloatArray:
        """Covariates of a day, [draws, covariates]: one draw where they are known, the mean where nothing is."""
        middle, _ = self._scale
        return np.atleast_2d(self.series.covariates.get(day, middle))

    def of_covariates(self, dates: Sequence[date]) -> FloatArray:
        """Standardised covariates of each date, mean over its draws, [len(dates), covariates]."""
        known, (middle, _) = self.series.covariates, self._scale
        rows = [_middle(known.get(day, middle)) for day in dates]
        return self.standard(np.array(rows, dtype=np.float64).reshape(len(dates), len(self._scale[0])))

    @cached_property
    def limits(self) -> FloatArray:
        """Least and largest standardised value on the known days."""
        rows = self.of_covariates(self.dates)
        return np.stack([rows.min(axis=0), rows.max(axis=0)])

    def of(self, dates: Sequence[date]) -> _Days:
        """What the covariances need to know of ``dates``."""
        series = self.series
        named = design.seen_positions(self.dates, series.calendar)
        holiday, sizes = design.holidays(dates, series.calendar, named)
        yearly = 3 if series.days >= design.YEARLY_FROM_DAYS else 0
        year, year_sizes = design.waves(design.turn(dates, "Y"), yearly, 0.3)
        month, month_sizes = design.waves(design.turn(dates, "M"), 2, 1.0)
        return _Days(
            number=np.array([day.toordinal() for day in dates], dtype=np.float64),
            weekday=design.weekdays(dates, series.calendar),
            holiday=holiday * np.array(sizes) / 0.4,
            month=month * np.sqrt(np.array(month_sizes)),
            year=year * np.array(year_sizes),
            covariate=self.of_covariates(dates),
            limits=self.limits,
        )


class Trained:
    """A task with its variances: the weights of its days are known."""

    def __init__(self, task: _Task, variance: FloatArray) -> None:
        self.task, self.variance = task, variance
        self.solved = _laplace(task.parts, variance, task.totals, task.level, robust=True)
        self._drawn: dict[date, tuple[float, float]] = {}

    @cached_property
    def smear(self) -> float:
        """From the exponential of the mean to the mean: sum of recent calls over sum of what was fitted."""
        age = self.task.days.number[-1] - self.task.days.number
        weight = 0.5 ** (age / _SMEAR_DAYS) * self.solved.trust
        fitted = float(np.sum(weight * np.exp(self.solved.smooth)))
        return float(np.clip(np.sum(weight * self.task.totals) / max(fitted, 1e-9), 0.85, 1.25))

    def predict(self, dates: Sequence[date]) -> FloatArray:
        """Expected calls of each date: the mean over the draws of its covariates."""
        effect = self.log_effects(dates)
        plain = self.task.level + np.sum([part for name, part in effect.items() if name != "covariates"], axis=0)
        highest = 10.0 * float(np.max(self.task.totals, initial=0.0))
        calls = np.exp(np.minimum(plain + effect["covariates"], 50.0)) * self.smear
        return np.asarray(np.minimum(calls, highest), dtype=np.float64)

    def log_effects(self, dates: Sequence[date]) -> dict[str, FloatArray]:
        """Parts of the log rate beside the constant ``task.level``, each float64 [len(dates)]: level, weekday, holiday, month,
        season, covariates (log of the mean factor over the draws). Weekday is that of the date itself; that a holiday is
        like a rest day belongs to the holiday."""
        columns, weight = self.task.days, self.solved.weight
        rows = self.task.of(dates)
        slow, fast, _, holiday, month, _ = (
            size * np.einsum("ij,j->i", part, weight)
            for size, part in zip(self.variance, _parts(rows, columns).scaled, strict=False)
        )
        ordinary = self._weekday(replace(rows, weekday=design.weekdays(dates, None)))
        return {
            "level": slow + fast + _CONSTANT * float(weight.sum()),
            "weekday": ordinary,
            "holiday": holiday + self._weekday(rows) - ordinary,
            "month": month,
            "season": np.einsum("ij,kj,k->i", rows.year, columns.year, weight, optimize=True),
            "covariates": self.covariate_effect(dates)[0],
        }

    def covariate_effect(self, dates: Sequence[date]) -> tuple[FloatArray, FloatArray]:
        """Over the draws of each date's covariates: log of the mean factor, and the factor's relative standard deviation."""
        if all(self.task.series.covariates.get(day, _NONE).ndim == 1 for day in dates):
            return self._response(self.task.of_covariates(dates)), np.zeros(len(dates))
        new = [day for day in dict.fromkeys(dates) if day not in self._drawn]
        if new:
            draws = [self.task.drawn(day) for day in new]
            joint = self._response(self.task.standard(np.concatenate(draws)))
            effect = [np.exp(rows) for rows in np.split(joint, np.cumsum([len(rows) for rows in draws])[:-1])]
            self._drawn |= {day: (rows.mean(), rows.std() / rows.mean()) for day, rows in zip(new, effect, strict=True)}
        mean, spread = np.array([self._drawn[day] for day in dates], dtype=np.float64).T
        return np.log(mean), spread

    def centred_effect(self, dates: Sequence[date]) -> FloatArray:
        """Log effect of the covariates of each date against the mean over the days learnt from."""
        seen = dict(zip(self.task.dates, self._seen_effect.tolist(), strict=True))
        others = [day for day in dates if day not in seen]
        found = seen | dict(zip(others, self.covariate_effect(others)[0].tolist() if others else [], strict=True))
        return np.array([found[day] for day in dates]) - self.usual_effect

    @cached_property
    def usual_effect(self) -> float:
        """Mean log effect of the covariates over the days learnt from."""
        return float(np.mean(self._seen_effect))

    @cached_property
    def _seen_effect(self) -> FloatArray:
        """Log effect of the covariates on the days learnt from."""
        curve = self.task.parts.scaled[_COVARIATES]
        return np.asarray(float(self.variance[_COVARIATES]) * np.einsum("ij,j->i", curve, self.solved.weight), dtype=np.float64)

    def response(self, covariates: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Log effect of covariates [n, covariates] against the mean over the days learnt from, and its standard deviation."""
        asked, seen = self.task.standard(covariates), self.task.days.covariate
        limits, size = self.task.limits, float(self.variance[_COVARIATES])
        between, among = _curve(asked, seen, limits), _curve(seen, seen, limits)
        contrast = size * (between - among.mean(axis=0))
        own = size * (np.diag(_curve(asked, asked, limits)) - 2.0 * between.mean(axis=1) + among.mean())
        left = own - np.einsum("ij,ji->i", contrast, cho_solve(self._factor, contrast.T))
        return np.einsum("ij,j->i", contrast, self.solved.weight), np.sqrt(np.maximum(left, 0.0))

    def day_weights(self, day: date) -> FloatArray:
        """How much each known day (``task.dates``) moves the log rate of ``day``: float64 [known days], any sign."""
        rows = self.task.of([day])
        return np.asarray(cho_solve(self._factor, _parts(rows, self.task.days).total(self.variance)[0]), dtype=np.float64)

    @cached_property
    def _factor(self) -> tuple[FloatArray, bool]:
        system = self.task.parts.total(self.variance)
        system[np.diag_indices_from(system)] += self.solved.spread
        return cho_factor(system, lower=True)

    def _response(self, standard: FloatArray) -> FloatArray:
        """Log effect of standardised covariates [n, covariates]."""
        curve = _curve(standard, self.task.days.covariate, self.task.limits)
        effect = np.einsum("ij,j->i", curve, self.solved.weight)
        return np.asarray(float(self.variance[_COVARIATES]) * effect, dtype=np.float64)

    def _weekday(self, rows: _Days) -> FloatArray:
        columns = self.task.days
        apart = np.abs(rows.number[:, None] - columns.number[None, :])
        drifting = self.variance[2] * np.exp(-apart / _WEEKDAY_DAYS)
        covariance = (_WEEKDAY + drifting) * (rows.weekday @ columns.weekday.T)
        return np.asarray(np.einsum("ij,j->i", covariance, self.solved.weight), dtype=np.float64)


@lru_cache(maxsize=2)
def _learnt_of(series: DailySeries) -> FloatArray:
    return _Task(series).learnt()


@lru_cache(maxsize=2)
def _trained(series: DailySeries, learnt: tuple[float, ...]) -> Trained:
    """The last two are remembered: the response to covariates is asked of the series just fitted."""
    return Trained(_Task(series), np.array(learnt))


def _middle(draws: FloatArray) -> FloatArray:
    """The mean over the draws, [covariates]."""
    return draws if draws.ndim == 1 else draws.mean(axis=0)


def _parts(rows: _Days, columns: _Days) -> _Parts:
    """Covariances between two lists of days."""
    apart = np.abs(rows.number[:, None] - columns.number[None, :])
    smooth = np.sqrt(3.0) * apart / _SLOW_DAYS
    same = rows.weekday @ columns.weekday.T
    scaled = (
        (1.0 + smooth) * np.exp(-smooth),
        np.exp(-apart / _FAST_DAYS),
        same * np.exp(-apart / _WEEKDAY_DAYS),
        rows.holiday @ columns.holiday.T,
        rows.month @ columns.month.T,
        _curve(rows.covariate, columns.covariate, columns.limits),
    )
    return _Parts(scaled, _CONSTANT + _WEEKDAY * same + rows.year @ columns.year.T)


def _curve(rows: FloatArray, columns: FloatArray, limits: FloatArray) -> FloatArray:
    """Covariance of the response to standardised covariates: a curve within what was seen, a line a little beyond."""
    found = np.zeros((len(rows), len(columns)))
    for k, (least, largest) in enumerate(limits.T):
        gap = (np.clip(rows[:, k], least, largest)[:, None] - columns[:, k][None, :]) / _CURVE_WIDTH
        line = np.clip(rows[:, k], least - _LINE_REACH, largest + _LINE_REACH)[:, None] * columns[:, k][None, :]
        found += np.exp(-0.5 * gap**2) + _LINE * line
    return found


@dataclass(frozen=True, eq=False)
class _Solved:
    """Laplace's answer. ``working``: z; ``noise``: its variance 1 / m; ``smooth``: posterior mean of f; ``weight``:
    (K + noise)^-1 (z - level); ``trust``: 0..1, below 1 for days far off; ``spread``: variance of the noise at that trust."""

    working: FloatArray
    noise: FloatArray
    smooth: FloatArray
    weight: FloatArray
    trust: FloatArray
    spread: FloatArray


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
    return _Solved(working, noise, smooth, weight, trust, spread)


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
