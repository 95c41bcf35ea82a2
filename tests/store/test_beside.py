"""A version and a book's entries in one transaction: both, or neither."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from store_crash import run
from store_tiny import result_of, tiny_roster

from wfm.errors import ConflictError, UsageError
from wfm.store import Beside, BookEntry, NewEntry, Store

BOOK = "day"


def once(entries: Sequence[BookEntry]) -> Sequence[NewEntry]:
    return [NewEntry("tweak", "2026-08-12", {"seen": len(entries)})]


def refuse(_: Sequence[BookEntry]) -> Sequence[NewEntry]:
    raise UsageError("store.no_reason")


def state(store: Store) -> tuple[int, int]:
    """Versions and entries; everything intact."""
    assert store.verify().ok, store.verify().problems
    return len(store.versions()), len(store.book(BOOK))


def test_version_and_entries_are_written_together(tmp_path: Path, url: str) -> None:
    store = Store.open(tmp_path, url)
    beside = Beside(BOOK, once, "tweak")
    version = store.publish(result_of(tiny_roster()), author="li", reason="r", base=None, layer="day", beside=beside)
    assert (version.layer, state(store)) == ("day", (1, 1))
    assert [entry.action for entry in store.entries()] == ["publish", "tweak"]
    assert store.verify().books == {BOOK: 1}


def test_what_the_book_refuses_is_not_published(tmp_path: Path, url: str) -> None:
    store = Store.open(tmp_path, url)
    with pytest.raises(UsageError):
        store.publish(result_of(tiny_roster()), author="li", reason="r", base=None, beside=Beside(BOOK, refuse, "tweak"))
    assert state(store) == (0, 0)
    assert [(entry.action, entry.outcome) for entry in store.entries()] == [("publish", "refused")]


def test_what_the_store_refuses_is_not_booked(tmp_path: Path, url: str) -> None:
    store = Store.open(tmp_path, url)
    store.publish(result_of(tiny_roster()), author="li", reason="r", base=None)
    with pytest.raises(ConflictError):
        store.publish(result_of(tiny_roster("L")), author="li", reason="r", base=None, beside=Beside(BOOK, once, "tweak"))
    assert state(store) == (1, 0)


def die_beside(folder: Path, url: str, statement: int) -> None:
    """Publish a version with an entry and kill this process before SQL statement number ``statement`` (COMMIT included)."""
    store = Store.open(folder, url)
    seen = 0

    def count(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", count)
    store.publish(result_of(tiny_roster("L")), author="child", reason="r", base=1, beside=Beside(BOOK, once, "tweak"))


def test_killed_before_each_statement(tmp_path: Path, url: str) -> None:
    store = Store.open(tmp_path, url)
    store.publish(result_of(tiny_roster()), author="li", reason="r", base=None)
    statement, killed = 1, True
    while killed:
        child = run(die_beside, tmp_path, url, statement)
        child.join(60)
        killed = child.exitcode == -9
        assert killed or child.exitcode == 0
        assert state(store) == ((1, 0) if killed else (2, 1))
        statement += 1
    assert statement > 10
