"""When a project is open, on the wall-clock grid."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from wfm.data.tables import Project
from wfm.timegrid import MINUTES_PER_DAY, Horizon, minutes_of, slots_per_day

BoolArray = npt.NDArray[np.bool_]


def open_slots(project: Project, horizon: Horizon, interval_minutes: int) -> BoolArray:
    """Whether ``project`` is open, bool [days, slots]; a slot is open when any minute of it is.

    ``open_days`` names the day an opening begins on: hours past midnight belong to the evening before. Opening and closing
    at the same time means around the clock.
    """
    opens, closes = minutes_of(project.opens), minutes_of(project.closes)
    if closes <= opens:
        closes += MINUTES_PER_DAY
    start = np.arange(2 * slots_per_day(interval_minutes)) * interval_minutes
    two_days = ((start + interval_minutes > opens) & (start < closes)).reshape(2, -1)
    begins = np.array([str(day.isoweekday()) in project.open_days for day in horizon.dates])
    eve = str((horizon.start.isoweekday() - 2) % 7 + 1) in project.open_days
    before = np.concatenate([[eve], begins[:-1]])
    return np.asarray((begins[:, None] & two_days[0]) | (before[:, None] & two_days[1]))
