"""The cells of an edited roster sheet, with their addresses; judges rows and heads, not codes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from wfm.data.cells import parse_date, tidy
from wfm.errors import InputError
from wfm.report.excel.frame import DATES, EMPLOYEE, FIRST_DAY, FIRST_ROW
from wfm.report.excel.hidden import SHEET, BaseMark
from wfm.report.neutral import restored

_LISTED = 12


@dataclass(frozen=True)
class GridCell:
    """A person's cell: its text tidied, and whether it holds a formula."""

    employee: str
    day: date
    address: str
    text: str
    formula: bool = False


def read_grid(book: Workbook, mark: BaseMark, path: Path) -> list[GridCell]:
    """Every person's day cells; InputError for a missing sheet, changed dates, unknown, doubled or missing people."""
    if mark.sheet not in book.sheetnames:
        raise InputError("export.not_our_workbook", file=path, sheet=mark.sheet)
    sheet = book[mark.sheet]
    if not isinstance(sheet, Worksheet):
        raise InputError("export.not_our_workbook", file=path, sheet=SHEET)
    _check_dates(sheet, mark)
    rows = _rows(sheet, mark)
    missing = [person for person in mark.people if person not in rows]
    if missing:
        listed = ", ".join(missing[:_LISTED]) + ("…" if len(missing) > _LISTED else "")
        raise InputError("export.missing_people", file=path.name, count=len(missing), people=listed)
    return [cell for employee, row in rows.items() for cell in _cells(sheet, row, employee, mark)]


def _check_dates(sheet: Worksheet, mark: BaseMark) -> None:
    for column, expected in enumerate(mark.horizon.dates, start=FIRST_DAY):
        cell = sheet.cell(DATES, column)
        if _date(cell.value) != expected:
            raise InputError("export.changed_dates", sheet=sheet.title, cell=cell.coordinate, value=cell.value, expected=expected)


def _date(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    try:
        return parse_date(value)
    except ValueError:
        return None


def _rows(sheet: Worksheet, mark: BaseMark) -> dict[str, int]:
    """Employee -> row. Rows without an id are headings or totals, unless text stands in their day cells."""
    rows: dict[str, int] = {}
    people = set(mark.people)
    for row in range(FIRST_ROW, sheet.max_row + 1):
        cell = sheet.cell(row, EMPLOYEE)
        employee = _id(cell.value)
        if not employee:
            stray = next(_stray(sheet, row, mark), None)
            if stray:
                raise InputError("export.row_without_employee", cell=stray.coordinate, value=stray.value)
            continue
        if employee not in people:
            raise InputError("export.unknown_person", cell=cell.coordinate, value=employee)
        if employee in rows:
            raise InputError("export.doubled_person", cell=cell.coordinate, value=employee)
        rows[employee] = row
    return rows


def _id(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else restored(str(value).strip())


def _stray(sheet: Worksheet, row: int, mark: BaseMark) -> Iterator[Cell | MergedCell]:
    for column in range(FIRST_DAY, FIRST_DAY + mark.horizon.days):
        cell = sheet.cell(row, column)
        if isinstance(cell.value, str) and cell.data_type != "f" and cell.value.strip():
            yield cell


def _cells(sheet: Worksheet, row: int, employee: str, mark: BaseMark) -> Iterator[GridCell]:
    for column, day in enumerate(mark.horizon.dates, start=FIRST_DAY):
        cell = sheet.cell(row, column)
        value = cell.value
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        yield GridCell(employee, day, cell.coordinate, tidy(value), cell.data_type == "f")
