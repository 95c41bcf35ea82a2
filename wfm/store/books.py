"""Books: entries that are only ever added, each sealed with the hash of the one before in its book.

The store knows no book's meaning. Whoever writes hands over a function that sees the book as it stands, alone with it, and
returns what to add; so a balance, a state or a quota it has checked is still true when its entries lie in the book.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from wfm.data.serial import canonical, plain, sha256
from wfm.store import chain
from wfm.store.chain import GENESIS, LogEntry, Outcome, Problem, SelfSealed, with_json
from wfm.store.schema import books


@dataclass(frozen=True)
class NewEntry:
    """What is to be added. ``kind``: what happened (claim, grant, tweak, ...); ``subject``: whom or what it is about;
    ``content``: the facts, values that JSON can hold."""

    kind: str
    subject: str
    content: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class BookEntry(SelfSealed):
    """An entry of a book; ``seq`` counts from 1 within the book, ``at`` is UTC in ISO form, ``hash`` seals every other field."""

    book: str
    seq: int
    at: str
    who: str
    kind: str
    subject: str
    content: Mapping[str, Any]
    previous: str
    hash: str

    def sealed(self) -> str:
        """SHA-256 of the canonical JSON of every field but ``hash``."""
        fields = (self.book, self.seq, self.at, self.who, self.kind, self.subject, self.content, self.previous)
        return sha256(canonical(fields))


Decide = Callable[[Sequence[BookEntry]], Sequence[NewEntry]]
"""Sees a book's entries, oldest first, and returns what to add; raises a WfmError to refuse."""


@dataclass(frozen=True)
class Beside:
    """Entries to write in one transaction with something else: the book, who decides what to add, the name in the audit log."""

    book: str
    decide: Decide
    action: str


def read_book(connection: Connection, book: str) -> list[BookEntry]:
    """A book's entries, oldest first."""
    return [_entry(row) for row in connection.execute(select(books).where(books.c.book == book).order_by(books.c.seq))]


def add_entries(connection: Connection, book: str, new: Sequence[NewEntry], *, who: str) -> list[BookEntry]:
    """Seal and insert ``new`` at the end of ``book``; call it inside a writing transaction."""
    last = connection.execute(select(books).where(books.c.book == book).order_by(books.c.seq.desc()).limit(1)).first()
    seq, previous = (last.seq, last.hash) if last else (0, GENESIS)
    at = chain.now()
    added: list[BookEntry] = []
    for entry in new:
        seq += 1
        unsealed = BookEntry(book, seq, at, who, entry.kind, entry.subject, plain(entry.content), previous, "")
        sealed = BookEntry(**{**vars(unsealed), "hash": unsealed.sealed()})
        added.append(sealed)
        previous = sealed.hash
    if added:
        connection.execute(insert(books), [{**vars(entry), "content": canonical(entry.content)} for entry in added])
    return added


def check_books(connection: Connection, log: Sequence[LogEntry]) -> tuple[dict[str, int], list[Problem]]:
    """Number of entries of each book, and what is wrong: broken chains, and books whose head the audit log does not know."""
    heads: dict[str, object] = {}
    for logged in log:
        if logged.outcome == Outcome.DONE and "book" in logged.details:
            heads[str(logged.details["book"])] = logged.details.get("book_head")
    problems: list[Problem] = []
    counts: dict[str, int] = {}
    found = set(connection.scalars(select(books.c.book).distinct()))
    for book in sorted(found | heads.keys()):
        entries = read_book(connection, book)
        counts[book] = len(entries)
        head, broken = chain.replay(entries)
        problems += [Problem(f"{problem.key}_book", {**problem.values, "book": book}) for problem in broken]
        if heads.get(book) != head:
            problems.append(Problem("store.book_head", {"book": book}))
    return counts, problems


def _entry(row: Row[Any]) -> BookEntry:
    return BookEntry(**with_json(row, "content"))
