"""Compiled kernels of line pricing (``lines.py`` builds their arguments)."""

from __future__ import annotations

import numpy as np
from numba import njit

from wfm.roster.engine.line import band_cost
from wfm.roster.engine.model import HARD

FOLLOW, RUN, READING, SUM, TOUCH = 0, 1, 2, 3, 4
"""Kinds of parts of a line's memory."""

EMPTY = -1
NO_LINE = np.inf
TOO_MANY = -np.inf


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
def look_ahead(price, parts, effect, follow, bands, band_ptr, scale, before, limits, chosen):
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
def numbering(parts):
    """How a state is one number: radix and place value of each part [P], and the number of the start."""
    count = parts.shape[0]
    radix = np.empty(count, np.int64)
    place = np.empty(count, np.int64)
    width = np.int64(1)
    start = np.int64(0)
    for p in range(count):
        radix[p] = parts[p, 1]
        place[p] = width
        width *= radix[p]
        start += parts[p, 2] * place[p]
    return radix, place, start


@njit(cache=True, nogil=True, inline="always", _nrt=False)
def advance(
    total, digits, day, g, chosen, radix, place,
    parts, effect, follow, reading_next, reading_price, bands, band_ptr, scale, before, limits, groups_of_day,
):  # fmt: skip
    """A group of shifts on a day, from a state given by its ``digits``: cost so far (HARD // 2 or more = forbidden, the rest
    then means nothing), the state after, and of it the follow class and the value of sum part ``chosen``."""
    new = np.int64(0)
    class_after = np.int64(0)
    chosen_after = np.int64(0)
    for p in range(parts.shape[0]):
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
    return total, new, class_after, chosen_after


@njit(cache=True, nogil=True)
def cheapest_line(
    price, parts, effect, follow, reading_next, reading_price, bands, band_ptr, scale, before, limits, groups_of_day,
    tables, table_costs, filled, limit, ahead, chosen, most,
):  # fmt: skip
    """Least cost of a line (may be negative), inf when there is none, -inf when a layer has more than ``limit`` states.

    ``price`` [D, G]: cost of a group of shifts on a day (float64, HARD or more = forbidden).
    """
    days = price.shape[0]
    count = parts.shape[0]
    groups = price.shape[1]
    radix, place, start = numbering(parts)
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
                total, new, class_after, chosen_after = advance(
                    total, digits, day, g, chosen, radix, place,
                    parts, effect, follow, reading_next, reading_price, bands, band_ptr, scale, before, limits, groups_of_day,
                )  # fmt: skip
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
