"""The taut string: the straightest way of getting work done between what has arrived and what is due.

Cumulative work done may not pass cumulative arrivals and may not fall behind cumulative deadlines. The shortest path in
that tube has, of all schedules, the lowest peak and the least sum of any convex cost of its rates. With deadlines in the
order of arrival it is the schedule of Yao, Demers & Shenker (1995, critical intervals); sources: docs/staffing.md.
"""

from __future__ import annotations

import math

import numpy as np

from wfm.staffing.checks import FloatArray
from wfm.staffing.compiled import compiled


@compiled
def taut_string(due: FloatArray, arrived: FloatArray) -> FloatArray:
    """Work done in each interval; ``due`` <= ``arrived``: cumulative work at the end of each, ascending, equal at the last.

    Same unit as the arguments. From a corner the string runs straight until no slope fits between the two curves, and bends
    where it last touched the one in its way.
    """
    size = due.size
    done = np.zeros(size)
    i, level = -1, 0.0
    while i < size - 1:
        least, most = -math.inf, math.inf
        at_least, at_most = i + 1, i + 1
        bend, target = size - 1, arrived[size - 1]
        for j in range(i + 1, size):
            lower = (due[j] - level) / (j - i)
            upper = (arrived[j] - level) / (j - i)
            if lower > most:
                bend, target = at_most, arrived[at_most]
                break
            if upper < least:
                bend, target = at_least, due[at_least]
                break
            if lower >= least:
                least, at_least = lower, j
            if upper <= most:
                most, at_most = upper, j
        rate = max(0.0, (target - level) / (bend - i))
        for j in range(i + 1, bend + 1):
            done[j] = rate
        i, level = bend, target
    return done
