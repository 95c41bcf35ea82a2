"""What is treated for fitting only: gaps, stretches of zeros, outliers, older levels. Everything is listed and can be undone.

A stretch of zeros inside a day is taken as a gap when its intervals usually bring 25 calls and more (Poisson chance of none:
e^-25), judged by the medians of the fifteen nearest days of its kind, so that new opening hours soon speak for themselves, and
when the intervals on both sides are as busy as usual (zeros to the day's end look like closing early). A day with under a tenth
of the median of its weekday, where that is 40 calls and more, is taken as one too. ``history_notes.csv`` overrules both ways:
``real`` is never touched, ``gap`` always left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import numpy as np
import pandas as pd

from wfm.data.tables import HistoryNote
from wfm.forecast.breaks import Break, find_breaks, levelled
from wfm.forecast.daily import DailySeries, explained, weekday_medians, winsorised, without
from wfm.forecast.events import runs
from wfm.forecast.history import FloatArray, History
from wfm.forecast.opening import BoolArray, Service

GAP_CALLS = 25.0
NEAR_ZERO_SHARE, NEAR_ZERO_FROM = 0.1, 40.0
_NEAREST_DAYS = 15
_FLANK_SHARE = 0.3


@dataclass(frozen=True)
class Verdicts:
    """The planner's word on days of history: ``real`` is used as it is, ``gap`` left out."""

    real: frozenset[date] = frozenset()
    gap: frozenset[date] = frozenset()


@dataclass(frozen=True)
class Treated:
    """One treatment. ``first``, ``last``: dates, or times within a day; ``kind``: gap, stretch, noted, missing, outlier or break;
    ``recorded`` and ``used``: calls a day (of the stretch for stretches); NaN = none, left out of fitting."""

    first: date | datetime
    last: date | datetime
    kind: str
    recorded: float
    used: float


@dataclass(frozen=True, eq=False)
class Prepared:
    """A series ready for the members, the days pulled in (indices) and the level breaks evened out."""

    series: DailySeries
    outliers: tuple[int, ...]
    breaks: tuple[Break, ...]


def verdicts(notes: Iterable[HistoryNote], project: str) -> Verdicts:
    """The days of ``project`` that ``history_notes.csv`` speaks of."""
    days: dict[str, set[date]] = {"real": set(), "gap": set()}
    for note in notes:
        if note.project == project:
            days[note.verdict] |= {note.from_date + timedelta(days=k) for k in range((note.to_date - note.from_date).days + 1)}
    return Verdicts(frozenset(days["real"]), frozenset(days["gap"]))


def prepared(series: DailySeries) -> Prepared:
    """Older levels moved to the newest, then days far off pulled in; looks at nothing but ``series``."""
    breaks = find_breaks(series)
    level = levelled(series, breaks)
    final, outliers = winsorised(level)
    return Prepared(final, tuple(outliers), breaks)


def without_gaps(history: History, service: Service, said: Verdicts, known: Iterable[date] = ()) -> tuple[History, list[Treated]]:
    """``history`` without the days noted as gaps and without stretches of zeros within a day; and what was left out.

    ``known``: days an event or the like accounts for, never treated.
    """
    dates, inside = history.dates, service.mask(history.dates)
    noted = np.array([day in said.gap for day in dates], dtype=np.bool_)
    exempt = said.real | frozenset(known)
    own = np.array([day in exempt or service.calendar.position(day) is not None for day in dates], dtype=np.bool_)
    zero = (history.calls == 0) & inside & ~(own | noted)[:, None]
    found = list(_noted(history, noted))
    calls = np.where(noted[:, None], np.nan, history.calls)
    usual = _usual(calls, inside, service, dates) if zero.any() else calls
    for day in np.flatnonzero(zero.any(axis=1)):
        for first, last in _stretches(zero[day]):
            expected = float(np.nansum(usual[day, first:last]))
            if expected >= GAP_CALLS and _flanked(calls[day], usual[day], first, last):
                calls[day, first:last] = np.nan
                step = 1440 // calls.shape[1]
                begin = datetime.combine(dates[day], time())
                ends = (begin + timedelta(minutes=step * first), begin + timedelta(minutes=step * last))
                found.append(Treated(*ends, "stretch", 0.0, float("nan")))
    if not found:
        return history, []
    return replace(history, calls=calls), found


