"""What replications say: ratios with t-intervals, alone and as paired differences of two runs on common random numbers.

With numerators X_i and denominators Y_i of replication i the ratio is sum X / sum Y, its standard error that of the mean of the
residuals (X_i - R Y_i) / mean Y (delta method; Cochran 1977, chapter 6), the interval Student's t with one degree of freedom less
than replications. Replications are independent; the cells of one are not, so cells are summed first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import stdtrit

from wfm.errors import UsageError
from wfm.simulation.model import FloatArray, IntArray
from wfm.simulation.study import Replications

Cells = FloatArray | IntArray
By = Literal["cell", "slot", "hour", "day", "project", "all"]
"""Shape of the estimates: cell [days, projects, slots]; slot [projects, slots] and hour [projects, 24] over the days; day
[days, projects]; project [projects]; all []: one number."""

MEASURES = ("within", "abandonment", "waiting", "mean_wait_seconds", "occupancy")
"""``within``: answered within the threshold / offered. ``waiting``: found nobody free / offered. ``mean_wait_seconds``: over
all offered calls. ``occupancy``: time on calls / time at the desk of the groups whose first choice the project is."""


@dataclass(frozen=True)
class Estimate:
    """``value`` with its interval [``low``, ``high``], arrays of one shape; NaN where there is nothing to divide by, interval
    NaN with a single replication."""

    value: FloatArray
    low: FloatArray
    high: FloatArray


def estimate(counted: Replications, by: By = "project", level: float = 0.95) -> Mapping[str, Estimate]:
    """Every measure of ``MEASURES``, summed up as ``by`` says, with intervals of confidence ``level``."""
    return {name: ratio(*parts(counted, name, by), level) for name in MEASURES}


def compare(counted: Replications, other: Replications, by: By = "project", level: float = 0.95) -> Mapping[str, Estimate]:
    """``counted`` minus ``other`` in every measure. Both with the same seed and number of replications: pairs on common random
    numbers. Raises UsageError otherwise."""
    if (counted.seed, counted.count) != (other.seed, other.count):
        raise UsageError("simulation.not_paired", one=counted.count, seed=counted.seed, two=other.count, other_seed=other.seed)
    return {name: difference(*parts(counted, name, by), *parts(other, name, by), level) for name in MEASURES}


def ratio(above: Cells, below: Cells, level: float = 0.95) -> Estimate:
    """sum(above) / sum(below) over the first axis (replications), with its interval."""
    value, residual = _linear(above, below)
    return _interval(value, residual, level)


def difference(
    above: Cells,
    below: Cells,
    other_above: Cells,
    other_below: Cells,
    level: float = 0.95,
) -> Estimate:
    """First ratio minus second, replication by replication paired."""
    value, residual = _linear(above, below)
    other, other_residual = _linear(other_above, other_below)
    return _interval(value - other, residual - other_residual, level)


def mean(values: Cells, level: float = 0.95) -> Estimate:
    """Mean over the first axis (replications), with its interval."""
    return ratio(values, np.ones_like(values, dtype=np.float64), level)


def parts(counted: Replications, measure: str, by: By) -> tuple[FloatArray, FloatArray]:
    """Numerator and denominator of ``measure`` per replication, [replications, ...shape of ``by``]."""
    if measure == "occupancy":
        return _home_sums(counted, counted.group_busy_seconds, by), _home_sums(counted, counted.staffed_seconds, by)
    sources: dict[str, Cells] = {
        "within": counted.in_time,
        "abandonment": counted.abandoned,
        "waiting": counted.waited,
        "mean_wait_seconds": counted.wait_seconds,
    }
    return summed(sources[measure], by), summed(counted.offered, by)


def summed(cells: Cells, by: By) -> FloatArray:
    """``cells`` [replications, days, projects, slots] summed up as ``by`` says."""
    values = np.asarray(cells, dtype=np.float64)
    if by == "hour":
        if values.shape[-1] % 24:
            raise UsageError("simulation.no_hours", slots=values.shape[-1])
        return np.asarray(values.reshape(*values.shape[:-1], 24, -1).sum(axis=(1, 4)))
    axes: dict[str, tuple[int, ...]] = {"cell": (), "slot": (1,), "day": (3,), "project": (1, 3), "all": (1, 2, 3)}
    return np.asarray(values.sum(axis=axes[by]))


def _home_sums(counted: Replications, groups: FloatArray, by: By) -> FloatArray:
    """Seconds of groups, each put to the projects it serves first; a group counts once in ``all``."""
    if by == "all":
        return np.asarray(groups.sum(axis=(1, 2, 3)))
    home = (counted.level == 1).astype(np.float64)
    return summed(np.einsum("rdgs,gp->rdps", groups, home), by)


def _linear(above: Cells, below: Cells) -> tuple[FloatArray, FloatArray]:
    """The ratio and each replication's share in its error."""
    x, y = np.asarray(above, dtype=np.float64), np.asarray(below, dtype=np.float64)
    total = y.sum(axis=0)
    nothing = np.full(total.shape, np.nan)
    value = np.divide(x.sum(axis=0), total, out=nothing.copy(), where=total != 0)
    return value, np.divide(
        x - value * y, total / len(y), out=np.full(x.shape, np.nan), where=np.broadcast_to(total != 0, x.shape)
    )


def _interval(value: FloatArray, residual: FloatArray, level: float) -> Estimate:
    count = len(residual)
    if count < 2:
        return Estimate(value, np.full(value.shape, np.nan), np.full(value.shape, np.nan))
    error = np.sqrt((residual**2).sum(axis=0) / (count - 1) / count)
    half = float(stdtrit(count - 1, 0.5 + level / 2)) * error
    return Estimate(value, value - half, value + half)
