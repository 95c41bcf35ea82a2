"""Compiled price of one person's line: the whole line (the oracle) and the change of a stretch (what search asks).

Costs are integers. An illegal unit costs ``HARD``; a unit under a hard minimum costs the term's steering price ``short``,
which is no part of a reported cost: reports call ``line_cost`` and read its three parts apart.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from wfm.roster.engine.model import HARD, NONE

REFUSED = HARD // 2
"""A change that costs this much is illegal, whatever else it gains."""


@njit(cache=True, nogil=True, inline="always", _nrt=False)
def band_cost(bands, k, quantity, short):
    """Price of ``quantity`` under row ``k``: soft price, HARD per unit over, ``short`` per unit under a hard minimum."""
    cost = np.int64(0)
    if quantity < bands[k, 1]:
        cost += bands[k, 4] * (bands[k, 1] - quantity)
    if quantity > bands[k, 2]:
        cost += bands[k, 5] * (quantity - bands[k, 2])
    if quantity > bands[k, 3]:
        cost += HARD * (quantity - bands[k, 3])
    if quantity < bands[k, 0]:
        cost += short * (bands[k, 0] - quantity)
    return cost


@njit(cache=True, nogil=True, inline="always", _nrt=False)
def run_cost(M, k, line, first, last, short):
    """Price of the runs of run term ``k`` inside days first..last; no run may cross those borders."""
    row = M.run_mask[k]
    days = line.shape[0]
    cost = np.int64(0)
    length = np.int64(0)
    for day in range(first, last + 1):
        if M.masks[row, line[day]]:
            if length == 0 and day == 0:
                length = M.run_before[k]
            length += 1
        if length > 0 and (day == last or not M.masks[row, line[day]]):
            if length > M.run_band[k, 2]:
                cost += M.run_band[k, 5] * (length - M.run_band[k, 2])
            if length > M.run_band[k, 3]:
                cost += HARD * (length - M.run_band[k, 3])
            if day < days - 1 or not M.masks[row, line[day]]:
                if length < M.run_band[k, 1]:
                    cost += M.run_band[k, 4] * (M.run_band[k, 1] - length)
                if length < M.run_band[k, 0]:
                    cost += short * (M.run_band[k, 0] - length)
            length = 0
    return cost


@njit(cache=True, nogil=True, inline="always", _nrt=False)
def touched(M, k, line):
    """Number of groups of touch term ``k`` with a day in its mask."""
    bits = np.int64(0)
    for day in range(line.shape[0]):
        group = M.groups[M.touch_groups[k], day]
        if group >= 0 and M.masks[M.touch_mask[k], line[day]]:
            bits |= np.int64(1) << np.int64(group)
    count = np.int64(0)
    while bits:
        bits &= bits - 1
        count += 1
    return count


@njit(cache=True, nogil=True, inline="always", _nrt=False)
def stretch_delta(M, sums, e, q, old, new, lo, hi):
    """Change of the line's price when row ``q`` of ``new`` replaces row ``e`` of ``old``; they differ on lo..hi only.

    Shift prices, follow, run, sum, touch and sequence terms; not projects, pairs or cover. Inlined into its one hot
    caller: a call would hand over the whole model each time.
    """
    days = old.shape[1]
    delta = np.int64(0)
    for day in range(lo, hi + 1):
        if old[e, day] != new[q, day]:
            delta += M.allow_shift[e, day, new[q, day]] - M.allow_shift[e, day, old[e, day]]
    if delta < REFUSED:
        table = M.follow_of[e]
        if lo == 0 and M.last_shift[e] >= 0:
            delta += M.follow[table, M.last_shift[e], new[q, 0]] - M.follow[table, M.last_shift[e], old[e, 0]]
        for day in range(max(lo, 1), min(hi + 2, days)):
            delta += M.follow[table, new[q, day - 1], new[q, day]] - M.follow[table, old[e, day - 1], old[e, day]]
    if delta < REFUSED:
        for k in range(M.run_ptr[e], M.run_ptr[e + 1]):
            row = M.run_mask[k]
            differs = False
            for day in range(lo, hi + 1):
                if M.masks[row, old[e, day]] != M.masks[row, new[q, day]]:
                    differs = True
                    break
            if differs:
                first = lo
                while first > 0 and M.masks[row, old[e, first - 1]]:
                    first -= 1
                last = hi
                while last < days - 1 and M.masks[row, old[e, last + 1]]:
                    last += 1
                delta += run_cost(M, k, new[q], first, last, M.run_short[k])
                delta -= run_cost(M, k, old[e], first, last, M.run_short[k])
                if delta >= REFUSED:
                    break
    if delta < REFUSED:
        for k in range(M.sum_ptr[e], M.sum_ptr[e + 1]):
            row = M.sum_row[k]
            change = np.int64(0)
            for day in range(max(lo, M.sum_days[k, 0]), min(hi, M.sum_days[k, 1]) + 1):
                change += M.weights[row, new[q, day]] - M.weights[row, old[e, day]]
            if change != 0:
                value = M.sum_before[k] + sums[k]
                delta += band_cost(M.sum_band, k, value + change, M.sum_short[k])
                delta -= band_cost(M.sum_band, k, value, M.sum_short[k])
                if delta >= REFUSED:
                    break
    if delta < REFUSED:
        for k in range(M.touch_ptr[e], M.touch_ptr[e + 1]):
            differs = False
            for day in range(lo, hi + 1):
                if (
                    M.groups[M.touch_groups[k], day] >= 0
                    and M.masks[M.touch_mask[k], old[e, day]] != M.masks[M.touch_mask[k], new[q, day]]
                ):
                    differs = True
                    break
            if differs:
                before = M.touch_before[k]
                delta += band_cost(M.touch_band, k, before + touched(M, k, new[q]), M.touch_short[k])
                delta -= band_cost(M.touch_band, k, before + touched(M, k, old[e]), M.touch_short[k])
        for k in range(M.seq_ptr[e], M.seq_ptr[e + 1]):
            automaton = M.seq_auto[k]
            a = M.seq_start[k]
            for day in range(lo):
                a = M.auto_next[automaton, a, old[e, day]]
            b = a
            for day in range(lo, days):
                if day > hi and a == b:
                    break
                delta += M.auto_price[automaton, b, new[q, day]] - M.auto_price[automaton, a, old[e, day]]
                a = M.auto_next[automaton, a, old[e, day]]
                b = M.auto_next[automaton, b, new[q, day]]
    return delta


@njit(cache=True, nogil=True, inline="always", _nrt=False)
def shifts_cost(M, line, e):
    """(price, units under hard minima) of the shifts ``line`` [D] of person ``e``; projects are not looked at. An illegal unit
    costs ``HARD``."""
    days = line.shape[0]
    total = np.int64(0)
    for day in range(days):
        total += M.allow_shift[e, day, line[day]]
    table = M.follow_of[e]
    if M.last_shift[e] >= 0:
        total += M.follow[table, M.last_shift[e], line[0]]
    for day in range(1, days):
        total += M.follow[table, line[day - 1], line[day]]
    for k in range(M.seq_ptr[e], M.seq_ptr[e + 1]):
        state = M.seq_start[k]
        for day in range(days):
            total += M.auto_price[M.seq_auto[k], state, line[day]]
            state = M.auto_next[M.seq_auto[k], state, line[day]]
    short = np.int64(0)
    for k in range(M.run_ptr[e], M.run_ptr[e + 1]):
        price = run_cost(M, k, line, 0, days - 1, 0)
        total += price
        short += run_cost(M, k, line, 0, days - 1, 1) - price
    for k in range(M.sum_ptr[e], M.sum_ptr[e + 1]):
        value = M.sum_before[k]
        for day in range(M.sum_days[k, 0], M.sum_days[k, 1] + 1):
            value += M.weights[M.sum_row[k], line[day]]
        total += band_cost(M.sum_band, k, value, 0)
        short += max(np.int64(0), M.sum_band[k, 0] - value)
    for k in range(M.touch_ptr[e], M.touch_ptr[e + 1]):
        value = M.touch_before[k] + touched(M, k, line)
        total += band_cost(M.touch_band, k, value, 0)
        short += max(np.int64(0), M.touch_band[k, 0] - value)
    return total, short


@njit(cache=True, nogil=True)
def line_cost(M, codes, e):
    """(cost, illegal units, units under hard minima) of person ``e`` with ``codes`` [D]: every term, from scratch."""
    days = codes.shape[0]
    line = np.empty(days, np.int16)
    projects = np.int64(0)
    for day in range(days):
        line[day] = M.shift_of[codes[day]]
        projects += M.allow_project[e, day, M.project_of[codes[day]]]
    total, short = shifts_cost(M, line, e)
    total += projects
    return total % HARD, total // HARD, short


def no_limit(value: int | None, low: bool) -> int:
    """A band's limit as a number; an absent one lies out of reach."""
    return (NONE if low else -NONE) if value is None else value
