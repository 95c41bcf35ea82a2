"""Fewest agents that meet the targets, for arrays of cells at once, and which target asked for them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wfm.staffing import kernels
from wfm.staffing.checks import FloatArray, agent_counts, at_least, positive_with_calls, share
from wfm.staffing.compiled import compiled
from wfm.staffing.erlang import IntArray

SERVICE, ABANDONMENT, OCCUPANCY = 0, 1, 2
BOUNDS = ("service", "abandonment", "occupancy", "floor", "closed", "no calls")
"""What can bind; where several targets ask for the same number the earlier name is given."""

_UNUSED = -1.0


@dataclass(frozen=True)
class Requirement:
    """``agents``: int64, productive heads. ``bound_by``: for each cell one of ``BOUNDS``. Same shape."""

    agents: IntArray
    bound_by: npt.NDArray[np.str_]


@compiled
def _met(kind: int, limit: float, load: float, agents: int, aht: float, threshold: float, patience: float) -> bool:
    _, within, _, abandonment, occupancy = kernels.measures(load, agents, aht, threshold, patience)
    if kind == 0:
        return within >= limit
    return (abandonment if kind == 1 else occupancy) <= limit


@compiled
def _fewest(kind: int, limit: float, load: float, aht: float, threshold: float, patience: float) -> int:
    """Fewest agents, at least one, that keep one target: brackets from the load outwards (occupancy: load / cap), bisects."""
    high = max(1, math.ceil(load / limit if kind == 2 else load))
    step = max(1, int(math.sqrt(load)))
    if _met(kind, limit, load, high, aht, threshold, patience):
        low = high
        while low > 0 and _met(kind, limit, load, low, aht, threshold, patience):
            high = low
            low = max(0, low - step)
            step *= 2
    else:
        low = high
        while not _met(kind, limit, load, high, aht, threshold, patience):
            low = high
            high += step
            step *= 2
    while high - low > 1:
        middle = (low + high) // 2
        if _met(kind, limit, load, middle, aht, threshold, patience):
            high = middle
        else:
            low = middle
    return high


@compiled
def _all_fewest(
    limits: FloatArray, load: FloatArray, aht: FloatArray, threshold: FloatArray, patience: FloatArray, out: IntArray
) -> None:
    for i in range(load.size):
        for kind in range(3):
            needed = load[i] > 0.0 and limits[kind, i] != -1.0
            out[kind, i] = _fewest(kind, limits[kind, i], load[i], aht[i], threshold[i], patience[i]) if needed else 0


def fewest_agents(
    load: npt.ArrayLike,
    *,
    aht_seconds: npt.ArrayLike,
    target: npt.ArrayLike | None = None,
    threshold_seconds: npt.ArrayLike = 0.0,
    patience_seconds: npt.ArrayLike = math.inf,
    max_abandonment: npt.ArrayLike | None = None,
    max_occupancy: npt.ArrayLike | None = None,
    floor: npt.ArrayLike = 0,
    open_: npt.ArrayLike = True,
) -> Requirement:
    """Fewest productive agents that keep every target given; all arguments broadcast to one shape.

    ``load`` Erlang; ``target`` share of offered calls answered within ``threshold_seconds``; ``max_abandonment`` share;
    ``max_occupancy`` share of the agents' time on calls; ``floor`` agents whatever the calls; where not ``open_``: none.
    Infinite patience means Erlang C. Raises InputError for shares outside (0, 1), negative loads, calls without handling
    time, patience <= 0.
    """
    loads = at_least(load, "load", 0.0)
    unused = np.asarray(_UNUSED)
    arrays = np.broadcast_arrays(
        loads,
        positive_with_calls(aht_seconds, "aht_seconds", loads),
        at_least(threshold_seconds, "threshold_seconds", 0.0),
        at_least(patience_seconds, "patience_seconds", 0.0, strictly=True, finite=False),
        unused if target is None else share(target, "target"),
        unused if max_abandonment is None else share(max_abandonment, "max_abandonment"),
        unused if max_occupancy is None else share(max_occupancy, "max_occupancy", below=False),
        agent_counts(floor, "floor"),
        np.asarray(open_, dtype=np.bool_),
    )
    shape = arrays[0].shape
    loads, aht, threshold, patience, *limits, floors, opened = (array.ravel() for array in arrays)
    needs = np.empty((3, loads.size), dtype=np.int64)
    _all_fewest(np.stack(limits), loads, aht, threshold, patience, needs)
    agents, bound = _combine(needs, loads, floors, opened)
    return Requirement(agents.reshape(shape), bound.reshape(shape))


def _combine(
    needs: IntArray, load: FloatArray, floor: IntArray, opened: npt.NDArray[np.bool_]
) -> tuple[IntArray, npt.NDArray[np.str_]]:
    """The largest need of each cell and its name."""
    candidates = np.vstack([needs, floor])
    which = candidates.argmax(axis=0)
    agents = candidates.max(axis=0)
    names = np.array(BOUNDS)
    bound = np.where(agents > 0, names[which], "no calls")
    return np.where(opened, agents, 0), np.where(opened, bound, "closed")


def rostered(agents: npt.ArrayLike, unplanned_shrinkage: npt.ArrayLike) -> IntArray:
    """Agents to roster so that ``agents`` are expected at the desk: ceil(agents / (1 - unplanned shrinkage)).

    Only unplanned absence counts: breaks and leave are in the roster.
    """
    loss = np.asarray(unplanned_shrinkage, dtype=np.float64)
    present = 1.0 - at_least(loss, "unplanned_shrinkage", 0.0)
    at_least(present, "1 - unplanned_shrinkage", 0.0, strictly=True)
    gross = np.ceil(agent_counts(agents) / present - 1e-9)
    return np.asarray(gross, dtype=np.int64)
