"""Totals written beside and below a roster, compared with what its cells say."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from wfm.data import cells
from wfm.data.imports.codes import CodeMap
from wfm.data.imports.findings import Findings
from wfm.data.imports.roster_sheet import PersonDay, SheetRoster

Counter = Callable[[Sequence[PersonDay]], float | None]
_SUFFIX = re.compile(r"(?:天数|次数|人数|个数|班数|数量|数|days|count|shifts|s)$", re.IGNORECASE)


def check_totals(sheet: SheetRoster, codes: CodeMap, found: Findings) -> None:
    """Compare columns right of the days (per person) and rows below (per day) with the cells; report what disagrees.

    A head is understood when it names a code (夜班数), days worked (出勤天数) or hours (工时); others are left alone.
    """
    grid, heads = sheet.grid, sheet.heads
    by_row: dict[int, list[PersonDay]] = {}
    by_column: dict[int, list[PersonDay]] = {}
    for day in sheet.days:
        by_row.setdefault(day.row, []).append(day)
        by_column.setdefault(day.column, []).append(day)
    for column in range(max(heads.columns) + 1, grid.width):
        head = next(
            (text for row in (heads.row, heads.row - 1, heads.row + 1) if row >= 0 and (text := _text(sheet, row, column))), ""
        )
        counter = _counter(head, codes)
        for person in sheet.people if counter else ():
            _compare(sheet, person.row, column, head, by_row.get(person.row, []), counter, "total_disagrees", found)
    for row, label in sheet.labels.items():
        counter = _counter(label, codes)
        for column in heads.columns if counter else ():
            above = [day for day in by_column.get(column, []) if day.row < row]
            _compare(sheet, row, column, label, above, counter, "day_total_disagrees", found)


def _text(sheet: SheetRoster, row: int, column: int) -> str:
    return sheet.grid.text(row, column) if row < len(sheet.grid.rows) else ""


def _compare(
    sheet: SheetRoster,
    row: int,
    column: int,
    head: str,
    days: Sequence[PersonDay],
    counter: Counter | None,
    kind: str,
    found: Findings,
) -> None:
    shown = cells.parse_number(sheet.grid.rows[row][column])
    counted = counter(days) if counter else None
    if shown is not None and counted is not None and abs(shown - counted) > 1e-6:
        found.warn(
            kind,
            sheet.grid.where(row, column),
            head,
            role=head,
            shown=f"{shown:g}",
            summed=f"{counted:g}",
            missing=0,
        )


def _counter(head: str, codes: CodeMap) -> Counter | None:
    """What a head of totals counts; None when its words name nothing known."""
    text = cells.tidy(head).lower()
    if re.fullmatch(r"(?:总|合计|月)?工时(?:合计|\(.*\))?|(?:total |paid )?hours", text):
        return lambda days: _hours(days, codes)
    if re.fullmatch(r"(?:出勤|上班|工作)(?:天数|数)?|(?:days worked|working days|worked days|duties)", text):
        return lambda days: float(sum(codes.codes[day.reading.code].kind in ("shift", "study") for day in days))
    reading = codes.read(_SUFFIX.sub("", text)) or codes.read(text)
    if reading is None or reading.hours is not None:
        return None
    code = reading.code
    return lambda days: float(sum(day.reading.code == code for day in days))


def _hours(days: Sequence[PersonDay], codes: CodeMap) -> float | None:
    """Hours written or standard; None when some shift has neither."""
    total = 0.0
    for day in days:
        entry = codes.codes[day.reading.code]
        if entry.kind not in ("shift", "study"):
            continue
        hours = day.reading.hours if day.reading.hours is not None else entry.hours
        if hours is None:
            return None
        total += hours
    return total
