"""The day's shape: which share of a day's calls falls into each interval, by day type.

Types are the seven weekdays, and holidays. Each type's shape is shrunken towards its group (workdays or rest days), the
groups towards the shape of all days, as far as their differences stand out of the noise (empirical Bayes): the weight of a
type is ``between / (between + noise / calls)`` per interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from wfm.calendars import DayCalendar
from wfm.forecast.history import FloatArray, History
from wfm.forecast.opening import BoolArray, Service, workday_near

_HOLIDAY = 7
_HALF_LIFE_DAYS = 90.0
_SMOOTH_CALLS = 50.0
_FAR_OFF = 2.0
"""A day's shape is far off when its Pearson statistic is this many times the median day's."""
_LEAST_MEAN = 0.5
_ROUNDS = 2
_KERNEL = (0.25, 0.5, 0.25)


@dataclass(frozen=True)
class Profile:
    """``shape``: float64 [8, slots], rows = Monday..Sunday and holiday, not yet cut to the served intervals."""

    shape: FloatArray
    service: Service

    def shares(self, dates: Sequence[date]) -> FloatArray:
        """float64 [len(dates), slots]: shares of the day's calls, each row summing to 1 (0 on closed days)."""
        if not dates:
            return np.zeros((0, self.shape.shape[1]))
        served = self.service.mask(dates)
        rows = self.shape[[_day_type(day, self.service.calendar) for day in dates]] * served
        total = rows.sum(axis=1, keepdims=True)
        even = served / np.maximum(served.sum(axis=1, keepdims=True), 1)
        return np.asarray(np.where(total > 0, rows / np.where(total > 0, total, 1.0), even))


def fit_profile(history: History, totals: FloatArray, service: Service) -> Profile:
    """Estimate the shapes from ``history`` and its daily ``totals`` (NaN = day not used); recent days count more, days
    whose shape is far off (an outage, a rush) less."""
    fade = 0.5 ** ((history.days - 1 - np.arange(history.days)) / _HALF_LIFE_DAYS)
    found = _fitted(history, totals, service, fade)
    for _ in range(_ROUNDS):
        found = _fitted(history, totals, service, fade * _trust(history, totals, found))
    return found


def _trust(history: History, totals: FloatArray, profile: Profile) -> FloatArray:
    """float64 [days]: 1, less for a day whose Pearson statistic per interval is over ``_FAR_OFF`` times the median day's."""
    mean = np.nan_to_num(totals)[:, None] * profile.shares(history.dates)
    use = np.isfinite(history.calls) & (mean > 0)
    gap = np.where(use, (np.nan_to_num(history.calls) - mean) ** 2 / np.maximum(mean, _LEAST_MEAN), 0.0)
    cells = use.sum(axis=1)
    off = gap.sum(axis=1) / np.maximum(cells, 1)
    usual = float(np.median(off[cells > 0])) if (cells > 0).any() else 0.0
    return np.minimum(1.0, _FAR_OFF * usual / np.maximum(off, 1e-9)) if usual > 0 else np.ones(len(off))


def _fitted(history: History, totals: FloatArray, service: Service, fade: FloatArray) -> Profile:
    dates, calendar = history.dates, service.calendar
    types = np.array([_day_type(day, calendar) for day in dates])
    used = np.isfinite(totals) & (np.nan_to_num(totals) > 0)
    present = np.isfinite(history.calls) & service.mask(dates) & used[:, None]
    calls = np.where(present, history.calls, 0.0) * fade[:, None]
    exposure = np.where(present, np.nan_to_num(totals)[:, None], 0.0) * fade[:, None]
    counted = np.stack([calls[types == k].sum(axis=0) for k in range(8)])
    exposed = np.stack([exposure[types == k].sum(axis=0) for k in range(8)])
    groups = _groups(calendar)
    pooled = _smoothed(counted.sum(axis=0), exposed.sum(axis=0))
    shape = np.empty_like(counted)
    for members in groups:
        count, out_of = counted[members].sum(axis=0), exposed[members].sum(axis=0)
        own = _smoothed(count, out_of, pooled)
        group = _shrink(own[None, :], out_of[None, :], pooled, 0.25, 1.0)[0]
        parts = np.where(exposed[members] > 0, counted[members] / np.maximum(exposed[members], 1e-9), group)
        noise = _dispersion(history.calls, np.nan_to_num(totals), present, types, members, parts)
        shape[members] = _shrink(parts, exposed[members], group, _between(parts, exposed[members], group, noise), noise)
    return Profile(shape, service)


def _day_type(day: date, calendar: DayCalendar) -> int:
    """Row of the shape table: a holiday on a weekday has its own, a make-up day takes a workday's."""
    if calendar.is_makeup(day):
        return workday_near(day.weekday(), calendar)
    return _HOLIDAY if calendar.holiday(day) is not None else day.weekday()


def _groups(calendar: DayCalendar) -> list[list[int]]:
    rest = sorted(calendar.weekend_days)
    work = [w for w in range(7) if w not in calendar.weekend_days]
    return [group for group in (work, [*rest, _HOLIDAY]) if group]


def _smoothed(count: FloatArray, exposure: FloatArray, parent: FloatArray | None = None) -> FloatArray:
    """Shares of one type; intervals with few calls lean on their neighbours, the edges of the day stay as they are."""
    start = parent if parent is not None else np.full(len(count), 1.0 / len(count))
    seen = exposure > 0
    raw = np.where(seen, count / np.maximum(exposure, 1e-9), start)
    inner = np.zeros(len(count), dtype=np.bool_)
    inner[1:-1] = seen[:-2] & seen[1:-1] & seen[2:]
    around = raw.copy()
    around[1:-1] = _KERNEL[0] * raw[:-2] + _KERNEL[1] * raw[1:-1] + _KERNEL[2] * raw[2:]
    own = np.where(inner, count / (count + _SMOOTH_CALLS), 1.0)
    return np.asarray(own * raw + (1.0 - own) * around)


def _shrink(shares: FloatArray, exposure: FloatArray, parent: FloatArray, between: float, noise: float) -> FloatArray:
    """Rows pulled towards ``parent``: prior variance ``between * parent^2``, sampling variance ``noise * parent / calls``."""
    prior = between * parent * exposure
    return np.asarray(parent + prior / (prior + noise) * (shares - parent))


def _between(shares: FloatArray, exposure: FloatArray, parent: FloatArray, noise: float) -> float:
    """Squared relative difference of types beyond sampling noise, pooled over intervals; at least 0.0004 (2 %)."""
    seen = exposure > 0
    if not seen.any() or not parent.any():
        return 0.0004
    gap = np.where(seen, (shares - parent) ** 2 - noise * parent / np.maximum(exposure, 1e-9), 0.0)
    return float(np.clip(gap.sum() / np.where(seen, parent**2, 0.0).sum(), 0.0004, 4.0))


def _dispersion(
    calls: FloatArray, totals: FloatArray, present: BoolArray, types: np.ndarray, members: list[int], shares: FloatArray
) -> float:
    """Pearson variance ratio of intervals around their type's share; 1 = Poisson."""
    statistic, cells = 0.0, 0
    for row, member in enumerate(members):
        days = types == member
        mean = totals[days][:, None] * shares[row]
        use = present[days] & (mean > 0.5)
        statistic += float(np.sum((calls[days][use] - mean[use]) ** 2 / mean[use]))
        cells += int(use.sum())
    return max(statistic / cells, 1.0) if cells else 1.0
