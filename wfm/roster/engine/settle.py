"""From prices to a roster: people answer one after the other with the line that is cheapest while all others stand still.

At first a cell one more agent serves is worth its price in the bound, so everybody moves towards what the whole part needs;
sweep by sweep the curve at the agents present takes over, until no line alone can be improved. Little noise on the codes and
another order make each try end elsewhere. For lines in a part this finds in a second what moves of single days need minutes
for (benchmarks/README.md, "A week adjusted").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wfm.roster.engine.compile import Compiled
from wfm.roster.engine.paths_kernel import respond
from wfm.roster.engine.unrolled import UnrolledLines

F64 = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int16]

LAST = 10
"""Most sweeps at the end, with the curve alone."""


@dataclass(frozen=True)
class Try:
    """``sweeps``: over everybody; ``share``: of the bound's prices in the first; ``noise``: mean extra on a code in the first,
    cost units. Both fall to nothing along the sweeps."""

    sweeps: int
    share: float
    noise: float


SETTLED = Try(0, 0.0, 0.0)
"""The curve alone, until nobody can do better by himself."""
FRESH = Try(20, 1.0, 0.7)
"""From anywhere: prices lead."""
NEAR = Try(5, 0.8, 0.5)
"""From a good roster: shaken a little."""


class Settler:
    """Tries on one part. ``people``: rows of those who answer; whose graph lacks a term keeps his line."""

    def __init__(self, compiled: Compiled, lines: UnrolledLines, seed: int) -> None:
        self.compiled, self.lines = compiled, lines
        self.people = np.array([e for e in lines.people if e not in lines.left_out], np.int64)
        self.draw = np.random.default_rng(seed)
        self.bits = self.draw.integers(1, 2**63 - 1, size=1, dtype=np.uint64)

    def settle(self, start: Codes, prices: F64, how: Try) -> Codes:
        """Codes [N, D] that a try from ``start`` ends with, at the bound's ``prices`` [cells]. Lines that were legal stay so."""
        model, graphs = self.compiled.model, self.lines.graphs
        found = start.copy()
        codes = start[:, graphs.days].astype(np.int64)
        count, room = self.compiled.state(start).count.copy(), self.lines.room()
        for sweep in range(how.sweeps + LAST):
            left = max(0.0, 1 - sweep / how.sweeps) if how.sweeps else 0.0
            order = self.draw.permutation(self.people)
            share, noise = how.share * left, how.noise * left
            changed = respond(model, graphs, order, prices, share, noise, self.bits, room, count, codes)
            if left == 0 and changed == 0:
                break
        found[:, graphs.days] = codes
        return found
