"""Calls so far of a day: read from a file, kept in results/ for the day's next questions, taken from there without a file."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from wfm.data.files import write_text
from wfm.data.workspace import Workspace
from wfm.errors import InputError
from wfm.forecast.day_file import read_calls_so_far
from wfm.timegrid import MINUTES_PER_DAY, clock_of


@dataclass(frozen=True)
class CallsSoFar:
    """``frame``: project, start (zone-aware), calls (NaN = not recorded) of intervals that are over; ``until``: minute at which
    the last one recorded ends; ``file``: where they stand; ``remembered``: given earlier, not with this question."""

    frame: pd.DataFrame
    until: int
    file: Path
    remembered: bool

    def to_json(self) -> dict[str, Any]:
        """What the day's book keeps: until when, and the hash of the file they stand in."""
        digest = hashlib.sha256(self.file.read_bytes()).hexdigest()
        until = "24:00" if self.until == MINUTES_PER_DAY else clock_of(self.until)
        return {"until": until, "file": self.file.name, "sha256": digest, "remembered": self.remembered}


def calls_of_day(
    workspace: Workspace, day: date, as_of: int, projects: Collection[str], given: Path | None, *, forget: bool = False
) -> CallsSoFar | None:
    """The calls of ``given``, kept from now on in results/calls-so-far-DATE.csv; without a file those kept there, as far as their
    intervals are over at ``as_of``; None when there are none.

    ``forget``: whatever was kept counts no more. InputError for what cannot be read, for intervals that are not over, and for a
    file that ends before the calls kept.
    """
    kept = workspace.results / f"calls-so-far-{day}.csv"
    if forget:
        kept.unlink(missing_ok=True)
    length, zone = workspace.centre.interval_minutes, workspace.centre.timezone
    before = read_calls_so_far(kept, day, projects, length, zone) if kept.is_file() else None
    if given is None:
        if before is None:
            return None
        frame = before[(_ends(before, length) <= as_of).to_numpy()]
        return CallsSoFar(frame, _until(frame, length), kept, True) if frame["calls"].notna().any() else None
    frame = read_calls_so_far(given, day, projects, length, zone)
    _refuse_future(given, frame, as_of, length)
    until = _until(frame, length)
    if before is not None and until < _until(before, length):
        known = clock_of(_until(before, length))
        raise InputError("tweak.calls_end_earlier", file=given, value=clock_of(until), known=known, date=day)
    starts = frame["start"].map(lambda start: start.isoformat(timespec="minutes"))
    write_text(kept, frame.assign(start=starts).to_csv(index=False, lineterminator="\n"))
    return CallsSoFar(frame, until, kept, False)


def _ends(frame: pd.DataFrame, length: int) -> pd.Series:
    ends: pd.Series = frame["start"].dt.hour * 60 + frame["start"].dt.minute + length
    return ends


def _until(frame: pd.DataFrame, length: int) -> int:
    """Minute at which the last interval with recorded calls ends; 0 without any."""
    ends = _ends(frame, length)[frame["calls"].notna()]
    return int(ends.max()) if len(ends) else 0


def _refuse_future(path: Path, so_far: pd.DataFrame, as_of: int, length: int) -> None:
    """Calls of an interval that is not over at ``as_of`` cannot be known."""
    wrong = (so_far["calls"].notna() & (_ends(so_far, length) > as_of)).to_numpy()
    if wrong.any():
        row = int(np.argmax(wrong))
        value = so_far["start"].iloc[row].isoformat(timespec="minutes")
        raise InputError("tweak.future_calls", file=path, row=row + 2, column="start", value=value, as_of=clock_of(as_of))
