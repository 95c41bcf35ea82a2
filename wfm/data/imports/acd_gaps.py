"""Which absent intervals are missing and which are closed hours, by what each group's other days hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from wfm.data.imports.findings import Findings

_ENOUGH = 3
"""Days of a kind needed before they speak for themselves; fewer are judged with all other days."""


def missing_starts(starts: Mapping[str, set[datetime]], minutes: int, found: Findings) -> dict[str, set[datetime]]:
    """Group -> starts that are absent though the group is usually open then; closed hours are reported as a guess.

    A time of day is open on a weekday when at least half of that weekday's dates have it (weekdays with fewer than three
    dates are judged among working days or weekend days, else among all dates). A weekday without any row is closed.
    """
    everything = [start for group in starts.values() for start in group]
    if not everything:
        return {}
    first, last = min(everything).date(), max(everything).date()
    days = [first + timedelta(days=k) for k in range((last - first).days + 1)]
    missing: dict[str, set[datetime]] = {}
    for group, present in starts.items():
        lost = _missing_of_group(present, days, minutes)
        if lost:
            missing[group] = lost
        _report_hours(group, present, minutes, found)
    _report_missing(missing, minutes, found)
    return missing


def _missing_of_group(present: set[datetime], days: list[date], minutes: int) -> set[datetime]:
    open_weekdays = {start.weekday() for start in present}
    working = [day for day in days if day.weekday() in open_weekdays]
    usual = {weekday: _usual_slots(present, working, weekday) for weekday in open_weekdays}
    expected = (
        datetime(day.year, day.month, day.day) + timedelta(minutes=slot)
        for day in working
        for slot in range(0, 1440, minutes)
        if slot in usual[day.weekday()]
    )
    return {start for start in expected if start not in present}


def _usual_slots(present: set[datetime], days: list[date], weekday: int) -> set[int]:
    """Minutes of the day that at least half of the dates comparable with this weekday have."""
    same = {weekday}
    if sum(day.weekday() == weekday for day in days) < _ENOUGH:
        same = {other for other in range(7) if (other >= 5) == (weekday >= 5)}
    if sum(day.weekday() in same for day in days) < _ENOUGH:
        same = set(range(7))
    dates = sum(day.weekday() in same for day in days)
    counted = Counter(start.hour * 60 + start.minute for start in present if start.weekday() in same)
    return {slot for slot, count in counted.items() if 2 * count >= dates}


def _report_hours(group: str, present: set[datetime], minutes: int, found: Findings) -> None:
    slots = {start.hour * 60 + start.minute for start in present}
    if len(slots) * minutes < 1440:
        first, last = min(slots), max(slots) + minutes
        found.guess("closed_hours", value=group, opens=_clock(first), closes=_clock(last))
    weekdays = {start.weekday() for start in present}
    if len({start.date() for start in present}) >= 7 and len(weekdays) < 7:
        closed = ", ".join(str(day + 1) for day in range(7) if day not in weekdays)
        found.guess("closed_weekdays", value=group, weekdays=closed)


def _report_missing(missing: Mapping[str, set[datetime]], minutes: int, found: Findings) -> None:
    """One finding per stretch and set of groups."""
    runs: dict[tuple[datetime, datetime], list[str]] = {}
    for group, lost in missing.items():
        for first, last in _stretches(sorted(lost), minutes):
            runs.setdefault((first, last), []).append(group)
    for (first, last), groups in sorted(runs.items()):
        end = last + timedelta(minutes=minutes)
        each = int((end - first).total_seconds()) // 60 // minutes
        found.warn(
            "missing_intervals",
            value=f"{first:%Y-%m-%d %H:%M}-{_clock(end.hour * 60 + end.minute)}",
            intervals=each,
            groups=", ".join(groups),
            rows=each * len(groups),
        )


def _stretches(starts: list[datetime], minutes: int) -> list[tuple[datetime, datetime]]:
    stretches: list[tuple[datetime, datetime]] = []
    for start in starts:
        if stretches and start - stretches[-1][1] == timedelta(minutes=minutes):
            stretches[-1] = (stretches[-1][0], start)
        else:
            stretches.append((start, start))
    return stretches


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
