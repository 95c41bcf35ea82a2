"""Books: only ever added to, in turn, and what is changed behind the store's back comes out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from wfm.errors import UsageError
from wfm.store import BookEntry, NewEntry, Store


def add(store: Store, book: str, *points: int) -> list[BookEntry]:
    new = [NewEntry("claim", "007", {"points": value}) for value in points]
    return store.write_book(book, lambda _: new, action="claim", author="li")


def test_entries_are_numbered_within_their_book_and_chained(store: Store) -> None:
    add(store, "points", 3, 4)
    add(store, "rewards", 1)
    add(store, "points", 5)
    entries = store.book("points")
    assert [(entry.seq, entry.content["points"]) for entry in entries] == [(1, 3), (2, 4), (3, 5)]
    assert [entry.previous for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]
    assert store.book("none") == []
    found = store.verify()
    assert found.ok
    assert found.books == {"points": 3, "rewards": 1}


def test_the_writer_sees_the_book_and_a_refusal_leaves_it_alone(store: Store) -> None:
    add(store, "points", 3)

    def spend(entries: Sequence[BookEntry]) -> list[NewEntry]:
        if sum(int(entry.content["points"]) for entry in entries) < 5:
            raise UsageError("store.no_reason")
        return [NewEntry("spend", "007", {"points": -5})]

    with pytest.raises(UsageError):
        store.write_book("points", spend, action="spend", author="li")
    assert len(store.book("points")) == 1
    refused = store.entries()[-1]
    assert (refused.outcome, refused.details["error"]) == ("refused", "store.no_reason")
    add(store, "points", 2)
    store.write_book("points", spend, action="spend", author="li")
    assert sum(entry.content["points"] for entry in store.book("points")) == 0
    assert store.verify().ok


def test_nothing_to_add_leaves_no_trace(store: Store) -> None:
    assert store.write_book("points", lambda _: [], action="claim", author="li") == []
    assert store.entries() == []


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE books SET content = '{\"points\":9}' WHERE seq = 1", "chain_seal_book"),
        ("DELETE FROM books WHERE seq = 2", "chain_gap_book"),
        ("DELETE FROM books WHERE seq = 3", "book_head"),
        ("DELETE FROM books", "book_head"),
        ("UPDATE books SET content = 'nonsense' WHERE seq = 2", "chain_seal_book"),
    ],
)
def test_meddling_comes_out(store: Store, meddle: Callable[..., None], url: str, statement: str, problem: str) -> None:
    add(store, "points", 1, 2, 3)
    names = ["append_only"] if url else ["no_update", "no_delete", "in_turn"]
    on = " ON books" if url else ""
    meddle(*(f"DROP TRIGGER books_{name}{on}" for name in names), statement)
    found = store.verify()
    assert not found.ok
    assert f"store.{problem}" in {entry.key for entry in found.problems}
    assert all("points" in entry.message() for entry in found.problems)


def test_the_database_itself_refuses_changes(store: Store, meddle: Callable[..., None]) -> None:
    add(store, "points", 1)
    for statement in ("UPDATE books SET seq = 7", "DELETE FROM books"):
        with pytest.raises(Exception, match="append only"):
            meddle(statement)
    assert store.verify().ok
