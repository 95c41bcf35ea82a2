"""When a project is open, on the wall-clock grid."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from wfm.data.tables import Project
from wfm.timegrid import MINUTES_PER_DAY, minutes_of, slots_per_day

BoolArray = npt.NDArray[np.bool_]


def open_slots(project: Project, interval_minutes: int) -> BoolArray:
    """bool [7, slots]: weekday (0 Monday) x slot, True where any part of the interval lies in the opening hours.

    Hours that run past midnight belong to the day they open on. Equal times mean a full day.
    """
    slots = slots_per_day(interval_minutes)
    begins = np.arange(2 * slots) * interval_minutes
    opens, closes = minutes_of(project.opens), minutes_of(project.closes)
    if closes <= opens:
        closes += MINUTES_PER_DAY
    inside = (begins + interval_minutes > opens) & (begins < closes)
    grid = np.zeros((7, slots), dtype=np.bool_)
    for digit in project.open_days:
        weekday = int(digit) - 1
        grid[weekday] |= inside[:slots]
        grid[(weekday + 1) % 7] |= inside[slots:]
    return grid
