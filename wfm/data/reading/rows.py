"""Sheets of text to typed rows: heads matched, cells read, every row judged by its pydantic model."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from wfm.data.reading import faults
from wfm.data.reading.cells import Cell, Unreadable, clean, is_excel_error
from wfm.data.reading.columns import FREE_TEXT, Column, columns, heads, nearest, plain
from wfm.data.reading.faults import Fault
from wfm.data.reading.issues import Issue, Place
from wfm.data.reading.sheets import Sheet
from wfm.data.tables import Row, Table


@dataclass(frozen=True)
class Read:
    """One table as read: rows with their places, ids written in its text columns (refused rows included), totals.

    ``total`` rows in the file(s) = ``len(rows)`` (or ``taken``) + ``refused`` + ``repeated``.
    """

    name: str
    files: tuple[str, ...]
    total: int
    rows: tuple[tuple[Place, Row], ...] = ()
    written: Mapping[str, Mapping[str, Place]] = field(default_factory=dict)
    present: frozenset[str] = frozenset()
    taken: int = 0
    refused: int = 0
    repeated: int = 0


def match_heads(table: Table, sheet: Sheet) -> tuple[dict[str, int], list[Issue]]:
    """Column name -> position in the sheet; misspelt, unknown, repeated and missing columns as issues."""
    known, found, issues = heads(table), dict[str, int](), list[Issue]()
    strangers: list[tuple[int, str]] = []
    for k, head in enumerate(sheet.heads):
        name = known.get(plain(head))
        if name is None:
            strangers.append((k, head))
        elif name in found:
            issues.append(faults.SAME_COLUMN_TWICE.at(Place(sheet.file, sheet.head_row), name, head))
        else:
            found[name] = k
    near = {head: _maybe(head, known, found) for _, head in strangers}
    issues += [_stranger(sheet, head, near[head]) for k, head in strangers if head.strip() or _filled(sheet, k)]
    absent = [c.name for c in columns(table) if c.required and c.name not in found and c.name not in near.values()]
    issues += [faults.MISSING_COLUMN.at(Place(sheet.file, sheet.head_row), name) for name in absent]
    return found, issues


def _maybe(head: str, known: Mapping[str, str], found: Mapping[str, int]) -> str:
    close = nearest(plain(head), [word for word, name in known.items() if name not in found]) if head.strip() else ""
    return known.get(close, "")


def _stranger(sheet: Sheet, head: str, maybe: str) -> Issue:
    fault = faults.MISSPELT_COLUMN if maybe else faults.UNKNOWN_COLUMN
    return fault.at(Place(sheet.file, sheet.head_row), maybe, head, values={"maybe": maybe})


def _filled(sheet: Sheet, k: int) -> bool:
    return bool((sheet.frame[k].str.strip() != "").any())


@dataclass
class Notes:
    """Notes counted per fault and column: one issue each, at the first cell."""

    file: str
    seen: dict[tuple[Fault, str], tuple[int, str, int]] = field(default_factory=dict)

    def add(self, fault: Fault, column: str, row: int, value: str, count: int = 1) -> None:
        """``count`` more cells read that way."""
        first_row, first_value, before = self.seen.get((fault, column), (row, value, 0))
        self.seen[fault, column] = first_row, first_value, before + count

    def issues(self) -> list[Issue]:
        """One issue per fault and column."""
        return [
            fault.at(Place(self.file, row), column, value, count) for (fault, column), (row, value, count) in self.seen.items()
        ]


def read_rows(table: Table, sheet: Sheet, zone: ZoneInfo) -> tuple[Read, list[Issue]]:
    """Every row of ``sheet`` that its model accepts; the others as issues."""
    position, issues = match_heads(table, sheet)
    known = {column.name: column for column in columns(table)}
    usable = all(name in position for name, column in known.items() if column.required)
    reader = _Reader(table, sheet, zone, known, position)
    rows = [row for k in range(len(sheet.frame)) if (row := reader.row(k, judge=usable)) is not None]
    total = len(sheet.frame) + sheet.overfull
    read = Read(table.name, (sheet.file,), total, tuple(rows), reader.written, frozenset(position), len(rows), total - len(rows))
    return read, issues + reader.issues + reader.notes.issues()


class _Reader:
    def __init__(
        self, table: Table, sheet: Sheet, zone: ZoneInfo, known: Mapping[str, Column], position: Mapping[str, int]
    ) -> None:
        self.table, self.sheet, self.known = table, sheet, known
        self.texts = {name: sheet.frame[k].tolist() for name, k in position.items()}
        self.readers = {
            name: functools.cache(functools.partial(_cell, known[name], known[name].reader(zone, sheet.delimiter)))
            for name in position
        }
        self.written: dict[str, dict[str, Place]] = {n: {} for n in position if known[n].kind == "text"}
        self.issues: list[Issue] = []
        self.notes = Notes(sheet.file)

    def row(self, k: int, judge: bool) -> tuple[Place, Row] | None:
        """Row ``k``, or None with its issues noted."""
        place, values, bad = Place(self.sheet.file, int(self.sheet.rows[k])), dict[str, object](), set[str]()
        for name, texts in self.texts.items():
            cell = self.readers[name](texts[k])
            if isinstance(cell, Unreadable):
                bad.add(name)
                self.issues.append(cell.fault.at(place, name, texts[k].strip(), values=cell.values))
                continue
            self._take(place, name, texts[k], cell, values)
        if not judge:
            return None
        try:
            model = self.table.row.model_validate(values)
        except ValidationError as error:
            details = [one for one in error.errors() if not (one["loc"] and one["loc"][0] in bad)]
            self.issues += [model_issue(place, one, self.table.name) for one in details]
            return None
        return None if bad else (place, model)

    def _take(self, place: Place, name: str, text: str, cell: Cell, values: dict[str, object]) -> None:
        for fault in cell.notes:
            self.notes.add(fault, name, place.row or 0, text)
        if cell.value is None:
            return
        values[name] = cell.value
        if name in self.written:
            self.written[name].setdefault(str(cell.value), place)


def _cell(column: Column, reader: object, text: str) -> Cell | Unreadable:
    """The cell's value (None = empty) with notes, or the ``Unreadable`` it raises."""
    assert callable(reader)
    plain_text = text.strip() if column.name in FREE_TEXT else clean(text)
    if is_excel_error(plain_text):
        return Unreadable(faults.EXCEL_ERROR)
    if not plain_text:
        return Cell(None)
    try:
        cell = reader(plain_text)
    except Unreadable as error:
        return error
    assert isinstance(cell, Cell)
    return Cell(cell.value, (faults.CLEANED, *cell.notes)) if plain_text != text.strip(" ") else cell


