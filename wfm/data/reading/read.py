"""A workspace folder or workbook to a ``Workspace``: all tables read, all problems reported at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from wfm.data.reading import faults
from wfm.data.reading.history import read_history
from wfm.data.reading.issues import Issue, Place
from wfm.data.reading.rows import Read, read_rows
from wfm.data.reading.settings import Document, read_centre, read_rules
from wfm.data.reading.sheets import BadFile, csv_sheet
from wfm.data.reading.sources import Sources, find_sources
from wfm.data.tables import TABLES, Table
from wfm.data.workspace import Workspace

PLACES = ["file", "row"]


@dataclass(frozen=True)
class Reading:
    """A workspace with what the gate needs to judge it: where every row stands, and what the reader found.

    ``tables``: table name -> ``Read`` for every table that has a file; ``history`` has columns file and row beside those
    of ``Workspace.history``; ``unreadable``: tables whose file could not be read at all.
    """

    workspace: Workspace
    zone: ZoneInfo
    tables: Mapping[str, Read]
    history: pd.DataFrame
    rules: Document
    issues: tuple[Issue, ...]
    unreadable: frozenset[str]


def read(path: Path) -> Reading:
    """Everything at ``path``; raises UsageError only when there is no workspace at all."""
    sources = find_sources(Path(path))
    centre, zone, issues = read_centre(sources)
    rules, document, found = read_rules(sources)
    issues += found
    history, read_table, found = read_history(sources.sheets.get("history", []), zone)
    issues += found
    tables = {"history": read_table} if "history" in sources.sheets else {}
    rows: dict[str, Any] = {}
    for table in TABLES:
        if table.name != "history" and table.name in sources.sheets:
            tables[table.name], found = read_rows(table, sources.sheets[table.name][0], zone)
            rows[table.name] = tuple(row for _, row in tables[table.name].rows)
            issues += found
    workspace = Workspace(
        sources.folder, centre, rules=rules, history=history.drop(columns=PLACES), hashes=sources.hashes, **rows
    )
    return Reading(workspace, zone, tables, history, document, _ordered(sources, issues), frozenset(sources.unreadable))


def read_workspace(path: Path) -> tuple[Workspace, list[Issue]]:
    """The workspace with whatever could be read, and every problem met on the way.

    Only what reading itself can tell; ``wfm.data.gate.check`` judges the tables against each other too.
    """
    reading = read(path)
    return reading.workspace, list(reading.issues)


def read_table_file(table: Table, file: Path, zone: ZoneInfo) -> tuple[Read, list[Issue]]:
    """The rows of a CSV file outside the workspace that has the columns of ``table``, and every problem met on the way."""
    place = Place(file.name)
    try:
        content = file.read_bytes()
        sheet, notes = csv_sheet(file.name, content)
    except (OSError, BadFile) as error:
        reason = error.reason if isinstance(error, BadFile) else "bad_bytes"
        return Read(table.name, (file.name,), 0), [faults.UNREADABLE.at(place, values={"reason": f"reading.{reason}"})]
    rows, issues = read_rows(table, sheet, zone)
    return rows, notes + issues


def _ordered(sources: Sources, issues: list[Issue]) -> tuple[Issue, ...]:
    return tuple(sorted([*sources.issues, *issues], key=lambda issue: (issue.file, issue.row or 0)))
