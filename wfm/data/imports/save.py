"""Writing imported tables into a workspace, whole, keeping what was there and saying what was replaced."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from wfm import timegrid
from wfm.data import cells
from wfm.data.files import write_text
from wfm.errors import InputError


@dataclass(frozen=True)
class Saved:
    """The file written, its rows, and how many earlier rows were replaced and kept."""

    path: Path
    rows: int
    replaced: int = 0
    kept: int = 0


def save_history(workspace: Path, name: str, frame: pd.DataFrame, *, timezone: str, replace: bool = False) -> Saved:
    """Write history rows to ``history/<name>-<from>-<to>.csv``.

    Rows of other files with the same project and start: InputError, or removed there when ``replace``.
    """
    first, last = frame["start"].min(), frame["start"].max()
    target = workspace / "history" / f"{name}-{first:%Y-%m-%d}-{last:%Y-%m-%d}.csv"
    new = pd.MultiIndex.from_arrays([frame["project"], frame["start"].dt.tz_convert("UTC")])
    overlaps: dict[Path, tuple[pd.DataFrame, pd.Series[bool]]] = {}
    for file in sorted([*workspace.glob("history/*.csv"), *workspace.glob("history.csv")]):
        old, keys = _read_history(file, timezone)
        doubled = pd.Series(keys.isin(new), index=old.index)
        if doubled.any():
            overlaps[file] = (old, doubled)
    replaced = sum(int(doubled.sum()) for _, doubled in overlaps.values())
    if replaced and not replace:
        file, (old, doubled) = next(iter(overlaps.items()))
        raise InputError("imports.overlap", count=replaced, file=file.name, first=old.loc[doubled, "start"].iloc[0])
    write_text(target, _history_text(frame))
    for file, (old, doubled) in overlaps.items():
        if file != target:
            _rewrite(file, old[~doubled])
    return Saved(target, len(frame), replaced)


def _rewrite(file: Path, rows: pd.DataFrame) -> None:
    if len(rows):
        write_text(file, rows.to_csv(index=False, lineterminator="\n"))
    else:
        file.unlink()


def _read_history(file: Path, timezone: str) -> tuple[pd.DataFrame, pd.MultiIndex]:
    """A history file as text, and its keys (project, instant)."""
    text, _ = cells.decode(file.read_bytes())
    try:
        old = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
        starts, projects = old["start"], old["project"]
    except (KeyError, ValueError, pd.errors.ParserError) as error:
        raise InputError("imports.bad_history", file=file.name) from error
    zone = timegrid.zone(timezone)
    offset = starts.str.contains(r"(?:[+-]\d{2}:?\d{2}|Z)$", regex=True)
    instants = pd.Series(pd.NaT, index=old.index, dtype="datetime64[ns, UTC]")
    if offset.any():
        instants[offset] = pd.to_datetime(starts[offset], utc=True, errors="coerce", format="ISO8601")
    if (~offset).any():
        naive = pd.DatetimeIndex(pd.to_datetime(starts[~offset], errors="coerce", format="ISO8601"))
        instants[~offset] = naive.tz_localize(zone, ambiguous=True, nonexistent="shift_forward").tz_convert("UTC")
    return old, pd.MultiIndex.from_arrays([projects, instants])


def _history_text(frame: pd.DataFrame) -> str:
    shown = frame.assign(start=[start.isoformat() for start in frame["start"]])
    for column in ("calls", "answered", "abandoned"):
        shown[column] = [_number(value) for value in frame[column]]
    shown["aht_seconds"] = [_number(round(value, 2)) for value in frame["aht_seconds"]]
    return shown.to_csv(index=False, lineterminator="\n")


def _number(value: float) -> str:
    return "" if pd.isna(value) else f"{value:.2f}".rstrip("0").rstrip(".")


def save_rows(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, object]], *, key: Sequence[str]) -> Saved:
    """Write table rows to ``path``; earlier rows with another key stay, those with the same key are replaced.

    Columns that only the earlier file has are kept, empty in new rows.
    """
    earlier: list[dict[str, str]] = []
    heads = list(columns)
    if path.exists():
        reader = csv.DictReader(io.StringIO(cells.decode(path.read_bytes())[0], newline=""))
        earlier = [{name: value or "" for name, value in row.items() if name} for row in reader]
        heads += [name for name in reader.fieldnames or () if name and name not in heads]
    fresh = {tuple(str(row[name]) for name in key) for row in rows}
    kept = [row for row in earlier if tuple(row.get(name, "") for name in key) not in fresh]
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, heads, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(kept)
    writer.writerows({name: "" if value is None else value for name, value in row.items()} for row in rows)
    write_text(path, buffer.getvalue())
    return Saved(path, len(rows), len(earlier) - len(kept), len(kept))
