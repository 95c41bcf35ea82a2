"""Compiled kernels of unrolled lines (``unrolled.py`` builds their arguments)."""

from __future__ import annotations

import numpy as np
from numba import njit

from wfm.roster.engine.lines_kernel import EMPTY, advance, numbering
from wfm.roster.engine.model import HARD

FULL = -1


@njit(cache=True, nogil=True)
def unroll(
    allowed, parts, effect, follow, reading_next, reading_price, bands, band_ptr, scale, before, limits, groups_of_day,
    keys, numbers, filled, node, node_ptr, arc_from, arc_to, arc_group, arc_cost, arc_ptr,
):  # fmt: skip
    """All states of one line and all arcs between them, day by day; returns the number of arcs, or FULL when a buffer is.

    ``allowed`` [D, G]: groups of shifts that may be worked on a day. Written: nodes of the state before day d at
    ``node_ptr[d]:node_ptr[d + 1]``, arcs of day d at ``arc_ptr[d]:arc_ptr[d + 1]``, each with what the rules charge.
    """
    days, groups = allowed.shape
    count = parts.shape[0]
    radix, place, start = numbering(parts)
    mask = keys.shape[0] - 1
    node[0] = start
    node_ptr[0], node_ptr[1] = 0, 1
    arcs = 0
    arc_ptr[0] = 0
    digits = np.empty(count, np.int64)
    for day in range(days):
        used = np.int64(0)
        first = node_ptr[day + 1]
        full = False
        for i in range(node_ptr[day], first):
            rest = node[i]
            for p in range(count):
                digits[p] = rest % radix[p]
                rest //= radix[p]
            for g in range(groups):
                if full or not allowed[day, g]:
                    continue
                cost, new, _, _ = advance(
                    0.0, digits, day, g, -1, radix, place,
                    parts, effect, follow, reading_next, reading_price, bands, band_ptr, scale, before, limits, groups_of_day,
                )  # fmt: skip
                if cost >= HARD // 2:
                    continue
                slot = (new * np.int64(-7046029254386353131) >> np.int64(20)) & mask
                while keys[slot] != EMPTY and keys[slot] != new:
                    slot = (slot + 1) & mask
                if keys[slot] == EMPTY:
                    if used * 2 > mask or first + used >= len(node):
                        full = True
                        continue
                    keys[slot] = new
                    numbers[slot] = first + used
                    filled[used] = slot
                    node[first + used] = new
                    used += 1
                if arcs >= len(arc_from):
                    full = True
                    continue
                arc_from[arcs], arc_to[arcs], arc_group[arcs], arc_cost[arcs] = i, numbers[slot], g, cost
                arcs += 1
        for k in range(used):
            keys[filled[k]] = EMPTY
        if full:
            return FULL
        node_ptr[day + 2] = first + used
        arc_ptr[day + 1] = arcs
    return arcs


@njit(cache=True, nogil=True)
def trim(node_ptr, arc_from, arc_to, arc_group, arc_cost, arc_ptr, first, last, rest, number):
    """The days ``first..last`` of an unrolled line alone: what comes after costs what it costs, dead ends fall away.

    Arcs and nodes are renumbered in place from 0 on: node 0 is the start, the highest the end. Returns (arcs, nodes): none
    when no line reaches the end. ``rest``, ``number``: buffers of the length of the nodes.
    """
    days = len(arc_ptr) - 1
    nodes = node_ptr[days + 1]
    for i in range(nodes):
        rest[i] = np.inf
        number[i] = -1
    for i in range(node_ptr[days], nodes):
        rest[i] = 0.0
    for back in range(days):
        day = days - 1 - back
        for a in range(arc_ptr[day], arc_ptr[day + 1]):
            rest[arc_from[a]] = min(rest[arc_from[a]], arc_cost[a] + rest[arc_to[a]])
    begin = node_ptr[first]
    if node_ptr[first + 1] == begin or rest[begin] == np.inf:
        return 0, 0
    arcs, used = 0, 1
    number[begin] = 0
    for day in range(first, last + 1):
        for a in range(arc_ptr[day], arc_ptr[day + 1]):
            here, there = arc_from[a], arc_to[a]
            if number[here] < 0 or rest[there] == np.inf:
                continue
            if day < last and number[there] < 0:
                number[there] = used
                used += 1
            arc_from[arcs] = number[here]
            arc_to[arcs] = number[there] if day < last else -1
            arc_group[arcs] = arc_group[a] + (day - first) * (1 << 16)
            arc_cost[arcs] = arc_cost[a] if day < last else arc_cost[a] + rest[there]
            arcs += 1
    for a in range(arcs):
        if arc_to[a] < 0:
            arc_to[a] = used
    return arcs, used + 1
