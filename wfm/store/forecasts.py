"""Forecast versions: every forecast of a month as it was made, immutable, sealed by a hash."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from wfm.data.serial import canonical, sha256
from wfm.errors import InputError, UsageError
from wfm.store.chain import LogEntry, Outcome, Problem
from wfm.store.schema import forecasts

KEEP = "forecast"
"""Action name in the audit log."""
SEALED = ("month", "number", "created_at", "author", "parameters", "content_hash")
"""Columns the seal covers; ``content_hash`` is that of the table itself."""


@dataclass(frozen=True)
class ForecastVersion:
    """A stored forecast without its rows. ``number`` counts within the month; ``created_at`` is UTC in ISO form;
    ``content_hash``: SHA-256 of the table; ``seal``: of all the fields."""

    month: str
    number: int
    created_at: str
    author: str
    parameters: Mapping[str, Any]
    content_hash: str
    seal: str

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return dict(vars(self))


def store_forecast(
    connection: Connection, *, month: str, at: str, author: str, parameters: Mapping[str, Any], table: str
) -> tuple[ForecastVersion, bool]:
    """Insert the next version of ``month`` and say True; or give back the latest, and False, when nothing differs from it."""
    content, said = sha256(table), canonical(parameters)
    last = connection.execute(
        select(forecasts).where(forecasts.c.month == month).order_by(forecasts.c.number.desc()).limit(1)
    ).first()
    if last is not None and (last.content_hash, last.parameters) == (content, said):
        return _version(last), False
    number = (connection.scalar(select(func.max(forecasts.c.number)).where(forecasts.c.month == month)) or 0) + 1
    row = {"month": month, "number": number, "created_at": at, "author": author, "parameters": said, "content_hash": content}
    row["seal"] = _seal(row)
    connection.execute(insert(forecasts).values({**row, "content": zlib.compress(table.encode("utf-8"), 9)}))
    return ForecastVersion(**{**row, "parameters": json.loads(said)}), True


def list_forecasts(connection: Connection, month: str | None = None) -> list[ForecastVersion]:
    """Versions of ``month`` (None = all), by month and number."""
    query = select(forecasts).order_by(forecasts.c.month, forecasts.c.number)
    if month is not None:
        query = query.where(forecasts.c.month == month)
    return [_version(row) for row in connection.execute(query)]


def load_forecast(connection: Connection, month: str, number: int) -> tuple[ForecastVersion, str]:
    """Version ``number`` of ``month`` and its table; UsageError when there is none, InputError when it is not as written."""
    query = select(forecasts).where(forecasts.c.month == month, forecasts.c.number == number)
    row = connection.execute(query).first()
    if row is None:
        known = connection.scalars(select(forecasts.c.number).where(forecasts.c.month == month).order_by(forecasts.c.number))
        raise UsageError("store.no_forecast", month=month, number=number, known=", ".join(map(str, known.all())) or "-")
    if damaged(row):
        raise InputError("store.forecast_damaged", month=month, number=number)
    return _version(row), zlib.decompress(row.content).decode("utf-8")


def check_forecasts(connection: Connection, log: list[LogEntry]) -> list[Problem]:
    """Every forecast version that is damaged, missing or not in the log."""
    logged = {
        (entry.subject, entry.details.get("version")): entry.details.get("seal")
        for entry in log
        if entry.action == KEEP and entry.outcome == Outcome.DONE
    }
    problems: list[Problem] = []
    for row in connection.execute(select(forecasts).order_by(forecasts.c.month, forecasts.c.number)):
        place: dict[str, object] = {"month": row.month, "number": row.number}
        if damaged(row):
            problems.append(Problem("store.forecast_seal", place))
        if logged.pop((row.month, row.number), None) != row.seal:
            problems.append(Problem("store.forecast_not_logged", place))
    return problems + [Problem("store.forecast_gone", {"month": month, "number": number}) for month, number in logged]


def damaged(row: Row[Any]) -> bool:
    """Whether a row is no longer what was sealed."""
    try:
        fields = dict(row._mapping)
        content = sha256(zlib.decompress(row.content).decode("utf-8"))
        return (_seal(fields), content) != (str(row.seal), str(row.content_hash))
    except (TypeError, ValueError, zlib.error):
        return True


def _seal(fields: Mapping[str, Any]) -> str:
    return sha256(canonical([fields[name] for name in SEALED]))


def _version(row: Row[Any]) -> ForecastVersion:
    fields = dict(row._mapping)
    try:
        parameters = json.loads(fields["parameters"])
    except ValueError as error:
        raise InputError("store.forecast_damaged", month=row.month, number=row.number) from error
    return ForecastVersion(**{**{name: fields[name] for name in (*SEALED, "seal")}, "parameters": parameters})
