"""A part solved: a short search, then prices and lines that sharpen each other, and the bound from the prices.

By the clock both run side by side, with what is left of the time on two threads for the bound. Under a work limit one follows
the other, and the number of steps and tries comes from the number of moves, so roster and bound are reproducible.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event

import numpy as np
import numpy.typing as npt

from wfm.roster.engine.ascent import Ascent
from wfm.roster.engine.bound import marginal_prices
from wfm.roster.engine.part import Part
from wfm.roster.engine.search import Found, Limit, Schedule, search
from wfm.roster.engine.settle import FRESH, NEAR, SETTLED, Settler
from wfm.roster.engine.totals import Totals, totals
from wfm.roster.engine.unrolled import UnrolledLines

Codes = npt.NDArray[np.int16]
Told = Callable[[Totals], None]

SCHEDULE = Schedule(hot=2.5)
"""The start is nearly right: a hot search would only scatter published duties and gather them again."""

STARTS = (0.8, 0.4, 0.0)
"""The bound's first prices: these shares of what one more agent is worth in the first roster."""

SEARCH_SHARE, TRIES_SHARE = 0.1, 0.6
"""Part of a time limit after which the search of single moves, then the tries on whole lines, end at the latest."""

FRUITLESS = 40
"""Tries without a better roster after which there are no more."""

MOVES_A_STEP, MOVES_A_TRY = 12, 150
"""Moves per person that take about as long as a step of the bound, or a try: what a work limit is counted in."""

FEWEST_STEPS = 20


@dataclass(frozen=True)
class Solved:
    """``found``: the best roster of the part; ``bound``: no legal one costs less (None: not asked for, or somebody has no
    legal line); ``steps`` and ``tries``: how many were made."""

    found: Found
    bound: float | None
    steps: int
    tries: int


def solve_part(part: Part, limit: Limit, seed: int, *, bound: bool = True, told: Told | None = None) -> Solved:
    """The best roster of ``part`` within ``limit``, and the bound if asked for; ``told`` hears of the best each round and try.

    Ctrl-C ends it with the best so far.
    """
    return _Solving(part, limit, seed, told).run(bound)


class _Solving:
    def __init__(self, part: Part, limit: Limit, seed: int, told: Told | None) -> None:
        self.part, self.limit, self.seed, self.told = part, limit, seed, told
        self.compiled = part.compiled
        self.began = time.perf_counter()
        self.best, self.now = part.start, self._totals(part.start)
        self.moves, self.tries = 0, 0
        self.stopped = "limit"
        self.over, self.built = Event(), Event()
        self.lines = UnrolledLines(self.compiled)
        self.ascent: Ascent | None = None

    def run(self, bound: bool) -> Solved:
        settler = Settler(self.compiled, self.lines, self.seed)
        try:
            if len(settler.people):
                self._keep(settler.settle(self.best, np.zeros(len(self.compiled.model.zero_cost)), SETTLED))
            if not self.lines.without_line:
                here = marginal_prices(self.compiled.model, self.compiled.state(self.best).count)
                self.ascent = Ascent(self.compiled, self.lines, [share * here for share in STARTS], lambda: self.now.cost)
            self._in_turn(settler, bound) if self.limit.moves is not None else self._together(settler)
        except KeyboardInterrupt:
            self.stopped = "interrupted"
        finally:
            self.over.set()
        found = Found(self.best, self.now, self.moves, time.perf_counter() - self.began, self.stopped)
        steps = self.ascent.steps if self.ascent is not None else 0
        proven = bound and self.ascent is not None and np.isfinite(self.ascent.value)
        return Solved(found, self.ascent.value if self.ascent is not None and proven else None, steps, self.tries)

    def _in_turn(self, settler: Settler, bound: bool) -> None:
        """Steps, search, tries, steps: a third of the moves each, the last steps without a limit but their number."""
        assert self.limit.moves is not None
        people = max(1, len(self.lines.people))
        third = self.limit.moves // 3
        steps = max(FEWEST_STEPS, third // (MOVES_A_STEP * people))
        self._search(Limit(moves=max(1, third)))
        self._steps(steps)
        self._tries(settler, lambda tries: tries * MOVES_A_TRY * people >= third)
        if bound:
            self._steps(2 * steps)

    def _together(self, settler: Settler) -> None:
        """The bound in a thread of its own; it gets a second one when the roster is made."""
        assert self.limit.seconds is not None
        seconds = self.limit.seconds
        with ThreadPoolExecutor(max_workers=1) as pool:
            proving: Future[None] = pool.submit(self._prove, seconds)
            try:
                unable = 1 - len(settler.people) / max(1, len(self.lines.people))
                share = SEARCH_SHARE + (TRIES_SHARE - SEARCH_SHARE) * unable
                self._search(Limit(seconds=share * seconds))
                self._tries(settler, lambda _: self._late(TRIES_SHARE * seconds))
                self.built.set()
                proving.result()
            except KeyboardInterrupt:
                self.over.set()
                proving.result()
                raise

    def _prove(self, seconds: float) -> None:
        while self.ascent is not None and not self.over.is_set() and not self._late(seconds):
            if not self.ascent.step(threads=2 if self.built.is_set() else 1):
                if self.built.is_set():
                    return
                time.sleep(0.01)

    def _late(self, seconds: float) -> bool:
        return time.perf_counter() - self.began > seconds

    def _steps(self, steps: int) -> None:
        for _ in range(steps):
            if self.ascent is None or not self.ascent.step():
                return

    def _search(self, limit: Limit) -> None:
        before = self.now

        def rounds(_: float, now: Totals) -> None:
            self._tell(min(now, before, key=_rank))

        found = search(
            self.compiled,
            self.best,
            limit,
            self.seed,
            threads=1,
            schedule=SCHEDULE,
            days=self.part.days,
            people=self.part.people,
            progress=rounds,
        )
        self.moves += found.moves
        self._keep(found.codes)
        if found.stopped == "interrupted":
            raise KeyboardInterrupt

    def _tries(self, settler: Settler, over: Callable[[int], bool]) -> None:
        """The first from afar, the others near the best roster, until ``over(tries)``, the bound, or too many without gain."""
        fruitless = 0
        while self.ascent is not None and len(settler.people) and fruitless < FRUITLESS and not over(self.tries):
            if self.now.legal and self.now.cost - self.ascent.value < 1:
                return
            how = NEAR if self.tries else FRESH
            fruitless = 0 if self._keep(settler.settle(self.best, self.ascent.prices, how)) else fruitless + 1
            self.tries += 1
            self._tell(self.now)

    def _keep(self, codes: Codes) -> bool:
        """Keep a roster that is better than the best, or as good and other; whether it is better."""
        now, better = self._totals(codes), False
        if _rank(now) <= _rank(self.now):
            better = _rank(now) < _rank(self.now)
            self.best, self.now = codes, now
        return better

    def _tell(self, now: Totals) -> None:
        if self.told is not None:
            self.told(now)

    def _totals(self, codes: Codes) -> Totals:
        return totals(self.compiled.model, self.compiled.state(codes))


def _rank(one: Totals) -> tuple[int, int, int]:
    return one.hard, one.short, one.cost
