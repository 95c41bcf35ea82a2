"""Call records, read in whole columns: a few hundred thousand calls in a second or two; every bad cell is named."""

from __future__ import annotations

from functools import partial
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from wfm.data.cells import parse_duration
from wfm.data.reading import cells, faults
from wfm.data.reading.cells import Cell, Unreadable, clean
from wfm.data.reading.columns import columns
from wfm.data.reading.issues import Issue
from wfm.data.reading.rows import Notes, match_heads
from wfm.data.reading.sheets import Sheet
from wfm.data.reading.whole import Columns, moments, number_column, resolve, text_column
from wfm.data.tables.calls import CALLS

COLUMNS = ("project", "arrival", "outcome", "wait_seconds", "handling_seconds", "agent")
ABANDONED = "abandoned"


def read_call_sheet(sheet: Sheet, zone: ZoneInfo) -> tuple[pd.DataFrame, list[Issue]]:
    """The rows that can be read, with the columns ``COLUMNS`` (arrival in ``zone``), in the order of the file; all issues."""
    position, issues = match_heads(CALLS, sheet)
    if any(column.required and column.name not in position for column in columns(CALLS)):
        return no_calls(zone), issues
    size = len(sheet.frame)
    work = Columns(sheet, zone, np.zeros(size, dtype=bool), np.zeros(size, dtype=bool), Notes(sheet.file))
    texts = {name: sheet.frame[k] for name, k in position.items()}
    blank = pd.Series([""] * size, dtype="str")
    outcome = _outcomes(work, texts["outcome"])
    read = {
        "project": text_column(work, "project", texts["project"]),
        "arrival": _arrivals(work, texts["arrival"]),
        "outcome": outcome,
        "wait_seconds": _waits(work, texts["wait_seconds"]),
        "handling_seconds": _handling(work, texts.get("handling_seconds", blank), (outcome == ABANDONED).to_numpy(dtype=bool)),
        "agent": text_column(work, "agent", texts.get("agent", blank), needed=False),
    }
    return pd.DataFrame(read)[~work.bad], issues + work.issues + work.notes.issues()


def no_calls(zone: ZoneInfo) -> pd.DataFrame:
    """A call table without rows."""
    kinds = dict.fromkeys(COLUMNS, "str") | {"wait_seconds": "float64", "handling_seconds": "float64"}
    frame = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})
    return frame.assign(arrival=pd.Series(dtype="datetime64[ns, UTC]").dt.tz_convert(zone))


def _outcomes(work: Columns, texts: pd.Series) -> pd.Series:
    choice = next(column for column in columns(CALLS) if column.name == "outcome")
    codes, values = resolve(work, "outcome", texts, choice.reader(work.zone, work.sheet.delimiter))
    found = np.array([value or "" for value in values], dtype=object)
    blank = [code for code, text in enumerate(pd.unique(texts)) if not clean(str(text))]
    work.refuse(faults.EMPTY_CELL, "outcome", np.isin(codes, blank), texts)
    return pd.Series(found[codes] if len(codes) else [], dtype="str")


def _arrivals(work: Columns, texts: pd.Series) -> pd.Series:
    """Instants in the centre's zone; in the hour that clocks repeat a time without offset is its first pass, and said."""
    codes, uniques = pd.factorize(texts)
    naive, aware = moments(work, "arrival", texts, codes, pd.Series(uniques, dtype="str"))
    first = naive.dt.tz_localize(work.zone, ambiguous=np.ones(len(naive), dtype=bool), nonexistent="NaT")
    second = naive.dt.tz_localize(work.zone, ambiguous=np.zeros(len(naive), dtype=bool), nonexistent="NaT")
    missing = (naive.notna() & first.isna()).to_numpy(dtype=bool)[codes]
    repeated = (first.notna() & (first != second)).to_numpy(dtype=bool)[codes]
    work.note(faults.REPEATED_HOUR, "arrival", repeated, texts)
    work.refuse(faults.NO_SUCH_TIME, "arrival", missing, texts, zone=work.zone.key)
    instants: pd.Series = first.fillna(aware.dt.tz_convert(work.zone)).iloc[codes].reset_index(drop=True)
    return instants


def _waits(work: Columns, texts: pd.Series) -> npt.NDArray[np.float64]:
    waits = _durations(work, "wait_seconds", texts)
    work.refuse(faults.EMPTY_CELL, "wait_seconds", _empty(texts, waits), texts)
    return waits


def _handling(work: Columns, texts: pd.Series, abandoned: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Handling times; 0 of an abandoned call, as many systems write it, is read as empty and said."""
    handling = _durations(work, "handling_seconds", texts)
    work.refuse(faults.OUT_OF_LIMITS, "handling_seconds", abandoned & (handling > 0), texts, limit="= 0 (abandoned)")
    work.note(faults.CLEANED, "handling_seconds", abandoned & (handling == 0), texts)
    return np.where(abandoned, np.nan, handling)


def _durations(work: Columns, name: str, texts: pd.Series) -> npt.NDArray[np.float64]:
    return number_column(work, name, texts, partial(_duration, delimiter=work.sheet.delimiter))


def _duration(text: str, delimiter: str) -> Cell:
    """Seconds as a number, or as h:mm:ss, mm:ss, 3分22秒, which is said."""
    if text.endswith("%"):
        raise Unreadable(faults.BAD_NUMBER)
    try:
        return cells.number(text, delimiter)
    except Unreadable:
        seconds = parse_duration(text)
        if seconds is None:
            raise
        return Cell(seconds, (faults.OTHER_NUMBER_FORM,))


def _empty(texts: pd.Series, values: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Rows whose cell is empty, not merely unreadable."""
    empty = np.zeros(len(texts), dtype=bool)
    where = np.flatnonzero(np.isnan(values))
    empty[where] = [not clean(str(text)) for text in texts.iloc[where]]
    return empty
