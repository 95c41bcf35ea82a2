"""A series as a table of days x slots, for the peers: what every one of them would do first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

FloatArray = npt.NDArray[np.float64]
RECENT_WEEKS = 8
"""Weeks behind a profile."""


@dataclass(frozen=True)
class Layout:
    """Past and future on one grid of consecutive days; ``known`` days belong to the past.

    ``calls``: float64 [known, slots], NaN where closed or not recorded; ``future_day``, ``future_slot``: int [future rows];
    ``names``: holiday of each day, empty for none; ``weather``: float64 [days] or None.
    """

    dates: pd.DatetimeIndex
    minutes: npt.NDArray[np.int64]
    calls: FloatArray
    future_day: npt.NDArray[np.int64]
    future_slot: npt.NDArray[np.int64]
    names: npt.NDArray[np.object_]
    weather: FloatArray | None

    @property
    def known(self) -> int:
        """Days of the past."""
        return len(self.calls)

    @cached_property
    def weekday(self) -> npt.NDArray[np.int64]:
        """Weekday of each day, Monday = 0."""
        return np.asarray(self.dates.weekday, dtype=np.int64)

    @cached_property
    def open_weekdays(self) -> list[int]:
        """Weekdays with rows in the past or the future."""
        seen = self.weekday[: self.known][~np.isnan(self.calls).all(axis=1)]
        return sorted(set(seen) | set(self.weekday[self.future_day]))

    @cached_property
    def filled(self) -> FloatArray:
        """``calls`` with unrecorded cells of partly recorded days filled by the weekday's mean of that slot; closed stays NaN."""
        made = self.calls.copy()
        for weekday in range(7):
            rows = np.flatnonzero(self.weekday[: self.known] == weekday)
            own = self.calls[rows]
            recorded = ~np.isnan(own)
            usual = recorded.mean(axis=0) > 0.5 if len(rows) else np.zeros(self.calls.shape[1], dtype=bool)
            means = np.where(recorded, own, 0.0).sum(axis=0) / np.maximum(recorded.sum(axis=0), 1)
            gap = ~recorded & usual & recorded.any(axis=1)[:, None]
            made[rows] = np.where(gap, means, own)
        return made

    @cached_property
    def totals(self) -> FloatArray:
        """Daily totals of the past, NaN for closed days."""
        closed = np.isnan(self.filled).all(axis=1)
        return np.where(closed, np.nan, np.nansum(self.filled, axis=1))

    def spread(self, daily: FloatArray) -> FloatArray:
        """Daily totals of all days [days] x mean profile of the weekday -> the future's rows."""
        shares = np.stack([self._profile(weekday) for weekday in range(7)])
        share = shares[self.weekday[self.future_day], self.future_slot]
        per_day = np.bincount(self.future_day, weights=share, minlength=len(self.dates))
        rows = np.bincount(self.future_day, minlength=len(self.dates))
        even = 1.0 / np.maximum(rows, 1)[self.future_day]
        share = np.where(per_day[self.future_day] > 0, share / np.maximum(per_day[self.future_day], 1e-12), even)
        return daily[self.future_day] * share

    def _profile(self, weekday: int) -> FloatArray:
        """Share of the day per slot over the latest ordinary days of a weekday (over all days when there are none)."""
        ordinary = (self.names[: self.known] == "") & ~np.isnan(self.totals)
        rows = np.flatnonzero(ordinary & (self.weekday[: self.known] == weekday))[-RECENT_WEEKS:]
        rows = rows if len(rows) else np.flatnonzero(ordinary)[-RECENT_WEEKS:]
        sums = np.nansum(self.filled[rows], axis=0)
        return sums / max(sums.sum(), 1e-12)


def layout(history: pd.DataFrame, future: pd.DataFrame) -> Layout:
    """The grid of a history and a future table (columns as cases.py says; ``start`` already timestamps)."""
    both = pd.concat([history, future], ignore_index=True)
    both_days = both["start"].dt.normalize()
    dates = pd.date_range(both_days.min(), both_days.max(), freq="D")
    clock = (both["start"].dt.hour * 60 + both["start"].dt.minute).to_numpy(dtype=np.int64)
    minutes = np.unique(clock)
    day = (both_days - dates[0]).dt.days.to_numpy(dtype=np.int64)
    slot = np.searchsorted(minutes, clock)
    past = len(history)
    known = int(day[past:].min())
    calls = np.full((known, len(minutes)), np.nan)
    calls[day[:past], slot[:past]] = history["calls"].to_numpy(dtype=np.float64)
    names = np.full(len(dates), "", dtype=object)
    names[day] = both["holiday"].fillna("").to_numpy()
    weather = _weather(both, day, len(dates)) if "temperature" in future.columns else None
    return Layout(dates, minutes, calls, day[past:], slot[past:], names, weather)


def _weather(both: pd.DataFrame, day: npt.NDArray[np.int64], days: int) -> FloatArray:
    """Mean temperature per day."""
    means = both.groupby(day)["temperature"].mean().reindex(range(days)).interpolate(limit_direction="both")
    return means.to_numpy(dtype=np.float64)
