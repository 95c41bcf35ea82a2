"""The hidden sheet: what the file was made from, so that an edited copy can be read back without guessing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from wfm.errors import InputError, UsageError
from wfm.report.signs import Signs
from wfm.timegrid import Horizon

SHEET = "wfm"
FORMAT = "wfm-roster-1"


@dataclass(frozen=True)
class BaseMark:
    """Where a workbook came from: the horizon, the version (None = a draft), the roster's hash, its signs, its people,
    and the name of its roster sheet."""

    month: str
    horizon: Horizon
    version: int | None
    roster_hash: str
    sheet: str
    signs: Signs
    people: tuple[str, ...]


def write_mark(book: Workbook, mark: BaseMark) -> None:
    """Add the hidden sheet; every cell is text, so Excel changes nothing."""
    sheet = book.create_sheet(SHEET)
    sheet.sheet_state = "veryHidden"
    rows: list[tuple[str, ...]] = [
        ("format", FORMAT),
        ("month", mark.month),
        ("start", mark.horizon.start.isoformat()),
        ("days", str(mark.horizon.days)),
        ("version", "draft" if mark.version is None else str(mark.version)),
        ("hash", mark.roster_hash),
        ("sheet", mark.sheet),
        *(("shift", shift, code) for shift, code in mark.signs.shifts.items()),
        *(("project", project, sign) for project, sign in mark.signs.projects.items()),
        *(("person", person) for person in mark.people),
    ]
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column, value)
            cell.data_type, cell.number_format = "s", "@"


def open_workbook(path: Path) -> Workbook:
    """The workbook at ``path``; UsageError when there is no such file, InputError when it is no workbook."""
    if not path.is_file():
        raise UsageError("export.no_such_file", file=path)
    try:
        return load_workbook(path)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError, TypeError, AttributeError) as error:
        raise InputError("export.bad_workbook", file=path, detail=type(error).__name__) from error


def read_mark(path: Path) -> BaseMark:
    """The hidden sheet of the workbook at ``path``; InputError when it is not one of ours."""
    return mark_of(open_workbook(path), path)


def mark_of(book: Workbook, path: Path) -> BaseMark:
    """The hidden sheet of an open workbook; InputError when it is missing or damaged."""
    try:
        return _mark(_entries(book))
    except (KeyError, IndexError, ValueError) as error:
        raise InputError("export.not_our_workbook", file=path, sheet=SHEET) from error


def _entries(book: Workbook) -> Mapping[str, list[list[str]]]:
    entries: dict[str, list[list[str]]] = {}
    for row in book[SHEET].iter_rows(values_only=True):
        texts = ["" if value is None else str(value) for value in row]
        entries.setdefault(texts[0], []).append(texts[1:])
    return entries


def _mark(entries: Mapping[str, list[list[str]]]) -> BaseMark:
    single = {key: entries[key][0][0] for key in ("format", "month", "start", "days", "version", "hash", "sheet")}
    if single["format"] != FORMAT:
        raise ValueError(single["format"])
    return BaseMark(
        month=single["month"],
        horizon=Horizon(date.fromisoformat(single["start"]), int(single["days"])),
        version=None if single["version"] == "draft" else int(single["version"]),
        roster_hash=single["hash"],
        sheet=single["sheet"],
        signs=Signs(_pairs(entries.get("shift", [])), _pairs(entries.get("project", []))),
        people=tuple(values[0] for values in entries.get("person", [])),
    )


def _pairs(rows: list[list[str]]) -> dict[str, str]:
    return {row[0]: row[1] if len(row) > 1 else "" for row in rows}
