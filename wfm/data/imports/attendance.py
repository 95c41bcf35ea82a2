"""Attendance punches and agent log-ins as centres export them: one punch, or one session, a row.

Ids keep leading zeros; a date and a clock may stand in two cells; a clock past midnight is written ``次日08:05`` or ``24:42``.
A row that cannot be read is named and refused; repeated rows, and punches within two minutes of one another, are counted once
and reported.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib import resources
from pathlib import Path

import yaml

from wfm.data import cells
from wfm.data.imports.findings import Findings, ImportFinding
from wfm.data.imports.grid import Grid, read_book
from wfm.data.imports.headers import MOST_PREAMBLE, head_key
from wfm.errors import InputError

DOUBLE = timedelta(minutes=2)
"""Punches of a person closer than this are one."""
_CLOCK = re.compile(r"(?P<next>次日|翌日|第二天|\+1)? ?(?P<h>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2}))?")


@dataclass(frozen=True, order=True, slots=True)
class Punch:
    """Somebody passed the clock at local time ``at``."""

    employee: str
    at: datetime


@dataclass(frozen=True, order=True, slots=True)
class Session:
    """Somebody was logged in from ``start``; ``end`` is None when the session was never closed."""

    employee: str
    start: datetime
    end: datetime | None = None


@dataclass(frozen=True)
class Attendance:
    """What both exports say. ``punch_days`` and ``session_days``: first and last date the export speaks of (None = no export).
    ``findings``: what was refused, repeated or odd while reading, worst first."""

    punches: tuple[Punch, ...] = ()
    sessions: tuple[Session, ...] = ()
    punch_days: tuple[date, date] | None = None
    session_days: tuple[date, date] | None = None
    findings: tuple[ImportFinding, ...] = ()


def read_attendance(punches: Path | None = None, sessions: Path | None = None) -> Attendance:
    """Both exports; either may be absent. InputError when a file has no such heads, or rows that cannot be read."""
    found = Findings()
    passed = _punches(punches, found) if punches else ()
    logged = _sessions(sessions, found) if sessions else ()
    return Attendance(
        passed,
        logged,
        _span([punch.at for punch in passed]),
        _span([session.start for session in logged]),
        found.findings(),
    )


def _span(moments: list[datetime]) -> tuple[date, date] | None:
    return (min(moments).date(), max(moments).date()) if moments else None


@cache
def _heads() -> Mapping[str, Mapping[str, list[str]]]:
    text = resources.files(__package__).joinpath("attendance_heads.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Mapping[str, list[str]]] = yaml.safe_load(text)
    return loaded


def _table(file: Path, kind: str, needed: tuple[str, ...]) -> tuple[Grid, int, dict[str, int]]:
    """The first grid with the heads of ``kind``: grid, head row, role -> column."""
    wanted = {role: {head_key(word) for word in words} for role, words in _heads()[kind].items()}
    for grid in read_book(file).grids:
        for row in range(min(MOST_PREAMBLE, len(grid.rows))):
            keys = [head_key(text) for text in grid.row_texts(row)]
            columns = {role: next((c for c, key in enumerate(keys) if key in words), -1) for role, words in wanted.items()}
            if all(columns[role] >= 0 for role in needed):
                return grid, row, columns
    heads = ", ".join(_heads()[kind][role][0] for role in needed)
    raise InputError("imports.no_attendance_heads", file=file.name, heads=heads)


def _punches(file: Path, found: Findings) -> tuple[Punch, ...]:
    grid, head, columns = _table(file, "punches", ("employee", "time"))
    rows: list[Punch] = []
    seen: set[tuple[str, ...]] = set()
    repeated = refused = 0
    for row in range(head + 1, len(grid.rows)):
        texts = tuple(grid.row_texts(row))
        if not any(texts):
            continue
        if texts in seen:
            repeated += 1
            continue
        seen.add(texts)
        employee = grid.id_text(row, columns["employee"])
        day = grid.rows[row][columns["date"]] if columns["date"] >= 0 else None
        at = _moment(day, grid.rows[row][columns["time"]])
        if not employee or at is None:
            refused += 1
            found.refuse("punch_unread", grid.where(row), " ".join(filter(None, texts)))
            continue
        rows.append(Punch(employee, at))
    kept = _without_doubles(sorted(rows))
    if repeated:
        found.note("punch_repeated", file.name, count=repeated)
    if len(kept) < len(rows):
        found.note("punch_double", file.name, count=len(rows) - len(kept), minutes=int(DOUBLE.total_seconds()) // 60)
    return _unless(file, found, refused, kept)


def _without_doubles(rows: list[Punch]) -> tuple[Punch, ...]:
    """``rows`` (sorted), a punch within two minutes of the one kept before left out."""
    kept: list[Punch] = []
    for punch in rows:
        if not kept or kept[-1].employee != punch.employee or punch.at - kept[-1].at > DOUBLE:
            kept.append(punch)
    return tuple(kept)


def _sessions(file: Path, found: Findings) -> tuple[Session, ...]:
    grid, head, columns = _table(file, "sessions", ("employee", "start", "end"))
    rows: set[Session] = set()
    refused = repeated = 0
    for row in range(head + 1, len(grid.rows)):
        texts = grid.row_texts(row)
        if not any(texts):
            continue
        employee = grid.id_text(row, columns["employee"])
        start = _moment(None, grid.rows[row][columns["start"]])
        closing = grid.rows[row][columns["end"]]
        end = None if cells.is_undefined(closing) else _moment(None, closing)
        if not employee or start is None or (end is None and not cells.is_undefined(closing)) or (end and end < start):
            refused += 1
            found.refuse("session_unread", grid.where(row), " ".join(filter(None, texts)))
            continue
        if end is None:
            found.warn("session_open", grid.where(row), employee, start=f"{start:%Y-%m-%d %H:%M}")
        session = Session(employee, start, end)
        repeated += session in rows
        rows.add(session)
    if repeated:
        found.note("session_repeated", file.name, count=repeated)
    return _unless(file, found, refused, tuple(sorted(rows, key=lambda s: (s.employee, s.start, s.end or datetime.max))))


def _unless(file: Path, found: Findings, refused: int, rows: tuple[Punch, ...] | tuple[Session, ...]) -> tuple:  # type: ignore[type-arg]
    """``rows``, unless some could not be read: then the first of them is named."""
    if refused:
        first = found.findings()[0]
        raise InputError("imports.attendance_unread", file=file.name, count=refused, where=first.where, value=first.value)
    return rows


def _moment(day: object, clock: object) -> datetime | None:
    """Local time of a date cell and a clock cell, or of one cell that holds both; seconds are kept; None = unreadable."""
    if isinstance(clock, datetime):
        return clock.replace(tzinfo=None)
    if isinstance(clock, time):
        clock = clock.isoformat()
    text = cells.tidy(clock).removeprefix("'")
    parts = re.fullmatch(r"(\S+?)[ T]+(\S.*)", text)
    match = _CLOCK.fullmatch(text)
    if match is None and parts and day is None:
        day, match = parts[1], _CLOCK.fullmatch(parts[2])
    if match is None or int(match["m"]) > 59 or int(match["s"] or 0) > 59 or int(match["h"]) > 47:
        return None
    try:
        found = cells.parse_date(day)
    except ValueError:
        return None
    if found is None:
        return None
    shift = timedelta(
        days=1 if match["next"] else 0, hours=int(match["h"]), minutes=int(match["m"]), seconds=int(match["s"] or 0)
    )
    return datetime(found.year, found.month, found.day) + shift
