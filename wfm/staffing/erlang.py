"""Erlang B, C and A over numpy arrays of any shape; safe from 0 to 20,000 Erlang and agents and beyond.

Formulas and sources: docs/staffing.md. Loads are in Erlang (calls x handling time / interval), times in seconds,
agents are productive heads at the desk. Arguments broadcast against each other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wfm.staffing import kernels
from wfm.staffing.checks import FloatArray, agent_counts, at_least, positive_with_calls
from wfm.staffing.compiled import compiled

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Measures:
    """How a queue does, arrays of one common shape.

    ``waiting``: share of calls that find all agents busy. ``within``: answered within the threshold / offered (a caller
    who hangs up was not answered). ``mean_wait_seconds``: over all offered calls, those who hang up included; infinite
    where nobody hangs up and the load reaches the agents. ``abandonment``: hung up / offered. ``occupancy``: share of the
    agents' time on calls (1 where there are calls and no agents).
    """

    waiting: FloatArray
    within: FloatArray
    mean_wait_seconds: FloatArray
    abandonment: FloatArray
    occupancy: FloatArray


@compiled
def _blocking(load: FloatArray, agents: IntArray, out: FloatArray) -> None:
    for i in range(load.size):
        if load[i] > 0.0:
            out[i] = 1.0 / kernels.inverse_b(agents[i], load[i])
        else:
            out[i] = 1.0 if agents[i] == 0 else 0.0


@compiled
def _measures(
    load: FloatArray, agents: IntArray, aht: FloatArray, threshold: FloatArray, patience: FloatArray, out: FloatArray
) -> None:
    for i in range(load.size):
        out[0, i], out[1, i], out[2, i], out[3, i], out[4, i] = kernels.measures(
            load[i], agents[i], aht[i], threshold[i], patience[i]
        )


def erlang_b(load: npt.ArrayLike, agents: npt.ArrayLike) -> FloatArray:
    """Probability that a call finds all lines busy and is lost; ``load`` in Erlang, ``agents`` = lines."""
    loads, counts = np.broadcast_arrays(at_least(load, "load", 0.0), agent_counts(agents))
    out = np.empty(loads.size)
    _blocking(loads.ravel(), counts.ravel(), out)
    return out.reshape(loads.shape)


def erlang_c(
    load: npt.ArrayLike, agents: npt.ArrayLike, *, aht_seconds: npt.ArrayLike = 1.0, threshold_seconds: npt.ArrayLike = 0.0
) -> Measures:
    """M/M/n: callers never hang up. Without handling time the mean wait is in handling times."""
    return erlang_a(load, agents, aht_seconds=aht_seconds, patience_seconds=math.inf, threshold_seconds=threshold_seconds)


def erlang_a(
    load: npt.ArrayLike,
    agents: npt.ArrayLike,
    *,
    aht_seconds: npt.ArrayLike,
    patience_seconds: npt.ArrayLike,
    threshold_seconds: npt.ArrayLike = 0.0,
) -> Measures:
    """M/M/n+M: callers hang up after an exponential patience with mean ``patience_seconds`` (infinite = Erlang C).

    Raises InputError for negative loads, agents that are no whole numbers, patience <= 0, or calls without handling time.
    """
    loads = at_least(load, "load", 0.0)
    arrays = np.broadcast_arrays(
        loads,
        agent_counts(agents),
        positive_with_calls(aht_seconds, "aht_seconds", loads),
        at_least(threshold_seconds, "threshold_seconds", 0.0),
        at_least(patience_seconds, "patience_seconds", 0.0, strictly=True, finite=False),
    )
    out = np.empty((5, arrays[0].size))
    flat_loads, counts, aht, threshold, patience = (array.ravel() for array in arrays)
    _measures(flat_loads, counts, aht, threshold, patience, out)
    return Measures(*(row.reshape(arrays[0].shape) for row in out))
