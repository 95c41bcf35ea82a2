"""How sure the handling time is: relative standard deviation of a day's true mean around its forecast, from the past.

At each origin the handling time is fitted to the days before and compared with the days ahead. With n calls handled a day's mean
misses its forecast by e, variance s^2 + c^2 / n: s is what stays with any number of calls, c the coefficient of variation of one
call (chance, which queue formulas and simulation carry already). s is set so that 80 % of the days have |e| within 1.2816
standard deviations, the distance of p10 and p90 of a normal law.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from wfm.calendars import DayCalendar
from wfm.forecast.handling import CALL_CV, fit_handling_time
from wfm.forecast.history import FloatArray, History
from wfm.forecast.selection import Origin

ASSUMED_HANDLING = 0.1
"""Where the past says nothing: the spread of a centre whose mix of work changes now and then."""
Z_80 = 1.2815515655446004
_LEAST_DAYS = 10
_SMALLEST, _LARGEST = 0.005, 1.0


def handling_spread(history: History, origins: Sequence[Origin], calendar: DayCalendar) -> float:
    """s, a share; ``ASSUMED_HANDLING`` with fewer than ten days to judge."""
    errors, chances = [], []
    for origin in origins:
        fitted, measured = fit_handling_time(history.until(origin.train), calendar, 0.0)
        if measured:
            here = slice(origin.first, origin.last)
            handled, busy = history.handled[here], history.busy_seconds[here].sum(axis=1)
            expected = (handled * fitted.by_slot(history.dates[here])).sum(axis=1)
            there = expected > 0
            errors.append(busy[there] / expected[there] - 1.0)
            chances.append(CALL_CV**2 / handled.sum(axis=1)[there])
    error, chance = (np.concatenate(part) if part else np.zeros(0) for part in (errors, chances))
    return ASSUMED_HANDLING if len(error) < _LEAST_DAYS else _fitted(error, chance)


def _fitted(error: FloatArray, chance: FloatArray) -> float:
    low, high = np.log(_SMALLEST), np.log(_LARGEST)
    for _ in range(14):
        middle = 0.5 * (low + high)
        inside = np.mean(np.abs(error) <= Z_80 * np.sqrt(np.exp(2.0 * middle) + chance))
        low, high = (middle, high) if inside < 0.8 else (low, middle)
    return float(np.exp(0.5 * (low + high)))
