"""The cheapest line of one person at given prices per day and shift: dynamic programming over what the rules remember.

A state holds what the person's terms need to know of the past: the last shift (as its row of the follow table), run
lengths, automaton states, sums of open windows, groups touched. States are numbers in mixed radix in a hash table, one
layer a day. When a layer outgrows its limit, terms are left out in a fixed order (``ORDER``): every price is >= 0 and every
ban only removes lines, so the value stays a lower bound; what was left out is reported.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wfm.roster.engine.lines_kernel import EMPTY, FOLLOW, NO_LINE, READING, RUN, SUM, TOO_MANY, TOUCH, cheapest_line, look_ahead
from wfm.roster.engine.model import HARD, NONE, Model

TABLE_BITS = 18

ORDER = ("priced follow", "priced run", "touch", "reading", "run", "long sum", "short sum")
"""What is left out first when a line has too many states."""

MARGINS = (12.0, 40.0, 130.0, 400.0, np.inf)
"""Cost units above the look-ahead's estimate within which lines are sought; widened until one is found."""


@dataclass(frozen=True)
class Memory:
    """What one person's line has to remember, as arrays for the compiled kernel.

    ``parts`` [P, 6]: kind, radix, start value, first day, last day, term; ``effect`` [P, G]: what a group of shifts
    means to a part (follow class, in the class, weight in units, ...); ``group_of`` [S]: shifts that no part tells apart.
    """

    parts: npt.NDArray[np.int64]
    effect: npt.NDArray[np.int64]
    group_of: npt.NDArray[np.int64]
    follow: npt.NDArray[np.int64]
    reading_next: npt.NDArray[np.int64]
    reading_price: npt.NDArray[np.int64]
    bands: npt.NDArray[np.int64]
    band_ptr: npt.NDArray[np.int64]
    scale: npt.NDArray[np.int64]
    before: npt.NDArray[np.int64]
    limits: npt.NDArray[np.int64]
    groups_of_day: npt.NDArray[np.int64]
    constant: int
    left_out: tuple[str, ...]


def memory(model: Model, e: int, leave_out: int = 0) -> Memory:
    """What person ``e``'s line remembers, without the first ``leave_out`` entries of ``ORDER``."""
    return _Builder(model, e, set(ORDER[:leave_out])).build()


