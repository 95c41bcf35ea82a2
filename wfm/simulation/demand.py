"""Calls of a day: drawn from the forecast's distribution, or replayed one by one.

The rate of a slot is the forecast's mean times the day's busy-day factor (gamma, mean 1, as in the forecast's quantiles);
inside a slot it runs along a straight line, so that a steep morning has no stairs (docs/simulation.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv

from wfm.data.laws import Law
from wfm.simulation.model import Calls, FloatArray
from wfm.simulation.streams import Purpose, stream, uniforms

DAY_SECONDS = 86_400.0
_NO_SPREAD = 0.005
"""Below this relative standard deviation the rate counts as known, as in the forecast's quantiles."""


@dataclass(frozen=True)
class ForecastDay:
    """What a day is expected to bring. ``rates`` [projects, slots]: calls. ``aht`` [projects, slots]: mean handling time of
    calls arriving in the slot, s; NaN or None = the mean of the project's law."""

    rates: FloatArray
    aht: FloatArray | None = None


@dataclass(frozen=True)
class RecordedDay:
    """Calls of a day as they were. ``arrival``: s after midnight, ascending. ``project``: index. ``handling`` and ``patience``:
    s, NaN = unknown and drawn from the project's law (infinite patience = never hangs up)."""

    arrival: FloatArray
    project: npt.NDArray[np.int16]
    handling: FloatArray
    patience: FloatArray


@dataclass(frozen=True)
class Callers:
    """How the projects' callers are. ``projects``: names. ``handling``, ``patience``: laws in s, one per project.
    ``busy_day`` [projects]: relative standard deviation of a day's rate."""

    projects: tuple[str, ...]
    handling: tuple[Law, ...]
    patience: tuple[Law, ...]
    busy_day: FloatArray


def sample_calls(callers: Callers, expected: ForecastDay, day: date, *, seed: int, replication: int) -> Calls:
    """The calls of ``day`` in one replication: arrivals in s after its midnight, ascending."""
    parts = [_project_calls(callers, expected, p, day, seed, replication) for p in range(len(callers.projects))]
    return in_order(parts)


def replay_calls(callers: Callers, recorded: RecordedDay, day: date, *, seed: int, replication: int) -> Calls:
    """The recorded calls of ``day``; unknown handling times and patience are drawn."""
    handling, patience = recorded.handling.astype(np.float64), recorded.patience.astype(np.float64)
    for p, name in enumerate(callers.projects):
        mine = np.flatnonzero(recorded.project == p)
        for values, law, purpose in (
            (handling, callers.handling[p], Purpose.HANDLING),
            (patience, callers.patience[p], Purpose.PATIENCE),
        ):
            drawn = law.quantile(uniforms(stream(seed, replication, purpose, name, day.toordinal()), mine.size))
            values[mine] = np.where(np.isnan(values[mine]), drawn, values[mine])
    return Calls(recorded.arrival, recorded.project, handling, patience)


def busy_day_factor(relative_sd: float, *, seed: int, replication: int, project: str, day: date) -> float:
    """The day's rate relative to its mean: gamma with mean 1 and this standard deviation, by inverse transform."""
    if relative_sd < _NO_SPREAD:
        return 1.0
    shape = relative_sd**-2
    draw = uniforms(stream(seed, replication, Purpose.RATE, project, day.toordinal()), 1)[0]
    return float(gammaincinv(shape, draw) / shape)


def arrival_times(rates: FloatArray, generator: np.random.Generator) -> FloatArray:
    """Arrivals (s after midnight, ascending) of a Poisson process with ``rates`` [slots] expected calls over a day.

    A process of unit rate is stretched by the inverse of the cumulative rate (Çinlar 1975), so a little more demand moves the
    calls a little and adds a few at the end, instead of dealing new ones.
    """
    cumulative = np.concatenate([[0.0], np.cumsum(rates)])
    marks = _unit_process(float(cumulative[-1]), generator)
    slot = np.searchsorted(cumulative, marks, side="right") - 1
    slot = np.minimum(slot, rates.size - 1)
    share = (marks - cumulative[slot]) / rates[slot]
    tilt = slot_tilts(rates)[slot]
    low = 1.0 - 0.5 * tilt
    within = 2.0 * share / (low + np.sqrt(np.maximum(low * low + 2.0 * tilt * share, 0.0)))
    return np.asarray((slot + np.clip(within, 0.0, 1.0)) * (DAY_SECONDS / rates.size))


def slot_tilts(rates: FloatArray) -> FloatArray:
    """Slope of the rate inside each slot, relative to the slot's mean, in [-2, 2]; the slot's expected calls are kept.

    The central difference of the neighbours, limited so that the line stays between them (van Leer 1977); 0 at peaks and
    troughs and in the first and last slot of the day.
    """
    tilts = np.zeros(rates.size)
    if rates.size < 3:
        return tilts
    left, right = np.diff(rates)[:-1], np.diff(rates)[1:]
    limit = np.minimum(2.0 * np.minimum(np.abs(left), np.abs(right)), 0.5 * np.abs(left + right))
    slope = np.where(left * right > 0, np.sign(left) * limit, 0.0)
    middle = rates[1:-1]
    tilts[1:-1] = np.divide(slope, middle, out=np.zeros(middle.size), where=middle > 0)
    return tilts


def in_order(parts: Sequence[Calls]) -> Calls:
    """Several streams of calls as one, in order of arrival; calls of the same moment keep the order of the parts."""
    arrival = np.concatenate([part.arrival for part in parts])
    order = np.argsort(arrival, kind="stable")
    project, handling, patience = (
        np.concatenate([getattr(part, name) for part in parts])[order] for name in ("project", "handling", "patience")
    )
    return Calls(arrival[order], project, handling, patience)


def _project_calls(callers: Callers, expected: ForecastDay, p: int, day: date, seed: int, replication: int) -> Calls:
    name, ordinal = callers.projects[p], day.toordinal()
    factor = busy_day_factor(float(callers.busy_day[p]), seed=seed, replication=replication, project=name, day=day)
    arrival = arrival_times(factor * expected.rates[p], stream(seed, replication, Purpose.ARRIVAL, name, ordinal))
    handling, patience = (
        law.quantile(uniforms(stream(seed, replication, purpose, name, ordinal), arrival.size))
        for law, purpose in ((callers.handling[p], Purpose.HANDLING), (callers.patience[p], Purpose.PATIENCE))
    )
    if expected.aht is not None:
        means = expected.aht[p]
        slot = np.minimum((arrival * (means.size / DAY_SECONDS)).astype(np.int64), means.size - 1)
        handling = handling * np.where(np.isnan(means), 1.0, means / callers.handling[p].mean)[slot]
    return Calls(arrival, np.full(arrival.size, p, np.int16), handling, patience)


def _unit_process(until: float, generator: np.random.Generator) -> FloatArray:
    """Points of a Poisson process of rate 1 in [0, ``until``), ascending."""
    if until <= 0:
        return np.zeros(0)
    batch = int(until + 6.0 * np.sqrt(until)) + 16
    points = np.cumsum(generator.standard_exponential(batch))
    while points[-1] < until:
        points = np.concatenate([points, points[-1] + np.cumsum(generator.standard_exponential(batch))])
    return points[points < until]
