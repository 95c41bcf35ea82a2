"""Prices of agents in a part, raised step by step: the bound's prices where the programme over groups is too coarse.

People with published duties differ from each other in what they keep, so groups of alike people hide what a change costs.
In a part each person's cheapest line takes well under a millisecond, and the bound is a concave function of the prices: its
slope in a cell is the agents on the cheapest lines less the agents the curve would buy. Steps follow Polyak's rule, towards
the cost of the best roster known (B. T. Polyak, 1969), along a mean of the latest slopes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event

import numpy as np
import numpy.typing as npt

from wfm.roster.engine.bound import clip_prices
from wfm.roster.engine.compile import Compiled
from wfm.roster.engine.lines import Line, Pricer
from wfm.roster.engine.model import HARD, Model, open_days

F64 = npt.NDArray[np.float64]
SMALL_TABLE = 11
"""Bits of the first table of states: lines with few free days have few, and clearing the table is most of the work."""


@dataclass(frozen=True)
class Raised:
    """``value``: the best bound found, a lower bound of the part's cost; ``prices``: where; ``steps``: how many were tried;
    ``without_line``: rows of people who have no legal line."""

    value: float
    prices: F64
    steps: int
    without_line: tuple[int, ...]


def raise_prices(
    compiled: Compiled,
    starts: Sequence[F64],
    known: Callable[[], int],
    *,
    seconds: float | None = None,
    steps: int = 60,
    cancel: Event | None = None,
) -> Raised:
    """At most ``steps`` steps from the best of ``starts`` (float64 [cells] each); ``known()``: cost of the best roster so far.

    Without ``seconds`` the number of steps alone decides, so the bound is reproducible when ``known`` is.
    """
    began = time.perf_counter()
    lines = _Lines(compiled)
    curves = _Curves(compiled.model, len(compiled.problem.employees))
    mu = _best_start(lines, curves, [clip_prices(compiled.model, prices) for prices in starts])
    best, best_mu, mean, scale, stale = -np.inf, mu, np.zeros_like(mu), 1.0, 0
    tried = 0
    while tried < steps and not (cancel is not None and cancel.is_set()):
        value, count, without = lines.cheapest(mu)
        if without:
            return Raised(0.0, mu, tried, without)
        part, wanted = curves.least(mu)
        value += part
        tried += 1
        if value > best + 0.5:
            best, best_mu, stale = value, mu, 0
        else:
            stale += 1
        if stale >= 4:
            scale, stale, mu, mean = scale * 0.6, 0, best_mu, np.zeros_like(mu)
            if scale < 0.02:
                break
            continue
        slope = (wanted - count).astype(np.float64)
        mean = 0.7 * slope + 0.3 * mean if tried > 1 else slope
        length = float(mean @ mean)
        late = seconds is not None and time.perf_counter() - began > seconds * (1 - 1 / (tried + 1))
        if length == 0 or late or known() - best < 1:
            break
        mu = clip_prices(compiled.model, mu + scale * max(1.0, known() - value) / length * mean)
    return Raised(best, best_mu, tried, ())


def _best_start(lines: _Lines, curves: _Curves, starts: Sequence[F64]) -> F64:
    if len(starts) == 1:
        return starts[0]
    return max(starts, key=lambda mu: lines.cheapest(mu)[0] + curves.least(mu)[0])


class _Lines:
    """Everybody's cheapest line at prices, and the agents these lines put into cells."""

    def __init__(self, compiled: Compiled) -> None:
        model = compiled.model
        self.model = model
        self.days = np.flatnonzero(open_days(model))
        self.order = np.argsort(model.shift_of, kind="stable")
        self.starts = np.searchsorted(model.shift_of[self.order], np.arange(model.allow_shift.shape[2]))
        self.project = model.allow_project[:, self.days][:, :, model.project_of[self.order]].astype(np.float64)
        self.project[self.project >= HARD] = HARD
        self.price = np.where(model.allow_shift >= HARD, float(HARD), model.allow_shift.astype(np.float64))
        self.pricer = Pricer(model, bits=SMALL_TABLE, larger=Pricer(model))
        self.lines = [Line(model, e) for e in range(len(model.profile))]

    def cheapest(self, mu: F64) -> tuple[float, npt.NDArray[np.int64], tuple[int, ...]]:
        """Summed cost of the lines, agents present (those there beforehand included), people without a line."""
        model = self.model
        by_code = self.project - _earned(model, mu, self.days)[model.profile][:, :, self.order]
        best = np.minimum.reduceat(by_code, self.starts, axis=2)
        price = self.price.copy()
        price[:, self.days] = np.where(price[:, self.days] >= HARD, float(HARD), np.minimum(price[:, self.days] + best, HARD))
        total, without = 0.0, []
        count = model.base_count.astype(np.int64)
        chosen = np.zeros((len(self.lines), len(self.days)), np.int64)
        for e, line in enumerate(self.lines):
            value, shifts = self.pricer.line(line, price[e], self.days)
            if value is None:
                without.append(e)
                continue
            total += value
            chosen[e] = shifts
        wrong = model.shift_of[self.order][None, None, :] != chosen[:, :, None]
        codes = self.order[np.argmin(np.where(wrong, np.inf, by_code), axis=2)]
        for e, position in zip(*np.nonzero(codes), strict=True):
            key = model.profile[e] * len(model.shift_of) + codes[e, position]
            cells = self.days[position] * model.cells_per_day + model.con[model.con_ptr[key] : model.con_ptr[key + 1]]
            count[cells[cells < len(count)]] += 1
        return total, count, tuple(without)


