"""Rows of an interval export: telling data from totals, heads, page marks and remarks, and reading each data row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from wfm.data import cells
from wfm.data.imports.acd_dates import date_form
from wfm.data.imports.findings import Findings
from wfm.data.imports.grid import Grid
from wfm.data.imports.headers import COUNT_ROLES, DURATION_ROLES, Header
from wfm.data.imports.when import When, read_when
from wfm.timegrid import zone

_PAGE = re.compile(r"第? ?\d+ ?页.*|-* ?page \d+.*|.*共 ?\d+ ?页.*|- ?\d+ ?-", re.IGNORECASE)
_FILLED = ("date", "group", "group_code")
"""Columns that may be written on the first row of a block only."""


@dataclass(frozen=True)
class Record:
    """A data row: ``numbers`` role -> count or seconds, None = undefined; ``start`` wall clock; ``length`` minutes or None."""

    sheet: int
    row: int
    where: str
    group: str
    start: datetime
    length: int | None
    serial: str
    numbers: Mapping[str, float | None]


@dataclass(frozen=True)
class TotalRow:
    """A row of totals: its label, the row, and the counts it shows."""

    sheet: int
    row: int
    where: str
    label: str
    numbers: Mapping[str, float | None]


@dataclass
class Rows:
    """What a sheet's rows turned out to be; ``skipped``: kind -> number of rows."""

    records: list[Record] = field(default_factory=list)
    totals: list[TotalRow] = field(default_factory=list)
    skipped: dict[str, int] = field(default_factory=dict)

    def skip(self, kind: str) -> None:
        """Count a row that is no data."""
        self.skipped[kind] = self.skipped.get(kind, 0) + 1


