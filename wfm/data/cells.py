"""Primitive parsing of what stands in one cell or one file: encodings, full-width signs, dates, numbers, durations, ids.

No function here guesses silently between two readings: a value that cannot be read gives ``None``, one with two readings
(1/8/2026) raises ValueError, and the caller names the cell.
"""

from __future__ import annotations

import codecs
import math
import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from wfm.errors import InputError

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPACES = {0x3000: " ", 0xA0: " ", 0x2002: " ", 0x2003: " ", 0x2009: " ", 0x202F: " "}
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
_HALF_WIDTH: dict[int, int | str | None] = {**_FULL_WIDTH, **_SPACES, **_INVISIBLE}

_UNDEFINED = frozenset({"", "-", "--", "---", "—", "——", "–", "null", "n/a", "#n/a", "na", "nan", "none", "#div/0!", "/", "无"})
_SERIAL_DAYS = (32874, 73051)
"""Excel serial days accepted as dates: 1990-01-01 up to 2100-01-01 (excluded)."""

_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, start=1)}
_CLOCK = r"(?:[ T]*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?)?"
_ZONE = r"(?: ?(?:Z|[+-]\d{2}:?\d{2}))?"
_WEEKDAY = r"(?:[ ,]*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?|[ ,]*\(?(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\)?)?"
_TAIL = _WEEKDAY + _CLOCK + _ZONE
_YEAR_FIRST = re.compile(r"(?P<y>\d{4})(?:-|/|\.|年) ?(?P<m>\d{1,2})(?:-|/|\.|月) ?(?P<d>\d{1,2})日?" + _TAIL, re.IGNORECASE)
_COMPACT = re.compile(r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})" + _TAIL, re.IGNORECASE)
_DAY_NAME = re.compile(r"(?P<d>\d{1,2})[- /]?(?P<name>[a-z]{3,9})\.?[-, /]+(?P<y>\d{4})" + _TAIL, re.IGNORECASE)
_NAME_DAY = re.compile(r"(?P<name>[a-z]{3,9})\.? (?P<d>\d{1,2}),? (?P<y>\d{4})" + _TAIL, re.IGNORECASE)
_YEAR_LAST = re.compile(r"(?P<a>\d{1,2})(?:-|/|\.)(?P<b>\d{1,2})(?:-|/|\.)(?P<y>\d{4}|\d{2})" + _TAIL, re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:[, ]\d{3})+)?(?:\.\d*)?(?:[eE][+-]?\d+)?")
_DURATION = re.compile(r"(?:(?P<days>\d+)(?:\.| ?days?,? ?| ?天 ?))?(?P<h>\d+):(?P<m>[0-5]?\d):(?P<s>[0-5]?\d(?:\.\d+)?)")
_MINUTES = re.compile(r"(?P<m>\d+):(?P<s>[0-5]\d(?:\.\d+)?)")
_WORDS = re.compile(
    r"(?:(?P<h>\d+) ?(?:小时|时|h))? ?(?:(?P<m>\d+) ?(?:分钟|分|min|m))? ?(?:(?P<s>\d+(?:\.\d+)?) ?(?:秒|sec|s))?", re.IGNORECASE
)


def decode(raw: bytes) -> tuple[str, str]:
    """Text of ``raw`` and the encoding it was read in: a byte-order mark decides, else UTF-8, else GB18030 (holds GBK).

    Raises InputError naming the line when neither reads every byte.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if raw.startswith(mark):
            return decode_as(raw, encoding), encoding
    if b"\0" in raw:
        raise InputError("imports.not_text", line=raw[: raw.index(b"\0")].count(b"\n") + 1)
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return decode_as(raw, "gb18030"), "gb18030"


def decode_as(raw: bytes, encoding: str) -> str:
    """Text of ``raw`` in a named encoding; InputError names the first line that cannot be read, or the unknown encoding."""
    try:
        return raw.decode(encoding)
    except LookupError as error:
        raise InputError("imports.no_such_encoding", value=encoding) from error
    except UnicodeDecodeError as error:
        raise InputError("imports.undecodable", line=raw[: error.start].count(b"\n") + 1, encoding=encoding) from error


def halfwidth(text: str) -> str:
    """``text`` with full-width letters, digits and signs as ASCII, all spaces plain, invisible marks dropped; not stripped."""
    return text.translate(_HALF_WIDTH)


def tidy(value: object) -> str:
    """A cell as text for comparing: half-width, no surrounding white space, runs of it (line breaks too) one space."""
    return "" if value is None else _tidied(value if isinstance(value, str) else str(value))


@lru_cache(maxsize=65536)
def _tidied(text: str) -> str:
    return " ".join(halfwidth(text).split())


def is_undefined(value: object) -> bool:
    """Whether a cell says "no value": empty, ``--``, ``-``, NULL, N/A, NaN, a division by zero."""
    if value is None:
        return True
    if isinstance(value, float):
        return math.isnan(value)
    return isinstance(value, str) and tidy(value).lower() in _UNDEFINED


def parse_date(value: object, order: str = "") -> date | None:
    """The calendar date in a cell; None = not a date; ValueError = day and month cannot be told apart, or no such date.

    Read: dates, Excel serial days (numbers too), 2026-08-01, 2026/8/1, 2026.8.1, 2026年8月1日, 20260801, 1 Aug 2026,
    Aug 1, 2026, 13/8/2026, each with a weekday or a clock time behind it. ``order``: "dmy" or "mdy" settles 1/8/2026.
    """
    moment = parse_moment(value, order)
    return None if moment is None else moment.date()


def parse_moment(value: object, order: str = "") -> datetime | None:
    """Date and wall-clock time in a cell (midnight when it has none), rounded to the minute; None and ValueError as
    ``parse_date``. An offset is ignored here: ``has_offset`` tells of it. ``24:00`` is the next midnight."""
    if isinstance(value, datetime):
        return _to_minute(value.replace(tzinfo=None))
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return _serial(float(value))
    return _moment_of_text(tidy(value), order) if isinstance(value, str) else None


def has_offset(value: object) -> bool:
    """Whether a date-time cell carries an offset or Z of its own."""
    if isinstance(value, datetime):
        return value.tzinfo is not None
    return isinstance(value, str) and bool(re.search(r"\d:\d{2}(?::\d{2}(?:\.\d+)?)? ?(?:Z|[+-]\d{2}:?\d{2})$", tidy(value)))


def parse_number(value: object) -> float | None:
    """The number in a cell; None = not a number or undefined (see ``is_undefined``).

    Thousands separators (1,234 in groups of three), full-width digits and a percent sign (93.88% = 0.9388) are read.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return float(value) if math.isfinite(value) else None
    if not isinstance(value, str):
        return None
    text = tidy(value).removeprefix("'")
    share = text.endswith("%")
    text = text.removesuffix("%").rstrip()
    if not _NUMBER.fullmatch(text) or not any(sign.isdigit() for sign in text):
        return None
    number = float(text.replace(",", "").replace(" ", ""))
    if not math.isfinite(number):
        return None
    return number / 100 if share else number


