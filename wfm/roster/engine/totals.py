"""Cost of a whole state from scratch: what snapshots and reports use."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from wfm.roster.engine.cover import cover_cost
from wfm.roster.engine.line import line_cost
from wfm.roster.engine.model import Model, State


class Totals(NamedTuple):
    """``cost``: reported cost; ``hard``: illegal units; ``short``: units under hard minima (both must be 0)."""

    cost: int
    hard: int
    short: int

    @property
    def legal(self) -> bool:
        """Nothing broken."""
        return self.hard == 0 and self.short == 0


@njit(cache=True, nogil=True)
def _totals(M, S):
    cost = np.int64(0)
    hard = np.int64(0)
    short = np.int64(0)
    for e in range(S.code.shape[0]):
        c, h, s = line_cost(M, S.code[e], e)
        cost += c
        hard += h
        short += s
    twice = np.int64(0)
    for e in range(S.code.shape[0]):
        for k in range(M.pair_ptr[e], M.pair_ptr[e + 1]):
            for day in range(S.code.shape[1]):
                if M.day_masks[M.pair_days[k], day]:
                    mine = M.labels[M.pair_row[k], S.shift[e, day]]
                    theirs = M.labels[M.pair_row[k], S.shift[M.pair_other[k], day]]
                    twice += M.pair_price[k] * np.int64(mine != theirs)
    return cost + twice // 2 + cover_cost(M, S.count), hard, short


@njit(cache=True, nogil=True)
def short_people(M, S):
    """People whose line is illegal: True per person."""
    found = np.zeros(S.code.shape[0], np.bool_)
    for e in range(S.code.shape[0]):
        _, hard, short = line_cost(M, S.code[e], e)
        found[e] = hard > 0 or short > 0
    return found


def totals(model: Model, state: State) -> Totals:
    """Cost, illegal units and units under hard minima of a state."""
    return Totals(*(int(part) for part in _totals(model, state)))
