"""Whole columns of a large sheet at once: every distinct text is parsed once, every cell that cannot be read is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from wfm.data.reading import cells, dates, faults
from wfm.data.reading.cells import Cell, Unreadable, clean
from wfm.data.reading.faults import Fault
from wfm.data.reading.issues import Issue, Place
from wfm.data.reading.rows import Notes
from wfm.data.reading.sheets import Sheet

LISTED = 200
"""Rows listed one by one per fault and file; the rest are one issue with their count."""

Mask = npt.NDArray[np.bool_]
_ISO = r"(?:19|20|21)\d{2}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2})?"
_ISO_OFFSET = _ISO + r"(?:Z|[+-]\d{2}:?\d{2})"


@dataclass
class Columns:
    """A sheet on its way to a frame: ``bad`` rows are refused, ``skip`` rows left out with a note."""

    sheet: Sheet
    zone: ZoneInfo
    bad: Mask
    skip: Mask
    notes: Notes
    issues: list[Issue] = field(default_factory=list)

    def note(self, fault: Fault, column: str, mask: Mask, texts: pd.Series) -> None:
        """The rows of ``mask``, when there are any, were read with the note ``fault``."""
        if mask.any():
            k = int(np.flatnonzero(mask)[0])
            self.notes.add(fault, column, int(self.sheet.rows[k]), str(texts.iat[k]), int(mask.sum()))

    def refuse(self, fault: Fault, column: str, mask: Mask, texts: pd.Series, **values: object) -> None:
        """Every row of ``mask`` has ``fault`` in ``column``."""
        self.bad |= mask
        self.issues += listed(fault, self.sheet, column, np.flatnonzero(mask), texts, values)


def listed(
    fault: Fault, sheet: Sheet, column: str, where: npt.NDArray[np.intp], texts: pd.Series, values: dict[str, object]
) -> Iterator[Issue]:
    """One issue per row up to ``LISTED``, then one for all the others."""
    for k in where[:LISTED]:
        yield fault.at(Place(sheet.file, int(sheet.rows[k])), column, texts.iat[k], values=values)
    if len(where) > LISTED:
        k = where[LISTED]
        place = Place(sheet.file, int(sheet.rows[k]))
        yield fault.at(place, column, texts.iat[k], count=len(where) - LISTED, values=values)


def text_column(work: Columns, name: str, texts: pd.Series, *, needed: bool = True) -> pd.Series:
    """The column as tidied text; empty cells are refused where the column is ``needed``."""
    codes, values = resolve(work, name, texts, Cell)
    found = np.array([value or "" for value in values], dtype=object)
    column = pd.Series(found[codes] if len(codes) else [], dtype="str")
    if needed:
        work.refuse(faults.EMPTY_CELL, name, (column == "").to_numpy(dtype=bool), texts)
    return column


def number_column(
    work: Columns, name: str, texts: pd.Series, parse: Callable[[str], Cell] | None = None
) -> npt.NDArray[np.float64]:
    """The column as float, at least 0; NaN where empty or refused. ``parse`` reads what is no plain number."""
    values = pd.to_numeric(texts, errors="coerce").to_numpy(dtype=np.float64, copy=True)
    unread = ~np.isfinite(values)
    values[unread] = np.nan
    codes, parsed = resolve(work, name, texts, parse or partial(cells.number, delimiter=work.sheet.delimiter), unread)
    read = np.array([np.nan if value is None else value for value in parsed], dtype=np.float64)
    if len(read):
        values[unread] = read[codes[unread]]
    work.refuse(faults.OUT_OF_LIMITS, name, values < 0, texts, limit=">= 0")
    return values


def moments(
    work: Columns, name: str, texts: pd.Series, codes: npt.NDArray[np.intp], uniques: pd.Series
) -> tuple[pd.Series, pd.Series]:
    """Per unique text: naive local time or NaT, and instant (UTC) or NaT; ISO forms at once, others one by one."""
    local = uniques.str.fullmatch(_ISO).to_numpy(dtype=bool)
    offset = uniques.str.fullmatch(_ISO_OFFSET).to_numpy(dtype=bool)
    naive = pd.to_datetime(uniques.where(local), format="ISO8601", errors="coerce").dt.as_unit("ns")
    aware = pd.to_datetime(uniques.where(offset), format="ISO8601", errors="coerce", utc=True).dt.as_unit("ns")
    slow = (naive.isna() & aware.isna()).to_numpy(dtype=bool)
    if slow.any():
        _, values = resolve(work, name, texts, dates.moment, slow[codes])
        blank = [k for k in np.flatnonzero(slow) if not clean(str(uniques.iat[int(k)]))]
        work.refuse(faults.EMPTY_CELL, name, np.isin(codes, blank), texts)
        local_slow, instant_slow = _stamps(values, np.flatnonzero(slow), len(uniques))
        naive, aware = naive.fillna(local_slow), aware.fillna(instant_slow)
    return naive, aware


def _stamps(values: list[object], where: npt.NDArray[np.intp], size: int) -> tuple[pd.Series, pd.Series]:
    """``values`` (in the order of ``where``) as naive local times and as instants (UTC), NaT elsewhere."""
    naive, aware = np.full((2, size), "NaT", dtype="datetime64[ns]")
    for k, value in zip(where, values, strict=True):
        if isinstance(value, datetime) and value.tzinfo is None:
            naive[k] = np.datetime64(value)
        elif isinstance(value, datetime):
            aware[k] = np.datetime64(value.astimezone(UTC).replace(tzinfo=None))
    return pd.Series(naive), pd.Series(aware).dt.tz_localize("UTC")


def resolve(
    work: Columns, column: str, texts: pd.Series, parse: Callable[[str], Cell], wanted: Mask | None = None
) -> tuple[npt.NDArray[np.intp], list[object]]:
    """Code of each row's text and the value of each code (None = empty or refused), every distinct text parsed once.

    ``wanted``: rows to parse; the others get the code -1.
    """
    size = len(texts)
    where = np.arange(size) if wanted is None else np.flatnonzero(wanted)
    found, uniques = pd.factorize(texts.iloc[where])
    codes = np.full(size, -1, dtype=np.intp)
    codes[where] = found
    counts = np.bincount(found, minlength=len(uniques))
    first = where[np.unique(found, return_index=True)[1]]
    values: list[object] = []
    refused: dict[Fault, tuple[list[int], dict[str, object]]] = {}
    for code, text in enumerate(map(str, uniques)):
        cell = _parsed(text, parse)
        if isinstance(cell, Unreadable):
            refused.setdefault(cell.fault, ([], cell.values))[0].append(code)
            values.append(None)
            continue
        values.append(cell.value)
        for fault in cell.notes:
            work.notes.add(fault, column, int(work.sheet.rows[first[code]]), text, int(counts[code]))
    for fault, (bad, said) in refused.items():
        work.refuse(fault, column, np.isin(codes, bad), texts, **said)
    return codes, values


def _parsed(text: str, parse: Callable[[str], Cell]) -> Cell | Unreadable:
    plain = clean(text)
    if not plain:
        return Cell(None)
    if cells.is_excel_error(plain):
        return Unreadable(faults.EXCEL_ERROR)
    try:
        cell = parse(plain)
    except Unreadable as error:
        return error
    return Cell(cell.value, (faults.CLEANED, *cell.notes)) if plain != text.strip() else cell
