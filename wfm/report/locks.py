"""``locks.csv``: hand-set cells merged into the locks a workspace already has."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from wfm.data.files import write_text
from wfm.data.tables import Lock

COLUMNS = ("employee", "date", "shift", "project")


def merged_locks(present: Iterable[Lock], new: Iterable[Lock]) -> tuple[Lock, ...]:
    """Locks by person and date; a new one replaces the present one of its cell."""
    cells = {(lock.employee, lock.date): lock for lock in (*present, *new)}
    return tuple(cells[cell] for cell in sorted(cells))


def write_locks(path: Path, locks: Iterable[Lock]) -> None:
    """Write ``locks`` as the workspace table, whole; UTF-8 with the mark Excel needs."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((lock.employee, lock.date.isoformat(), lock.shift, lock.project) for lock in locks)
    write_text(path, "\ufeff" + text.getvalue())
