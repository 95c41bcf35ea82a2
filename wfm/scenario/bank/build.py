"""Rebuilds ``history.csv.gz`` from the public half-hour table: ``WFM_DATA=... python -m wfm.scenario.bank.build``.

Source: ``$WFM_DATA/anonymous_bank/intervals_30min_1999-01_05.csv.gz`` ("Anonymous Bank" call-center data, Technion,
I. Guedj and A. Mandelbaum). What is done to it:

- Call types become projects; thin types are merged by ``PROJECTS``. Calls = offered to agents (answered, or hung up after
  joining the queue), by the half hour of arrival; handling time = mean service time, weighted by answered calls.
- Kept are the agents' hours: Sunday-Thursday 07:00-24:00, Friday 07:00-14:00, Saturday 19:00-24:00. Outside them callers
  reach only the voice unit. Inside them a half hour without calls is a zero.
- Absent, never zero: 11 and 12 January (absent at the source), and recording gaps: two half hours or more on end in which
  not even the voice unit, which never closes, recorded a call (holidays, and afternoons before them, may be that quiet;
  a day before a holiday whose morning has a gap, 6 April, is left out whole: the desk closed early).
"""

from __future__ import annotations

import gzip
import os
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from wfm.data.files import write_bytes
from wfm.scenario.bank.days import EVES, HOLIDAYS

SOURCE = "anonymous_bank/intervals_30min_1999-01_05.csv.gz"
TARGET = Path(__file__).with_name("history.csv.gz")
PROJECTS = {"PS": "regular", "PE": "regular", "IN": "regular", "NE": "stocks", "NW": "prospects", "TT": "callbacks"}
"""Call type at the source -> project. PE (regular activity in English) and IN (internet support, 11 calls a day) are thin."""


def agent_hours(day: date) -> tuple[float, float]:
    """First and last hour in which agents take calls on ``day`` (Saturday: the widest, it opens when the Sabbath ends)."""
    if day.weekday() == 4:
        return 7, 14
    return (19, 24) if day.weekday() == 5 else (7, 24)


def history(source: Path) -> pd.DataFrame:
    """Columns project, start (local wall clock), calls, answered, abandoned, aht_seconds; sorted by project and start."""
    table = pd.read_csv(source, parse_dates=["timestamp"])
    recorded = _kept_slots(table[table["series"] == "all"])
    table = table[table["series"].isin(PROJECTS) & table["timestamp"].isin(recorded)]
    table = table.assign(
        project=table["series"].map(PROJECTS),
        timed=table["answered"].where(table["mean_service_s"].notna(), 0),
        seconds=(table["answered"] * table["mean_service_s"]).fillna(0.0),
    )
    sums = table.groupby(["project", "timestamp"], as_index=False)[
        ["offered", "answered", "abandoned_queue", "timed", "seconds"]
    ].sum()
    return pd.DataFrame(
        {
            "project": sums["project"],
            "start": sums["timestamp"].dt.strftime("%Y-%m-%dT%H:%M"),
            "calls": sums["offered"],
            "answered": sums["answered"],
            "abandoned": sums["abandoned_queue"],
            "aht_seconds": (sums["seconds"] / sums["timed"].where(sums["timed"] > 0)).round(1),
        }
    )


def _kept_slots(every: pd.DataFrame) -> pd.DatetimeIndex:
    """Half hours inside agents' hours, without recording gaps."""
    kept: list[pd.DatetimeIndex] = []
    for day, rows in every.groupby(every["timestamp"].dt.date):
        assert isinstance(day, date)
        opens, closes = agent_hours(day)
        hour = rows["timestamp"].dt.hour + rows["timestamp"].dt.minute / 60
        inside = ((hour >= opens) & (hour < closes)).to_numpy()
        judged = inside & (hour < 14).to_numpy() if day in EVES else inside
        silent = (rows["value"] == 0).to_numpy() & judged
        if day in HOLIDAYS or day.weekday() == 5:
            silent[:] = False
        gap = _long_runs(silent)
        if not (gap.any() and day in EVES):
            kept.append(pd.DatetimeIndex(rows["timestamp"][inside & ~gap]))
    return pd.DatetimeIndex(np.concatenate(kept))


def _long_runs(flags: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Of a true/false array, the trues that have a true neighbour."""
    padded = np.concatenate(([False], flags, [False]))
    found: np.ndarray[tuple[int], np.dtype[np.bool_]] = flags & (padded[:-2] | padded[2:])
    return found


def text(frame: pd.DataFrame) -> str:
    """The shipped CSV."""
    return frame.to_csv(index=False, lineterminator="\n")


def main() -> None:
    """Write the package's data file from the folder named by ``WFM_DATA``."""
    frame = history(Path(os.environ["WFM_DATA"]) / SOURCE)
    write_bytes(TARGET, gzip.compress(text(frame).encode(), 9, mtime=0))


if __name__ == "__main__":
    main()