def parse_duration(value: object) -> float | None:
    """Seconds in a cell; None = not a duration or undefined.

    Read: times and time spans of Excel, hh:mm:ss also past 24 h, d.hh:mm:ss, mm:ss, 3分22秒, 202s, plain numbers (seconds).
    """
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, datetime):
        return (value.replace(tzinfo=None) - datetime(1899, 12, 30)).total_seconds() if value.year < 1905 else None
    if isinstance(value, time):
        return value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6
    if not isinstance(value, str):
        return parse_number(value)
    text = tidy(value).removeprefix("'")
    match = _DURATION.fullmatch(text) or _MINUTES.fullmatch(text)
    if match is None and text:
        match = _WORDS.fullmatch(text)
    if match is None:
        return None if text.endswith("%") else parse_number(text)
    part = match.groupdict()
    days, hours, minutes = (int(part.get(name) or 0) for name in ("days", "h", "m"))
    return days * 86400.0 + hours * 3600 + minutes * 60 + float(part.get("s") or 0)


def text_id(value: object, number_format: str = "General") -> str:
    """An id as text: stripped, half-width, an apostrophe before it dropped; a number is shown by its format, so that 123
    under ``00000`` is ``00123``; empty when the cell is."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, (int, float)):
        if not math.isfinite(value):
            return ""
        shown = str(int(value)) if float(value).is_integer() else str(value)
        match = re.fullmatch(r'(?:"([^"]*)")?(0+)', number_format.split(";")[0])
        return (match[1] or "") + shown.zfill(len(match[2])) if match else shown
    return tidy(value).removeprefix("'").strip()


def _serial(number: float) -> datetime | None:
    if _SERIAL_DAYS[0] <= number < _SERIAL_DAYS[1]:
        return _to_minute(datetime(1899, 12, 30) + timedelta(days=number))
    if 19000101 <= number <= 21001231 and number.is_integer():
        return _moment_of_text(str(int(number)))
    return None


def _moment_of_text(text: str, order: str = "") -> datetime | None:
    for pattern in (_YEAR_FIRST, _COMPACT, _DAY_NAME, _NAME_DAY):
        match = pattern.fullmatch(text)
        if match:
            part = match.groupdict()
            month = part.get("m") or _MONTHS.get((part.get("name") or "")[:3].lower())
            return None if month is None else _with_clock(int(part["y"]), int(month), int(part["d"]), match)
    match = _YEAR_LAST.fullmatch(text)
    if match:
        return _year_last(match, order)
    number = parse_number(text) if re.fullmatch(r"\d{5}(?:\.\d+)?", text) else None
    return None if number is None else _serial(number)


def date_order(value: object) -> str:
    """ "dmy" or "mdy" where a text such as 13/8/2026 can only be read so, else empty."""
    match = _YEAR_LAST.fullmatch(tidy(value)) if isinstance(value, str) else None
    if match is None or len(match["y"]) == 2:
        return ""
    first, second = int(match["a"]), int(match["b"])
    return "dmy" if first > 12 >= second else "mdy" if second > 12 >= first else ""


def _year_last(match: re.Match[str], order: str) -> datetime:
    """Day and month by their order, else by size: one of them over 12, or both equal; the year written in full."""
    first, second = int(match["a"]), int(match["b"])
    if len(match["y"]) == 2 or (not order and first <= 12 and second <= 12 and first != second):
        raise ValueError(f"ambiguous date: {match[0]}")
    day_first = order == "dmy" if order else first > 12
    day, month = (first, second) if day_first else (second, first)
    return _with_clock(int(match["y"]), month, day, match)


def _with_clock(year: int, month: int, day: int, match: re.Match[str]) -> datetime:
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and minute + second):
        raise ValueError(f"no such time: {match[0]}")
    return _to_minute(datetime(year, month, day) + timedelta(hours=hour, minutes=minute, seconds=second))


def _to_minute(moment: datetime) -> datetime:
    if moment.year == 9999:
        raise ValueError(f"no usable date: {moment}")
    shifted = moment + timedelta(seconds=30)
    return shifted.replace(second=0, microsecond=0)
