"""Compiled price of agents present: adding, removing and replacing a duty."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True, inline="always", _nrt=False)
def marginal(M, cell, agents):
    """Change of the cell's cost from ``agents`` to one more."""
    begin = M.mar_ptr[cell]
    length = M.mar_ptr[cell + 1] - begin
    if length == 0:
        return np.int64(0)
    return np.int64(M.mar[begin + min(np.int64(agents), length - 1)])


@njit(cache=True, nogil=True, inline="always", _nrt=False)
def place(M, count, profile, code, day, sign):
    """Put a code on a day (sign 1) or take it off (-1): changes ``count``, returns the change of cost."""
    delta = np.int64(0)
    key = profile * M.shift_of.shape[0] + code
    base = day * M.cells_per_day
    cells = count.shape[0]
    for k in range(M.con_ptr[key], M.con_ptr[key + 1]):
        cell = base + M.con[k]
        if cell >= cells:
            continue
        if sign > 0:
            delta += marginal(M, cell, count[cell])
            count[cell] += 1
        else:
            count[cell] -= 1
            delta -= marginal(M, cell, count[cell])
    return delta


@njit(cache=True, nogil=True, inline="always", _nrt=False)
def replace_delta(M, count, profile, old, new, day):
    """Change of cost when ``new`` replaces ``old`` on one day; ``count`` stays. Cells of a code are sorted."""
    codes = M.shift_of.shape[0]
    base = day * M.cells_per_day
    cells = count.shape[0]
    delta = np.int64(0)
    a = M.con_ptr[profile * codes + old]
    a_end = M.con_ptr[profile * codes + old + 1]
    b = M.con_ptr[profile * codes + new]
    b_end = M.con_ptr[profile * codes + new + 1]
    while a < a_end or b < b_end:
        if b >= b_end or (a < a_end and M.con[a] < M.con[b]):
            cell = base + M.con[a]
            if cell < cells:
                delta -= marginal(M, cell, count[cell] - 1)
            a += 1
        elif a >= a_end or M.con[b] < M.con[a]:
            cell = base + M.con[b]
            if cell < cells:
                delta += marginal(M, cell, count[cell])
            b += 1
        else:
            a += 1
            b += 1
    return delta


@njit(cache=True, nogil=True, _nrt=False)
def least_curves(M, mu, people, wanted):
    """Sum over cells of the least F(n) + mu (n - base), n from the agents already there to ``people`` more; these n into
    ``wanted`` [cells]. Curves are convex, so one more agent is bought as long as he pays."""
    total = 0.0
    for cell in range(mu.shape[0]):
        base = np.int64(M.base_count[cell])
        n = base
        while n < base + people and marginal(M, cell, n) + mu[cell] < 0:
            n += 1
        total += M.zero_cost[cell] + mu[cell] * (n - base)
        for agents in range(n):
            total += marginal(M, cell, agents)
        wanted[cell] = n
    return total


@njit(cache=True, nogil=True)
def cover_cost(M, count):
    """Cost of all cells at these counts, from scratch."""
    total = np.int64(0)
    for cell in range(count.shape[0]):
        total += M.zero_cost[cell]
        for agents in range(count[cell]):
            total += marginal(M, cell, agents)
    return total