def _earned(model: Model, mu: F64, days: npt.NDArray[np.int64]) -> F64:
    """What a code earns on ``days``, by cover profile: float64 [profiles, days, C]."""
    profiles = int(model.profile.max(initial=0)) + 1
    codes = len(model.shift_of)
    padded = np.concatenate((mu, np.zeros(model.cells_per_day * 2)))
    found = np.zeros((profiles * codes, len(days)))
    for key in range(profiles * codes):
        cells = model.con[model.con_ptr[key] : model.con_ptr[key + 1]]
        if len(cells):
            found[key] = padded[days[:, None] * model.cells_per_day + cells[None, :]].sum(axis=1)
    return found.reshape(profiles, codes, len(days)).transpose(0, 2, 1)


class _Curves:
    """The curves' part of the bound: for each cell the number of agents it would buy at a price, as one table."""

    def __init__(self, model: Model, people: int) -> None:
        lengths = np.diff(model.mar_ptr)
        self.cells = np.flatnonzero(lengths)
        self.base = model.base_count[self.cells].astype(np.int64)
        self.people = people
        self.constant = float(model.zero_cost.sum())
        self.slopes = np.full((len(self.cells), people + 1), 0.0)
        self.size = len(model.zero_cost)
        self.free = model.base_count.astype(np.int64)
        for row, cell in enumerate(self.cells):
            slopes = model.mar[model.mar_ptr[cell] : model.mar_ptr[cell + 1]].astype(np.float64)
            there = int(self.base[row])
            self.constant += float(slopes[:there].sum()) + float(slopes[-1]) * max(0, there - len(slopes))
            ahead = slopes[there : there + people]
            self.slopes[row, : len(ahead)] = ahead
            self.slopes[row, len(ahead) : people] = slopes[-1]

    def least(self, mu: F64) -> tuple[float, npt.NDArray[np.int64]]:
        """Sum of the least F(n) + mu (n - base) with n from the agents already there on; and those n [cells]."""
        ahead = self.slopes[:, : self.people] + mu[self.cells][:, None]
        bought = (ahead < 0).sum(axis=1)
        wanted = self.free.copy()
        wanted[self.cells] += bought
        return self.constant + float(np.where(ahead < 0, ahead, 0.0).sum()), wanted
