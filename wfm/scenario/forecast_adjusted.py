"""Adding and removing planners' adjustments: the table is written whole, the audit log keeps who did what."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from wfm.data.files import write_text
from wfm.data.tables import Adjustment
from wfm.data.workspace import Workspace
from wfm.errors import UsageError
from wfm.store import Store
from wfm.timegrid import minutes_of

ACTION = "adjust-forecast"
"""Name in the audit log."""


def add_adjustment(
    workspace: Workspace,
    store: Store,
    *,
    project: str,
    from_date: date,
    to_date: date,
    who: str,
    why: str,
    percent: float | None = None,
    calls: float | None = None,
    from_time: str = "00:00",
    to_time: str = "24:00",
) -> tuple[int, Adjustment]:
    """Append an adjustment to ``adjustments.csv``; returns its number (from 1) and the row.

    Raises UsageError for an unknown project, a workbook, neither or both of ``percent`` and ``calls``, values that
    cannot be used and an adjustment that is already there.
    """
    if (percent is None) == (calls is None):
        raise UsageError("adjust.one_size")
    known = [one.project for one in workspace.projects]
    if project not in known:
        raise UsageError("adjust.unknown_project", value=project, known=", ".join(known))
    row = _row(
        project=project, from_date=from_date, to_date=to_date, from_time=from_time, to_time=to_time,
        percent=percent, calls=calls, who=who, why=why,
    )  # fmt: skip
    for number, other in enumerate(workspace.adjustments, start=1):
        if _key(other) == _key(row):
            raise UsageError("adjust.twice", number=number)
    _save(workspace, (*workspace.adjustments, row))
    store.log(ACTION, project, author=who, details={"added": row.model_dump(mode="json")})
    return len(workspace.adjustments) + 1, row


def remove_adjustment(workspace: Workspace, store: Store, number: int, *, who: str) -> Adjustment:
    """Take adjustment ``number`` (from 1, in the order of the file) out of ``adjustments.csv``; returns it.

    Raises UsageError when there is no such number, or for a workbook.
    """
    rows = list(workspace.adjustments)
    if not 1 <= number <= len(rows):
        raise UsageError("adjust.no_row", number=number, count=len(rows))
    gone = rows.pop(number - 1)
    _save(workspace, rows)
    store.log(ACTION, gone.project, author=who, details={"removed": gone.model_dump(mode="json")})
    return gone


def adjustments_path(workspace: Workspace) -> Path:
    """Where the adjustments of a workspace folder stand."""
    return workspace.path / "adjustments.csv"


def _row(**values: object) -> Adjustment:
    try:
        row = Adjustment.model_validate(values)
        begins, ends = minutes_of(row.from_time), minutes_of(row.to_time)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        column = str(first["loc"][0]) if first["loc"] else "-"
        raise UsageError("adjust.bad_value", column=column, value=values.get(column, ""), detail=first["msg"]) from error
    if row.to_date < row.from_date:
        raise UsageError("adjust.bad_value", column="to_date", value=row.to_date, detail=f"< {row.from_date}")
    if ends <= begins:
        raise UsageError("adjust.bad_value", column="to_time", value=row.to_time, detail=f"<= {row.from_time}")
    return row


def _key(row: Adjustment) -> tuple[object, ...]:
    return (row.project, row.from_date, row.to_date, row.from_time, row.to_time, row.who, row.why)


def _save(workspace: Workspace, rows: Sequence[Adjustment]) -> None:
    """The whole table, in UTF-8 with the mark that Excel looks for."""
    path = adjustments_path(workspace)
    tables = [name for name in workspace.hashes if name.endswith((".xlsx", ".xlsm"))]
    elsewhere = workspace.adjustments and path.name not in workspace.hashes
    if tables and (elsewhere or "projects.csv" not in workspace.hashes):
        raise UsageError("adjust.workbook", path=tables[0])
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(Adjustment.model_fields), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in row.model_dump(mode="json").items()})
    write_text(path, "\ufeff" + stream.getvalue())


def _cell(value: object) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
