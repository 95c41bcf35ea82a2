"""The audit log's hash chain: who did what, each entry sealed with the hash of the one before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import Connection, Row, insert, select

from wfm import words
from wfm.data.serial import canonical, plain, sha256
from wfm.store.schema import audit_log

GENESIS = "0" * 64
"""Hash before the first entry."""


class Sealed(Protocol):
    """An entry of a chain: its number, the hash of the entry before, its own hash, and whether that still fits."""

    @property
    def seq(self) -> int: ...
    @property
    def previous(self) -> str: ...
    @property
    def hash(self) -> str: ...
    @property
    def intact(self) -> bool: ...


class Outcome(StrEnum):
    """How an action ended."""

    DONE = "done"
    REFUSED = "refused"


class SelfSealed:
    """What every chained entry can do: say whether its seal still fits."""

    hash: str

    def sealed(self) -> str:
        """SHA-256 of every field but ``hash``."""
        raise NotImplementedError

    @property
    def intact(self) -> bool:
        """Whether the seal still fits; False also for content no entry could hold."""
        try:
            return self.sealed() == self.hash
        except (TypeError, ValueError):
            return False


@dataclass(frozen=True)
class LogEntry(SelfSealed):
    """One entry; ``at`` is UTC in ISO form; ``hash`` seals every other field."""

    seq: int
    at: str
    who: str
    action: str
    subject: str
    outcome: str
    details: Mapping[str, Any]
    previous: str
    hash: str

    def sealed(self) -> str:
        """SHA-256 of the canonical JSON of every field but ``hash``."""
        fields = (self.seq, self.at, self.who, self.action, self.subject, self.outcome, self.details, self.previous)
        return sha256(canonical(fields))


@dataclass(frozen=True)
class Problem:
    """Something that is not as it was written; ``key`` names its sentence in the catalogue."""

    key: str
    values: Mapping[str, object]

    def message(self, language: str = "en") -> str:
        """The sentence."""
        return words.say(self.key, language, **self.values)


@dataclass(frozen=True)
class Verification:
    """Outcome of replaying the chain. ``head``: hash of the last entry, for keeping elsewhere; ``books``: book -> entries."""

    head: str
    entries: int
    versions: int
    problems: tuple[Problem, ...]
    books: Mapping[str, int] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether everything is as it was written."""
        return not self.problems


def now() -> str:
    """The time in UTC, ISO form with microseconds."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def head(connection: Connection) -> tuple[int, str]:
    """Number and hash of the last entry; (0, ``GENESIS``) before the first."""
    last = connection.execute(select(audit_log.c.seq, audit_log.c.hash).order_by(audit_log.c.seq.desc()).limit(1)).first()
    return (last.seq, last.hash) if last else (0, GENESIS)


def append(
    connection: Connection, *, who: str, action: str, subject: str, outcome: Outcome, details: Mapping[str, Any]
) -> LogEntry:
    """Seal and insert the next entry; call it inside a writing transaction."""
    seq, previous = head(connection)
    open_entry = LogEntry(seq + 1, now(), who, action, subject, str(outcome), plain(details), previous, "")
    entry = LogEntry(**{**vars(open_entry), "hash": open_entry.sealed()})
    connection.execute(insert(audit_log).values({**vars(entry), "details": canonical(entry.details)}))
    return entry


def entries(connection: Connection) -> list[LogEntry]:
    """The whole log, oldest first."""
    return [_entry(row) for row in connection.execute(select(audit_log).order_by(audit_log.c.seq))]


def _entry(row: Row[Any]) -> LogEntry:
    return LogEntry(**with_json(row, "details"))


def with_json(row: Row[Any], column: str) -> dict[str, Any]:
    """A row's fields with the JSON object in ``column`` read; what is none (somebody edited it) is kept as text under
    ``unreadable``."""
    fields = dict(row._mapping)
    try:
        found = json.loads(fields[column])
    except ValueError:
        found = None
    return {**fields, column: found if isinstance(found, dict) else {"unreadable": fields[column]}}


def replay(log: Iterable[Sealed]) -> tuple[str, list[Problem]]:
    """Head hash and everything wrong with the chain: gaps, links that do not meet, entries that do not match their seal."""
    problems: list[Problem] = []
    head, expected = GENESIS, 1
    for entry in log:
        if entry.seq != expected:
            problems.append(Problem("store.chain_gap", {"seq": expected, "found": entry.seq}))
        elif entry.previous != head:
            problems.append(Problem("store.chain_link", {"seq": entry.seq}))
        if not entry.intact:
            problems.append(Problem("store.chain_seal", {"seq": entry.seq}))
        head, expected = entry.hash, entry.seq + 1
    return head, problems