PYDANTIC_FAULTS: Mapping[str, Fault] = {
    "missing": faults.EMPTY_CELL,
    "string_too_short": faults.EMPTY_CELL,
    "greater_than": faults.OUT_OF_LIMITS,
    "greater_than_equal": faults.OUT_OF_LIMITS,
    "less_than": faults.OUT_OF_LIMITS,
    "less_than_equal": faults.OUT_OF_LIMITS,
    "string_pattern_mismatch": faults.BAD_FORM,
    "literal_error": faults.BAD_CHOICE,
    "enum": faults.BAD_CHOICE,
    "bool_parsing": faults.BAD_BOOLEAN,
    "bool_type": faults.BAD_BOOLEAN,
    "extra_forbidden": faults.UNKNOWN_KEY,
}
"""Kind of pydantic error -> fault; anything else is ``BAD_NUMBER`` for numbers and ``BAD_FORM`` otherwise."""
MODEL_FAULTS: Mapping[str, Fault] = {
    "preferences": faults.WISH_WITHOUT_VALUE,
    "rules": faults.OVERRIDE_TARGET,
    "overrides": faults.OVERRIDE_TARGET,
}
"""Table -> what a failed check over a whole row of it means."""


def model_issue(place: Place, error: ErrorDetails, table: str) -> Issue:
    """A pydantic error as an issue."""
    kind, column = error["type"], ".".join(map(str, error["loc"]))
    value = "" if kind in ("missing", "value_error") else error["input"]
    if kind == "value_error":
        return MODEL_FAULTS[table].at(place, "value" if table == "preferences" else column)
    other = faults.BAD_NUMBER if kind.startswith(("int", "float")) else faults.BAD_FORM
    return PYDANTIC_FAULTS.get(kind, other).at(place, column, value, values=_limits(error))


def _limits(error: ErrorDetails) -> dict[str, object]:
    context = error.get("ctx", {})
    signs = {"gt": ">", "ge": ">=", "lt": "<", "le": "<="}
    limit = " ".join(f"{sign} {context[name]}" for name, sign in signs.items() if name in context)
    return {"limit": limit, "pattern": context.get("pattern", ""), "known": context.get("expected", ""), "maybe": ""}