class RowReader:
    """Reads the rows below a header of one sheet; carries dates and groups down, never across their totals."""

    def __init__(
        self,
        grid: Grid,
        sheet: int,
        header: Header,
        total_words: Sequence[str],
        default_group: str,
        timezone: str,
        found: Findings,
    ) -> None:
        self.zone = zone(timezone)
        self.dates = date_form(grid, header, found)
        self.grid, self.sheet, self.header, self.found = grid, sheet, header, found
        self.default_group = default_group
        words = "|".join(sorted((re.escape(word) for word in total_words), key=len, reverse=True))
        self.total = re.compile(
            rf"(?:.*[^a-z]|.*日|)({words})(?:行|值)?[::]?|(?:grand |sub)?totals? (?:for|of) .*", re.IGNORECASE
        )
        self.roles = header.roles
        span = range(header.first, header.last + 1)
        self.head_texts = [{grid.text(row, column) for row in span} for column in range(grid.width)]
        self.counted = [role for role in (*COUNT_ROLES, *DURATION_ROLES) if role in self.roles]
        self.carried: dict[str, str | datetime] = {}
        self.out = Rows()

    def read(self) -> Rows:
        """Every row below the header."""
        for row in range(self.header.last + 1, len(self.grid.rows)):
            self._row(row)
        return self.out

    def _row(self, row: int) -> None:
        texts = self.grid.row_texts(row)
        present = [column for column, text in enumerate(texts) if text]
        if not present:
            self.out.skip("blank")
        elif self._is_header(texts, present):
            self.out.skip("header")
        elif (label := self._total_label(texts, present)) is not None:
            self._totals(row, *label)
        elif len(present) <= 2 and _PAGE.fullmatch(" ".join(texts[column] for column in present)):
            self.out.skip("page_mark")
        elif self._is_remark(row, present):
            self.out.skip("remark")
            self.found.note("remark", self.grid.where(row), texts[present[0]])
        else:
            self._data(row)

    def _is_header(self, texts: Sequence[str], present: Sequence[int]) -> bool:
        same = sum(texts[column] in self.head_texts[column] for column in present)
        return len(present) >= 2 and same * 10 >= len(present) * 6

    def _total_label(self, texts: Sequence[str], present: Sequence[int]) -> tuple[int, str] | None:
        """Column and text of a label of totals, in a key column or the row's first cell."""
        keys = {self.roles[role] for role in ("serial", "date", "group", "group_code", "interval", "start") if role in self.roles}
        for column in sorted(keys | {present[0]}):
            if texts[column] and self.total.fullmatch(texts[column]):
                return column, texts[column]
        return None

    def _totals(self, row: int, column: int, label: str) -> None:
        numbers = {role: self._quantity(row, role, quiet=True) for role in self.counted}
        self.out.totals.append(TotalRow(self.sheet, row, self.grid.where(row), label, numbers))
        self.out.skip("total")
        fills = sorted((self.roles[role], role) for role in _FILLED if role in self.roles)
        inner = [role for at, role in fills if at >= column] or [role for _, role in fills[-1:]]
        for role in inner:
            self.carried.pop(role, None)

    def _is_remark(self, row: int, present: Sequence[int]) -> bool:
        """Text without a time and without a number in any counted column."""
        timed = [self.roles[role] for role in ("start", "interval") if role in self.roles]
        if any(column in present and self._when(row, column) for column in timed):
            return False
        readable = (cells.parse_duration(self.grid.rows[row][self.roles[role]]) for role in self.counted)
        return all(number is None for number in readable)

    def _data(self, row: int) -> None:
        start, length = self._start(row)
        group = self._group(row)
        numbers = {role: self._quantity(row, role) for role in self.counted}
        if start is None or group is None:
            return
        serial = self.grid.text(row, self.roles["serial"]) if "serial" in self.roles else ""
        where = self.grid.where(row)
        self.out.records.append(Record(self.sheet, row, where, group, start, length, serial, numbers))

    def _group(self, row: int) -> str | None:
        role = "group" if "group" in self.roles else "group_code" if "group_code" in self.roles else ""
        if not role:
            return self.default_group
        column = self.roles[role]
        text = self.grid.id_text(row, column)
        if text and not cells.is_undefined(text):
            self.carried[role] = text
            return text
        if role in self.carried:
            return str(self.carried[role])
        self.found.refuse("no_group", self.grid.where(row, column))
        return None

    def _start(self, row: int) -> tuple[datetime | None, int | None]:
        """Start of the interval from the start column, else date and clock; a second statement must agree with the first."""
        day = self._day(row)
        stated: list[tuple[datetime, int]] = []
        length: int | None = None
        for role in ("start", "interval"):
            if role not in self.roles:
                continue
            column = self.roles[role]
            value = self.grid.filled(row, column)
            if cells.is_undefined(value):
                continue
            when = self._when(row, column)
            if when is None or (when.day is None and day is None):
                self.found.refuse("unreadable_time" if when is None else "no_date", self.grid.where(row, column), value)
                return None, None
            length = when.length or length
            if cells.has_offset(value) and (moment := self._instant(value)):
                stated.append((moment, column))
                continue
            base = datetime.combine(when.day or day or datetime.min, datetime.min.time())
            stated.append((base + timedelta(minutes=when.minute or 0), column))
        if not stated and day is not None and "interval" not in self.roles and "start" not in self.roles:
            stated = [(day, self.roles["date"])]
        if not stated:
            self.found.refuse("no_time", self.grid.where(row))
            return None, None
        if any(moment != stated[0][0] for moment, _ in stated):
            self.found.refuse("times_disagree", self.grid.where(row, stated[1][1]), stated[1][0], other=stated[0][0])
            return None, None
        return stated[0][0], length

    def _instant(self, value: object) -> datetime | None:
        """Wall clock here of a moment that carries an offset of its own."""
        try:
            moment = datetime.fromisoformat(cells.tidy(value))
            return moment.astimezone(self.zone).replace(tzinfo=None, second=0, microsecond=0)
        except (ValueError, OverflowError):
            return None

    def _day(self, row: int) -> datetime | None:
        """The date column's moment (midnight unless the cell has a clock), carried down when empty."""
        if "date" not in self.roles:
            return self.dates.day
        column = self.roles["date"]
        value = self.grid.filled(row, column)
        if cells.is_undefined(value):
            carried = self.carried.get("date")
            return carried if isinstance(carried, datetime) else None
        moment = self.dates.read(value)
        if moment is None:
            self.found.refuse("unreadable_date", self.grid.where(row, column), value)
            return None
        self.carried["date"] = moment
        return moment

    def _when(self, row: int, column: int) -> When | None:
        return _try_when(self.grid.filled(row, column), self.dates.order)

    def _quantity(self, row: int, role: str, quiet: bool = False) -> float | None:
        """A count, or seconds of a duration; refuses what is neither a value nor a sign for none."""
        column = self.roles[role]
        value = self.grid.rows[row][column]
        if (row, column) in self.grid.uncalculated and not quiet:
            self.found.refuse("uncalculated", self.grid.where(row, column))
            return None
        if cells.is_undefined(value):
            return None
        number = cells.parse_duration(value) if role in DURATION_ROLES else cells.parse_number(value)
        bad = number is None or number < 0 or (role in COUNT_ROLES and not float(number).is_integer())
        if bad:
            if not quiet:
                self.found.refuse("unreadable_number", self.grid.where(row, column), value, head=self.header.name(column))
            return None
        plain = role in DURATION_ROLES and cells.parse_number(value) is not None
        return number * self._unit(column) if number is not None and plain else number

    def _unit(self, column: int) -> float:
        """Seconds per unit of plain numbers as the head says: (分) and (min) are minutes."""
        head = cells.halfwidth(self.header.heads[column].path).lower()
        return 60.0 if re.search(r"[(\[](分|分钟|min|mins|minutes)[)\]]", head) else 1.0


def _try_when(value: object, order: str) -> When | None:
    try:
        return read_when(value, order)
    except ValueError:
        return None
