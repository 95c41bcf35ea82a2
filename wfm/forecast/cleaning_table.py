"""``results/cleaning.csv``: every day, stretch or level that was treated for fitting, why, and how to undo it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from wfm import words
from wfm.data.files import write_text
from wfm.forecast.cleaning import Treated

COLUMNS = ("project", "from", "to", "kind", "recorded", "used", "why", "rule")
_RULES = {
    "stretch": "zeros-within-day",
    "gap": "near-zero-day",
    "noted": "history-notes",
    "missing": "incomplete-day",
    "outlier": "robust-z",
    "break": "moving-sum",
}


def cleaning_table(treated: Mapping[str, Sequence[Treated]], language: str = "en") -> pd.DataFrame:
    """One row per treatment, columns ``COLUMNS``. ``from``, ``to``: dates, or local times for a stretch (``to`` excluded);
    ``recorded``, ``used``: calls a day, or of the stretch; empty = none, or left out."""
    rows = [
        (name, one.first.isoformat(), one.last.isoformat(), one.kind, one.recorded, one.used,
         words.say(f"forecast_cleaning.{one.kind}", language), _RULES[one.kind])
        for name, found in treated.items()
        for one in found
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def write_cleaning(treated: Mapping[str, Sequence[Treated]], path: Path, language: str = "en") -> pd.DataFrame:
    """Write the table whole; returns it."""
    table = cleaning_table(treated, language)
    write_text(path, table.to_csv(index=False, float_format="%.1f", lineterminator="\n"))
    return table
