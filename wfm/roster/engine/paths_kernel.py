"""Compiled kernels on unrolled lines: everybody's cheapest line at prices, and lines answered one after the other.

Compiled without reference counting, see ``anneal.py``: nothing here allocates.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from wfm.roster.engine.anneal import uniform
from wfm.roster.engine.cover import marginal, place

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
I32 = npt.NDArray[np.int32]


class Graphs(NamedTuple):
    """Everybody's lines on ``days``. A slot is a day and a group of shifts, numbered by person; nodes too, 0 the start."""

    days: I64  # days of the month, one after the other
    slot_ptr: I64  # [N+1]
    slot_day: I64  # position in days
    node_ptr: I64  # [N+1]
    arc_ptr: I64  # [N+1] arcs in the order of days
    arc_from: I32
    arc_to: I32
    arc_slot: I32
    arc_cost: F64  # what the rules charge
    option_ptr: I64  # [N+1] codes that may be worked
    option_code: I64
    option_slot: I64
    option_price: I64  # of the code itself


class Room(NamedTuple):
    """Buffers of one thread: by slot, by node, and by day."""

    price: F64
    code: I64
    via: I64
    cost: F64
    held: I64


@njit(cache=True, nogil=True, _nrt=False)
def earnings(M, days, mu, found):
    """What each code of each cover profile earns on each of ``days`` at prices ``mu`` [cells]: found [profiles, days, C]."""
    codes = M.shift_of.shape[0]
    for profile in range(found.shape[0]):
        for position in range(days.shape[0]):
            first = days[position] * M.cells_per_day
            for code in range(codes):
                key = profile * codes + code
                total = 0.0
                for k in range(M.con_ptr[key], M.con_ptr[key + 1]):
                    if first + M.con[k] < mu.shape[0]:
                        total += mu[first + M.con[k]]
                found[profile, position, code] = total


@njit(cache=True, nogil=True, inline="always", _nrt=False)
def shortest(G, e, room, codes):
    """The cheapest line of ``e`` at the prices in ``room``: its codes into ``codes`` [N, days], its cost (inf = no line)."""
    low = G.slot_ptr[e]
    nodes = G.node_ptr[e + 1] - G.node_ptr[e]
    for node in range(nodes):
        room.cost[node] = np.inf
    room.cost[0] = 0.0
    for a in range(G.arc_ptr[e], G.arc_ptr[e + 1]):
        here = room.cost[G.arc_from[a]] + G.arc_cost[a] + room.price[G.arc_slot[a]]
        if here < room.cost[G.arc_to[a]]:
            room.cost[G.arc_to[a]] = here
            room.via[G.arc_to[a]] = a
    value = room.cost[nodes - 1] if nodes > 0 else np.inf
    at = nodes - 1
    while at > 0 and value < np.inf:
        a = room.via[at]
        codes[e, G.slot_day[low + G.arc_slot[a]]] = room.code[G.arc_slot[a]]
        at = np.int64(G.arc_from[a])
    return value


@njit(cache=True, nogil=True, _nrt=False)
def cheapest_paths(M, G, people, earned, room, value, codes):
    """Least cost of each of ``people``'s lines into ``value`` [N], their codes into ``codes`` [N, days]."""
    for e in people:
        low = G.slot_ptr[e]
        for slot in range(G.slot_ptr[e + 1] - low):
            room.price[slot] = np.inf
        for k in range(G.option_ptr[e], G.option_ptr[e + 1]):
            slot, code = G.option_slot[k], G.option_code[k]
            here = G.option_price[k] - earned[M.profile[e], G.slot_day[low + slot], code]
            if here < room.price[slot]:
                room.price[slot] = here
                room.code[slot] = code
        value[e] = shortest(G, e, room, codes)


@njit(cache=True, nogil=True, _nrt=False)
def place_all(M, days, people, codes, count, sign):
    """Put the codes [N, days] of ``people`` into ``count`` [cells] (sign 1) or take them out (-1)."""
    for e in people:
        for position in range(days.shape[0]):
            place(M, count, M.profile[e], codes[e, position], days[position], sign)


@njit(cache=True, nogil=True, inline="always", _nrt=False)
def apart(M, e, codes, position, day, code):
    """What pairs charge when ``e`` takes ``code`` on a day and the others hold their ``codes`` [N, days]."""
    total = np.int64(0)
    for k in range(M.pair_ptr[e], M.pair_ptr[e + 1]):
        if M.day_masks[M.pair_days[k], day]:
            row = M.pair_row[k]
            theirs = M.shift_of[codes[M.pair_other[k], position]]
            if M.labels[row, M.shift_of[code]] != M.labels[row, theirs]:
                total += M.pair_price[k]
    return total


@njit(cache=True, nogil=True, _nrt=False)
def respond(M, G, people, mu, share, noise, rng, room, count, codes):
    """One after the other, each of ``people`` takes the line that is cheapest while all others stand still.

    A cell one more agent serves is worth what the curve says at the agents present, mixed with its price: ``share`` of mu.
    ``noise``: mean of a random extra on each code. Changes ``count`` [cells] and ``codes`` [N, days]; returns how many lines
    changed.
    """
    changed = 0
    for e in people:
        low, profile = G.slot_ptr[e], M.profile[e]
        for position in range(G.days.shape[0]):
            place(M, count, profile, codes[e, position], G.days[position], -1)
            room.held[position] = codes[e, position]
        for slot in range(G.slot_ptr[e + 1] - low):
            room.price[slot] = np.inf
        for k in range(G.option_ptr[e], G.option_ptr[e + 1]):
            slot, code = G.option_slot[k], G.option_code[k]
            position = G.slot_day[low + slot]
            first = G.days[position] * M.cells_per_day
            key = profile * M.shift_of.shape[0] + code
            here = np.float64(G.option_price[k]) + apart(M, e, codes, position, G.days[position], code)
            for j in range(M.con_ptr[key], M.con_ptr[key + 1]):
                cell = first + M.con[j]
                if cell < count.shape[0]:
                    here += (1.0 - share) * marginal(M, cell, count[cell]) - share * mu[cell]
            if noise > 0:
                here -= noise * np.log(uniform(rng))
            if here < room.price[slot]:
                room.price[slot] = here
                room.code[slot] = code
        shortest(G, e, room, codes)
        other = 0
        for position in range(G.days.shape[0]):
            place(M, count, profile, codes[e, position], G.days[position], 1)
            if codes[e, position] != room.held[position]:
                other = 1
        changed += other
    return changed
