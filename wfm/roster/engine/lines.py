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
from numba import njit

from wfm.roster.engine.line import band_cost
from wfm.roster.engine.model import HARD, NONE, Model

FOLLOW, RUN, READING, SUM, TOUCH = 0, 1, 2, 3, 4

TABLE_BITS = 17
EMPTY = -1
NO_LINE = np.inf
TOO_MANY = -np.inf

ORDER = ("priced follow", "touch", "reading", "run", "long sum", "short sum")
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


@njit(cache=True, nogil=True)
def _insert(keys, costs, filled, key, cost, used):
    """Keep the cheaper of two states with one key; returns the number of states, or -1 when the table is full."""
    mask = keys.shape[0] - 1
    slot = (key * np.int64(-7046029254386353131) >> np.int64(20)) & mask
    while keys[slot] != EMPTY:
        if keys[slot] == key:
            if cost < costs[slot]:
                costs[slot] = cost
            return used
        slot = (slot + 1) & mask
    if used * 2 > keys.shape[0]:
        return -1
    keys[slot] = key
    costs[slot] = cost
    filled[used] = slot
    return used + 1


@njit(cache=True, nogil=True)
def _ahead(price, parts, effect, follow, bands, band_ptr, scale, before, limits, chosen):
    """Least cost of the days from each day on, by follow class and value of sum part ``chosen`` (-1 = none), all other
    terms ignored: float64 [D + 1, classes, values], a lower bound that prunes the exact search."""
    days, groups = price.shape
    classes = parts[0, 1]
    values = parts[chosen, 1] if chosen >= 0 else np.int64(1)
    found = np.full((days + 1, classes, values), np.inf)
    found[days] = 0.0
    for back in range(days):
        day = days - 1 - back
        for value in range(values):
            for g in range(groups):
                here = price[day, g]
                if here >= HARD // 2:
                    continue
                after = value
                if chosen >= 0:
                    after = value + effect[chosen, g]
                    if after > limits[chosen, 1] or after + (parts[chosen, 4] - day) * limits[chosen, 2] < limits[chosen, 0]:
                        continue
                    if day == parts[chosen, 4]:
                        for t in range(band_ptr[chosen], band_ptr[chosen + 1]):
                            here += band_cost(bands, t, before[t] + scale[t] * after, HARD)
                        after = np.int64(0)
                here += found[day + 1, effect[0, g], after]
                for c in range(classes):
                    total = here + follow[c, g]
                    if total < found[day, c, value]:
                        found[day, c, value] = total
    return found