def near_zeros(series: DailySeries) -> list[int]:
    """Days that are not zero but next to nothing against their weekday, with nothing to explain it."""
    usual = weekday_medians(series)
    with np.errstate(invalid="ignore"):
        low = (series.totals > 0) & (series.totals < NEAR_ZERO_SHARE * usual) & (usual >= NEAR_ZERO_FROM)
    return [int(k) for k in np.flatnonzero(low) if not explained(series, series.dates[k])]


def treatments(raw: FloatArray, zeros: Sequence[int], missing: Sequence[int], done: Prepared) -> list[Treated]:
    """Everything done to the days of a series. ``raw``: float64 [days], calls as recorded, events included."""
    series = done.series
    dates, factor = series.dates, series.factor(series.dates)
    found = [Treated(first, last, "gap", _mean(raw, series, first, last), float("nan")) for first, last in _spans(series, zeros)]
    nothing = sorted(set(missing) - set(zeros))
    found += [Treated(first, last, "missing", float("nan"), float("nan")) for first, last in _spans(series, nothing)]
    found += [Treated(dates[k], dates[k], "outlier", float(raw[k]), float(series.totals[k] * factor[k])) for k in done.outliers]
    start = 0
    for one in done.breaks:
        before = float(np.nanmean(raw[start : one.index]))
        found.append(Treated(dates[start], dates[one.index - 1], "break", before, before * float(np.exp(one.size))))
        start = one.index
    return sorted(found, key=lambda one: (str(one.first), one.kind))


def drop(series: DailySeries, days: Iterable[int]) -> DailySeries:
    """The series with ``days`` (indices) unknown."""
    return without(series, sorted(set(days)))


def _spans(series: DailySeries, days: Iterable[int]) -> list[tuple[date, date]]:
    return runs(series.dates[k] for k in days)


def _mean(raw: FloatArray, series: DailySeries, first: date, last: date) -> float:
    part = raw[(first - series.first).days : (last - series.first).days + 1]
    return float(np.nanmean(part)) if np.isfinite(part).any() else float("nan")


def _noted(history: History, noted: BoolArray) -> Iterator[Treated]:
    for first, last in runs(day for day, gone in zip(history.dates, noted, strict=True) if gone):
        part = history.calls[(first - history.first).days : (last - history.first).days + 1]
        yield Treated(first, last, "noted", float(np.nansum(part)) / len(part), float("nan"))


def _usual(calls: FloatArray, inside: BoolArray, service: Service, dates: Sequence[date]) -> FloatArray:
    """float64 [days, slots]: median of each interval over the fifteen nearest days of its kind (workdays, rest days)."""
    usual = np.full_like(calls, np.nan)
    work = np.array([service.calendar.is_workday(day) for day in dates], dtype=np.bool_)
    for chosen in (work, ~work):
        table = pd.DataFrame(np.where(inside, calls, np.nan)[chosen])
        usual[chosen] = table.rolling(_NEAREST_DAYS, center=True, min_periods=5).median().to_numpy()
    return usual


def _flanked(calls: FloatArray, usual: FloatArray, first: int, last: int) -> bool:
    """Whether the intervals on both sides of a stretch are as busy as usual: zeros to the end of a day look like closing early,
    not like a source that was silent."""
    sides = [k for k in (first - 1, last) if 0 <= k < len(calls)]
    return len(sides) == 2 and all(calls[k] >= _FLANK_SHARE * usual[k] and calls[k] > 0 for k in sides)


def _stretches(zero: BoolArray) -> list[tuple[int, int]]:
    """Runs of True as (first, one past the last)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], zero.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
