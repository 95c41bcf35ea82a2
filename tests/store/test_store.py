"""Publishing, reading back, refusing, logging."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from sqlalchemy.exc import DatabaseError
from store_tiny import result_of, tiny_roster
from store_worlds import RESULTS, by_cell, calm

from wfm.data.diff import RosterDiff
from wfm.data.result import PlanResult
from wfm.data.serial import roster_hash
from wfm.errors import AuditFailure, ConflictError, InputError, UsageError
from wfm.store import Store


def publish(store: Store, shift: str = "E", *, base: int | None = None, month: int = 8, author: str = "li") -> int:
    result = result_of(tiny_roster(shift, month=month))
    return store.publish(result, author=author, reason="first plan", base=base).number


def test_what_was_published_is_read_back(store: Store) -> None:
    result = result_of(by_cell(tiny_roster()))
    version = store.publish(result, author="李 Li", reason="August, {first} plan", base=None, layer="week")
    assert (version.number, version.month, version.base, version.author) == (1, "2026-08", None, "李 Li")
    assert (version.reason, version.layer, version.card) == ("August, {first} plan", "week", result.card)
    loaded = store.load(1)
    assert loaded.result == result
    assert loaded.version == version == store.latest("2026-08")
    assert version.to_json()["gap"] == 2 / 7


@settings(calm, max_examples=20)
@given(result=RESULTS)
def test_any_certified_result_survives_the_store(result: PlanResult, tmp_path_factory: pytest.TempPathFactory) -> None:
    store = Store.open(tmp_path_factory.mktemp("any"))
    certificate = replace(result.certificate, legal=True, claimed=None, roster_hash=roster_hash(result.roster))
    certified = replace(result, certificate=certificate)
    store.publish(certified, author="a", reason="r", base=None)
    assert store.load(1).result == certified
    assert store.verify().ok


def test_numbers_run_over_all_months_and_bases_stay_within_one(store: Store) -> None:
    assert publish(store) == 1
    assert publish(store, month=9) == 2
    assert publish(store, "L", base=1) == 3
    assert [version.number for version in store.versions()] == [1, 2, 3]
    assert [version.number for version in store.versions("2026-08")] == [1, 3]
    assert [(version.number, version.base) for version in store.versions("2026-08")] == [(1, None), (3, 1)]
    assert store.latest("2026-10") is None
    with pytest.raises(UsageError, match="Version 2 is not a version of 2026-08"):
        publish(store, base=2)


def test_stale_base_is_refused_with_both_differences_and_logged(store: Store) -> None:
    first = publish(store)
    publish(store, "L", base=first, author="wang")
    with pytest.raises(ConflictError) as caught:
        publish(store, "N", base=first, author="zhao")
    theirs, yours = caught.value.values["theirs"], caught.value.values["yours"]
    assert isinstance(theirs, RosterDiff)
    assert isinstance(yours, RosterDiff)
    assert theirs.apply(tiny_roster("E")) == by_cell(tiny_roster("L"))
    assert yours.apply(tiny_roster("E")) == by_cell(tiny_roster("N"))
    message = caught.value.message("en")
    assert "version 2 by wang" in message
    assert "E sales +240  L sales +240" in message
    assert "E sales +240  N sales +240" in message
    assert "班次" in caught.value.message("zh")
    assert len(store.versions()) == 2
    last = store.entries()[-1]
    assert (last.who, last.action, last.subject, last.outcome) == ("zhao", "publish", "2026-08", "refused")
    assert last.details["error"] == "store.conflict"


def test_no_base_is_stale_once_something_is_published(store: Store) -> None:
    publish(store)
    with pytest.raises(ConflictError) as caught:
        publish(store, "L")
    theirs = caught.value.values["theirs"]
    assert isinstance(theirs, RosterDiff)
    assert theirs.per_kind()["added"] == 6


@pytest.mark.parametrize(
    ("change", "words"),
    [({"legal": False}, "broken hard rules"), ({"claimed": 8}, "solver claims 8"), ({"roster_hash": "0" * 64}, "another roster")],
)
def test_what_the_audit_has_not_passed_is_refused_and_logged(store: Store, change: dict[str, object], words: str) -> None:
    result = result_of(tiny_roster())
    rejected = replace(result, certificate=replace(result.certificate, **change))  # type: ignore[arg-type]
    with pytest.raises(AuditFailure, match=words):
        store.publish(rejected, author="li", reason="r", base=None)
    assert store.versions() == []
    assert [entry.outcome for entry in store.entries()] == ["refused"]


def test_a_roster_changed_after_its_audit_is_refused(store: Store) -> None:
    result = result_of(tiny_roster())
    changed = replace(result, roster=replace(result.roster, duties=result.roster.duties[1:]))
    with pytest.raises(AuditFailure):
        store.publish(changed, author="li", reason="r", base=None)


def test_a_reason_is_needed(store: Store) -> None:
    with pytest.raises(UsageError, match="needs a reason"):
        store.publish(result_of(tiny_roster()), author="li", reason="  ", base=None)
    assert [entry.details["error"] for entry in store.entries()] == ["store.no_reason"]


def test_unknown_version_names_the_known_ones(store: Store) -> None:
    publish(store)
    with pytest.raises(UsageError, match=r"no version 7; published so far: 1\."):
        store.load(7)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE versions SET author = 'x'",
        "DELETE FROM versions",
        "UPDATE audit_log SET who = 'x'",
        "DELETE FROM audit_log",
        (
            "INSERT INTO versions SELECT number + 1, month, layer, base, created_at, author, reason, roster, card, certificate, "
            "shortages, content_hash FROM versions"
        ),
    ],
)
def test_the_database_refuses_change(store: Store, meddle: Callable[..., None], statement: str) -> None:
    publish(store)
    with pytest.raises(DatabaseError):
        meddle(statement)
    assert store.verify().ok


@pytest.mark.parametrize("table", ["versions", "audit_log"])
def test_sqlite_refuses_replacing_and_rows_out_of_turn(tmp_path: Path, table: str) -> None:
    store = Store.open(tmp_path)
    publish(store)
    connection = sqlite3.connect(tmp_path / "wfm.db")
    key = "number" if table == "versions" else "seq"
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    for new_key in (key, f"{key} + 2"):
        values = ", ".join(new_key if column == key else column for column in columns)
        with pytest.raises(sqlite3.IntegrityError, match="out of turn"):
            connection.execute(f"INSERT OR REPLACE INTO {table} SELECT {values} FROM {table}")
    connection.close()
    assert store.verify().ok


def test_other_actions_are_logged_in_one_chain(store: Store) -> None:
    publish(store)
    entry = store.log("plan", "2026-08", author="li", details={"cost": 7, "days": ("2026-08-01",)})
    assert (entry.seq, entry.previous) == (2, store.entries()[0].hash)
    assert store.entries()[1] == entry
    assert store.verify().head == entry.hash


def test_author_that_is_no_utf8_is_kept_as_far_as_possible(store: Store) -> None:
    version = store.publish(result_of(tiny_roster()), author="a\udcff", reason="r", base=None)
    assert version.author == "a?"
    assert store.load(1).version.author == "a?"


def test_a_store_beside_a_workbook(tmp_path: Path) -> None:
    workbook = tmp_path / "centre.xlsx"
    workbook.write_bytes(b"")
    publish(Store.open(workbook))
    assert Store.open(tmp_path).latest("2026-08") is not None


def test_relative_sqlite_url_counts_from_the_workspace(tmp_path: Path) -> None:
    publish(Store.open(tmp_path, "sqlite:///other.db"))
    assert (tmp_path / "other.db").is_file()
    assert not (tmp_path / "wfm.db").exists()


@pytest.mark.parametrize("bad", ["nonsense", "mysql://x/y", "sqlite://", "sqlite:///:memory:"])
def test_unusable_urls_are_refused(tmp_path: Path, bad: str) -> None:
    with pytest.raises(UsageError, match="not a database"):
        Store.open(tmp_path, bad)


def test_a_password_is_not_shown(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        Store.open(tmp_path, "mysql://me:secret@host/db")
    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "wfm.db").write_text("employee,name\n" * 100, encoding="utf-8")
    with pytest.raises(UsageError, match="not a database"):
        Store.open(tmp_path)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        Store.open(tmp_path / "nowhere")


def test_a_damaged_version_is_not_loaded(store: Store, meddle: Callable[..., None], url: str) -> None:
    publish(store)
    drop = "DROP TRIGGER versions_append_only ON versions" if url else "DROP TRIGGER versions_no_update"
    meddle(drop, "UPDATE versions SET roster = '{}'")
    with pytest.raises(InputError, match="not as it was published"):
        store.load(1)
