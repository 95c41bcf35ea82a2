"""Call history, read in whole columns: a million rows in seconds. Every cell that cannot be read is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from wfm.data.reading import cells, dates, faults
from wfm.data.reading.cells import Cell, Unreadable, clean
from wfm.data.reading.faults import Fault
from wfm.data.reading.issues import Issue, Place
from wfm.data.reading.rows import Notes, Read, match_heads
from wfm.data.reading.sheets import Sheet
from wfm.data.tables import table
from wfm.data.workspace import empty_history

NUMBERS = ("calls", "answered", "abandoned", "aht_seconds")
LISTED = 200
"""Rows listed one by one per fault and file; the rest are one issue with their count."""

Mask = npt.NDArray[np.bool_]
_ISO = r"(?:19|20|21)\d{2}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2})?"
_ISO_OFFSET = _ISO + r"(?:Z|[+-]\d{2}:?\d{2})"


@dataclass
class _Builder:
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


def read_history(sheets: list[Sheet], zone: ZoneInfo) -> tuple[pd.DataFrame, Read, list[Issue]]:
    """Frame project, start (in ``zone``), the numbers, file, row; sorted by project and start; exact repeats said and
    left out."""
    frames, issues, total, refused = [], list[Issue](), 0, 0
    present: set[str] = set()
    for sheet in sheets:
        frame, columns, found, left_out = _read_sheet(sheet, zone)
        frames.append(frame)
        issues += found
        present |= columns
        total += len(sheet.frame) + sheet.overfull
        refused += left_out + sheet.overfull
    frame = pd.concat(frames, ignore_index=True) if frames else _no_rows(zone)
    frame, repeats = _without_repeats(frame.sort_values(["project", "start"], kind="stable", ignore_index=True))
    read = Read(
        "history", tuple(sheet.file for sheet in sheets), total, written=_written(frame), present=frozenset(present),
        taken=len(frame), refused=refused, repeated=sum(issue.count for issue in repeats),
    )  # fmt: skip
    return frame, read, issues + repeats


def _no_rows(zone: ZoneInfo) -> pd.DataFrame:
    frame = empty_history()
    frame["start"] = frame["start"].dt.tz_convert(zone)
    return frame.assign(file=pd.Series(dtype="str"), row=pd.Series(dtype="int64"))


def _read_sheet(sheet: Sheet, zone: ZoneInfo) -> tuple[pd.DataFrame, set[str], list[Issue], int]:
    """Frame, columns present, issues, rows left out (refused, or at a time that does not exist)."""
    position, issues = match_heads(table("history"), sheet)
    if "project" not in position or "start" not in position:
        return _no_rows(zone), set(position), issues, len(sheet.frame)
    size = len(sheet.frame)
    work = _Builder(sheet, zone, np.zeros(size, dtype=bool), np.zeros(size, dtype=bool), Notes(sheet.file))
    project = _project(work, sheet.frame[position["project"]])
    numbers = {name: _numbers(work, name, sheet.frame[position[name]]) for name in NUMBERS if name in position}
    calls = numbers.get("calls", np.full(size, np.nan))
    start = _starts(work, sheet.frame[position["start"]], project, calls)
    columns = {"project": project, "start": start}
    columns |= {name: pd.Series(numbers.get(name, np.full(size, np.nan))) for name in NUMBERS}
    frame = pd.DataFrame(columns).assign(file=sheet.file, row=sheet.rows).astype({"file": "str", "project": "str"})
    kept = ~(work.bad | work.skip)
    return frame[kept], set(position), issues + work.issues + work.notes.issues(), int(size - kept.sum())


def _resolve(
    work: _Builder, column: str, texts: pd.Series, parse: Callable[[str], Cell], wanted: Mask | None = None
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


def _project(work: _Builder, texts: pd.Series) -> pd.Series:
    codes, values = _resolve(work, "project", texts, Cell)
    names = np.array([value or "" for value in values], dtype=object)
    project = pd.Series(names[codes] if len(codes) else [], dtype="str")
    work.refuse(faults.EMPTY_CELL, "project", (project == "").to_numpy(dtype=bool), texts)
    return project


def _numbers(work: _Builder, name: str, texts: pd.Series) -> npt.NDArray[np.float64]:
    """The column as float; NaN where empty or refused."""
    values = pd.to_numeric(texts, errors="coerce").to_numpy(dtype=np.float64, copy=True)
    unread = ~np.isfinite(values)
    values[unread] = np.nan
    codes, parsed = _resolve(work, name, texts, lambda text: cells.number(text, work.sheet.delimiter), unread)
    read = np.array([np.nan if value is None else value for value in parsed], dtype=np.float64)
    if len(read):
        values[unread] = read[codes[unread]]
    work.refuse(faults.OUT_OF_LIMITS, name, values < 0, texts, limit=">= 0")
    return values


def _starts(work: _Builder, texts: pd.Series, project: pd.Series, calls: npt.NDArray[np.float64]) -> pd.Series:
    """Instants in the centre's zone; NaT where refused."""
    codes, uniques = pd.factorize(texts)
    naive, aware = _moments(work, texts, codes, pd.Series(uniques, dtype="object"))
    first = naive.dt.tz_localize(work.zone, ambiguous=np.ones(len(naive), dtype=bool), nonexistent="NaT")
    second = naive.dt.tz_localize(work.zone, ambiguous=np.zeros(len(naive), dtype=bool), nonexistent="NaT")
    missing = (naive.notna() & first.isna()).to_numpy(dtype=bool)[codes]
    repeated = (first.notna() & (first != second)).to_numpy(dtype=bool)[codes]
    instant: pd.Series = first.fillna(aware.dt.tz_convert(work.zone)).iloc[codes].reset_index(drop=True)
    if repeated.any():
        passes = pd.DataFrame({"project": project, "code": codes})[repeated].groupby(["project", "code"]).cumcount()
        rows = passes.index[passes > 0]
        instant.loc[rows] = second.iloc[codes[rows]].array
        work.note(faults.REPEATED_HOUR, "start", repeated, texts)
    idle = missing & ~(calls > 0)
    work.note(faults.SKIPPED_NO_SUCH_TIME, "start", idle, texts)
    work.skip |= idle
    work.refuse(faults.NO_SUCH_TIME, "start", missing & ~idle, texts, zone=work.zone.key)
    return instant


