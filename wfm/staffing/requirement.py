"""Fewest agents that meet the targets, for arrays of cells at once, and which target asked; and the largest load they take."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wfm.errors import InputError
from wfm.staffing.checks import FloatArray, agent_counts, at_least, positive_with_calls, share
from wfm.staffing.erlang import IntArray
from wfm.staffing.fewest_kernels import UNUSED, all_fewest, all_largest

BOUNDS = ("service", "wait", "abandonment", "occupancy", "floor", "closed", "no calls")
"""What can bind; where several targets ask for the same number the earlier name is given."""

_FLOOR, _CLOSED, _NO_CALLS = (BOUNDS.index(name) for name in ("floor", "closed", "no calls"))
_PRECISION = 1e-12
_MOST_LOAD = 1e6
"""Erlang per agent that count as no limit at all."""


@dataclass(frozen=True)
class Requirement:
    """``agents``: int64, productive heads. ``bound_by``: for each cell one of ``BOUNDS``. Same shape."""

    agents: IntArray
    bound_by: npt.NDArray[np.str_]


def _limits(
    target: npt.ArrayLike | None,
    max_mean_wait_seconds: npt.ArrayLike | None,
    max_abandonment: npt.ArrayLike | None,
    max_occupancy: npt.ArrayLike | None,
) -> list[FloatArray]:
    """The four limits in the order of ``BOUNDS``, ``UNUSED`` where None."""
    unused = np.asarray(UNUSED)
    wait = max_mean_wait_seconds
    return [
        unused if target is None else share(target, "target"),
        unused if wait is None else at_least(wait, "max_mean_wait_seconds", 0.0, strictly=True),
        unused if max_abandonment is None else share(max_abandonment, "max_abandonment"),
        unused if max_occupancy is None else share(max_occupancy, "max_occupancy", below=False),
    ]


def fewest_agents(
    load: npt.ArrayLike,
    *,
    aht_seconds: npt.ArrayLike,
    target: npt.ArrayLike | None = None,
    threshold_seconds: npt.ArrayLike = 0.0,
    patience_seconds: npt.ArrayLike = math.inf,
    max_mean_wait_seconds: npt.ArrayLike | None = None,
    max_abandonment: npt.ArrayLike | None = None,
    max_occupancy: npt.ArrayLike | None = None,
    floor: npt.ArrayLike = 0,
    open_: npt.ArrayLike = True,
) -> Requirement:
    """Fewest productive agents that keep every target given; all arguments broadcast to one shape.

    ``load`` Erlang; ``target`` share of offered calls answered within ``threshold_seconds``; ``max_mean_wait_seconds`` over
    all offered calls; ``max_abandonment`` share; ``max_occupancy`` share of the agents' time on calls; ``floor`` agents
    whatever the calls; where not ``open_``: none. Infinite patience means Erlang C, where nobody hangs up. Raises InputError
    for shares outside (0, 1), negative loads, calls without handling time, a wait or patience <= 0.
    """
    loads = at_least(load, "load", 0.0)
    arrays = np.broadcast_arrays(
        loads,
        positive_with_calls(aht_seconds, "aht_seconds", loads),
        at_least(threshold_seconds, "threshold_seconds", 0.0),
        at_least(patience_seconds, "patience_seconds", 0.0, strictly=True, finite=False),
        *_limits(target, max_mean_wait_seconds, max_abandonment, max_occupancy),
        agent_counts(floor, "floor"),
        np.asarray(open_, dtype=np.bool_),
    )
    shape = arrays[0].shape
    loads, aht, threshold, patience, *limits, floors, opened = (array.ravel() for array in arrays)
    agents, bound = np.empty(loads.size, dtype=np.int64), np.empty(loads.size, dtype=np.int64)
    all_fewest(np.stack(limits), loads, aht, threshold, patience, agents, bound)
    bound = np.where(floors > agents, _FLOOR, np.where(agents > 0, bound, _NO_CALLS))
    bound = np.where(opened, bound, _CLOSED)
    needed = np.where(opened, np.maximum(agents, floors), 0)
    return Requirement(needed.reshape(shape), np.array(BOUNDS)[bound].reshape(shape))


def largest_load(
    agents: npt.ArrayLike,
    *,
    aht_seconds: npt.ArrayLike,
    target: npt.ArrayLike | None = None,
    threshold_seconds: npt.ArrayLike = 0.0,
    patience_seconds: npt.ArrayLike = math.inf,
    max_mean_wait_seconds: npt.ArrayLike | None = None,
    max_abandonment: npt.ArrayLike | None = None,
    max_occupancy: npt.ArrayLike | None = None,
) -> FloatArray:
    """Most offered load (Erlang) that ``agents`` take within every target given: their capacity. Calls = load x interval / aht.

    The inverse of ``fewest_agents``; from below, to a relative 1e-12. Infinite where no load breaks the targets (a mean
    wait above the patience); 0 without agents. Raises InputError without any target, and as ``fewest_agents`` does.
    """
    if target is max_mean_wait_seconds is max_abandonment is max_occupancy is None:
        raise InputError("staffing.no_target")
    arrays = np.broadcast_arrays(
        agent_counts(agents),
        at_least(aht_seconds, "aht_seconds", 0.0, strictly=True),
        at_least(threshold_seconds, "threshold_seconds", 0.0),
        at_least(patience_seconds, "patience_seconds", 0.0, strictly=True, finite=False),
        *_limits(target, max_mean_wait_seconds, max_abandonment, max_occupancy),
    )
    counts, aht, threshold, patience, *limits = (array.ravel() for array in arrays)
    out = np.empty(counts.size)
    all_largest(np.stack(limits), counts, aht, threshold, patience, _PRECISION, _MOST_LOAD, out)
    return out.reshape(arrays[0].shape)


def rostered(agents: npt.ArrayLike, unplanned_shrinkage: npt.ArrayLike) -> IntArray:
    """Agents to roster so that ``agents`` are expected at the desk: ceil(agents / (1 - unplanned shrinkage)).

    Only unplanned absence counts: breaks and leave are in the roster.
    """
    loss = np.asarray(unplanned_shrinkage, dtype=np.float64)
    present = 1.0 - at_least(loss, "unplanned_shrinkage", 0.0)
    at_least(present, "1 - unplanned_shrinkage", 0.0, strictly=True)
    gross = np.ceil(agent_counts(agents) / present - 1e-9)
    return np.asarray(gross, dtype=np.int64)
