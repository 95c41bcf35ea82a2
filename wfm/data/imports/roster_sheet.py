"""One sheet of a wide roster: its day heads, its people, and what each of their cells says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from wfm.data import cells
from wfm.data.imports.codes import CodeMap, Reading
from wfm.data.imports.findings import Findings
from wfm.data.imports.grid import Grid
from wfm.data.imports.people_columns import PeopleColumns, find_people, looks_like_id
from wfm.data.imports.roster_days import DayRow, day_rows, weekday_of, weekday_row
from wfm.timegrid import Horizon


@dataclass(frozen=True)
class Person:
    """A row of a person."""

    employee: str
    name: str
    team: str
    row: int


@dataclass(frozen=True)
class PersonDay:
    """A cell that says what a person does on a date; ``blank``: an empty cell that the legend gives a meaning."""

    employee: str
    name: str
    team: str
    date: date
    reading: Reading
    cell: str
    row: int
    column: int
    locked: bool = False
    blank: bool = False


@dataclass(frozen=True)
class SheetRoster:
    """A block of people under one row of day heads. ``labels``: rows below that are no people, with their text.
    ``unread``: (employee, date) of cells reported as not readable."""

    grid: Grid
    heads: DayRow
    first_row: int
    people: tuple[Person, ...]
    days: tuple[PersonDay, ...]
    labels: Mapping[int, str] = field(default_factory=dict)
    unread: frozenset[tuple[str, date]] = frozenset()

    @property
    def dates(self) -> tuple[date, ...]:
        """Dates of the day heads."""
        return tuple(self.heads.columns.values())


def read_sheet(
    grid: Grid, horizon: Horizon, codes: CodeMap, found: Findings, *, id_head: str = "", name_head: str = ""
) -> list[SheetRoster]:
    """Every block of people of a sheet; empty when it has no row of day heads (reported when it is not empty)."""
    heads = day_rows(grid, horizon)
    blocks: list[SheetRoster] = []
    for number, days in enumerate(heads):
        after = heads[number + 1].row if number + 1 < len(heads) else len(grid.rows)
        block = _block(grid, days, after, horizon, codes, found, id_head, name_head)
        if block:
            blocks.append(block)
    if not blocks and any(any(cell is not None for cell in row) for row in grid.rows):
        found.note("sheet_without_roster", value=grid.name)
    return blocks


def _block(
    grid: Grid, days: DayRow, after: int, horizon: Horizon, codes: CodeMap, found: Findings, id_head: str, name_head: str
) -> SheetRoster | None:
    weekdays = weekday_row(grid, days)
    first = max(days.row, weekdays if weekdays is not None else 0) + 1
    body = range(first, after)
    outside = [column for column in range(grid.width) if column not in days.columns]
    head_rows = range(max(0, min(days.row, first - 2) - 1), first)
    columns = find_people(grid, head_rows, outside, body, found, id_head=id_head, name_head=name_head)
    if columns is None:
        found.warn("no_id_column", grid.where(days.row), grid.name)
        return None
    _report_heads(grid, days, weekdays, horizon, found)
    reader = _BlockReader(grid, days, columns, codes, found)
    reader.read(body)
    return SheetRoster(grid, days, first, tuple(reader.people), tuple(reader.days), reader.labels, frozenset(reader.unread))


def _report_heads(grid: Grid, days: DayRow, weekdays: int | None, horizon: Horizon, found: Findings) -> None:
    dates = list(days.columns.values())
    place = grid.where(days.row, min(days.columns))
    found.guess("day_heads", place, grid.text(days.row, min(days.columns)), form=days.form, first=dates[0], last=dates[-1])
    inside = [day for day in dates if day in horizon]
    if not inside:
        found.refuse("other_month", place, grid.text(days.row, min(days.columns)), month=f"{horizon.start:%Y-%m}")
    elif len(inside) < len(dates):
        found.guess("days_outside_month", place, len(dates) - len(inside), month=f"{horizon.start:%Y-%m}")
    if inside and len(inside) < horizon.days:
        found.warn("days_without_head", place, horizon.days - len(inside), month=f"{horizon.start:%Y-%m}")
    hidden = [day for column, day in days.columns.items() if column in grid.hidden_columns]
    if hidden:
        found.note("hidden_days", place, len(hidden), first=hidden[0], last=hidden[-1])
    if weekdays is None:
        return
    wrong = [
        column for column, day in days.columns.items() if weekday_of(grid.filled(weekdays, column)) not in (None, day.weekday())
    ]
    if wrong:
        found.warn("weekday_row_disagrees", grid.where(weekdays), grid.text(weekdays, wrong[0]), count=len(wrong))


class _BlockReader:
    """Walks the rows of a block."""

    def __init__(self, grid: Grid, heads: DayRow, columns: PeopleColumns, codes: CodeMap, found: Findings) -> None:
        self.grid, self.heads, self.columns, self.codes, self.found = grid, heads, columns, codes, found
        self.people: list[Person] = []
        self.days: list[PersonDay] = []
        self.labels: dict[int, str] = {}
        self.unread: set[tuple[str, date]] = set()

    def read(self, body: Sequence[int]) -> None:
        """People, rows without an id, and rows of totals or remarks."""
        for row in body:
            employee = self.grid.id_text(row, self.columns.employee)
            if looks_like_id(employee):
                self._person(row, employee)
            else:
                self._other(row)

    def _person(self, row: int, employee: str) -> None:
        name = self.grid.text(row, self.columns.name) if self.columns.name is not None else ""
        team = self.grid.text(row, self.columns.team) if self.columns.team is not None else self.grid.name
        person = Person(employee, name, team, row)
        self.people.append(person)
        noted: set[tuple[int, int]] = set()
        for column, day in self.heads.columns.items():
            self._cell(person, column, day, noted)

    def _cell(self, person: Person, column: int, day: date, noted: set[tuple[int, int]]) -> None:
        grid, row = self.grid, person.row
        place = grid.anchors.get((row, column), (row, column))
        value = grid.filled(row, column)
        where = grid.where(*place)
        blank = cells.tidy(value) == ""
        if place in grid.uncalculated:
            self.found.refuse("uncalculated", where)
            reading = None
        elif blank:
            reading = self.codes.read(self.codes.blank) if self.codes.blank else None
            if reading is None and place not in noted:
                self.found.warn("blank_untold", where, employee=person.employee, date=day)
        else:
            reading = self.codes.read(value)
            if reading is None:
                self._unknown(person, place, day, noted)
            elif reading.remark and place not in noted:
                self._remark(row, place, reading.remark)
        noted.add(place)
        if reading is None:
            if blank or not self._is_note(row, place):
                self.unread.add((person.employee, day))
            return
        locked = _is_colour(grid.fills.get(place, ""), self.codes.locked)
        self.days.append(
            PersonDay(
                person.employee, person.name, person.team, day, reading, grid.where(row, column), row, column, locked, blank
            )
        )

    def _span(self, row: int, place: tuple[int, int]) -> list[int]:
        """Day columns that share the cell's merged range."""
        return [column for column in self.heads.columns if self.grid.anchors.get((row, column), (row, column)) == place]

    def _is_note(self, row: int, place: tuple[int, int]) -> bool:
        return len(self._span(row, place)) > 1

    def _unknown(self, person: Person, place: tuple[int, int], day: date, noted: set[tuple[int, int]]) -> None:
        text = self.grid.text(*place)
        if not self._is_note(person.row, place):
            self.found.warn("unknown_code", self.grid.where(*place), text, employee=person.employee, date=day)
        elif place not in noted:
            span = self._span(person.row, place)
            where = self.grid.range_where(person.row, span[0], span[-1])
            self.found.warn("note_over_days", where, text, employee=person.employee, days=len(span))

    def _remark(self, row: int, place: tuple[int, int], remark: str) -> None:
        """Dates in brackets behind a merged code must be those of the cells it covers."""
        span = [self.heads.columns[column] for column in self._span(row, place)]
        stated = re.findall(r"(\d{1,2})[./月](\d{1,2})", remark)
        ends = [(int(month), int(day)) for month, day in stated]
        if len(ends) != 2:
            self.found.note("code_remark", self.grid.where(*place), self.grid.text(*place))
        elif ends != [(span[0].month, span[0].day), (span[-1].month, span[-1].day)]:
            where = self.grid.where(*place)
            self.found.warn("dates_disagree", where, self.grid.text(*place), first=span[0], last=span[-1])

    def _other(self, row: int) -> None:
        """A row without an id: somebody with codes but no id is reported, the rest are labels of totals or remarks."""
        left = [column for column in range(min(self.heads.columns)) if self.grid.rows[row][column] is not None]
        label = " ".join(self.grid.text(row, column) for column in left)
        name = self.grid.text(row, self.columns.name) if self.columns.name is not None else ""
        read = [column for column in self.heads.columns if self.codes.read(self.grid.rows[row][column])]
        if read:
            self.found.warn("row_without_id", self.grid.where(row), name or label, cells=len(read))
        elif label:
            self.labels[row] = label


_HUES = {
    "yellow": lambda r, g, b: r >= 200 and g >= 180 and b <= 160 and g >= 0.8 * r,
    "red": lambda r, g, b: r >= 180 and g <= 110 and b <= 110,
    "green": lambda r, g, b: g >= 120 and g > 1.15 * r and g > 1.15 * b,
    "blue": lambda r, g, b: b >= 120 and b > 1.15 * r,
    "orange": lambda r, g, b: r >= 200 and 100 <= g < 180 and b <= 120,
    "grey": lambda r, g, b: max(r, g, b) - min(r, g, b) <= 12 and 60 <= r <= 230,
}


def _is_colour(fill: str, name: str) -> bool:
    """Whether a fill RRGGBB is a shade of the named colour."""
    if not re.fullmatch(r"[0-9A-F]{6}", fill):
        return False
    red, green, blue = (int(fill[k : k + 2], 16) for k in (0, 2, 4))
    test = _HUES.get(name)
    return bool(test and test(red, green, blue))
