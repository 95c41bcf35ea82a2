"""Call history, read in whole columns: a million rows in seconds. Every cell that cannot be read is named."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from wfm.data.reading import faults
from wfm.data.reading.issues import Issue, Place
from wfm.data.reading.rows import Notes, Read, match_heads
from wfm.data.reading.sheets import Sheet
from wfm.data.reading.whole import Columns, moments, number_column, text_column
from wfm.data.tables import table
from wfm.data.workspace import empty_history

NUMBERS = ("calls", "answered", "abandoned", "aht_seconds")


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
    work = Columns(sheet, zone, np.zeros(size, dtype=bool), np.zeros(size, dtype=bool), Notes(sheet.file))
    project = text_column(work, "project", sheet.frame[position["project"]])
    numbers = {name: number_column(work, name, sheet.frame[position[name]]) for name in NUMBERS if name in position}
    calls = numbers.get("calls", np.full(size, np.nan))
    start = _starts(work, sheet.frame[position["start"]], project, calls)
    columns = {"project": project, "start": start}
    columns |= {name: pd.Series(numbers.get(name, np.full(size, np.nan))) for name in NUMBERS}
    frame = pd.DataFrame(columns).assign(file=sheet.file, row=sheet.rows).astype({"file": "str", "project": "str"})
    kept = ~(work.bad | work.skip)
    return frame[kept], set(position), issues + work.issues + work.notes.issues(), int(size - kept.sum())


def _starts(work: Columns, texts: pd.Series, project: pd.Series, calls: npt.NDArray[np.float64]) -> pd.Series:
    """Instants in the centre's zone; NaT where refused."""
    codes, uniques = pd.factorize(texts)
    naive, aware = moments(work, "start", texts, codes, pd.Series(uniques, dtype="str"))
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
