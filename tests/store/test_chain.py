"""The hash chain: what is changed behind the store's back comes out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from store_tiny import result_of, tiny_roster

from wfm.store import GENESIS, Store
from wfm.store.chain import replay

Meddle = Callable[..., None]


@pytest.fixture
def filled(store: Store) -> Store:
    """Three versions and two other entries."""
    base = None
    for shift in ("E", "L", "N"):
        base = store.publish(result_of(tiny_roster(shift)), author="li", reason="r", base=base).number
        store.log("plan", "2026-08", author="li", details={"shift": shift})
    return store


@pytest.fixture
def open_up(meddle: Meddle, url: str) -> Meddle:
    """Drops the triggers, then meddles: what somebody with the file can do."""
    if url:
        drops = [f"DROP TRIGGER {table}_append_only ON {table}" for table in ("versions", "audit_log")]
    else:
        names = ("no_update", "no_delete", "in_turn")
        drops = [f"DROP TRIGGER {table}_{name}" for table in ("versions", "audit_log") for name in names]
    return lambda *statements: meddle(*drops, *statements)


def problems(store: Store, kept: str = "") -> set[str]:
    return {problem.key.removeprefix("store.") for problem in store.verify(kept).problems}


def test_an_untouched_store_verifies(filled: Store) -> None:
    found = filled.verify()
    assert found.ok
    assert (found.entries, found.versions) == (6, 3)
    assert found.head == filled.entries()[-1].hash
    assert filled.verify(found.head).ok


def test_an_empty_store_verifies(store: Store) -> None:
    assert store.verify().head == GENESIS
    assert store.verify(GENESIS).ok


def test_every_entry_hangs_on_the_one_before(filled: Store) -> None:
    log = filled.entries()
    assert [entry.previous for entry in log] == [GENESIS, *(entry.hash for entry in log[:-1])]
    assert replay(log) == (log[-1].hash, [])


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE audit_log SET who = 'x' WHERE seq = 3", {"chain_seal"}),
        ("UPDATE audit_log SET at = '2020' WHERE seq = 6", {"chain_seal"}),
        ("UPDATE audit_log SET details = '{}' WHERE seq = 1", {"chain_seal", "version_not_logged"}),
        ("UPDATE audit_log SET details = 'no json' WHERE seq = 2", {"chain_seal"}),
        ("UPDATE audit_log SET hash = previous WHERE seq = 2", {"chain_seal", "chain_link"}),
        ("DELETE FROM audit_log WHERE seq = 2", {"chain_gap"}),
        ("DELETE FROM audit_log WHERE seq = 1", {"chain_gap", "version_not_logged"}),
        ("UPDATE versions SET author = 'x' WHERE number = 2", {"version_seal"}),
        ("UPDATE versions SET roster = '{\"duties\":[]}' WHERE number = 1", {"version_seal"}),
        ("UPDATE versions SET base = NULL, month = '2026-09' WHERE number = 3", {"version_seal"}),
        ("UPDATE versions SET content_hash = 'x' WHERE number = 1", {"version_seal", "version_not_logged"}),
        ("DELETE FROM versions WHERE number = 3", {"version_gone"}),
    ],
)
def test_tampering_is_found(filled: Store, open_up: Meddle, statement: str, found: set[str]) -> None:
    open_up(statement)
    assert problems(filled) == found


def test_problems_have_sentences_in_both_languages(filled: Store, open_up: Meddle) -> None:
    open_up("UPDATE audit_log SET who = 'x' WHERE seq = 3")
    (problem,) = filled.verify().problems
    assert problem.message() == "Audit log: entry 3 was changed after it was written."
    assert problem.message("zh") == "审计日志：第 3 条写入后被改动。"


def test_bytes_that_are_no_text_are_a_problem_not_a_crash(filled: Store, open_up: Meddle, url: str) -> None:
    if url:
        pytest.skip("PostgreSQL keeps text columns text")
    open_up("UPDATE audit_log SET who = x'ff00' WHERE seq = 2", "UPDATE versions SET author = x'ff00' WHERE number = 1")
    assert problems(filled) == {"chain_seal", "version_seal"}


def test_only_a_kept_head_shows_a_cut_end(filled: Store, open_up: Meddle) -> None:
    """The limit of the chain: without a head kept elsewhere, a log cut at its end looks whole."""
    kept = filled.verify().head
    open_up("DELETE FROM audit_log WHERE seq = 6")
    assert problems(filled) == set()
    assert problems(filled, kept) == {"chain_head"}
