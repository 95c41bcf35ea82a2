"""The call-up list of a readiness report as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wfm.data.files import write_text

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
