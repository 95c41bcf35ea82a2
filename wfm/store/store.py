"""The store: publish, list, load, log, verify. Every public method is one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from wfm.data.diff import diff
from wfm.data.result import PlanResult
from wfm.data.roster import Roster
from wfm.data.serial import roster_hash
from wfm.errors import AuditFailure, ConflictError, UsageError, WfmError
from wfm.store import chain
from wfm.store.books import Beside, BookEntry, Decide, NewEntry, add_entries, check_books, read_book
from wfm.store.chain import LogEntry, Outcome, Problem, Verification
from wfm.store.database import Database, database_url
from wfm.store.forecasts import KEEP, ForecastVersion, check_forecasts, list_forecasts, load_forecast, store_forecast
from wfm.store.schema import versions
from wfm.store.versions import (
    Layer,
    PublishedVersion,
    Version,
    damaged,
    latest_version,
    list_versions,
    load_version,
    store_version,
)

PUBLISH = "publish"
"""Action name of publishing in the audit log."""


class Store:
    """Versions, books and audit log of one workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @staticmethod
    def open(workspace_path: Path, url: str = "") -> Store:
        """The store of a workspace: ``wfm.db`` in its folder, or the database ``url``; tables are made when missing.

        UsageError when the database cannot be opened.
        """
        return Store(Database(database_url(Path(workspace_path), url)))

    def publish(
        self,
        result: PlanResult,
        *,
        author: str,
        reason: str,
        base: int | None,
        layer: Layer = "month",
        beside: Beside | None = None,
    ) -> Version:
        """Make ``result`` the version in force of its month; ``base``: number of the version it replaces (None = the first).

        ``beside``: entries of a book written in the same transaction: version and entries, or neither.

        Refused, and the refusal logged: AuditFailure when the certificate has not passed or is another roster's;
        UsageError without a reason or with a base that is no version of this month; ConflictError when ``base`` is no
        longer the version in force (its values hold both differences, ``theirs`` and ``yours``, each from the base).
        """
        month = month_of(result.roster)
        author, reason = _storable(author), _storable(reason)
        with self._database.writing() as connection:
            error = _refusal(connection, result, reason, base)
            new: Sequence[NewEntry] = ()
            if error is None and beside is not None:
                try:
                    new = beside.decide(read_book(connection, beside.book))
                except WfmError as refused:
                    error = refused
            details: dict[str, Any] = {"base": base, "layer": layer, "roster_hash": result.certificate.roster_hash}
            if error is None:
                fields = {"month": month, "layer": layer, "base": base, "created_at": chain.now()}
                version = store_version(connection, {**fields, "author": author, "reason": reason}, result)
                details |= {"version": version.number, "content_hash": version.content_hash, "reason": reason}
            else:
                details |= {"error": error.key}
            outcome = Outcome.REFUSED if error else Outcome.DONE
            chain.append(connection, who=author, action=PUBLISH, subject=month, outcome=outcome, details=details)
            if error is None and beside is not None:
                _add(connection, beside.book, new, author=author, action=beside.action)
        if error is not None:
            raise error
        return version

    def versions(self, month: str | None = None) -> list[Version]:
        """Versions of ``month`` (YYYY-MM; None = all months), oldest first."""
        with self._database.reading() as connection:
            return list_versions(connection, month)

    def latest(self, month: str) -> Version | None:
        """The version of ``month`` in force; None when nothing is published."""
        with self._database.reading() as connection:
            return latest_version(connection, month)

    def load(self, number: int) -> PublishedVersion:
        """Version ``number`` in full; UsageError when there is none, InputError when it is not as it was published."""
        with self._database.reading() as connection:
            return load_version(connection, number)

    def keep_forecast(self, month: str, table: str, *, author: str, parameters: Mapping[str, Any]) -> ForecastVersion:
        """Keep a forecast of ``month`` (its table as CSV text) as the next version; the latest when nothing differs from it."""
        author = _storable(author)
        with self._database.writing() as connection:
            fields = {"month": month, "at": chain.now(), "author": author}
            version, new = store_forecast(connection, **fields, parameters=parameters, table=table)
            if new:
                details = {"version": version.number, "seal": version.seal}
                chain.append(connection, who=author, action=KEEP, subject=month, outcome=Outcome.DONE, details=details)
        return version

    def forecasts(self, month: str | None = None) -> list[ForecastVersion]:
        """Forecast versions of ``month`` (YYYY-MM; None = all months), oldest first."""
        with self._database.reading() as connection:
            return list_forecasts(connection, month)

    def load_forecast(self, month: str, number: int) -> tuple[ForecastVersion, str]:
        """A forecast version and its table; UsageError when there is none, InputError when it is not as it was made."""
        with self._database.reading() as connection:
            return load_forecast(connection, month, number)

    def book(self, name: str) -> list[BookEntry]:
        """The entries of book ``name``, oldest first; an unknown book is empty."""
        with self._database.reading() as connection:
            return read_book(connection, name)

    def write_book(self, name: str, decide: Decide, *, action: str, author: str) -> list[BookEntry]:
        """Add to book ``name`` what ``decide`` returns when shown its entries, all or nothing, alone with the data.

        A refusal (any WfmError ``decide`` raises) is kept in the audit log and raised again.
        """
        author = _storable(author)
        refusal: WfmError | None = None
        added: list[BookEntry] = []
        with self._database.writing() as connection:
            try:
                added = _add(connection, name, decide(read_book(connection, name)), author=author, action=action)
            except WfmError as error:
                refusal = error
                details: dict[str, Any] = {"refused_book": name, "error": error.key}
                chain.append(connection, who=author, action=action, subject=name, outcome=Outcome.REFUSED, details=details)
        if refusal is not None:
            raise refusal
        return added

    def log(
        self,
        action: str,
        subject: str,
        outcome: Outcome = Outcome.DONE,
        *,
        author: str,
        details: Mapping[str, Any] | None = None,
    ) -> LogEntry:
        """Append to the audit log who did what to what, and how it ended."""
        with self._database.writing() as connection:
            fields = {"who": _storable(author), "action": action, "subject": subject}
            return chain.append(connection, **fields, outcome=outcome, details=details or {})

    def entries(self) -> list[LogEntry]:
        """The audit log, oldest first."""
        with self._database.reading() as connection:
            return chain.entries(connection)

    def head(self) -> str:
        """Hash of the last entry of the audit log, for keeping elsewhere."""
        with self._database.reading() as connection:
            return chain.head(connection)[1]

    def verify(self, kept_head: str = "") -> Verification:
        """Replay the chain and every version against its seal and its entry in the log.

        ``kept_head``: a head hash kept elsewhere; a problem is reported when the log no longer contains it.
        """
        with self._database.reading() as connection:
            log = chain.entries(connection)
            head, problems = chain.replay(log)
            if kept_head and kept_head not in {chain.GENESIS, *(entry.hash for entry in log)}:
                problems.append(Problem("store.chain_head", {"head": kept_head}))
            count, found = _check_versions(connection, log)
            found += check_forecasts(connection, log)
            books, broken = check_books(connection, log)
        return Verification(head, len(log), count, tuple(problems + found + broken), books)


