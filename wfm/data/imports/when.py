"""When a row of an interval export begins: one cell may hold a clock, a range of clocks, a full moment, or a range of those."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from wfm.data import cells

_CLOCK = r"(?P<h{n}>\d{{1,2}})(?:[:.](?P<m{n}>\d{{2}})(?::\d{{2}})?|[时点](?:(?P<q{n}>\d{{1,2}})分?)?)\s*(?P<p{n}>[ap]m)?"
_DAY = r"(?P<d{n}>(?:\d{{4}}[-/.年]\s?\d{{1,2}}[-/.月]\s?\d{{1,2}}日?)[ T]*)?"
_SEPARATOR = r"\s*(?:-+|~|–|—|至|到|to)\s*"
_RANGE = re.compile(_DAY.format(n=1) + _CLOCK.format(n=1) + _SEPARATOR + _DAY.format(n=2) + _CLOCK.format(n=2), re.IGNORECASE)
_SINGLE = re.compile(_CLOCK.format(n=1), re.IGNORECASE)
_COMPACT_RANGE = re.compile(r"(?P<h1>\d{2})(?P<m1>\d{2})" + _SEPARATOR + r"(?P<h2>\d{2})(?P<m2>\d{2})")


@dataclass(frozen=True)
class When:
    """``day`` where the cell names one; ``minute`` of the day it starts at; ``length`` in minutes where a range says it."""

    day: date | None = None
    minute: int | None = None
    length: int | None = None


def read_when(value: object, order: str = "") -> When | None:
    """What a cell says about time; None when it cannot be read; ValueError when it has two readings. ``order`` of day and
    month as in ``cells.parse_date``."""
    if isinstance(value, time):
        return When(minute=_nearest(value.hour * 60 + value.minute + value.second / 60))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _of_number(float(value))
    if isinstance(value, (datetime, date)):
        return _of_moment(value)
    if not isinstance(value, str):
        return None
    text = cells.tidy(value)
    for pattern in (_RANGE, _COMPACT_RANGE):
        match = pattern.fullmatch(text)
        if match:
            return _of_range(match)
    match = _SINGLE.fullmatch(text)
    if match:
        minute = _minute(match, "1")
        return None if minute is None or minute >= 1440 else When(minute=minute)
    number = cells.parse_number(text)
    if number is not None and number < 1:
        return _of_number(number)
    if number is not None and text.isdigit() and len(text) <= 2:
        return _of_number(number)
    return _of_moment(value, order)


def _of_number(number: float) -> When | None:
    """A fraction of a day, an hour of the day, or an Excel serial day."""
    if 0 < number < 1:
        return When(minute=_nearest(number * 1440))
    if 0 <= number < 24 and number.is_integer():
        return When(minute=int(number) * 60)
    return _of_moment(number)


def _of_moment(value: object, order: str = "") -> When | None:
    moment = cells.parse_moment(value, order)
    return None if moment is None else When(moment.date(), moment.hour * 60 + moment.minute)


def _of_range(match: re.Match[str]) -> When | None:
    start, end = _minute(match, "1"), _minute(match, "2")
    if start is None or end is None or start >= 1440:
        return None
    parts = match.groupdict()
    day = cells.parse_date(parts["d1"].strip()) if parts.get("d1") else None
    length = (end - start) % 1440 or 1440
    return When(day, start, length)


def _minute(match: re.Match[str], which: str) -> int | None:
    parts = match.groupdict()
    hour, minute = int(parts[f"h{which}"]), int(parts.get(f"m{which}") or parts.get(f"q{which}") or 0)
    half = (parts.get(f"p{which}") or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    total = hour * 60 + minute
    return total if minute < 60 and total <= 1440 else None


def _nearest(minutes: float) -> int:
    """Whole minutes of the day; Excel's 00:29:59.9 is 00:30."""
    return round(minutes) % 1440
