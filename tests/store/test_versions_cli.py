"""publish, versions and diff at the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from store_tiny import result_of, tiny_roster

from wfm.cli import common, versions
from wfm.cli.main import cli, main
from wfm.data.roster import Roster
from wfm.data.serial import draft_path, save_result
from wfm.errors import ConflictError, InputError, UsageError
from wfm.store import Store

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Each test starts, and leaves the process, in English."""
    common.set_language("en")
    yield
    common.set_language("en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with settings, shifts and two people."""
    (tmp_path / "wfm.yaml").write_text("name: Centre\ntimezone: Asia/Shanghai\n", encoding="utf-8")
    (tmp_path / "shifts.csv").write_text("shift,start,minutes\nE,08:00,480\nL,14:00,540\n", encoding="utf-8")
    (tmp_path / "employees.csv").write_text("employee,name,team,contract\n000,Li,A,full\n001,Wang,B,full\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    """Runs ``wfm`` in the workspace."""
    return lambda *words: CliRunner().invoke(cli, [words[0], "-w", str(folder), *words[1:]])


def draft(folder: Path, shift: str = "E", *, base: int | None = None, month: int = 8) -> Roster:
    roster = tiny_roster(shift, month=month)
    save_result(draft_path(folder / "results", f"2026-{month:02d}"), result_of(roster, base=base))
    return roster


def publish(run: Run, *words: str) -> Result:
    return run("publish", "--month", "2026-08", "--reason", "first plan", *words)


def test_publish_says_what_was_published(folder: Path, run: Run) -> None:
    roster = draft(folder)
    done = publish(run, "--as", "Li Na")
    assert done.exit_code == 0, done.output
    head = Store.open(folder).verify().head
    assert done.stdout == f"Published version 1 of 2026-08 (the first) by Li Na: cost 7, bound 5.\nAudit log head: {head}\n"
    assert Store.open(folder).load(1).roster == roster


def test_publish_goes_over_the_base_in_the_draft(folder: Path, run: Run) -> None:
    draft(folder)
    publish(run)
    draft(folder, "L", base=1)
    done = publish(run, "--json")
    assert {key: json.loads(done.stdout)[key] for key in ("number", "base", "gap")} == {"number": 2, "base": 1, "gap": 2 / 7}


def test_the_author_is_the_login_name_by_default(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    draft(folder)
    monkeypatch.setenv("LOGNAME", "zhao")
    publish(run)
    assert Store.open(folder).versions()[0].author == "zhao"

    def nobody() -> str:
        raise OSError

    monkeypatch.setattr("getpass.getuser", nobody)
    assert versions.login() == "unknown"


def test_a_stale_draft_is_refused_with_both_differences(folder: Path, run: Run) -> None:
    draft(folder)
    publish(run)
    draft(folder, "L", base=1)
    publish(run)
    draft(folder, "N", base=1)
    refused = publish(run, "--json")
    assert isinstance(refused.exception, ConflictError)
    said = json.loads(refused.stdout)
    assert (said["number"], said["theirs"]["changed"], said["yours"]["changed"]) == (2, 6, 6)
    assert publish(run, "--base", "2").exit_code == 0
    assert isinstance(publish(run, "--base", "0").exception, ConflictError)


def test_a_conflict_ends_with_exit_code_4(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    draft(folder)
    publish(run)
    monkeypatch.setattr(
        sys, "argv", ["wfm", "publish", "-w", str(folder), "--month", "2026-08", "--reason", "again", "--lang", "zh"]
    )
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 4
    said = capsys.readouterr()
    assert said.out == ""
    assert "已被他人先行发布" in said.err
    assert "wfm diff 1 draft" in said.err


def test_publish_without_a_draft_says_how_to_make_one(run: Run) -> None:
    refused = publish(run)
    assert isinstance(refused.exception, UsageError)
    assert "wfm plan" in str(refused.exception)


def test_a_draft_of_another_month_is_refused(folder: Path, run: Run) -> None:
    save_result(draft_path(folder / "results", "2026-08"), result_of(tiny_roster(month=9)))
    refused = publish(run)
    assert isinstance(refused.exception, InputError)
    assert "holds 2026-09" in str(refused.exception)


def test_versions_lists_and_marks_what_is_in_force(folder: Path, run: Run) -> None:
    assert run("versions").stdout == "Nothing is published.\n"
    draft(folder)
    publish(run, "--as", "Li Na")
    draft(folder, "L", base=1)
    publish(run, "--as", "Wang")
    lines = run("versions").stdout.splitlines()
    assert lines[0].split() == [
        "version",
        "month",
        "layer",
        "replaces",
        "published",
        "(UTC)",
        "by",
        "roster",
        "changes",
        "cost",
        "bound",
        "state",
        "reason",
    ]
    assert lines[1].split()[0] == "1"
    assert "replaced  first plan" in lines[1]
    assert "in force  first plan" in lines[2]
    assert [version["number"] for version in json.loads(run("versions", "--month", "2026-08", "--json").stdout)["versions"]] == [
        1,
        2,
    ]
    assert json.loads(run("versions", "--month", "2026-09", "--json").stdout) == {"versions": []}


def test_verify_prints_the_head_and_finds_a_cut_log(folder: Path, run: Run) -> None:
    draft(folder)
    publish(run)
    head = Store.open(folder).verify().head
    good = run("versions", "--verify", "--head", head)
    assert (good.exit_code, good.stdout.splitlines()[-1]) == (
        0,
        f"Verified: 1 log entry and 1 version are as they were written. Head: {head}",
    )
    bad = run("versions", "--head", "f" * 64, "--json")
    assert bad.exit_code == 1
    assert json.loads(bad.stdout)["verification"]["problems"][0]["problem"] == "store.chain_head"


def test_diff_of_versions_and_draft(folder: Path, run: Run) -> None:
    draft(folder)
    publish(run)
    draft(folder, "L", base=1)
    publish(run)
    draft(folder, "E", base=2)
    found = json.loads(run("diff", "1", "2", "--json").stdout)
    assert (found["changed"], found["minutes"], found["per_team"]) == (6, 360, {"A": 3, "B": 3})
    text = run("diff", "2", "draft", "--limit", "1").stdout
    assert "Paid minutes: -360" in text
    assert "L sales +240  E sales +240" in text
    assert "... and 5 more." in text
    assert run("diff", "1", "draft").stdout == "The rosters are the same.\n"
    assert "班次" in run("diff", "1", "2", "--lang", "zh").stdout


@pytest.mark.parametrize(
    ("names", "words"),
    [(("1", "x"), "neither a version number"), (("draft", "draft"), "One of the two"), (("1", "9"), "no version 9")],
)
def test_diff_names_what_it_cannot_compare(folder: Path, run: Run, names: tuple[str, str], words: str) -> None:
    draft(folder)
    publish(run)
    refused = run("diff", *names)
    assert isinstance(refused.exception, UsageError)
    assert words in str(refused.exception)


def test_the_database_of_the_settings_is_used(folder: Path, run: Run) -> None:
    with (folder / "wfm.yaml").open("a", encoding="utf-8") as settings:
        settings.write("language: zh\ndatabase: sqlite:///other.db\n")
    draft(folder)
    assert "已发布" in publish(run).stdout
    assert (folder / "other.db").is_file()


def test_settings_that_cannot_be_read_stop_everything(folder: Path, run: Run) -> None:
    (folder / "wfm.yaml").write_text("name: Centre\ndatabse: sqlite:///other.db\n", encoding="utf-8")
    draft(folder)
    assert isinstance(publish(run).exception, InputError)
    assert not (folder / "wfm.db").exists()
