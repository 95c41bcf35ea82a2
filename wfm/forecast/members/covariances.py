"""Covariances of the Gaussian process: what two days have in common, part by part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wfm.forecast.history import FloatArray

_SLOW_DAYS, _FAST_DAYS, WEEKDAY_DAYS = 250.0, 15.0, 100.0
CONSTANT, WEEKDAY = 4.0, 1.0
_CURVE_WIDTH = 1.0
"""Width of a covariate's curve, in standard deviations of the covariate."""
_LINE = 0.3
"""Variance of a covariate's slope, relative to the variance of its curve."""
_LINE_REACH = 1.0
"""How far beyond the values seen the line goes on, in standard deviations of the covariate."""


@dataclass(frozen=True, eq=False)
class Days:
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
class Parts:
    """Covariances [n, m]: ``scaled`` by the learnt variances, and ``fixed``."""

    scaled: tuple[FloatArray, ...]
    fixed: FloatArray

    def total(self, variance: FloatArray) -> FloatArray:
        """Their sum at these variances."""
        found = self.fixed.copy()
        for size, part in zip(variance, self.scaled, strict=False):
            found += size * part
        return found

    def latest(self, days: int) -> Parts:
        """The lower right corner."""
        return Parts(tuple(part[-days:, -days:] for part in self.scaled), self.fixed[-days:, -days:])


def parts_of(rows: Days, columns: Days) -> Parts:
    """Covariances between two lists of days."""
    apart = np.abs(rows.number[:, None] - columns.number[None, :])
    smooth = np.sqrt(3.0) * apart / _SLOW_DAYS
    same = rows.weekday @ columns.weekday.T
    scaled = (
        (1.0 + smooth) * np.exp(-smooth),
        np.exp(-apart / _FAST_DAYS),
        same * np.exp(-apart / WEEKDAY_DAYS),
        rows.holiday @ columns.holiday.T,
        rows.month @ columns.month.T,
        curve(rows.covariate, columns.covariate, columns.limits),
    )
    return Parts(scaled, CONSTANT + WEEKDAY * same + rows.year @ columns.year.T)


def curve(rows: FloatArray, columns: FloatArray, limits: FloatArray) -> FloatArray:
    """Covariance of the response to standardised covariates: a curve within what was seen, a line a little beyond."""
    found = np.zeros((len(rows), len(columns)))
    for k, (least, largest) in enumerate(limits.T):
        gap = (np.clip(rows[:, k], least, largest)[:, None] - columns[:, k][None, :]) / _CURVE_WIDTH
        line = np.clip(rows[:, k], least - _LINE_REACH, largest + _LINE_REACH)[:, None] * columns[:, k][None, :]
        found += np.exp(-0.5 * gap**2) + _LINE * line
    return found
