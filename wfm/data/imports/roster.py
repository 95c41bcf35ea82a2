"""A wide roster (people x days, a sheet per team) as one row per person and day."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from wfm.data.imports.codes import CodeMap, default_codes
from wfm.data.imports.findings import Findings, ImportFinding, refused
from wfm.data.imports.grid import Book, read_book
from wfm.data.imports.legend import learn_codes
from wfm.data.imports.roster_sheet import PersonDay, SheetRoster, read_sheet
from wfm.data.imports.roster_totals import check_totals
from wfm.errors import InputError
from wfm.timegrid import month_horizon

ROSTER_COLUMNS = ("employee", "name", "team", "date", "code", "kind", "hours", "hours_written", "locked", "cell")


@dataclass(frozen=True)
class RosterImport:
    """``frame``: columns ROSTER_COLUMNS, one row per person and day, sorted; ``kind``: shift, off, study or a kind of leave;
    ``hours``: as written, else the code's standard, NaN when neither is known; ``hours_written``: whether the cell says them.
    ``codes``: the code map used, legend included. ``comments``: cell -> comment. ``sheets``: sheet -> people with a row."""

    frame: pd.DataFrame
    findings: tuple[ImportFinding, ...]
    guessed: tuple[ImportFinding, ...]
    codes: CodeMap
    comments: Mapping[str, str] = field(default_factory=dict)
    sheets: Mapping[str, int] = field(default_factory=dict)

    @property
    def refused(self) -> tuple[ImportFinding, ...]:
        """Findings that forbid writing."""
        return refused(self.findings)


def import_wide_roster(
    file: Path,
    *,
    month: str,
    codes: CodeMap | None = None,
    id_head: str = "",
    name_head: str = "",
    locked_colour: str = "",
) -> RosterImport:
    """Read a wide roster of ``month`` (YYYY-MM), .xlsx or text.

    ``codes``: the centre's own codes, laid over the defaults and the workbook's legend. ``id_head`` / ``name_head``: heads
    of the id and name columns when they cannot be inferred. ``locked_colour``: fill of locked cells (yellow unless the
    legend says another). InputError: no row of day heads with people below it. Unknown codes, notes over days and
    disagreements are left out and named by cell; nothing else is dropped.
    """
    horizon = month_horizon(month)
    found = Findings()
    book = read_book(file)
    if book.encoding:
        found.guess("encoding", value=book.encoding, delimiter={"\t": "tab"}.get(book.delimiter, book.delimiter))
    own = codes or CodeMap()
    visible = [grid for grid in book.grids if not grid.hidden]
    _report_hidden(book, found)
    known = learn_codes(visible, default_codes(), found).merged(own)
    known = known.model_copy(update={"locked": locked_colour or own.locked or known.locked or "yellow"})
    sheets: list[SheetRoster] = []
    for grid in visible:
        sheets += read_sheet(grid, horizon, known, found, id_head=id_head, name_head=name_head)
    if not any(sheet.people for sheet in sheets):
        raise InputError("imports.no_roster", file=file.name)
    for sheet in sheets:
        check_totals(sheet, known, found)
    days = _one_per_day([day for sheet in sheets for day in sheet.days], found)
    _report_gaps(sheets, days, found)
    frame = _frame(days, known)
    _report_counts(frame, days, found)
    comments = {grid.where(*place): text for grid in visible for place, text in grid.comments.items()}
    if comments:
        found.note("comments", value=len(comments))
    people: dict[str, int] = {}
    for sheet in sheets:
        people[sheet.grid.name] = people.get(sheet.grid.name, 0) + len(sheet.people)
    return RosterImport(frame, found.findings(), found.guesses(), known, comments, people)


def _report_hidden(book: Book, found: Findings) -> None:
    for grid in book.grids:
        if grid.hidden and any(any(cell is not None for cell in row) for row in grid.rows):
            found.note("hidden_sheet", value=grid.name)


def _one_per_day(days: Sequence[PersonDay], found: Findings) -> list[PersonDay]:
    """One reading per person and date: a code beats a blank cell; two different codes are both left out and reported."""
    kept: dict[tuple[str, date], PersonDay] = {}
    clash: set[tuple[str, date]] = set()
    for day in days:
        key = (day.employee, day.date)
        other = kept.get(key)
        if other is None or (other.blank and not day.blank):
            kept[key] = day
        elif other.reading.code != day.reading.code and not day.blank:
            clash.add(key)
            found.warn(
                "two_codes",
                day.cell,
                day.reading.code,
                employee=day.employee,
                date=day.date,
                other=other.reading.code,
                cell=other.cell,
            )
    return [day for key, day in kept.items() if key not in clash]


def _report_gaps(sheets: Sequence[SheetRoster], days: Sequence[PersonDay], found: Findings) -> None:
    """People on several sheets, and days of a person that no cell tells (apart from those already reported)."""
    read = {(day.employee, day.date) for day in days}
    wanted = sorted({date for sheet in sheets for date in sheet.dates})
    places: dict[str, list[str]] = {}
    for sheet in sheets:
        for person in sheet.people:
            places.setdefault(person.employee, []).append(sheet.grid.where(person.row))
    told = {(employee, date) for sheet in sheets for employee, date in sheet.unread}
    for employee, rows in places.items():
        if len(rows) > 1:
            found.note("person_on_two_rows", rows[1], employee, other=rows[0])
        lost = [date for date in wanted if (employee, date) not in read and (employee, date) not in told]
        if lost:
            found.warn("days_untold", rows[0], employee, first=lost[0], last=lost[-1], count=len(lost))


def _frame(days: Sequence[PersonDay], codes: CodeMap) -> pd.DataFrame:
    rows = []
    for day in days:
        entry = codes.codes[day.reading.code]
        standard = entry.hours if entry.kind in ("shift", "study") else 0.0
        hours = day.reading.hours if day.reading.hours is not None else standard
        rows.append(
            (
                day.employee,
                day.name,
                day.team,
                day.date,
                day.reading.code,
                entry.kind,
                math.nan if hours is None else hours,
                day.reading.hours is not None,
                day.locked,
                day.cell,
            )
        )
    frame = pd.DataFrame(rows, columns=list(ROSTER_COLUMNS))
    return frame.sort_values(["employee", "date"], ignore_index=True)


def _report_counts(frame: pd.DataFrame, days: Sequence[PersonDay], found: Findings) -> None:
    blank = sum(day.blank for day in days)
    if blank:
        found.note("blank_cells", value=blank)
    written = frame[frame["hours_written"]]
    if len(written):
        found.note("hours_in_cells", value=len(written), hours=f"{written['hours'].sum():g}")
    locked = int(frame["locked"].sum())
    if locked:
        found.note("locked_cells", value=locked)
