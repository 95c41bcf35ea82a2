"""Published rosters: what a version is, and how it lies in its row."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, insert, select

from wfm.data.result import Certificate, PlanResult, Shortage
from wfm.data.roster import Roster, RunCard
from wfm.data.serial import FORMAT, canonical, card_from_json, result_from_json, result_to_json, sha256
from wfm.errors import InputError, UsageError
from wfm.store.schema import versions

Layer = Literal["month", "week", "day"]
PARTS = ("roster", "card", "certificate", "shortages")
"""Columns that hold JSON."""

SEALED = ("number", "month", "layer", "base", "created_at", "author", "reason", *PARTS)
"""Columns the content hash covers."""

HEAD = (*SEALED[:7], "card", "content_hash")
"""Columns a listing reads."""


@dataclass(frozen=True)
class Version:
    """A published version without its roster. ``number`` runs over all months of the workspace; ``base`` is the version
    of the same month it replaced (None = the first); ``created_at`` is UTC in ISO form."""

    number: int
    month: str
    layer: str
    base: int | None
    created_at: str
    author: str
    reason: str
    card: RunCard
    content_hash: str

    def to_json(self) -> dict[str, Any]:
        """Plain data with the figures of the run card."""
        names = ("cost", "roster_cost", "price_of_changes", "bound", "gap")
        figures = {name: getattr(self.card, name) for name in names}
        return {**{name: getattr(self, name) for name in (*SEALED[:7], "content_hash")}, **figures}


@dataclass(frozen=True)
class PublishedVersion:
    """A version with everything that was published."""

    version: Version
    roster: Roster
    card: RunCard
    certificate: Certificate
    shortages: tuple[Shortage, ...]

    @property
    def result(self) -> PlanResult:
        """The published planning result."""
        return PlanResult(self.roster, self.card, self.certificate, self.shortages)


def seal(fields: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of the sealed columns."""
    return sha256(canonical([fields[name] for name in SEALED]))


def store_version(connection: Connection, fields: dict[str, Any], result: PlanResult) -> Version:
    """Insert the next version; ``fields``: month, layer, base, created_at, author, reason."""
    data = result_to_json(result)
    number = (connection.scalar(select(func.max(versions.c.number))) or 0) + 1
    row = {"number": number, **fields, **{part: canonical(data[part]) for part in PARTS}}
    row["content_hash"] = seal(row)
    connection.execute(insert(versions).values(row))
    return Version(number, **fields, card=result.card, content_hash=row["content_hash"])


def list_versions(connection: Connection, month: str | None = None) -> list[Version]:
    """Versions of ``month`` (None = all), oldest first."""
    query = select(*(versions.c[name] for name in HEAD)).order_by(versions.c.number)
    if month is not None:
        query = query.where(versions.c.month == month)
    return [_version(row) for row in connection.execute(query)]


def latest_version(connection: Connection, month: str) -> Version | None:
    """The version of ``month`` in force; None before the first."""
    query = select(*(versions.c[name] for name in HEAD)).where(versions.c.month == month)
    row = connection.execute(query.order_by(versions.c.number.desc()).limit(1)).first()
    return _version(row) if row else None


def load_version(connection: Connection, number: int) -> PublishedVersion:
    """Version ``number``; UsageError when there is none, InputError when it is not as it was written."""
    row = connection.execute(select(versions).where(versions.c.number == number)).first()
    if row is None:
        known = connection.scalars(select(versions.c.number).order_by(versions.c.number)).all()
        raise UsageError("store.no_version", number=number, known=", ".join(map(str, known)) or "-")
    if damaged(row):
        raise InputError("store.version_damaged", number=number)
    data = {"format": FORMAT, **{part: json.loads(row._mapping[part]) for part in PARTS}}
    result = result_from_json(data)
    return PublishedVersion(_version(row), result.roster, result.card, result.certificate, result.shortages)


def damaged(row: Row[Any]) -> bool:
    """Whether a row is no longer what was sealed."""
    try:
        return seal(dict(row._mapping)) != str(row.content_hash)
    except (TypeError, ValueError):
        return True


def _version(row: Row[Any]) -> Version:
    fields = {name: row._mapping[name] for name in HEAD}
    try:
        return Version(**{**fields, "card": card_from_json(json.loads(fields["card"]))})
    except (KeyError, TypeError, ValueError) as error:
        raise InputError("store.version_damaged", number=row.number) from error
