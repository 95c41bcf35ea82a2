"""A file as grids of cells: Excel workbooks and delimited text in one shape, every cell with its address."""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from wfm.data import cells
from wfm.errors import InputError, UsageError

Place = tuple[int, int]
"""Row and column, both from 0."""

_XLS = b"\xd0\xcf\x11\xe0"
_MOST_CELLS = 5_000_000


@dataclass(frozen=True)
class Grid:
    """One sheet (or one text file, with an empty name). ``rows`` are equally long; ``merges`` are (top, left, bottom, right),
    all included; ``uncalculated``: formulas without a stored result; ``fills``: solid fill colours as RRGGBB."""

    name: str
    rows: tuple[tuple[object, ...], ...]
    hidden: bool = False
    merges: tuple[tuple[int, int, int, int], ...] = ()
    formats: dict[Place, str] = field(default_factory=dict)
    fills: dict[Place, str] = field(default_factory=dict)
    comments: dict[Place, str] = field(default_factory=dict)
    hidden_columns: frozenset[int] = frozenset()
    uncalculated: frozenset[Place] = frozenset()

    @property
    def width(self) -> int:
        """Columns."""
        return len(self.rows[0]) if self.rows else 0

    @cached_property
    def anchors(self) -> dict[Place, Place]:
        """Every cell of a merged range -> the range's first cell."""
        return {
            (row, column): (top, left)
            for top, left, bottom, right in self.merges
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        }

    def filled(self, row: int, column: int) -> object:
        """The cell's value, for a merged cell the value of its range."""
        row, column = self.anchors.get((row, column), (row, column))
        return self.rows[row][column] if row < len(self.rows) and column < self.width else None

    def text(self, row: int, column: int) -> str:
        """The tidied text of ``filled``."""
        return cells.tidy(self.filled(row, column))

    def row_texts(self, row: int) -> list[str]:
        """The tidied text of each cell of a row as it stands, merged ranges not filled."""
        return [cells.tidy(value) for value in self.rows[row]]

    def id_text(self, row: int, column: int) -> str:
        """The cell as an id, leading zeros kept."""
        place = self.anchors.get((row, column), (row, column))
        return cells.text_id(self.filled(row, column), self.formats.get(place, "General"))

    def where(self, row: int, column: int | None = None) -> str:
        """``Sheet!C5``, or ``Sheet!row 5`` without a column."""
        cell = f"row {row + 1}" if column is None else f"{get_column_letter(column + 1)}{row + 1}"
        return f"{self.name}!{cell}" if self.name else cell

    def range_where(self, row: int, column: int, last_column: int) -> str:
        """``Sheet!C5:F5``."""
        return f"{self.where(row, column)}:{get_column_letter(last_column + 1)}{row + 1}"


@dataclass(frozen=True)
class Book:
    """All grids of a file and how its text was decoded (empty for Excel)."""

    grids: tuple[Grid, ...]
    encoding: str = ""
    delimiter: str = ""


def read_book(file: Path, *, encoding: str = "", delimiter: str = "") -> Book:
    """The file's grids by content, not by its ending. UsageError: no such file; InputError: neither text nor .xlsx."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise UsageError("imports.no_such_file", file=file) from error
    if raw.startswith(_XLS):
        raise InputError("imports.old_excel", file=file.name)
    if raw.startswith(b"PK"):
        return Book(_read_excel(raw, file.name))
    text, used = (cells.decode_as(raw, encoding), encoding) if encoding else cells.decode(raw)
    separator = delimiter or _delimiter(text)
    return Book((Grid("", _text_rows(text, separator)),), used, separator)


def _text_rows(text: str, delimiter: str) -> tuple[tuple[object, ...], ...]:
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise InputError("imports.not_csv", reason=error) from error
    width = max((len(row) for row in rows), default=0)
    return tuple(tuple(value if value != "" else None for value in row) + (None,) * (width - len(row)) for row in rows)


def _delimiter(text: str) -> str:
    """The separator that cuts most lines into the same number of columns, over one."""
    sample = "\n".join(text.splitlines()[:400])
    best, best_score = ",", 0
    for candidate in (",", "\t", ";", "|"):
        try:
            widths = Counter(len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=candidate))
        except csv.Error:
            continue
        score = max((width * count for width, count in widths.items() if width > 1), default=0)
        if score > best_score:
            best, best_score = candidate, score
    return best


def _read_excel(raw: bytes, name: str) -> tuple[Grid, ...]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            results = openpyxl.load_workbook(io.BytesIO(raw), data_only=True)
            formulas = openpyxl.load_workbook(io.BytesIO(raw), data_only=False) if _has_formulas(raw) else results
    except Exception as error:  # a broken archive raises whatever its parts raise
        raise InputError("imports.not_excel", file=name) from error
    pairs = ((sheet, formulas[sheet.title]) for sheet in results.worksheets)
    return tuple(_grid(sheet, formula) for sheet, formula in pairs)


def _has_formulas(raw: bytes) -> bool:
    """Whether any sheet of the archive holds a formula element."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        return any(re.search(rb"<f[ >/]", archive.read(name)) for name in sheets)


def _grid(sheet: Worksheet, formulas: Worksheet) -> Grid:
    if sheet.max_row * sheet.max_column > _MOST_CELLS:
        raise InputError("imports.too_large", sheet=sheet.title, rows=sheet.max_row, columns=sheet.max_column)
    rows: list[tuple[object, ...]] = []
    formats: dict[Place, str] = {}
    fills: dict[Place, str] = {}
    comments: dict[Place, str] = {}
    uncalculated: set[Place] = set()
    for r, row in enumerate(sheet.iter_rows()):
        rows.append(tuple(cell.value for cell in row))
        for c, cell in enumerate(row):
            if not isinstance(cell, Cell):
                continue
            if isinstance(cell.value, (int, float)) and cell.number_format != "General":
                formats[r, c] = cell.number_format
            if cell.has_style and (colour := _colour(cell)):
                fills[r, c] = colour
            if cell.comment is not None:
                comments[r, c] = str(cell.comment.text)
            if cell.value is None and formulas.cell(r + 1, c + 1).value is not None:
                uncalculated.add((r, c))
    merges = tuple((m.min_row - 1, m.min_col - 1, m.max_row - 1, m.max_col - 1) for m in sheet.merged_cells.ranges)
    return Grid(
        name=sheet.title,
        rows=tuple(rows),
        hidden=sheet.sheet_state != "visible",
        merges=merges,
        formats=formats,
        fills=fills,
        comments=comments,
        hidden_columns=_hidden_columns(sheet),
        uncalculated=frozenset(uncalculated),
    )


def _hidden_columns(sheet: Worksheet) -> frozenset[int]:
    hidden: set[int] = set()
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden:
            hidden.update(range((dimension.min or 1) - 1, min(dimension.max or 1, sheet.max_column)))
    return frozenset(hidden)


_INDEXED_YELLOW = {5: "FFFF00", 13: "FFFF00", 34: "FFFF00", 51: "FFCC00", 43: "FFFF99"}


def _colour(cell: Cell) -> str:
    """The solid fill as RRGGBB, ``theme:n`` for a theme colour, empty without a fill."""
    fill = cell.fill
    if fill is None or fill.fill_type != "solid":
        return ""
    colour = fill.fgColor
    if colour.type == "rgb" and isinstance(colour.rgb, str):
        return colour.rgb[-6:].upper()
    if colour.type == "indexed":
        return _INDEXED_YELLOW.get(colour.indexed, f"indexed:{colour.indexed}")
    return f"theme:{colour.theme}"
