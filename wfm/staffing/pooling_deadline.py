"""The share of calls that can be answered within a threshold at all, in whatever order: the queue M/M/n+D.

Callers who would be late are turned away at no cost, so that nobody's service is spent on them; with one mean handling time no
rule of order answers more in time (Panwar, Towsley & Wolf 1988; Bhattacharya & Ephremides 1989). Formula: docs/pooling.md.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from wfm.errors import InputError
from wfm.staffing.checks import FloatArray, agent_counts, at_least
from wfm.staffing.compiled import compiled
from wfm.staffing.erlang import IntArray


@compiled
def _late(load: float, agents: int, deadline: float, fewer: float) -> float:
    """Share that cannot be answered before the ``deadline`` (in handling times); ``fewer``: I(agents - 1, load), one over the
    Erlang B blocking of one agent less."""
    x = (load - agents) * deadline
    queue = (deadline if x == 0.0 else -deadline * math.expm1(-x) / x) + 1.0 / agents
    return (load / agents) / (fewer * math.exp(-x) + load * queue)


@compiled
def _all_late(load: FloatArray, agents: IntArray, deadline: FloatArray, out: FloatArray) -> None:
    for i in range(load.size):
        blocking_inverse = 1.0
        for n in range(1, agents[i]):
            blocking_inverse = 1.0 + n / load[i] * blocking_inverse if load[i] > 0.0 else math.inf
        if load[i] == 0.0:
            out[i] = 0.0
        else:
            out[i] = 1.0 if agents[i] == 0 else _late(load[i], agents[i], deadline[i], blocking_inverse)


@compiled
def _all_fewest(load: FloatArray, deadline: FloatArray, limit: FloatArray, out: IntArray) -> None:
    for i in range(load.size):
        out[i] = 0
        if load[i] <= 0.0 or limit[i] >= 1.0:
            continue
        agents, blocking_inverse = 1, 1.0
        while _late(load[i], agents, deadline[i], blocking_inverse) > limit[i]:
            blocking_inverse = 1.0 + agents / load[i] * blocking_inverse
            agents += 1
        out[i] = agents


def late_by_deadline(load: npt.ArrayLike, agents: npt.ArrayLike, deadline: npt.ArrayLike) -> FloatArray:
    """Smallest share of calls answered after ``deadline`` or never, over all orders of answering; arguments broadcast.

    ``load`` Erlang; ``agents`` at the desk; ``deadline`` threshold / handling time. With deadline 0 this is Erlang B.
    """
    arrays = np.broadcast_arrays(at_least(load, "load", 0.0), agent_counts(agents), at_least(deadline, "deadline", 0.0))
    loads, counts, deadlines = (array.ravel() for array in arrays)
    out = np.empty(loads.size)
    _all_late(loads, counts, deadlines, out)
    return out.reshape(arrays[0].shape)


def fewest_by_deadline(load: npt.ArrayLike, deadline: npt.ArrayLike, most_late: npt.ArrayLike) -> IntArray:
    """Fewest agents with ``late_by_deadline`` at most ``most_late`` (share > 0); arguments broadcast."""
    limits = np.asarray(most_late, dtype=np.float64)
    if not (limits > 0).all():
        raise InputError("staffing.not_positive", name="most_late", value=f"{limits.min():g}", count=int((limits <= 0).sum()))
    arrays = np.broadcast_arrays(at_least(load, "load", 0.0), at_least(deadline, "deadline", 0.0), limits)
    loads, deadlines, limits = (array.ravel() for array in arrays)
    out = np.empty(loads.size, dtype=np.int64)
    _all_fewest(loads, deadlines, limits, out)
    return out.reshape(arrays[0].shape)
