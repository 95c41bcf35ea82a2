"""A Gaussian process of the day's log rate: level, weekday, season, holidays and covariates as one prior, weighed by the data.

    T_d ~ Poisson(exp(f_d + e_d)),   f = level + weekday + drifting weekday + yearly season + day of month + holidays + covariates

The response to a covariate is a smooth curve plus a line: beyond the values seen the curve stays flat and the line goes on for
one standard deviation, so that a record temperature keeps the effect of the hottest days instead of losing it.
Every part is normal with a covariance of its own (``Parts``); their variances are learnt by marginal likelihood with weak
priors (Rasmussen & Williams 2006, 2.2 and 5.4), the counts by Laplace's approximation (3.4): each round works on the linear
predictor z = log m + (T - m) / m with variance 1 / m. So a level that wanders is followed as fast as it is seen to wander, an
effect seen once counts little, and small counts pull little. Days far off lose weight (Huber).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, lru_cache
from typing import ClassVar

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from wfm.forecast.daily import DailySeries
from wfm.forecast.history import FloatArray
from wfm.forecast.members import design
from wfm.forecast.members.base import Member, Predictor
from wfm.forecast.members.covariances import CONSTANT, WEEKDAY, WEEKDAY_DAYS, Days, curve, parts_of
from wfm.forecast.members.laplace import USUAL, laplace, learnt_variances

_LEARN_DAYS = 220
"""Variances are learnt on the latest days; the older ones still speak through holidays and season."""
_REACH_DAYS = 800
"""Older days are left out: two years hold every season twice."""
_COVARIATES = 5
"""Place of the covariates among the learnt variances."""
_NONE = np.zeros(0)
_LEVEL_DAYS = 60
_SMEAR_DAYS = 90.0


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
        self.parts = parts_of(self.days, self.days)

    def learnt(self) -> FloatArray:
        """The variances of greatest posterior likelihood."""
        first = laplace(self.parts, USUAL, self.totals, self.level, robust=False)
        latest = self.parts.latest(_LEARN_DAYS)
        return learnt_variances(latest, first.working[-_LEARN_DAYS:] - self.level, first.noise[-_LEARN_DAYS:])

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

    def of(self, dates: Sequence[date]) -> Days:
        """What the covariances need to know of ``dates``."""
        series = self.series
        named = design.seen_positions(self.dates, series.calendar)
        holiday, sizes = design.holidays(dates, series.calendar, named)
        yearly = 3 if series.days >= design.YEARLY_FROM_DAYS else 0
        year, year_sizes = design.waves(design.turn(dates, "Y"), yearly, 0.3)
        month, month_sizes = design.waves(design.turn(dates, "M"), 2, 1.0)
        return Days(
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
        self.solved = laplace(task.parts, variance, task.totals, task.level, robust=True)
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
            for size, part in zip(self.variance, parts_of(rows, columns).scaled, strict=False)
        )
        ordinary = self._weekday(replace(rows, weekday=design.weekdays(dates, None)))
        return {
            "level": slow + fast + CONSTANT * float(weight.sum()),
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
        found = self.task.parts.scaled[_COVARIATES]
        return np.asarray(float(self.variance[_COVARIATES]) * np.einsum("ij,j->i", found, self.solved.weight), dtype=np.float64)

    def response(self, covariates: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Log effect of covariates [n, covariates] against the mean over the days learnt from, and its standard deviation."""
        asked, seen = self.task.standard(covariates), self.task.days.covariate
        limits, size = self.task.limits, float(self.variance[_COVARIATES])
        between, among = curve(asked, seen, limits), curve(seen, seen, limits)
        contrast = size * (between - among.mean(axis=0))
        own = size * (np.diag(curve(asked, asked, limits)) - 2.0 * between.mean(axis=1) + among.mean())
        left = own - np.einsum("ij,ji->i", contrast, cho_solve(self._factor, contrast.T))
        return np.einsum("ij,j->i", contrast, self.solved.weight), np.sqrt(np.maximum(left, 0.0))

    def day_weights(self, day: date) -> FloatArray:
        """How much each known day (``task.dates``) moves the log rate of ``day``: float64 [known days], any sign."""
        rows = self.task.of([day])
        return np.asarray(cho_solve(self._factor, parts_of(rows, self.task.days).total(self.variance)[0]), dtype=np.float64)

    @cached_property
    def _factor(self) -> tuple[FloatArray, bool]:
        system = self.task.parts.total(self.variance)
        system[np.diag_indices_from(system)] += self.solved.spread
        return cho_factor(system, lower=True)

    def _response(self, standard: FloatArray) -> FloatArray:
        """Log effect of standardised covariates [n, covariates]."""
        effect = np.einsum("ij,j->i", curve(standard, self.task.days.covariate, self.task.limits), self.solved.weight)
        return np.asarray(float(self.variance[_COVARIATES]) * effect, dtype=np.float64)

    def _weekday(self, rows: Days) -> FloatArray:
        columns = self.task.days
        apart = np.abs(rows.number[:, None] - columns.number[None, :])
        drifting = self.variance[2] * np.exp(-apart / WEEKDAY_DAYS)
        covariance = (WEEKDAY + drifting) * (rows.weekday @ columns.weekday.T)
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
