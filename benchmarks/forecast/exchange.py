"""What passes between the two environments: a folder per split with tables in and forecasts out."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from cases import HORIZON_DAYS, Split

QUANTILES = ["calls_p10", "calls_p50", "calls_p90"]
SOURCES = ("layout.py", "conformal.py", "peers.py", "peers_days.py", "peers_intervals.py")
"""Files that decide the peers' forecasts: a change of one makes kept forecasts stale."""


@dataclass(frozen=True, slots=True)
class Made:
    """One forecaster's answer to one split; ``days`` (with a column date) only where it says something about days."""

    rows: pd.DataFrame
    days: pd.DataFrame | None
    seconds: float


def write_split(folder: Path, split: Split) -> Path:
    """The split's own folder with history.csv, future.csv and split.json (horizon in days, digest of it all)."""
    place = folder / split.key
    place.mkdir(parents=True, exist_ok=True)
    tables = {"history": split.history.to_csv(index=False), "future": split.future.to_csv(index=False)}
    for name, text in tables.items():
        (place / f"{name}.csv").write_text(text)
    sources = [(Path(__file__).parent / name).read_text() for name in SOURCES]
    digest = hashlib.sha256("\n".join([*tables.values(), *sources]).encode()).hexdigest()
    (place / "split.json").write_text(json.dumps({"days": HORIZON_DAYS[split.horizon], "digest": digest}))
    return place


def read_made(folder: Path, split: Split, peer: str) -> Made | None:
    """A peer's forecast, None where it gave none or where that was for other tables or by another version of the peers."""
    card = folder / split.key / f"{peer}.json"
    asked = json.loads((folder / split.key / "split.json").read_text())
    if not card.exists() or json.loads(card.read_text())["digest"] != asked["digest"]:
        return None
    days = pd.read_csv(card.with_name(f"{peer}-days.csv"), parse_dates=["date"])
    return Made(pd.read_csv(card.with_suffix(".csv")), days, json.loads(card.read_text())["seconds"])
