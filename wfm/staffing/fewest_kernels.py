"""Compiled searches behind ``requirement``: fewest agents for several targets at once, largest load that agents can take.

A target that is not asked for is ``UNUSED``. Kinds: 0 share within the threshold, 1 mean wait, 2 abandonment, 3 occupancy.
"""

from __future__ import annotations

import math

import numpy as np

from wfm.staffing.checks import FloatArray
from wfm.staffing.compiled import compiled
from wfm.staffing.erlang import IntArray
from wfm.staffing.kernels import inverse_b, measures, measures_at, queue_a, within_a

KINDS = 4
UNUSED = -1.0


@compiled
def _met(kind: int, limit: float, load: float, agents: int, aht: float, threshold: float, patience: float) -> bool:
    """Whether one target holds under Erlang A with at least one agent."""
    if kind == 3 and load <= limit * agents:
        return True
    waiting, free, abandoned, logarithm = queue_a(load, agents, aht, patience)
    abandonment = waiting * abandoned
    if kind == 0:
        return within_a(load, agents, aht, threshold, patience, waiting, free, abandoned, logarithm) >= limit
    if kind == 1:
        return abandonment * patience <= limit
    return (abandonment if kind == 2 else min(1.0, load * (1.0 - abandonment) / agents)) <= limit


@compiled
def _patient(kind: int, limit: float, load: float, aht: float, threshold: float, least: int) -> int:
    """Erlang C: fewest agents, at least ``least``, that keep one target; I(n, a) is carried along, not summed anew."""
    if kind == 2:
        return least
    if kind == 3:
        agents = max(least, math.ceil(load / limit) - 1)
        while agents < 1 or load / agents > limit:
            agents += 1
        return agents
    agents = max(least, math.floor(load) + 1)
    inverse = inverse_b(agents, load)
    while True:
        _, within, wait = measures_at(load, agents, inverse, aht, threshold)
        if (within >= limit) if kind == 0 else (wait <= limit):
            return agents
        agents += 1
        inverse = 1.0 + agents / load * inverse


@compiled
def _impatient(
    kind: int, limit: float, load: float, aht: float, threshold: float, patience: float, least: int, guess: int
) -> int:
    """Erlang A: the same by doubling steps from ``guess``, then bisection."""
    high, low, step = max(least, guess), least - 1, 1
    if _met(kind, limit, load, high, aht, threshold, patience):
        while high - step > low:
            if not _met(kind, limit, load, high - step, aht, threshold, patience):
                low = high - step
                break
            high -= step
            step *= 2
    else:
        while True:
            low = high
            high += step
            step *= 2
            if _met(kind, limit, load, high, aht, threshold, patience):
                break
    while high - low > 1:
        middle = (low + high) // 2
        if _met(kind, limit, load, middle, aht, threshold, patience):
            high = middle
        else:
            low = middle
    return high


@compiled
def all_fewest(
    limits: FloatArray,
    load: FloatArray,
    aht: FloatArray,
    threshold: FloatArray,
    patience: FloatArray,
    agents: IntArray,
    bound: IntArray,
) -> None:
    """Fill ``agents`` (0 without calls or targets) and ``bound``, the first kind that asks for as many; ``limits`` [4, cells].

    Each search starts where the last cell of this kind ended, in square roots of the load above the load.
    """
    margins = np.zeros(KINDS)
    for i in range(load.size):
        agents[i] = 0
        bound[i] = 0
        if load[i] == 0.0:
            continue
        for kind in range(KINDS):
            limit = limits[kind, i]
            if limit == UNUSED:
                continue
            least = max(1, agents[i])
            if patience[i] == math.inf:
                found = _patient(kind, limit, load[i], aht[i], threshold[i], least)
            else:
                start = load[i] / limit if kind == 3 else load[i] + margins[kind] * math.sqrt(load[i])
                found = _impatient(kind, limit, load[i], aht[i], threshold[i], patience[i], least, math.ceil(start))
                margins[kind] = (found - load[i]) / math.sqrt(load[i])
            if found > agents[i]:
                agents[i] = found
                bound[i] = kind


@compiled
def _holds(limits: FloatArray, load: float, agents: int, aht: float, threshold: float, patience: float) -> bool:
    _, within, wait, abandonment, occupancy = measures(load, agents, aht, threshold, patience)
    if limits[0] != UNUSED and within < limits[0]:
        return False
    if limits[1] != UNUSED and wait > limits[1]:
        return False
    if limits[2] != UNUSED and abandonment > limits[2]:
        return False
    return bool(limits[3] == UNUSED or occupancy <= limits[3])


@compiled
def all_largest(
    limits: FloatArray,
    agents: IntArray,
    aht: FloatArray,
    threshold: FloatArray,
    patience: FloatArray,
    precision: float,
    most: float,
    out: FloatArray,
) -> None:
    """Fill ``out`` with the largest load that keeps all limits, from below to a relative ``precision``; infinite when even
    ``most`` Erlang per agent keep them."""
    for i in range(agents.size):
        low, high = 0.0, float(max(1, agents[i]))
        while high <= most * agents[i] and _holds(limits[:, i], high, agents[i], aht[i], threshold[i], patience[i]):
            low = high
            high *= 2.0
        if agents[i] > 0 and high > most * agents[i]:
            out[i] = math.inf
            continue
        while agents[i] > 0 and high - low > precision * high:
            middle = 0.5 * (low + high)
            if _holds(limits[:, i], middle, agents[i], aht[i], threshold[i], patience[i]):
                low = middle
            else:
                high = middle
        out[i] = low
