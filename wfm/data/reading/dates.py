"""Dates and moments in the forms offices write them; a form that could mean two days is refused, never guessed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from wfm.data.reading import faults
from wfm.data.reading.cells import Cell, Unreadable

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_SERIAL = re.compile(r"(\d{5})(\.\d+)?")
_MOMENT = re.compile(
    r"(?P<day>.*?\d[日号]?)(?:[T\s]\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.0+)?)?"
    r"\s*(?P<offset>Z|[+-]\d{2}:?\d{2})?)?"
)
_EXCEL_ZERO = date(1899, 12, 30)
_SERIALS = range(20000, 80000)
MOMENT_YEARS = range(1900, 2200)
"""Years in which an interval may start; plain dates may lie further off, such as 9999-12-31 for "without end"."""


def day(text: str) -> Cell:
    """A date: 2026-08-01, 2026/8/1, 2026.8.1, 2026年8月1日, 20260801, an Excel serial; 25/12/2026 where only one reading
    exists. Forms other than the first are noted; 3/4/2026 is refused."""
    if match := _ISO.fullmatch(text):
        return Cell(_date(match[1], match[2], match[3]))
    if match := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return Cell(_date(match[1], match[2], match[3]), (faults.OTHER_DATE_FORM,))
    if match := _YEAR_LAST.fullmatch(text):
        return Cell(_year_last(int(match[1]), int(match[2]), int(match[3])), (faults.OTHER_DATE_FORM,))
    if (match := _SERIAL.fullmatch(text)) and int(match[1]) in _SERIALS and not float(match[2] or 0):
        return Cell(_EXCEL_ZERO + timedelta(days=int(match[1])), (faults.OTHER_DATE_FORM,))
    raise Unreadable(faults.BAD_DATE)


def day_text(text: str) -> Cell:
    """A date written back as 2026-08-01."""
    cell = day(text)
    return Cell(str(cell.value), cell.notes)


def moment(text: str) -> Cell:
    """A date with a time of day (midnight when there is none) and perhaps an offset; 24:00 is the next midnight.

    The value is a naive or zone-aware ``datetime``; ``in_zone`` gives naive ones their zone.
    """
    if serial := _SERIAL.fullmatch(text):
        return _serial_moment(int(serial[1]), float(serial[2] or 0))
    match = _MOMENT.fullmatch(text)
    if not match:
        raise Unreadable(faults.BAD_DATE)
    found = day(match["day"])
    assert isinstance(found.value, date)
    if found.value.year not in MOMENT_YEARS:
        raise Unreadable(faults.BAD_DATE)
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    if minute > 59 or second > 59 or hour * 3600 + minute * 60 + second > 86400:
        raise Unreadable(faults.BAD_DATE)
    naive = datetime(found.value.year, found.value.month, found.value.day) + timedelta(hours=hour, minutes=minute, seconds=second)
    return Cell(_with_offset(naive, match["offset"]), found.notes)


def in_zone(cell: Cell, zone: ZoneInfo) -> Cell:
    """The moment in ``zone``; a local time skipped by the clock change is refused, a repeated one is its first pass."""
    value = cell.value
    assert isinstance(value, datetime)
    if value.tzinfo is not None:
        return Cell(value.astimezone(zone), cell.notes)
    local = value.replace(tzinfo=zone)
    if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != value:
        raise Unreadable(faults.NO_SUCH_TIME, zone=zone.key)
    twice = local.utcoffset() != local.replace(fold=1).utcoffset()
    return Cell(local, (*cell.notes, faults.REPEATED_HOUR) if twice else cell.notes)


def _date(year: str, month: str, number: str) -> date:
    try:
        found = date(int(year), int(month), int(number))
    except ValueError as error:
        raise Unreadable(faults.BAD_DATE) from error
    if found.year < MOMENT_YEARS.start:
        raise Unreadable(faults.BAD_DATE)
    return found


def _year_last(first: int, second: int, year: int) -> date:
    if first <= 12 and second <= 12 and first != second:
        raise Unreadable(faults.AMBIGUOUS_DATE)
    number, month = max(first, second), min(first, second)
    return _date(str(year), str(month), str(number))


def _serial_moment(whole: int, fraction: float) -> Cell:
    if whole not in _SERIALS:
        raise Unreadable(faults.BAD_DATE)
    start = datetime(1899, 12, 30) + timedelta(days=whole, minutes=round(fraction * 1440))
    return Cell(start, (faults.OTHER_DATE_FORM,))


def _with_offset(naive: datetime, offset: str | None) -> datetime:
    if not offset:
        return naive
    return naive.replace(tzinfo=datetime.strptime(offset, "%z").tzinfo)
