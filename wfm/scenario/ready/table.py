"""The tables of a readiness report: the call-up list, and the units of the echelon levels."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wfm.data.files import write_text
from wfm.scenario.ready import level_texts

COLUMNS = (
    "order", "employee", "name", "team", "employer", "lead_hours", "day", "shift", "project", "begins", "ends", "emergency_only",
    "minutes_left", "called_before", "worth", "filled", "beyond_margin", "why", "why_zh",
)  # fmt: skip


def write_called(found: Mapping[str, Any], path: Path) -> None:
    """Write who is called, in order, as CSV (UTF-8 with the mark that Excel looks for)."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    for row in found["called"]:
        writer.writerow({**row, "why": row["why"]["en"], "why_zh": row["why"]["zh"]})
    write_text(path, "\ufeff" + out.getvalue())


LEVEL_COLUMNS = (
    "level", "unit", "quota", "used", "named", "open", "lead_hours", "may_activate", "people", "away", "away_zh", "employees",
    "level_named", "level_hours", "first_begins", "call_by",
)  # fmt: skip


def write_levels(found: Mapping[str, Any], path: Path) -> None:
    """Write a row per echelon level and unit: quota, people named in call-up order, why places stay empty; then the whole
    level's people and agent-hours, and what is missing of the day at each quantile with the levels up to it."""
    made = found["echelons"]
    out = io.StringIO()
    writer = csv.DictWriter(out, (*LEVEL_COLUMNS, *(f"missing_{q}" for q in made["missing"])), lineterminator="\n")
    writer.writeheader()
    for row in made["levels"]:
        missing = {f"missing_{q}": each[f"level_{row['level']}"] for q, each in made["missing"].items()}
        level = {"level_named": row["named"], "level_hours": row["added_hours"]}
        times = {key: row[key] for key in ("first_begins", "call_by")}
        for unit in row["units"]:
            own = {key: unit[key] for key in LEVEL_COLUMNS[:9]}
            away = {"away": level_texts.away(unit, "en"), "away_zh": level_texts.away(unit, "zh")}
            people = {"named": len(unit["named"]), "employees": ";".join(unit["named"])}
            writer.writerow({**own, **people, **away, **level, **times, **missing})
    write_text(path, "\ufeff" + out.getvalue())