def month_of(roster: Roster) -> str:
    """The month a roster is filed under: YYYY-MM of its first day."""
    return f"{roster.horizon.start:%Y-%m}"


def _refusal(connection: Connection, result: PlanResult, reason: str, base: int | None) -> WfmError | None:
    """Why this may not be published; None when it may."""
    certificate, actual = result.certificate, roster_hash(result.roster)
    if not certificate.legal:
        return AuditFailure("store.not_legal", hard=sum(finding.hard for finding in certificate.findings))
    if not certificate.passed:
        return AuditFailure("store.cost_differs", cost=certificate.cost, claimed=certificate.claimed)
    if certificate.roster_hash != actual:
        return AuditFailure("store.other_roster", expected=certificate.roster_hash, actual=actual)
    if not reason:
        return UsageError("store.no_reason")
    return _stale(connection, result.roster, base)


def _stale(connection: Connection, yours: Roster, base: int | None) -> WfmError | None:
    """The conflict when ``base`` is not in force any more."""
    month = month_of(yours)
    current = latest_version(connection, month)
    if base == (current.number if current else None):
        return None
    if base is not None and base not in {version.number for version in list_versions(connection, month)}:
        return UsageError("store.bad_base", base=base, month=month)
    start = Roster(yours.horizon, ()) if base is None else load_version(connection, base).roster
    assert current is not None  # a known base, or none: then somebody has published
    theirs = load_version(connection, current.number).roster
    return ConflictError(
        "store.conflict",
        month=month,
        base=base or 0,
        number=current.number,
        author=current.author,
        at=current.created_at,
        reason=current.reason,
        theirs=diff(start, theirs),
        yours=diff(start, yours),
    )


def _check_versions(connection: Connection, log: list[LogEntry]) -> tuple[int, list[Problem]]:
    """Number of versions, and every version that is damaged, missing or not in the log."""
    logged = {
        entry.details.get("version"): entry.details.get("content_hash")
        for entry in log
        if entry.action == PUBLISH and entry.outcome == Outcome.DONE and isinstance(entry.details.get("version"), int)
    }
    problems: list[Problem] = []
    count = 0
    for row in connection.execute(select(versions).order_by(versions.c.number)):
        count += 1
        if damaged(row):
            problems.append(Problem("store.version_seal", {"number": row.number}))
        if logged.pop(row.number, None) != row.content_hash:
            problems.append(Problem("store.version_not_logged", {"number": row.number}))
    problems += [Problem("store.version_gone", {"number": number}) for number in logged]
    return count, problems


def _add(connection: Connection, book: str, new: Sequence[NewEntry], *, author: str, action: str) -> list[BookEntry]:
    """Add entries to a book and log them, inside a writing transaction."""
    added = add_entries(connection, book, new, who=author)
    if added:
        details = {"book": book, "entries": [entry.seq for entry in added], "book_head": added[-1].hash}
        chain.append(connection, who=author, action=action, subject=book, outcome=Outcome.DONE, details=details)
    return added


def _storable(text: str) -> str:
    """``text`` stripped, with what UTF-8 cannot hold replaced."""
    return text.strip().encode("utf-8", "replace").decode("utf-8")