def _moments(work: _Builder, texts: pd.Series, codes: npt.NDArray[np.intp], uniques: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Per unique text: naive local time or NaT, and instant (UTC) or NaT; ISO forms at once, others one by one."""
    local = uniques.str.fullmatch(_ISO).to_numpy(dtype=bool)
    offset = uniques.str.fullmatch(_ISO_OFFSET).to_numpy(dtype=bool)
    naive = pd.to_datetime(uniques.where(local), format="ISO8601", errors="coerce").dt.as_unit("ns")
    aware = pd.to_datetime(uniques.where(offset), format="ISO8601", errors="coerce", utc=True).dt.as_unit("ns")
    slow = (naive.isna() & aware.isna()).to_numpy(dtype=bool)
    if slow.any():
        _, values = _resolve(work, "start", texts, dates.moment, slow[codes])
        blank = [k for k in np.flatnonzero(slow) if not clean(str(uniques.iat[int(k)]))]
        work.refuse(faults.EMPTY_CELL, "start", np.isin(codes, blank), texts)
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


def _written(frame: pd.DataFrame) -> dict[str, dict[str, Place]]:
    first = frame.drop_duplicates("project")
    places = (Place(file, int(row)) for file, row in zip(first["file"], first["row"], strict=True))
    return {"project": dict(zip(first["project"], places, strict=True))}


def _without_repeats(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Issue]]:
    again = frame.duplicated(["project", "start", *NUMBERS]).to_numpy(dtype=bool)
    issues = []
    for file, rows in frame[again].groupby("file", sort=False):
        first = rows.iloc[0]
        place = Place(str(file), int(first["row"]))
        issues.append(faults.REPEATED_HISTORY_ROW.at(place, "start", first["start"], len(rows)))
    return frame[~again].reset_index(drop=True), issues
