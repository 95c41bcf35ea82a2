"""absences.csv: who cannot come in the week. Columns as in leave.csv, judged by the gate's rules for leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from wfm.data.gate import GateRefusal, judge
from wfm.data.reading import Dimension, Issue, Level, Place, read, read_table_file
from wfm.data.roster import Duty, Roster
from wfm.data.tables import Leave, Shift, table
from wfm.data.week import Absence
from wfm.errors import UsageError

OUTSIDE, OVERLAP = OWN_RULES = ("W-01", "W-02")
"""Rules of this file beside the gate's own for leave: a row wholly outside the week, two rows on one day."""


def read_absences(path: Path, workspace: Path, days: tuple[date, ...]) -> tuple[Leave, ...]:
    """The rows of ``path`` for the workspace at ``workspace``; days outside ``days`` are cut off.

    UsageError when there is no such file; GateRefusal naming file, row, column and value when a cell, an employee or a date
    cannot be, two rows overlap, or a row lies wholly outside the week.
    """
    if not path.is_file():
        raise UsageError("week.no_absences", file=path)
    reading = read(workspace)
    name = table("leave")
    rows, issues = read_table_file(name, path, reading.zone)
    tables = {**reading.tables, "leave": rows}
    found = tuple(row for _, row in rows.rows if isinstance(row, Leave))
    judged = judge(
        replace(reading, tables=tables, issues=tuple(issues), workspace=replace(reading.workspace, leave=found)), needs=()
    )
    refused = [issue for issue in judged.issues if issue.file == path.name and issue.level == Level.REFUSE]
    refused += [issue for issue in issues if issue.level == Level.REFUSE and issue not in refused]
    refused += [*_outside(rows.rows, days), *_overlapping(rows.rows)]
    if refused:
        raise GateRefusal(tuple(refused))
    return tuple(
        row.model_copy(update={"from_date": max(row.from_date, days[0]), "to_date": min(row.to_date, days[-1])}) for row in found
    )


def _outside(rows: Iterable[tuple[Place, object]], days: tuple[date, ...]) -> Iterator[Issue]:
    for place, row in rows:
        if isinstance(row, Leave) and (row.to_date < days[0] or row.from_date > days[-1]):
            yield _issue("week-days", place, "from_date", row.from_date, first=days[0], last=days[-1])


def _overlapping(rows: Iterable[tuple[Place, object]]) -> Iterator[Issue]:
    seen: dict[str, list[Leave]] = {}
    for place, row in rows:
        if not isinstance(row, Leave):
            continue
        others = seen.setdefault(row.employee, [])
        if any(row.from_date <= other.to_date and other.from_date <= row.to_date for other in others):
            yield _issue("week-overlap", place, "from_date", row.from_date, employee=row.employee)
        others.append(row)


def _issue(rule: str, place: Place, column: str, value: object, **values: object) -> Issue:
    return Issue(rule, Dimension.CONSISTENCY, Level.REFUSE, place.file, place.row, column, str(value), values)


def absences_from(
    rows: Iterable[Leave], leave: Iterable[Leave], base: Roster, shifts: Mapping[str, Shift], days: tuple[date, ...]
) -> tuple[Absence, ...]:
    """The absences of ``rows``, and those of ``leave`` (leave.csv) on which ``base`` has a duty among ``days``: leave entered
    since it was published. A day already on leave keeps the leave's own credit."""
    known = tuple(leave)
    found = [_absence(row, base, shifts, days, known) for row in rows]
    taken = {(one.employee, day) for one in found for day in _span(one.from_date, one.to_date)}
    for row in known:
        on_duty = [day for day in _span(row.from_date, row.to_date) if day in days and base.duty(row.employee, day)]
        late = [day for day in on_duty if (row.employee, day) not in taken]
        for day in late:
            taken.add((row.employee, day))
            found.append(_absence(row.model_copy(update={"from_date": day, "to_date": day}), base, shifts, days, ()))
    return tuple(found)


def _absence(row: Leave, base: Roster, shifts: Mapping[str, Shift], days: tuple[date, ...], known: tuple[Leave, ...]) -> Absence:
    """The absence with the published duties it costs; their minutes count as worked when its kind is credited."""
    inside = [day for day in _span(row.from_date, row.to_date) if day in days]
    duties = [duty for day in inside if (duty := base.duty(row.employee, day)) is not None]
    planned = {
        day for other in known if other.employee == row.employee for day in inside if other.from_date <= day <= other.to_date
    }
    lost = {day: _minutes(base.duty(row.employee, day), shifts) for day in inside if row.credited and day not in planned}
    return Absence(row.employee, row.kind, row.from_date, row.to_date, lost, tuple(duties))


def _minutes(duty: Duty | None, shifts: Mapping[str, Shift]) -> int:
    return shifts[duty.shift].paid_minutes if duty is not None and duty.shift in shifts else 0


def _span(first: date, last: date) -> Iterator[date]:
    for k in range((last - first).days + 1):
        yield first + timedelta(days=k)
