"""Compiled: which shifts keep a line legal on one day, everything else as it stands."""

from __future__ import annotations

import numpy as np
from numba import njit

from wfm.roster.engine.line import shifts_cost
from wfm.roster.engine.model import HARD


@njit(cache=True, nogil=True)
def legal_shifts(M, shifts, day, first):
    """bool [n, S]: whether the lines ``shifts`` [n, D] of the model's people from row ``first`` on are legal with each shift on
    ``day``, hard minima included; projects are not looked at."""
    people, size = shifts.shape[0], M.allow_shift.shape[2]
    found = np.zeros((people, size), np.bool_)
    for row in range(people):
        e = first + row
        line = shifts[row].copy()
        for shift in range(size):
            if M.allow_shift[e, day, shift] < HARD:
                line[day] = shift
                total, short = shifts_cost(M, line, e)
                found[row, shift] = total < HARD and short == 0
    return found
