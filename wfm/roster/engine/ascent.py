"""Prices of agents in a part, raised step by step: the bound's prices where the programme over groups is too coarse.

People with published duties differ from each other in what they keep, so groups of alike people hide what a change costs.
In a part all lines are graphs that price in milliseconds, and the bound is a concave function of the prices: its slope in a
cell is the agents on the cheapest lines less the agents the curve would buy. Steps follow Polyak's rule, towards the cost of
the best roster known (B. T. Polyak, 1969), along a running mean of the slopes (the volume algorithm's direction, F. Barahona
and R. Anbil, 2000).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from wfm.roster.engine.bound import price_range
from wfm.roster.engine.compile import Compiled
from wfm.roster.engine.cover import least_curves
from wfm.roster.engine.unrolled import UnrolledLines

F64 = npt.NDArray[np.float64]

MEMORY = 0.9
"""Share of the running mean that stays in a step."""
PATIENCE, SHRINK, SMALLEST = 20, 0.7, 0.004
"""Steps without gain after which steps shrink, by how much, and the scale at which nothing more is to be had."""


class Ascent:
    """``value``: the best bound so far, a lower bound of the part's cost; ``prices``: where; ``steps``: how many were made.

    ``known()``: cost of the best roster so far. The bound is reproducible when ``known`` is.
    """

    def __init__(self, compiled: Compiled, lines: UnrolledLines, starts: Sequence[F64], known: Callable[[], int]) -> None:
        self.model, self.lines, self.known = compiled.model, lines, known
        self.range = price_range(self.model)
        self.value, self.prices = -np.inf, np.zeros(len(self.model.zero_cost))
        self.steps, self.stale, self.scale = 0, 0, 1.0
        self.mean = np.zeros_like(self.prices)
        for start in starts:
            self._try(np.clip(start, *self.range), 1)
        self.next = self.prices

    def step(self, threads: int = 1) -> bool:
        """Make one; False when there is nothing left to gain."""
        if self.scale < SMALLEST or self.known() - self.value < 1:
            return False
        value, slope = self._try(self.next, threads)
        self.steps += 1
        if self.stale >= PATIENCE:
            self.scale, self.stale, self.next, self.mean = self.scale * SHRINK, 0, self.prices, np.zeros_like(slope)
            return True
        kept = min(MEMORY, self.steps / (self.steps + 3)) if self.mean.any() else 0.0
        self.mean = (1 - kept) * slope + kept * self.mean
        length = float(self.mean @ self.mean)
        if length == 0:
            return False
        self.next = np.clip(self.next + self.scale * max(1.0, self.known() - value) / length * self.mean, *self.range)
        return True

    def _try(self, mu: F64, threads: int) -> tuple[float, F64]:
        lines, present = self.lines.cheapest(mu, threads)
        wanted = np.zeros(len(mu), np.int64)
        value = lines + least_curves(self.model, mu, len(self.lines.people), wanted)
        if value > self.value + 0.5:
            self.value, self.prices, self.stale = value, mu, 0
        else:
            self.stale += 1
        return value, (wanted - present).astype(np.float64)
