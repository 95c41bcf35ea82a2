"""``wfm report``, ``wfm export`` and ``wfm import`` on a folder, as a scheduler runs them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from wfm.cli.main import cli
from wfm.data.reading import read_workspace
from wfm.data.result import Certificate, PlanResult
from wfm.data.roster import Duty, Roster, RunCard
from wfm.data.serial import draft_path, load_result, roster_hash, save_result
from wfm.errors import UsageError, WfmError
from wfm.report.source import holidays_of, month_inputs, open_result, rule_notes_of
from wfm.scenario.library import create
from wfm.store import Store
from wfm.timegrid import month_horizon

MONTH = "2026-08"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ready workspace of 40 people and two months of history, with a draft in which everybody works one day shift."""
    path = create("utility", tmp_path_factory.mktemp("report") / "centre", agents=40, seed=7)
    for file in (path / "history").glob("*.csv"):
        head, *rows = file.read_text(encoding="utf-8").splitlines(keepends=True)
        recent = (row for row in rows if row.split(",")[1] >= "2026-06-01")
        file.write_text(head + "".join(recent), encoding="utf-8")
    tables, _ = read_workspace(path)
    horizon = month_horizon(MONTH)
    early = tables.shifts[0]
    main = {skill.employee: skill.project for skill in reversed(tables.skills)}
    duties = tuple(
        Duty(person.employee, horizon.start, early.shift, main[person.employee], early.break_from)
        for person in tables.employees
        if person.employee in main
    )
    roster = Roster(horizon, duties)
    card = RunCard({}, {}, {"wfm": "0.1.0"}, 1, "1 s", "feasible", "limit", 0, 0)
    save_result(draft_path(tables.results, MONTH), PlanResult(roster, card, Certificate(True, 0, 0, roster_hash(roster), {}, ())))
    return path


def run(folder: Path, *arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(part) for part in (arguments[0], "-w", folder, *arguments[1:])], catch_exceptions=True)


def test_report_writes_one_file_and_prints_its_path(folder: Path) -> None:
    result = run(folder, "report", "--lang", "zh")
    assert result.exit_code == 0, result.output
    path = folder / "results" / f"report-{MONTH}.html"
    assert result.stdout.splitlines() == [str(path)]
    page = path.read_text(encoding="utf-8")
    assert 'data-show="zh"' in page
    assert 'class="synthetic"' in page


def test_export_every_format(folder: Path, tmp_path: Path) -> None:
    for form in ("xlsx", "csv", "json"):
        assert run(folder, "export", "--format", form, "--out", tmp_path / f"out.{form}").exit_code == 0
    assert run(folder, "export", "--format", "ics", "--out", tmp_path / "calendars").exit_code == 0
    assert len(list((tmp_path / "calendars").glob("*.ics"))) == 40
    draft = load_result(draft_path(folder / "results", MONTH))
    assert load_result(tmp_path / "out.json").roster.to_json() == draft.roster.to_json()
    assert len((tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()) == len(draft.roster.duties) + 1


def test_wrong_options_are_refused(folder: Path, tmp_path: Path) -> None:
    for arguments, key in (
        (("--format", "xlsx", "--employee", "000001"), "export.whole_roster_only"),
        (("--format", "csv", "--version", 1, "--draft"), "export.version_or_draft"),
        (("--format", "csv", "--employee", "nobody"), "export.unknown_employee"),
        (("--format", "csv", "--version", 99), "store.no_version"),
        (("--format", "csv", "--month", "2026-09"), "store.no_result_file"),
    ):
        result = run(folder, "export", "--out", tmp_path / "x", *arguments)
        assert isinstance(result.exception, UsageError), arguments
        assert result.exception.key == key
        assert not (tmp_path / "x").exists()


def test_a_published_draft_is_called_by_its_version(folder: Path) -> None:
    tables, _ = read_workspace(folder)
    assert open_result(tables).version is None
    draft = load_result(draft_path(tables.results, MONTH))
    Store.open(folder).publish(draft, author="Li Na", reason="first", base=None)
    note = open_result(tables, MONTH).version
    assert note is not None
    assert (note.number, note.author) == (1, "Li Na")
    assert open_result(tables, draft=True).version is None
    assert open_result(tables, version=1).result.roster.to_json() == draft.roster.to_json()
    with pytest.raises(UsageError):
        open_result(tables, "2026-09", 1)


def test_several_drafts_must_be_told_apart(folder: Path) -> None:
    tables, _ = read_workspace(folder)
    other = tables.results / "draft-2026-09.json"
    other.write_text("{}", encoding="utf-8")
    try:
        with pytest.raises(UsageError, match="2026-08, 2026-09"):
            open_result(tables)
    finally:
        other.unlink()
    with pytest.raises(UsageError):
        open_result(replace(tables, path=folder / "nowhere"), None)


def test_rules_and_holidays_come_from_their_packages(folder: Path) -> None:
    tables, _ = read_workspace(folder)
    notes = rule_notes_of(tables)
    assert {note.level for note in notes.values()} <= {"hard", "priced"}
    assert {note.basis for note in notes.values()} <= {"law", "policy"}
    draft = load_result(draft_path(tables.results, MONTH))
    october = replace(draft.roster, horizon=month_horizon("2026-10"), duties=())
    assert len(holidays_of(tables, october)) >= 7
    assert month_inputs(tables, draft.roster) == (None, None)


def test_import_shows_audits_and_locks(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "august.xlsx"
    assert run(folder, "export", "--format", "xlsx", "--out", path, "--draft", "--lang", "en").exit_code == 0
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    person = sheet["B6"].value
    sheet["D6"] = "-"
    book.save(path)
    assert "D6  2026-08-01" in run(folder, "import", path, "--lang", "en").stdout
    result = run(folder, "import", path, "--lock", "--json", "--lang", "en")
    assert not isinstance(result.exception, WfmError), result.exception
    told = json.loads(result.stdout)
    assert result.exit_code == (0 if told["certificate"]["legal"] else 1)
    assert told["cells"] == {"D6": [person, "2026-08-01"]}
    assert told["diff"]["changed"] == 1
    locks = (folder / "locks.csv").read_text(encoding="utf-8-sig").splitlines()
    assert f"{person},2026-08-01,-," in locks
    again, _ = read_workspace(folder)
    assert [(lock.employee, lock.shift) for lock in again.locks if lock.employee == person] == [(person, "-")]
    wrong = run(folder, "import", path, "--month", "2026-09")
    assert isinstance(wrong.exception, UsageError)
    assert wrong.exception.key == "export.wrong_month"
