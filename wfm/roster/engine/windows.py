"""A roster improved window by window: on seven days everybody's line is free, the rest of the month stands.

In such a part all lines are graphs (``unrolled``). Prices of agents come from some steps of the bound's ascent there, and people
then answer one after the other with the line that is best for all (``settle``), so whole lines change together where single moves
find nothing. A first pass goes through the month, later ones begin anywhere. The prices of a day are remembered for its next
window. The same seed and number of windows give the same roster; how many fit is counted in moves, or by the clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from wfm.roster.engine.ascent import Ascent
from wfm.roster.engine.bound import marginal_prices
from wfm.roster.engine.compile import Compiled
from wfm.roster.engine.part import Part, part_of
from wfm.roster.engine.search import Found, Limit
from wfm.roster.engine.settle import Settler, Try
from wfm.roster.engine.totals import Totals, totals
from wfm.roster.engine.unrolled import UnrolledLines

Codes = npt.NDArray[np.int16]
Told = Callable[[Totals], None]

DAYS, STRIDE = 7, 5
"""Length of a window, and days between the first ones."""

STEPS = 80
"""Steps of the ascent in a window."""

LONG = Try(40, 1.0, 0.7)
"""The try of a window."""

SECONDS_A_PERSON = 0.004
"""What a first window may take by the clock, until one was measured."""

MOVES_A_PERSON, MOVES_AN_ARC = 4_000, 1.5
"""What a window costs beside the search's moves: to unroll a person, and to price an arc in all steps and sweeps."""


def improve(
    compiled: Compiled,
    found: Found,
    limit: Limit,
    seed: int,
    *,
    threads: Callable[[], int],
    told: Told | None = None,
    stop: Callable[[Totals], bool] | None = None,
) -> Found:
    """``found`` improved until the limit, ``stop(totals)`` or Ctrl-C; never worse. Moves and seconds are added to its own."""
    run = _Windows(compiled, found, seed)
    stopped = found.stopped
    began = time.perf_counter()
    used, expected = 0.0, SECONDS_A_PERSON * found.codes.shape[0]
    try:
        for first in run.firsts():
            before = time.perf_counter()
            if limit.seconds is not None and before - began + expected > limit.seconds:
                break
            if limit.moves is not None and used >= limit.moves:
                break
            used += run.window(first, threads())
            expected = time.perf_counter() - before
            if told is not None:
                told(run.now)
            if stop is not None and run.now.legal and stop(run.now):
                stopped = "gap"
                break
    except KeyboardInterrupt:
        stopped = "interrupted"
    seconds = found.seconds + time.perf_counter() - began
    return replace(found, codes=run.codes, totals=run.now, moves=found.moves + int(used), seconds=seconds, stopped=stopped)


class _Windows:
    """The roster so far, and what is remembered between windows."""

    def __init__(self, compiled: Compiled, found: Found, seed: int) -> None:
        self.compiled, self.codes, self.now = compiled, found.codes, found.totals
        self.draw = np.random.default_rng(seed)
        self.prices = np.full(len(compiled.model.zero_cost), np.nan)

    def firsts(self) -> Iterator[int]:
        """First days of the windows, without end."""
        last = max(0, self.codes.shape[1] - DAYS)
        yield from sorted({min(first, last) for first in range(0, last + STRIDE, STRIDE)})
        while True:
            yield from (int(first) for first in self.draw.permutation(last + 1)[:STRIDE])

    def window(self, first: int, threads: int) -> float:
        """Improve the days from ``first`` on; returns what it cost, in moves."""
        free = np.zeros(self.codes.shape, np.bool_)
        free[:, first : first + DAYS] = True
        part = part_of(self.compiled, self.codes, free)
        if part is None:
            return 1.0
        lines = UnrolledLines(part.compiled)
        settler = Settler(part.compiled, lines, int(self.draw.integers(1 << 30)))
        cost = float(MOVES_A_PERSON * len(lines.people) + MOVES_AN_ARC * len(lines.graphs.arc_cost))
        if len(settler.people) and not lines.without_line:
            prices = self._priced(part, lines, threads)
            codes = part.whole(self.codes, settler.settle(part.start, prices, LONG))
            now = totals(self.compiled.model, self.compiled.state(codes))
            if (now.hard, now.short, now.cost) <= (self.now.hard, self.now.short, self.now.cost):
                self.codes, self.now = codes, now
        return cost

    def _priced(self, part: Part, lines: UnrolledLines, threads: int) -> npt.NDArray[np.float64]:
        """Prices of agents in the window, from what is remembered and what one more agent is worth now."""
        model = part.compiled.model
        here = marginal_prices(model, part.compiled.state(part.start).count)
        remembered = np.where(np.isnan(self.prices), here, self.prices)
        cost = self.now.cost - part.fixed
        ascent = Ascent(part.compiled, lines, [remembered, 0.8 * here, 0.4 * here], lambda: cost)
        for _ in range(STEPS):
            if not ascent.step(threads):
                break
        width = model.cells_per_day
        days = slice(part.days[0] * width, (part.days[1] + 1) * width)
        self.prices[days] = ascent.prices[days]
        return ascent.prices
