"""A file or sheet as text cells with the row numbers people see; typing comes later."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from wfm.data.reading import faults
from wfm.data.reading.encoding import Undecodable, decode, delimiter_of
from wfm.data.reading.issues import Issue, Place


@dataclass(frozen=True)
class Sheet:
    """Text of one table: ``frame`` has one text column per head (0, 1, ...), '' = empty, blank rows left out;
    ``rows`` [len(frame)] their row numbers; ``overfull`` rows refused because they have more cells than heads."""

    file: str
    heads: tuple[str, ...]
    frame: pd.DataFrame
    rows: npt.NDArray[np.int64]
    delimiter: str = ","
    overfull: int = 0
    head_row: int = 1


_LONG = 100_000
"""Characters from which on pandas splits a text faster than the csv module."""


class BadFile(Exception):
    """A file that cannot be read as a table at all; ``reason`` is a key of the catalogue's area ``reading``."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def csv_sheet(file: str, content: bytes) -> tuple[Sheet, list[Issue]]:
    """The CSV file ``content`` (head in the first line that is not blank); raises ``BadFile``."""
    try:
        text, encoding = decode(content)
    except Undecodable as error:
        raise BadFile("bad_encoding") from error
    delimiter = delimiter_of(next((line for line in io.StringIO(text) if line.strip()), ""))
    place, notes = Place(file), []
    if encoding not in ("utf-8", "utf-8-sig"):
        notes.append(faults.GUESSED_ENCODING.at(place, value={"gb18030": "GB18030 (GBK)"}.get(encoding, encoding)))
    if delimiter != ",":
        notes.append(faults.GUESSED_DELIMITER.at(place, value={"\t": "tab"}.get(delimiter, delimiter)))
    sheet, found = _sheet(file, _cells(text, delimiter), delimiter)
    return sheet, notes + found


def _cells(text: str, delimiter: str) -> pd.DataFrame:
    """All cells of the text, the head line among them; long texts fast when every line is as wide as the first."""
    if len(text) < _LONG:
        return _ragged(text, delimiter)
    try:
        return pd.read_csv(
            io.StringIO(text), header=None, dtype=str, na_filter=False, skip_blank_lines=False, sep=delimiter, engine="c"
        )
    except (pd.errors.EmptyDataError, pd.errors.ParserError):
        return _ragged(text, delimiter)


def _ragged(text: str, delimiter: str) -> pd.DataFrame:
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise BadFile("bad_csv") from error
    return _padded(lines)


def _padded(lines: Sequence[Sequence[str]]) -> pd.DataFrame:
    width = max(map(len, lines), default=0)
    return pd.DataFrame([[*line, *[""] * (width - len(line))] for line in lines], dtype=str)


def _sheet(file: str, cells: pd.DataFrame, delimiter: str = ",") -> tuple[Sheet, list[Issue]]:
    cells = cells.fillna("").astype(str)
    filled = _filled(cells)
    numbers = np.flatnonzero(filled) + 1
    kept = cells[filled]
    if kept.empty:
        raise BadFile("empty_file")
    heads = tuple(kept.iloc[0])
    width = max(k for k, head in enumerate(heads) if head.strip()) + 1
    sheet = Sheet(file, heads, kept.iloc[1:].reset_index(drop=True), numbers[1:], delimiter, head_row=int(numbers[0]))
    return _within(sheet, width)


def _filled(cells: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Rows with anything but blanks."""
    filled = np.zeros(len(cells), dtype=bool)
    for name in cells.columns:
        if filled.all():
            break
        filled |= np.fromiter((bool(text.strip()) for text in cells[name].tolist()), dtype=bool, count=len(cells))
    return filled


def _within(sheet: Sheet, width: int) -> tuple[Sheet, list[Issue]]:
    """Rows with something beyond the last head are refused: their cells may all be shifted."""
    if len(sheet.heads) == width:
        return sheet, []
    beyond = _filled(sheet.frame.iloc[:, width:])
    issues = [
        faults.TOO_MANY_CELLS.at(
            Place(sheet.file, int(sheet.rows[k])), get_column_letter(width + 1), _beyond(sheet, int(k), width)
        )
        for k in np.flatnonzero(beyond)
    ]
    frame = sheet.frame.loc[~beyond].iloc[:, :width].reset_index(drop=True)
    frame.columns = pd.RangeIndex(width)
    kept = replace(sheet, heads=sheet.heads[:width], frame=frame, rows=sheet.rows[~beyond], overfull=int(beyond.sum()))
    return kept, issues


def _beyond(sheet: Sheet, k: int, width: int) -> str:
    return next(str(text) for text in sheet.frame.iloc[k, width:] if str(text).strip())


def workbook_sheets(file: str, content: bytes) -> tuple[dict[str, pd.DataFrame], list[Issue]]:
    """Sheet name -> its cells as text, row 1 first; raises ``BadFile``. Formulas give their stored results."""
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets = {sheet.title: _padded([[_text(cell) for cell in row] for row in sheet.iter_rows()]) for sheet in book.worksheets}
        issues = _formulas_without_result(file, content, sheets) if _has_formulas(content) else []
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError) as error:
        raise BadFile("bad_workbook") from error
    return sheets, issues


def excel_sheet(file: str, cells: pd.DataFrame) -> tuple[Sheet, list[Issue]]:
    """One sheet of a workbook; raises ``BadFile`` when it is empty."""
    return _sheet(file, cells)


def _text(cell: object) -> str:
    """A cell as a person sees it, where that matters: leading zeros of a number format, dates, whole numbers."""
    value = getattr(cell, "value", None)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d") if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M" if not value.second else "%H:%M:%S")
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    if isinstance(value, int | float):
        return _number_text(value, str(getattr(cell, "number_format", "")))
    return str(value)


def _number_text(value: float, number_format: str) -> str:
    if float(value).is_integer():
        zeros = re.fullmatch(r"0{2,}", number_format)
        return str(int(value)).zfill(len(number_format) if zeros else 1)
    return repr(float(value))


def _has_formulas(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = (name for name in package.namelist() if name.startswith("xl/worksheets/"))
        return any(re.search(rb"<f[ />]", package.read(name)) for name in parts)


def _formulas_without_result(file: str, content: bytes, sheets: dict[str, pd.DataFrame]) -> list[Issue]:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
    found: list[Issue] = []
    for sheet in book.worksheets:
        stored = sheets[sheet.title]
        for row, cells in enumerate(_values(sheet.iter_rows(values_only=True)), start=1):
            for k, formula in cells:
                if stored.iat[row - 1, k] == "":
                    place = Place(f"{file} [{sheet.title}]", row)
                    found.append(faults.FORMULA_WITHOUT_RESULT.at(place, get_column_letter(k + 1), formula))
    return found


def _values(rows: Iterable[Sequence[object]]) -> Iterable[list[tuple[int, str]]]:
    for row in rows:
        yield [(k, value) for k, value in enumerate(row) if isinstance(value, str) and value.startswith("=")]
