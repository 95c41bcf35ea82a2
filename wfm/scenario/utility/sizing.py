"""How many agents a load asks for: the generator's own yardstick, so that frozen workspaces never depend on the planner."""

from __future__ import annotations

from functools import cache

import numpy as np

from wfm.scenario.utility.model import FloatArray

TARGET, THRESHOLD = 0.8, 20.0
OCCUPANCY = 0.85
SHRINKAGE = 0.08
STAYING = 0.93
"""Share of callers who stay while the target is just met; the others load nobody."""
_BY_QUEUE = 160


@cache
def largest_loads(aht: float, agents: int) -> FloatArray:
    """Load in Erlang that 1, 2, ... ``agents`` agents carry: 80 % answered in 20 s (Erlang C) and occupancy 85 % at most.

    Beyond 160 agents the occupancy cap alone decides. ``aht``: handling time in seconds. Shape [agents].
    """
    count = np.arange(1, agents + 1, dtype=np.float64)
    queue = count[:_BY_QUEUE]
    low, high = np.zeros(len(queue)), OCCUPANCY * queue
    for _ in range(50):
        middle = (low + high) / 2
        kept = _answered(queue, STAYING * middle, aht) >= TARGET
        low, high = np.where(kept, middle, low), np.where(kept, high, middle)
    load: FloatArray = np.concatenate((low, OCCUPANCY * count[_BY_QUEUE:]))
    return load


def _answered(agents: FloatArray, load: FloatArray, aht: float) -> FloatArray:
    """Share answered within the threshold, Erlang C: 1 - C exp(-(n - a) t / h), with C from the recursion of Erlang B."""
    blocking = np.ones(len(agents))
    for n in range(1, int(agents.max()) + 1):
        step = load * blocking / (n + load * blocking)
        blocking = np.where(n <= agents, step, blocking)
    waits = blocking / (1 - load / agents * (1 - blocking))
    share: FloatArray = 1 - waits * np.exp(-(agents - load) * THRESHOLD / aht)
    return share


def heads(load: FloatArray, aht: float) -> FloatArray:
    """Agents to roster for each load, grossed up for unplanned absence; 0 where there is no load."""
    most = int(load.max() / OCCUPANCY) + 10
    present = np.searchsorted(largest_loads(aht, most), load) + 1
    whole: FloatArray = np.where(load > 0, np.ceil(present / (1 - SHRINKAGE) - 1e-9), 0.0)
    return whole


def workers(load: FloatArray) -> FloatArray:
    """Agents to roster for work that may wait: each day's load spread level over the open intervals. Shape [days, slots]."""
    served = load > 0
    level = load.sum(axis=1, keepdims=True) / np.maximum(served.sum(axis=1, keepdims=True), 1)
    whole: FloatArray = np.where(served, np.ceil(level / (OCCUPANCY * (1 - SHRINKAGE)) - 1e-9), 0.0)
    return whole