@njit(cache=True, nogil=True)
def _cheapest(
    price, parts, effect, follow, reading_next, reading_price, bands, band_ptr, scale, before, limits, groups_of_day,
    tables, table_costs, filled, limit, ahead, chosen, most,
):  # fmt: skip
    """Least cost of a line (may be negative), inf when there is none, -inf when a layer has more than ``limit`` states.

    ``price`` [D, G]: cost of a group of shifts on a day (float64, HARD or more = forbidden).
    """
    days = price.shape[0]
    count = parts.shape[0]
    groups = price.shape[1]
    radix = np.empty(count, np.int64)
    place = np.empty(count, np.int64)
    width = np.int64(1)
    for p in range(count):
        radix[p] = parts[p, 1]
        place[p] = width
        width *= radix[p]
    start = np.int64(0)
    for p in range(count):
        start += parts[p, 2] * place[p]
    tables[:, :] = EMPTY
    now = 0
    used = np.array([0, 0], np.int64)
    used[0] = _insert(tables[0], table_costs[0], filled[0], start, 0.0, np.int64(0))
    digits = np.empty(count, np.int64)
    for day in range(days):
        after = 1 - now
        used[after] = 0
        for i in range(used[now]):
            slot = filled[now, i]
            key = tables[now, slot]
            cost = table_costs[now, slot]
            tables[now, slot] = EMPTY
            rest = key
            for p in range(count):
                digits[p] = rest % radix[p]
                rest //= radix[p]
            for g in range(groups):
                total = cost + price[day, g]
                if total >= HARD // 2:
                    continue
                new = np.int64(0)
                class_after = np.int64(0)
                chosen_after = np.int64(0)
                for p in range(count):
                    kind = parts[p, 0]
                    term = parts[p, 5]
                    what = effect[p, g]
                    value = digits[p]
                    if kind == FOLLOW:
                        total += follow[value, g]
                        value = what
                    elif kind == RUN:
                        if what:
                            value = min(value + 1, radix[p] - 1)
                            if value > bands[term, 2]:
                                total += bands[term, 5]
                                if day == 0:
                                    total += bands[term, 5] * max(np.int64(0), before[term] - bands[term, 2])
                            if value > bands[term, 3]:
                                total += HARD
                        else:
                            if value > 0 and day > 0:
                                if value < bands[term, 0]:
                                    total += HARD
                                if value < bands[term, 1]:
                                    total += bands[term, 4] * (bands[term, 1] - value)
                            value = 0
                    elif kind == READING:
                        total += reading_price[term, value, g]
                        value = reading_next[term, value, g]
                    elif kind == SUM:
                        if day >= parts[p, 3] and day <= parts[p, 4]:
                            value += what
                            left = parts[p, 4] - day
                            if value > limits[p, 1] or value + left * limits[p, 2] < limits[p, 0]:
                                total += HARD
                            elif left == 0:
                                for t in range(band_ptr[p], band_ptr[p + 1]):
                                    total += band_cost(bands, t, before[t] + scale[t] * value, HARD)
                                value = 0
                    else:
                        group = groups_of_day[term, day]
                        if group >= 0:
                            seen = value & 1
                            if day == 0 or groups_of_day[term, day - 1] != group:
                                seen = 0
                            hit = value >> 1
                            if what and not seen:
                                hit += 1
                                if hit + before[term] > bands[term, 3]:
                                    total += HARD
                                elif hit + before[term] > bands[term, 2]:
                                    total += bands[term, 5]
                                seen = 1
                            value = min(hit * 2 + seen, radix[p] - 1)
                        else:
                            value -= value & 1
                    if total >= HARD // 2:
                        break
                    new += value * place[p]
                    if p == 0:
                        class_after = value
                    elif p == chosen:
                        chosen_after = value
                if total < HARD // 2 and total + ahead[day + 1, class_after, chosen_after] <= most:
                    grown = _insert(tables[after], table_costs[after], filled[after], new, total, used[after])
                    if grown < 0 or grown > limit:
                        return -np.inf
                    used[after] = grown
        now = after
    best = np.inf
    for i in range(used[now]):
        best = min(best, table_costs[now, filled[now, i]])
    return best


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
        if "run" in self.without or not limits or max(limits) > self.days:
            self.left_out.append("run")
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

    def __init__(self, model: Model, limit: int = 60_000) -> None:
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
            value = self._within_margins(m, grouped)
            if value == TOO_MANY:
                continue
            return (None if value == NO_LINE else value + m.constant), m.left_out, leave_out
        raise AssertionError("a line without memory has one state")

    def _within_margins(self, m: Memory, price: npt.NDArray[np.float64]) -> float:
        """The exact search within growing margins above the look-ahead's estimate."""
        days = price.shape[0]
        whole = [p for p in range(len(m.parts)) if m.parts[p, 0] == SUM and m.parts[p, 3] == 0 and m.parts[p, 4] == days - 1]
        chosen = max(whole, key=lambda p: int(m.parts[p, 1]), default=-1)
        ahead = _ahead(price, m.parts, m.effect, m.follow, m.bands, m.band_ptr, m.scale, m.before, m.limits, chosen)
        root = ahead[0, m.parts[0, 2], 0]
        if not np.isfinite(root):
            return NO_LINE
        for margin in MARGINS:
            value = _cheapest(
                price, m.parts, m.effect, m.follow, m.reading_next, m.reading_price, m.bands, m.band_ptr, m.scale,
                m.before, m.limits, m.groups_of_day, self.tables, self.costs, self.filled, self.limit, ahead, chosen,
                root + margin,
            )  # fmt: skip
            if value != NO_LINE:
                return float(value)
        return NO_LINE
