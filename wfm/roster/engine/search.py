"""The month's builder: annealing in rounds over disjoint people x day blocks, from the empty roster or a given one.

A round splits people into two halves and days at a random place; (half A, early days) and (half B, late days) share no
number, so they run in two threads; then the halves change days. What a round does depends on the seed and the number of
moves only, never on the number of threads or the clock: under a work limit the same seed gives the same roster.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wfm.roster.engine.anneal import anneal
from wfm.roster.engine.compile import Compiled
from wfm.roster.engine.model import open_days
from wfm.roster.engine.totals import Totals, totals

Codes = npt.NDArray[np.int16]


@dataclass(frozen=True)
class Limit:
    """When to stop: ``seconds`` by the clock, or ``moves`` for the reproducible mode (exactly one of them)."""

    seconds: float | None = None
    moves: int | None = None

    def __str__(self) -> str:
        return f"{self.moves} moves" if self.moves is not None else f"{self.seconds:g} s"


@dataclass(frozen=True)
class Schedule:
    """Temperatures in cost units: from ``hot`` to ``cold`` over ``main`` of the limit, then ``reheats`` from ``warm``."""

    hot: float = 30.0
    cold: float = 0.25
    warm: float = 1.5
    main: float = 0.88
    reheats: int = 2
    rounds: int = 120

    def at(self, share: float) -> float:
        """Temperature when ``share`` of the limit is used."""
        if share < self.main or self.reheats == 0:
            span = self.main if self.reheats else 1.0
            return float(self.hot * (self.cold / self.hot) ** min(1.0, share / span))
        part = (share - self.main) / (1 - self.main) * self.reheats
        return float(self.warm * (self.cold * 0.6 / self.warm) ** (part % 1.0 if part < self.reheats else 1.0))


@dataclass(frozen=True)
class Found:
    """The best roster of a search. ``legal``: nothing broken; else the closest roster and its ``totals``."""

    codes: Codes
    totals: Totals
    moves: int
    seconds: float
    stopped: str


Progress = Callable[[float, Totals], None]


def search(
    compiled: Compiled,
    start: Codes,
    limit: Limit,
    seed: int,
    *,
    threads: int | Callable[[], int] = 2,
    schedule: Schedule | None = None,
    days: tuple[int, int] | None = None,
    people: Sequence[int] | None = None,
    progress: Progress | None = None,
    stop: Callable[[Totals], bool] | None = None,
) -> Found:
    """Improve ``start`` until the limit, ``stop(best)`` or Ctrl-C; returns the best legal roster seen, else the closest.

    ``threads`` may be a function, asked before each round. ``days`` (first, last) and ``people`` restrict what may change;
    everything else stays as in ``start``.
    """
    run = _Run(compiled, start, limit, seed, schedule or Schedule(), days, people)
    stopped = "limit"
    try:
        with ThreadPoolExecutor(max_workers=2) as pool:
            while run.share < 1.0:
                run.round(pool, together=(threads if isinstance(threads, int) else threads()) > 1)
                if progress is not None:
                    progress(run.share, run.best_totals)
                if stop is not None and run.best_totals.legal and stop(run.best_totals):
                    stopped = "gap"
                    break
    except KeyboardInterrupt:
        stopped = "interrupted"
        run.settle()
    return Found(run.best, run.best_totals, run.moves, time.perf_counter() - run.began, stopped)


class _Run:
    """State of one search."""

    def __init__(
        self,
        compiled: Compiled,
        start: Codes,
        limit: Limit,
        seed: int,
        schedule: Schedule,
        days: tuple[int, int] | None,
        people: Sequence[int] | None,
    ) -> None:
        self.compiled = compiled
        own = {name: getattr(compiled.model, name).copy() for name in ("sum_short", "touch_short", "run_short")}
        self.model = compiled.model._replace(**own)
        self.state = compiled.state(start)
        self.limit = limit
        self.schedule = schedule
        self.generator = np.random.default_rng(seed)
        self.first, self.last = days if days is not None else (0, int(start.shape[1]) - 1)
        self.people = np.array(people if people is not None else range(start.shape[0]), np.int64)
        self.kind = _alike(compiled)
        self.clusters = _clusters(compiled, self.people)
        self.began = time.perf_counter()
        self.moves = 0
        self.rounds = 0
        self.speed = 400_000.0
        self.best = start.copy()
        self.best_totals = totals(self.model, self.state)
        self.steering = (self.model.sum_short, self.model.touch_short, self.model.run_short)
        self.original = tuple(prices.copy() for prices in self.steering)
        self.reheating = False

    @property
    def share(self) -> float:
        """Share of the limit used."""
        if self.limit.moves is not None:
            return min(1.0, self.moves / max(1, self.limit.moves))
        assert self.limit.seconds is not None
        return min(1.0, (time.perf_counter() - self.began) / self.limit.seconds)

    def _round_moves(self) -> int:
        if self.limit.moves is not None:
            step = max(1000, self.limit.moves // self.schedule.rounds)
            return min(step, self.limit.moves - self.moves)
        assert self.limit.seconds is not None
        left = self.limit.seconds - (time.perf_counter() - self.began)
        span = min(self.limit.seconds / self.schedule.rounds, 1.0)
        return max(1000, int(self.speed * min(span, left)))

    def round(self, pool: ThreadPoolExecutor, together: bool = True) -> None:
        """One round: blocks, annealed (``together`` = in two threads); then the snapshot and the steering of hard minima."""
        share = self.share
        if share >= self.schedule.main and not self.reheating and self.schedule.reheats and self.best_totals.legal:
            self.reheating = True
            self.settle()
        budget = self._round_moves()
        hot = self.schedule.at(share)
        after = min(1.0, share + max(budget / max(1, self.limit.moves or 1), 0.0)) if self.limit.moves else share
        cold = min(hot, self.schedule.at(after)) if self.limit.moves else hot
        tick = time.perf_counter()
        for blocks in self._blocks():
            seeds = self.generator.integers(1, 2**63 - 1, size=len(blocks), dtype=np.uint64)
            weight = sum(len(people) * (last - first + 1) for people, first, last in blocks)
            share_of_half = budget / len(self._halves)
            jobs = []
            for (people, first, last), seed in zip(blocks, seeds, strict=True):
                moves = int(share_of_half * len(people) * (last - first + 1) / max(1, weight))
                if len(people) and moves:
                    jobs.append(pool.submit(self._anneal, people, first, last, moves, hot, cold, seed))
                    if not together:
                        jobs[-1].result()
            for job in jobs:
                job.result()
        self.moves += budget
        self.rounds += 1
        elapsed = time.perf_counter() - tick
        self.speed = 0.5 * self.speed + 0.5 * budget / max(1e-4, elapsed)
        self._snapshot()

    def _anneal(
        self, people: npt.NDArray[np.int64], first: int, last: int, moves: int, hot: float, cold: float, seed: np.uint64
    ) -> None:
        order = np.argsort(self.kind[people], kind="stable")
        kinds = self.kind[people][order]
        begins = np.searchsorted(kinds, self.kind[people], side="left")
        ends = np.searchsorted(kinds, self.kind[people], side="right")
        rng = np.array([seed], np.uint64)
        days = self.state.code.shape[1]
        buf = (np.zeros((2, days), np.int16), np.zeros((2, days), np.int16), np.zeros(2, np.int64))
        anneal(self.model, self.state, *buf, people, begins, ends, order, first, last, moves, hot, cold, rng)

    def _blocks(self) -> list[list[tuple[npt.NDArray[np.int64], int, int]]]:
        """Two halves of a round, each a list of disjoint (people, first day, last day)."""
        span = self.last - self.first + 1
        if len(self.clusters) < 8 or span < 9:
            self._halves = [0]
            return [[(self.people, self.first, self.last)]]
        self._halves = [0, 1]
        shuffled = self.generator.permutation(len(self.clusters))
        cut = len(shuffled) // 2
        sides = [np.sort(np.concatenate([self.clusters[k] for k in part])) for part in (shuffled[:cut], shuffled[cut:])]
        split = self.first + int(self.generator.integers(span // 4, span - span // 4))
        early, late = (self.first, split - 2), (split, self.last)
        return [[(sides[0], *early), (sides[1], *late)], [(sides[1], *early), (sides[0], *late)]]

    def _snapshot(self) -> None:
        now = totals(self.model, self.state)
        better = (now.hard, now.short, now.cost) < (self.best_totals.hard, self.best_totals.short, self.best_totals.cost)
        if better:
            self.best_totals = now
            self.best = self.state.code.copy()
        if now.short and self.rounds % 8 == 0 and self.share > 0.3:
            for prices, original in zip(self.steering, self.original, strict=True):
                np.minimum(prices * 3 // 2 + 1, original * 200, out=prices)

    def settle(self) -> None:
        """Start again from the best roster: after an interrupt a block may be half done."""
        self.state = self.compiled.state(self.best)


def _alike(compiled: Compiled) -> npt.NDArray[np.int64]:
    """A number per person; equal for people with the same contract, cover profile and usual projects."""
    days = np.flatnonzero(open_days(compiled.model))
    projects = (np.median(compiled.model.allow_project[:, days], axis=1) < 1000).astype(np.int64)
    contracts = {name: k for k, name in enumerate(compiled.problem.contracts)}
    keys = [
        (contracts[person.contract], int(compiled.model.profile[row]), *projects[row])
        for row, person in enumerate(compiled.problem.employees)
    ]
    number = {key: k for k, key in enumerate(sorted(set(keys)))}
    return np.array([number[key] for key in keys], np.int64)


def _clusters(compiled: Compiled, people: npt.NDArray[np.int64]) -> list[npt.NDArray[np.int64]]:
    """People tied by Together terms stay in one block; everybody else is alone."""
    parent = {int(e): int(e) for e in people}

    def root(e: int) -> int:
        while parent[e] != e:
            e = parent[e]
        return e

    model = compiled.model
    for e in parent:
        for k in range(model.pair_ptr[e], model.pair_ptr[e + 1]):
            other = int(model.pair_other[k])
            if other in parent:
                parent[root(e)] = root(other)
    found: dict[int, list[int]] = {}
    for e in parent:
        found.setdefault(root(e), []).append(e)
    return [np.array(members, np.int64) for members in found.values()]
