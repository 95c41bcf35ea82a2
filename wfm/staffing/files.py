"""``results/staffing.csv`` and ``results/curves.npz``: written whole, read back as they were."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from wfm.data.demand import STAFFING_COLUMNS, Demand
from wfm.data.files import write_whole
from wfm.errors import InputError, UsageError
from wfm.timegrid import zone

_ARRAYS = ("requirement", "floor", "load", "offset")


def write_staffing(frame: pd.DataFrame, path: Path) -> None:
    """``frame`` as CSV; ``start`` with its offset, loads and calls to four decimals."""
    rows = frame.loc[:, list(STAFFING_COLUMNS)].copy()
    rows["start"] = [start.isoformat(timespec="minutes") for start in rows["start"]]
    write_whole(path, lambda temporary: rows.to_csv(temporary, index=False, float_format="%.4f", lineterminator="\n"))


def read_staffing(path: Path, timezone: str) -> pd.DataFrame:
    """The frame ``write_staffing`` wrote, ``start`` in ``timezone``; raises UsageError without file, InputError for another."""
    _must_exist(path)
    frame = pd.read_csv(path, dtype={"project": "str", "bound_by": "str"}, keep_default_na=False, na_values={"aht_seconds": [""]})
    absent = [name for name in STAFFING_COLUMNS if name not in frame.columns]
    if absent:
        raise InputError("staffing.missing_columns", columns=", ".join(absent), known=", ".join(STAFFING_COLUMNS))
    frame["start"] = pd.to_datetime(frame["start"], utc=True, format="ISO8601").dt.tz_convert(zone(timezone)).dt.as_unit("ns")
    return frame.loc[:, list(STAFFING_COLUMNS)]


def save_demand(demand: Demand, path: Path) -> None:
    """``demand`` as compressed npz without pickled objects; the curves as differences, which compress well."""
    arrays = {name: getattr(demand, name) for name in _ARRAYS}

    def write(temporary: Path) -> None:
        with temporary.open("wb") as file:
            np.savez_compressed(
                file,
                projects=np.array(demand.projects, dtype=np.str_),
                start=np.array(demand.start.isoformat()),
                interval_minutes=np.array(demand.interval_minutes),
                loss_steps=np.diff(demand.loss, prepend=0),
                made_with=np.array(json.dumps(dict(demand.made_with))),
                **arrays,
            )

    write_whole(path, write)


def load_demand(path: Path) -> Demand:
    """The demand ``save_demand`` wrote; raises UsageError without file, InputError for a file that is something else."""
    _must_exist(path)
    try:
        with np.load(path, allow_pickle=False) as stored:
            return Demand(
                projects=tuple(str(name) for name in stored["projects"]),
                start=date.fromisoformat(str(stored["start"])),
                interval_minutes=int(stored["interval_minutes"]),
                requirement=stored["requirement"],
                floor=stored["floor"],
                load=stored["load"],
                offset=stored["offset"],
                loss=np.cumsum(stored["loss_steps"]),
                made_with=json.loads(str(stored["made_with"])) if "made_with" in stored else {},
            )
    except (ValueError, KeyError, zipfile.BadZipFile, EOFError, OSError, TypeError) as error:
        raise InputError("staffing.not_a_demand", file=path) from error


def _must_exist(path: Path) -> None:
    if not path.is_file():
        raise UsageError("staffing.no_file", file=path)
