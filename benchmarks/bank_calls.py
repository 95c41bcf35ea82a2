"""The call records of "Anonymous Bank" (Technion; I. Guedj and A. Mandelbaum) as a call table of ours."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd

TIMES = ["arrival", "queue_enter", "service_start"]
ZONE = "Asia/Jerusalem"
TYPES = ("TT", "PS", "PE", "NE", "NW", "IN")
"""Call-back, regular, regular in English, stock exchange, prospective customer, internet."""
OFFERED, ABANDONED, WAITED, MEAN_WAIT = 164_081, 0.174, 0.668, 64.8
"""January-May 1999, all types: what a replay is to reproduce."""


def folder() -> Path:
    """Where the public data lies: ``anonymous_bank`` in the folder named by WFM_DATA."""
    return Path(os.environ["WFM_DATA"]) / "anonymous_bank"


def bank_calls() -> pd.DataFrame:
    """Every offered call: those an agent took, and those who hung up after joining the queue. The contract of ``wfm.data.calls``.

    A call joins the queue when it enters it; one that never waited joins when its service starts, or when it leaves the voice
    unit where the service's start is missing or absurd (over 30 s apart). Handling times are kept as recorded.
    """
    parts = [pd.read_csv(file, parse_dates=TIMES) for file in sorted(folder().glob("calls_1999-*.csv.gz"))]
    rows = pd.concat(parts, ignore_index=True)
    answered = rows["outcome"] == "AGENT"
    rows = rows[answered | ((rows["outcome"] == "HANG") & rows["queue_enter"].notna())]
    answered = rows["outcome"] == "AGENT"
    left_vru = rows["arrival"] + pd.to_timedelta(rows["vru_s"].clip(lower=0), unit="s")
    sane = (rows["service_start"] - left_vru).abs() < pd.Timedelta(30, "s")
    joined = rows["queue_enter"].fillna(rows["service_start"].where(sane)).fillna(left_vru)
    frame = pd.DataFrame(
        {
            "project": rows["type"].astype("str"),
            "arrival": joined.dt.tz_localize(ZONE, ambiguous=True, nonexistent="shift_forward"),
            "outcome": pd.Series(np.where(answered, "answered", "abandoned"), index=rows.index, dtype="str"),
            "wait_seconds": rows["queue_s"].astype("float64"),
            "handling_seconds": rows["service_s"].where(answered).astype("float64"),
            "agent": rows["agent"].fillna("").astype("str"),
        }
    )
    return frame.sort_values("arrival", kind="stable", ignore_index=True)
