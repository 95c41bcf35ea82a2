"""History of one project on the wall-clock grid days x slots."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from wfm.timegrid import slots_per_day, zone

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_STEPS = (60, 30, 20, 15, 10, 5, 1)
_LONGEST_AHT = 4 * 3600.0


@dataclass(frozen=True, eq=False)
class History:
    """``calls``: float64 [days, slots], calls per interval, NaN = missing. ``handled``: float64 [days, slots], calls that
    carry a handling time (0 where none); ``busy_seconds``: their handling time summed. ``step``: minutes of the source."""

    project: str
    first: date
    calls: FloatArray
    handled: FloatArray
    busy_seconds: FloatArray
    step: int

    @property
    def days(self) -> int:
        """Days from the first to the last recorded one."""
        return int(self.calls.shape[0])

    def until(self, days: int) -> History:
        """The first ``days`` days only."""
        return History(self.project, self.first, self.calls[:days], self.handled[:days], self.busy_seconds[:days], self.step)

    @cached_property
    def dates(self) -> list[date]:
        """Every date of the grid."""
        return [self.first + timedelta(days=k) for k in range(self.days)]


def grid_history(frame: pd.DataFrame, project: str, interval_minutes: int, timezone: str, before: date) -> History | None:
    """The rows of ``project`` before ``before`` on the grid; None when nothing is recorded.

    Rows finer than the interval are summed, coarser ones spread evenly. A missing piece of an interval is scaled by those
    present, unless that interval never has more pieces (closing in its middle). On the 25-hour day the two passes of the
    repeated hour are averaged: a slot always holds calls per interval.
    """
    rows = frame[(frame["project"] == project) & frame["calls"].notna()]
    wall = pd.DatetimeIndex(rows["start"]).tz_convert(zone(timezone)).tz_localize(None)
    early = np.asarray(wall < pd.Timestamp(before))
    rows, wall = rows[early], wall[early]
    if len(rows) == 0:
        return None
    first = wall.min().date()
    day = np.asarray((wall.normalize() - pd.Timestamp(first)).days, dtype=np.int64)
    minute = np.asarray(wall.hour * 60 + wall.minute, dtype=np.int64)
    step = _step(minute)
    piece = math.gcd(step, interval_minutes)
    copies = step // piece
    slot = (np.repeat(minute // step * step, copies) + np.tile(np.arange(copies) * piece, len(rows))) // interval_minutes
    cell = np.repeat(day, copies) * slots_per_day(interval_minutes) + slot
    shape = (int(day.max()) + 1, slots_per_day(interval_minutes))
    calls = rows["calls"].to_numpy(np.float64)
    count = _total(cell, np.ones(len(cell)), shape)
    summed = _total(cell, np.repeat(calls / copies, copies), shape)
    pieces = np.minimum(count.max(axis=0), interval_minutes / piece)
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = np.where(count > 0, summed / count * pieces, np.nan)
    weight, aht = _handling(rows, calls)
    handled = _total(cell, np.repeat(weight / copies, copies), shape)
    busy = _total(cell, np.repeat(weight * aht / copies, copies), shape)
    return History(project, first, rate, handled, busy, step)


def _step(minute: IntArray) -> int:
    """Minutes between rows at the source: the longest step nearly all rows are multiples of."""
    return next((step for step in _STEPS if np.mean(minute % step == 0) > 0.99), 1)


def _handling(rows: pd.DataFrame, calls: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Calls that carry a handling time, and that time; 0 and 0 where none is recorded or it is absurd."""
    aht = rows["aht_seconds"].to_numpy(np.float64)
    answered = rows["answered"].to_numpy(np.float64)
    weight = np.where(np.isnan(answered), calls, answered)
    usable = (aht > 0) & (aht <= _LONGEST_AHT) & (weight > 0)
    return np.where(usable, weight, 0.0), np.where(usable, aht, 0.0)


def _total(cell: IntArray, values: FloatArray, shape: tuple[int, int]) -> FloatArray:
    return np.bincount(cell, weights=values, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)