class _Builder:
    """Collects the parts of one person's memory."""

    def __init__(self, model: Model, e: int, without: set[str]) -> None:
        self.model, self.e, self.without = model, e, without
        self.shifts = len(model.allow_shift[e, 0])
        self.days = model.allow_shift.shape[1]
        self.parts: list[tuple[int, int, int, int, int, int]] = []
        self.effects: list[npt.NDArray[np.int64]] = []
        self.bands: list[npt.NDArray[np.int64]] = []
        self.before: list[int] = []
        self.scale: list[int] = []
        self.sum_terms: list[list[int]] = []
        self.limits: list[tuple[int, int, int]] = []
        self.touch_groups: list[npt.NDArray[np.int64]] = []
        self.readings: list[int] = []
        self.left_out: list[str] = []
        self.constant = 0

    def build(self) -> Memory:
        m, e = self.model, self.e
        self._follow()
        for k in range(m.run_ptr[e], m.run_ptr[e + 1]):
            self._run(k)
        for k in range(m.seq_ptr[e], m.seq_ptr[e + 1]):
            self._reading(k)
        self._sums()
        for k in range(m.touch_ptr[e], m.touch_ptr[e + 1]):
            self._touch(k)
        return self._pack()

    def _follow(self) -> None:
        table = self.model.follow[self.model.follow_of[self.e]].astype(np.int64)
        if "priced follow" in self.without and ((table > 0) & (table < HARD)).any():
            table = np.where(table >= HARD, table, 0)
            self.left_out.append("priced follow")
        rows, classes = np.unique(table, axis=0, return_inverse=True)
        classes = classes.reshape(-1)
        self.follow = np.vstack((rows, np.zeros((1, self.shifts), np.int64)))
        last = int(self.model.last_shift[self.e])
        start = int(classes[last]) if last >= 0 else len(rows)
        self._part((FOLLOW, len(rows) + 1, start, 0, 0, 0), classes.astype(np.int64))

    def _part(self, part: tuple[int, int, int, int, int, int], effect: npt.NDArray[np.int64]) -> None:
        self.parts.append(part)
        self.effects.append(effect)
        self.limits.append((0, 0, 0))
        self.sum_terms.append([])

    def _band(self, band: npt.NDArray[np.int64], before: int, scale: int = 1) -> int:
        self.bands.append(band)
        self.before.append(before)
        self.scale.append(scale)
        return len(self.bands) - 1

    def _run(self, k: int) -> None:
        band = self.model.run_band[k]
        limits = [int(value) for value in band[:4] if abs(value) < -NONE]
        priced = band[0] <= NONE and band[3] >= -NONE
        if not limits or max(limits) > self.days or "run" in self.without:
            self.left_out.append("run")
            return
        if priced and "priced run" in self.without:
            self.left_out.append("priced run")
            return
        radix = max(limits) + 2
        before = int(self.model.run_before[k])
        term = self._band(band, before)
        self._part((RUN, radix, min(before, radix - 1), 0, 0, term), self.model.masks[self.model.run_mask[k]].astype(np.int64))

    def _reading(self, k: int) -> None:
        if "reading" in self.without:
            self.left_out.append("reading")
            return
        automaton = int(self.model.seq_auto[k])
        self.readings.append(automaton)
        states = self.model.auto_next.shape[1]
        step = self.model.auto_next[automaton].astype(np.int64)
        price = self.model.auto_price[automaton].astype(np.int64)
        signature = np.unique(np.vstack((step, price)), axis=1, return_inverse=True)[1].reshape(-1)
        self._part((READING, states, int(self.model.seq_start[k]), 0, 0, len(self.readings) - 1), signature.astype(np.int64))

    def _sums(self) -> None:
        """Sum terms over one window whose weights are multiples of each other share a counter."""
        m, e = self.model, self.e
        shared: dict[tuple[int, int, bytes], list[tuple[int, int]]] = {}
        units: dict[tuple[int, int, bytes], npt.NDArray[np.int64]] = {}
        for k in range(m.sum_ptr[e], m.sum_ptr[e + 1]):
            first, last = (int(day) for day in m.sum_days[k])
            usable = (m.allow_shift[e] < HARD).any(axis=0)
            weights = np.where(usable, m.weights[m.sum_row[k]], 0)
            scale = int(np.gcd.reduce(weights)) or 1
            if last < first:
                continue
            key = (first, last, (weights // scale).tobytes())
            shared.setdefault(key, []).append((k, scale))
            units[key] = weights // scale
        for key, terms in sorted(shared.items(), key=lambda item: (item[0][1] - item[0][0], item[0])):
            first, last, _ = key
            kind = "long sum" if last - first > 10 else "short sum"
            if kind in self.without:
                self.left_out.append(kind)
                continue
            unit = units[key]
            if unit.min() < 0:
                self.left_out.append("negative weights")
                continue
            low, high = 0, int(unit.max()) * (last - first + 1)
            here = []
            for k, scale in terms:
                here.append(self._band(m.sum_band[k], int(m.sum_before[k]), scale))
                if m.sum_band[k, 3] < -NONE:
                    high = min(high, (int(m.sum_band[k, 3]) - int(m.sum_before[k])) // scale)
                if m.sum_band[k, 0] > NONE:
                    low = max(low, -((int(m.sum_before[k]) - int(m.sum_band[k, 0])) // scale))
            self._part((SUM, max(1, high + 2), 0, first, last, here[0]), unit.astype(np.int64))
            self.limits[-1] = (low, high, int(unit.max()))
            self.sum_terms[-1] = here

    def _touch(self, k: int) -> None:
        groups = self.model.groups[self.model.touch_groups[k]].astype(np.int64)
        band = self.model.touch_band[k]
        if "touch" in self.without or band[0] > NONE or band[1] > NONE or not _contiguous(groups):
            self.left_out.append("touch")
            return
        term = self._band(band, int(self.model.touch_before[k]))
        self.touch_groups.append(groups)
        self.constant += int(band[5]) * max(0, int(self.model.touch_before[k]) - int(band[2]))
        radix = 2 * (int(groups.max(initial=0)) + 2)
        self._part((TOUCH, radix, 0, 0, 0, term), self.model.masks[self.model.touch_mask[k]].astype(np.int64))

    def _pack(self) -> Memory:
        effects = np.stack(self.effects)
        incoming = np.unique(self.follow, axis=1, return_inverse=True)[1].reshape(1, -1)
        distinct, group_of = np.unique(np.vstack((effects, incoming)), axis=1, return_inverse=True)
        group_of = group_of.reshape(-1)
        first = np.array([int(np.flatnonzero(group_of == g)[0]) for g in range(distinct.shape[1])])
        touches = iter(self.touch_groups)
        by_term = np.full((max(1, len(self.bands)), self.days), -1, np.int64)
        for part in self.parts:
            if part[0] == TOUCH:
                by_term[part[5]] = next(touches)
        states = self.model.auto_next.shape[1]
        steps = np.zeros((max(1, len(self.readings)), states, len(first)), np.int64)
        prices = np.zeros_like(steps)
        for number, automaton in enumerate(self.readings):
            steps[number] = self.model.auto_next[automaton][:, first]
            prices[number] = self.model.auto_price[automaton][:, first]
        order = [self.sum_terms[p] for p in range(len(self.parts))]
        flat = [t for terms in order for t in terms]
        # bands of sums are addressed through consecutive positions; others by their own number
        position = {t: n for n, t in enumerate(flat)}
        rest = [t for t in range(len(self.bands)) if t not in position]
        final = [*flat, *rest]
        rank = {t: n for n, t in enumerate(final)}
        parts = np.array([(*p[:5], rank.get(p[5], 0) if p[0] in (RUN, TOUCH) else p[5]) for p in self.parts], np.int64)
        pick = np.array(final, np.int64)
        bands = np.array(self.bands, np.int64).reshape(-1, 6)
        return Memory(
            parts=parts,
            effect=np.ascontiguousarray(effects[:, first]),
            group_of=group_of.astype(np.int64),
            follow=np.ascontiguousarray(self.follow[:, first]),
            reading_next=steps,
            reading_price=prices,
            bands=bands[pick] if len(pick) else np.zeros((1, 6), np.int64),
            band_ptr=np.concatenate(([0], np.cumsum([len(t) for t in order]))).astype(np.int64),
            scale=np.array(self.scale, np.int64)[pick] if len(pick) else np.ones(1, np.int64),
            before=np.array(self.before, np.int64)[pick] if len(pick) else np.zeros(1, np.int64),
            limits=np.array(self.limits, np.int64),
            groups_of_day=by_term[pick] if len(pick) else by_term,
            constant=self.constant,
            left_out=tuple(dict.fromkeys(self.left_out)),
        )


def _contiguous(groups: npt.NDArray[np.int64]) -> bool:
    """Whether each group is one stretch of days."""
    seen: set[int] = set()
    before = -1
    for group in groups:
        if group >= 0 and group != before:
            if int(group) in seen:
                return False
            seen.add(int(group))
        before = int(group)
    return True


class Pricer:
    """Cheapest lines, with the tables of one thread."""

    def __init__(self, model: Model, limit: int = 120_000) -> None:
        self.model = model
        self.limit = limit
        self.tables = np.full((2, 1 << TABLE_BITS), EMPTY, np.int64)
        self.costs = np.zeros((2, 1 << TABLE_BITS))
        self.filled = np.zeros((2, 1 << TABLE_BITS), np.int64)

    def cheapest(self, e: int, price: npt.NDArray[np.float64], sure: int = 0) -> tuple[float | None, tuple[str, ...], int]:
        """Least cost of person ``e`` at ``price`` [D, S] (HARD = forbidden), None when there is no line; terms left out;
        how many entries of ``ORDER`` that took. ``sure`` entries are left out from the start."""
        for leave_out in range(sure, len(ORDER) + 1):
            m = memory(self.model, e, leave_out)
            if math.prod(int(radix) for radix in m.parts[:, 1]) >= 1 << 62:
                continue  # states no longer fit a number
            grouped = np.full((price.shape[0], m.effect.shape[1]), float(HARD))
            for g in range(grouped.shape[1]):
                grouped[:, g] = price[:, m.group_of == g].min(axis=1)
            value = self._within_margins(m, grouped, *self._ahead(m, grouped))
            if value == TOO_MANY:
                continue
            return (None if value == NO_LINE else value + m.constant), m.left_out, leave_out
        raise AssertionError("a line without memory has one state")

    def _ahead(self, m: Memory, price: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], int]:
        """The look-ahead's estimate, and the sum part it follows (-1 = none)."""
        days = price.shape[0]
        whole = [p for p in range(len(m.parts)) if m.parts[p, 0] == SUM and m.parts[p, 3] == 0 and m.parts[p, 4] == days - 1]
        chosen = max(whole, key=lambda p: int(m.parts[p, 1]), default=-1)
        return look_ahead(price, m.parts, m.effect, m.follow, m.bands, m.band_ptr, m.scale, m.before, m.limits, chosen), chosen

    def _kernel(
        self, m: Memory, price: npt.NDArray[np.float64], ahead: npt.NDArray[np.float64], chosen: int, most: float
    ) -> float:
        value = cheapest_line(
            price, m.parts, m.effect, m.follow, m.reading_next, m.reading_price, m.bands, m.band_ptr, m.scale,
            m.before, m.limits, m.groups_of_day, self.tables, self.costs, self.filled, self.limit, ahead, chosen, most,
        )  # fmt: skip
        return float(value)

    def _within_margins(self, m: Memory, price: npt.NDArray[np.float64], ahead: npt.NDArray[np.float64], chosen: int) -> float:
        """The exact search within growing margins above the look-ahead's estimate."""
        root = ahead[0, m.parts[0, 2], 0]
        if not np.isfinite(root):
            return NO_LINE
        for margin in MARGINS:
            value = self._kernel(m, price, ahead, chosen, root + margin)
            if value != NO_LINE:
                return value
        return NO_LINE
