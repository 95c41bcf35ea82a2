"""Patience of callers from call records: who was answered is only known to have waited that long (right-censored).

Sources: Kaplan & Meier (1958), J. Amer. Statist. Assoc. 53; Greenwood (1926); Kalbfleisch & Prentice (2002), section 1.4
(bands on the log-log scale); Garwood (1936), Biometrika 28 (exact interval of a rate); Brown et al. (2005), J. Amer. Statist.
Assoc. 100 (patience in a call centre).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.stats import chi2, norm

from wfm.data.laws import Law

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

BANDS = (0.0, 10.0, 30.0, 60.0, 120.0, 300.0, np.inf)
"""Edges of the waits, s, for which the hazard is shown."""
LEVEL = 0.95
"""Coverage of every interval and band here."""
_KNOTS = 400
_AT_RISK = 30
"""Callers still waiting from which on the curve is compared with the exponential: fewer are too few to judge."""


@dataclass(frozen=True)
class SurvivalCurve:
    """Kaplan-Meier estimate. ``seconds`` [k]: waits at which somebody hung up, ascending. ``survival``, ``low``, ``high`` [k]:
    share of callers whose patience is longer, with its 95 % band. ``at_risk`` [k]: callers who waited at least that long."""

    seconds: FloatArray
    survival: FloatArray
    low: FloatArray
    high: FloatArray
    at_risk: npt.NDArray[np.int64]

    def at(self, seconds: FloatArray) -> FloatArray:
        """Share of callers whose patience is longer than ``seconds`` (any shape); flat after the last hang-up."""
        steps = np.concatenate([[1.0], self.survival])
        return np.asarray(steps[np.searchsorted(self.seconds, seconds, side="right")])

    def median(self) -> float | None:
        """The first wait by which half of the callers have run out of patience, s; None when the records end before."""
        reached = np.flatnonzero(self.survival <= 0.5)
        return float(self.seconds[reached[0]]) if reached.size else None


@dataclass(frozen=True)
class Hazard:
    """Hang-ups among callers whose wait lies in [``start``, ``end``) s, per minute of waiting."""

    start: float
    end: float
    abandoned: int
    minutes: float

    @property
    def per_minute(self) -> float:
        """Hang-ups per minute waited; NaN where nobody waited."""
        return self.abandoned / self.minutes if self.minutes else float("nan")


@dataclass(frozen=True)
class PatienceFit:
    """Patience of one group of callers.

    ``calls``, ``waited`` (longer than 0 s), ``abandoned``: counts. ``mean``: of the exponential fit, s = all waiting / hang-ups;
    ``low``, ``high``: its 95 % interval (infinite when nobody hung up). ``median``: of the curve, s. ``distance``: largest gap
    between curve and exponential where 30 callers or more were still waiting, None when nobody hung up. ``exponential``,
    ``empirical``: the laws to simulate with.
    """

    calls: int
    waited: int
    abandoned: int
    mean: float
    low: float
    high: float
    median: float | None
    distance: float | None
    curve: SurvivalCurve
    hazards: tuple[Hazard, ...]
    exponential: Law
    empirical: Law


def kaplan_meier(waits: FloatArray, abandoned: BoolArray) -> SurvivalCurve:
    """Survival of patience: S(t) = prod over waits u <= t with hang-ups of (1 - d_u / n_u), n_u = callers waiting at least u.

    ``waits`` [n]: s. ``abandoned`` [n]: whether the wait ended by hanging up; others are censored, at equal waits after the
    hang-ups. Variance of S by Greenwood, S^2 sum d / (n (n - d)); the band keeps to [0, 1] by the log(-log) transform.
    """
    order = np.argsort(waits, kind="stable")
    times, first = np.unique(waits[order], return_index=True)
    at_risk = waits.size - first
    lost = np.add.reduceat(abandoned[order].astype(np.int64), first) if waits.size else np.zeros(0, np.int64)
    kept = lost > 0
    times, at_risk, lost = times[kept].astype(np.float64), at_risk[kept].astype(np.int64), lost[kept]
    survival = np.cumprod(1.0 - lost / at_risk).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = np.cumsum(lost / (at_risk * (at_risk - lost)))
        width = norm.ppf(0.5 + LEVEL / 2) * np.sqrt(variance) / np.log(survival)
        low, high = survival ** np.exp(-width), survival ** np.exp(width)
    gone = survival <= 0.0
    low, high = (np.where(gone, 0.0, edge).astype(np.float64) for edge in (low, high))
    return SurvivalCurve(times, survival, low, high, at_risk)


def exponential_mean(total_wait: float, abandoned: int) -> tuple[float, float, float]:
    """Maximum-likelihood mean of exponential patience under censoring, all waiting / hang-ups, with its 95 % interval, s.

    Given the waiting, hang-ups are Poisson: the interval is Garwood's for their rate. Nobody hung up: infinite mean, and the low
    end is what the waiting alone proves.
    """
    tail = (1.0 - LEVEL) / 2
    low = 2.0 * total_wait / float(chi2.ppf(1.0 - tail, 2 * abandoned + 2))
    if abandoned == 0:
        return np.inf, low, np.inf
    return total_wait / abandoned, low, 2.0 * total_wait / float(chi2.ppf(tail, 2 * abandoned))


def hazards(waits: FloatArray, abandoned: BoolArray) -> tuple[Hazard, ...]:
    """Hang-ups per minute waited, by ``BANDS`` of the wait so far."""
    found = []
    for start, end in pairwise(BANDS):
        spent = np.clip(waits, start, end) - start
        found.append(Hazard(start, end, int((abandoned & (waits >= start) & (waits < end)).sum()), float(spent.sum()) / 60.0))
    return tuple(found)


def fit_patience(waits: FloatArray, abandoned: BoolArray) -> PatienceFit:
    """Patience of the callers with these waits (s, at least 0) and outcomes; arrays of one length.

    A call answered at once tells nothing about patience: it adds a wait of 0 to the exponential fit and leaves the curve's risk
    set before the first hang-up. ``exponential`` is an endless law when nobody hung up, ``empirical`` then too.
    """
    lost, total = int(abandoned.sum()), float(waits.sum())
    mean, low, high = exponential_mean(total, lost)
    curve = kaplan_meier(waits, abandoned)
    known = lost > 0 and total > 0
    exponential = Law("exponential", mean) if known else Law("endless", np.inf)
    return PatienceFit(
        calls=int(waits.size),
        waited=int((waits > 0).sum()),
        abandoned=lost,
        mean=mean,
        low=low,
        high=high,
        median=curve.median(),
        distance=_distance(curve, mean) if known else None,
        curve=curve,
        hazards=hazards(waits, abandoned),
        exponential=exponential,
        empirical=_empirical(curve, waits, abandoned) if known else exponential,
    )


def _distance(curve: SurvivalCurve, mean: float) -> float:
    """Largest gap between curve and exponential, before and at each hang-up time, where enough callers were waiting."""
    enough = curve.at_risk >= min(_AT_RISK, int(curve.at_risk.max()))
    expected = np.exp(-curve.seconds[enough] / mean)
    before = np.concatenate([[1.0], curve.survival])[:-1][enough]
    return float(np.maximum(np.abs(curve.survival[enough] - expected), np.abs(before - expected)).max())


def _empirical(curve: SurvivalCurve, waits: FloatArray, abandoned: BoolArray) -> Law:
    """The curve as a quantile table; beyond its last hang-up an exponential tail.

    The tail's mean is measured, not assumed: waiting beyond the median hang-up / hang-ups beyond it (of all waiting when there
    is none), so it stands on half of the hang-ups and not on the last few.
    """
    middle = float(np.median(waits[abandoned]))
    late = int((abandoned & (waits > middle)).sum())
    tail = float(np.maximum(waits - middle, 0.0).sum()) / late if late else float(waits.sum()) / int(abandoned.sum())
    levels, values = np.concatenate([[0.0], 1.0 - curve.survival]), np.concatenate([[0.0], curve.seconds])
    if levels.size > _KNOTS:
        kept = np.unique(np.linspace(0, levels.size - 1, _KNOTS).round().astype(np.int64))
        levels, values = levels[kept], values[kept]
    left = 1.0 - levels[-1]
    if left > 0.0:
        shares = 10.0 ** (-np.arange(1, 25) / 4)
        levels = np.concatenate([levels, 1.0 - left * shares, [1.0]])
        past = values[-1]
        values = np.concatenate([values, past - tail * np.log(shares), [past + tail * (1.0 - np.log(shares[-1]))]])
    return quantile_table(levels, values)


def quantile_table(levels: FloatArray, values: FloatArray) -> Law:
    """An empirical law with its own mean and coefficient of variation: those of the straight lines between its knots."""
    width, low, high = np.diff(levels), values[:-1], values[1:]
    mean = float((width * (low + high)).sum() / 2)
    square = float((width * (low * low + low * high + high * high)).sum() / 3)
    cv = float(np.sqrt(max(0.0, square - mean * mean)) / mean) if mean else 0.0
    return Law("empirical", mean, cv, tuple(map(float, levels)), tuple(map(float, values)))
