"""Files as offices produce them: encodings, delimiters, heads, workbooks, broken files."""

from __future__ import annotations

import gzip
import hashlib
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from sample_workspace import MONTH, PEOPLE, Sample, base

from wfm.data.gate import check
from wfm.data.reading import Issue, Level, read_workspace, sheets
from wfm.data.workspace import Workspace
from wfm.errors import UsageError


def same_content(one: Workspace, other: Workspace) -> None:
    for name in ("projects", "employees", "skills", "contracts", "shifts", "leave", "preferences", "locks", "previous"):
        assert getattr(one, name) == getattr(other, name), name
    pd.testing.assert_frame_equal(one.history, other.history)


def rules_of(issues: list[Issue]) -> set[str]:
    return {issue.rule for issue in issues}


@pytest.fixture
def plain(tmp_path: Path) -> Workspace:
    return read_workspace(base().write(tmp_path / "plain"))[0]


@pytest.mark.parametrize(
    ("encoding", "noted"),
    [("utf-8", set()), ("utf-8-sig", set()), ("gbk", {"V-21"}), ("gb18030", {"V-21"}), ("utf-16", {"V-21"})],
)
def test_encodings(encoding: str, noted: set[str], plain: Workspace, tmp_path: Path) -> None:
    sample = base()
    sample.encoding = encoding
    workspace, issues = read_workspace(sample.write(tmp_path / "w"))
    same_content(workspace, plain)
    assert workspace.employees[0].name == "员工00101"
    assert rules_of(issues) == noted
    assert all(issue.level is Level.NOTE for issue in issues)


def test_latin_text_is_not_taken_for_chinese(tmp_path: Path) -> None:
    sample = base()
    sample.left_out.add("projects.csv")
    sample.files["projects.csv"] = "project,name\nhotline,Störung\nsales,Vermögen für Ältere\n".encode("latin-1")
    _, issues = read_workspace(sample.write(tmp_path / "w"))
    assert [(issue.rule, issue.file) for issue in issues if issue.level is Level.REFUSE] == [("V-01", "projects.csv")]


def test_long_files_are_read_the_same_way(plain: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole columns at once: same content, and ragged or blank lines still have their row numbers."""
    monkeypatch.setattr(sheets, "_LONG", 0)
    folder = base().write(tmp_path / "w")
    same_content(read_workspace(folder)[0], plain)
    text = (folder / "history.csv").read_text(encoding="utf-8")
    (folder / "history.csv").write_text(f"\n{text}\nsales,2026-08-01 09:00\nsales,soon,1\n", encoding="utf-8")
    workspace, issues = read_workspace(folder)
    assert len(workspace.history) == len(plain.history) + 1
    assert [(issue.rule, issue.row) for issue in issues] == [("V-03", 1221)]
    (folder / "history.csv").write_text(f"{text}sales,2026-08-01 09:00,1,1,0,5,surplus\n", encoding="utf-8")
    assert [(issue.rule, issue.row) for issue in read_workspace(folder)[1]] == [("V-12", 1218)]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_delimiters(delimiter: str, plain: Workspace, tmp_path: Path) -> None:
    sample = base()
    sample.delimiter = delimiter
    workspace, issues = read_workspace(sample.write(tmp_path / "w"))
    same_content(workspace, plain)
    assert rules_of(issues) == {"V-22"}


def test_decimal_comma_only_with_semicolons(tmp_path: Path) -> None:
    sample = base()
    sample.delimiter = ";"
    sample.set("contracts", 3, "fte", "0,5")
    workspace, issues = read_workspace(sample.write(tmp_path / "w"))
    assert workspace.contracts[1].fte == 0.5
    assert rules_of(issues) == {"V-22", "V-24"}


def test_workbook_holds_the_same(plain: Workspace, tmp_path: Path) -> None:
    path = base().write_workbook(tmp_path / "centre.xlsx")
    workspace, issues = read_workspace(path)
    same_content(workspace, plain)
    assert issues == []
    assert workspace.path == tmp_path
    assert workspace.centre.weekend_days == (5, 6)
    assert workspace.centre.interval_minutes == 60
    assert workspace.hashes == {"centre.xlsx": hashlib.sha256(path.read_bytes()).hexdigest()}


def test_workbook_cells_of_every_type(tmp_path: Path) -> None:
    path = base().write_workbook(tmp_path / "centre.xlsx")
    book = openpyxl.load_workbook(path)
    people, leave, shifts = book["employees"], book["leave"], book["shifts"]
    for row in range(2, 8):
        people.cell(row, 1).value = 100 + row - 1
        people.cell(row, 1).number_format = "00000"
    leave["C2"], leave["D2"] = date(2026, 8, 10), pd.Timestamp(2026, 8, 14).to_pydatetime()
    shifts["C2"] = pd.Timestamp(2026, 1, 1, 8).time()
    shifts["D2"] = 540.0
    people["F2"] = True
    book.save(path)
    workspace, issues = read_workspace(path)
    assert tuple(person.employee for person in workspace.employees) == PEOPLE
    assert (workspace.leave[0].from_date, workspace.leave[0].to_date) == (date(2026, 8, 10), date(2026, 8, 14))
    assert (workspace.shifts[0].start, workspace.shifts[0].minutes) == ("08:00", 540)
    assert workspace.employees[0].leader is True
    assert issues == []


def test_workbook_ids_without_format_have_lost_their_zeros(tmp_path: Path) -> None:
    path = base().write_workbook(tmp_path / "centre.xlsx")
    book = openpyxl.load_workbook(path)
    book["skills"]["A2"] = 101
    book.save(path)
    found = [issue for issue in check(path, MONTH).issues if issue.level is Level.REFUSE]
    assert [(i.rule, i.file, i.row, i.value) for i in found] == [("A-01", "centre.xlsx [skills]", 2, "101")]


def test_formula_without_result_is_named(tmp_path: Path) -> None:
    path = base().write_workbook(tmp_path / "centre.xlsx")
    book = openpyxl.load_workbook(path)
    book["employees"]["E3"] = "=1+2"
    book.save(path)
    workspace, issues = read_workspace(path)
    assert [(i.rule, i.row, i.column, i.value) for i in issues] == [("C-07", 3, "E", "=1+2")]
    assert workspace.employees[1].grade is None


def test_chinese_sheets_and_heads(plain: Workspace, tmp_path: Path) -> None:
    path = base().write_workbook(tmp_path / "centre.xlsx")
    book = openpyxl.load_workbook(path)
    book["employees"].title = "员工"
    book["skills"].title = "技能"
    for cell, head in zip(book["员工"][1], ("工号", "姓名", "班组", "合同", "星级", "值班长"), strict=False):
        cell.value = head
    book["leave"]["B2"] = "年假"
    book.save(path)
    workspace, issues = read_workspace(path)
    same_content(workspace, plain)
    assert [(i.rule, i.value) for i in issues] == [("V-27", "年假")]


def test_rules_and_overrides_sheets(tmp_path: Path) -> None:
    path = base().write_workbook(tmp_path / "centre.xlsx")
    book = openpyxl.load_workbook(path)
    rules = book.create_sheet("rules")
    for line in (("key", "value"), ("min-rest.minutes", 660), ("max-run.days", 5), ("night-fairness", "off")):
        rules.append(line)
    overrides = book.create_sheet("overrides")
    for line in (
        ("rule", "contract", "team", "employee", "off", "parameter", "value"),
        ("max-run", None, "A", None, None, "days", 4),
        ("min-rest", None, None, "00101", "yes", None, None),
    ):
        overrides.append(line)
    book.save(path)
    settings = read_workspace(path)[0].rules
    assert settings.rules == {"min-rest": {"minutes": 660}, "max-run": {"days": 5}, "night-fairness": None}
    assert [(one.rule, one.team, one.employee, one.off, one.params) for one in settings.overrides] == [
        ("max-run", "A", "", False, {"days": 4}),
        ("min-rest", "", "00101", True, {}),
    ]


def test_off_in_yaml_is_a_key_and_a_switch(tmp_path: Path) -> None:
    sample = base()
    sample.rules = "rules:\n  min-rest: off\noverrides:\n  - {rule: max-run, employee: '00101', off: true}\n"
    workspace, issues = read_workspace(sample.write(tmp_path / "w"))
    assert issues == []
    assert workspace.rules.rules == {"min-rest": None}
    assert workspace.rules.overrides[0].off is True


def test_history_folder_and_gzip(plain: Workspace, tmp_path: Path) -> None:
    sample = base()
    lines = sample.text("history").splitlines()
    head, rows = lines[0], lines[1:]
    sample.left_out.add("history.csv")
    sample.files["history/part1.csv"] = "\n".join([head, *rows[:500]]).encode()
    sample.files["history/part2.csv.gz"] = gzip.compress("\n".join([head, *rows[500:]]).encode())
    workspace, issues = read_workspace(sample.write(tmp_path / "w"))
    same_content(workspace, plain)
    assert issues == []
    assert {"history/part1.csv", "history/part2.csv.gz"} <= set(workspace.hashes)


def test_quoted_newlines_and_blank_lines_keep_row_numbers(tmp_path: Path) -> None:
    sample = base()
    sample.set("employees", 2, "name", "two\nlines")
    folder = sample.write(tmp_path / "w")
    text = (
        (folder / "employees.csv").read_text(encoding="utf-8").replace("\n00104,", "\n\n,,,,,\n00104,").replace(",3,no", ",9,no")
    )
    (folder / "employees.csv").write_text(text, encoding="utf-8")
    _, issues = read_workspace(folder)
    assert [issue.row for issue in issues if issue.rule == "V-08"] == [3, 4, 7, 8, 9]


def test_head_below_blank_lines(tmp_path: Path) -> None:
    sample = base()
    sample.left_out.add("leave.csv")
    sample.files["leave.csv"] = b"\n\nemployee,kind,from_date,to_date\n00101,annual,2026-08-10,soon\n"
    _, issues = read_workspace(sample.write(tmp_path / "w"))
    assert [(issue.rule, issue.row) for issue in issues] == [("V-03", 4)]


def test_not_a_workspace() -> None:
    with pytest.raises(UsageError) as caught:
        read_workspace(Path("no/such/place"))
    assert "no/such/place" in caught.value.message("zh")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"text, not a workbook"])
def test_broken_workbook(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "centre.xlsx"
    path.write_bytes(content)
    report = check(path)
    assert report.refused
    assert "V-01" in {issue.rule for issue in report.issues}


def test_wrong_settings_keep_the_right_ones(tmp_path: Path) -> None:
    sample: Sample = base()
    sample.centre = "name: X\ntimezone: Europe/Madrid\ninterval_minutes: 7\nweek_start: 9\n"
    workspace, issues = read_workspace(sample.write(tmp_path / "w"))
    assert workspace.centre.timezone == "Europe/Madrid"
    assert {(issue.row, issue.column) for issue in issues} == {(3, "interval_minutes"), (4, "week_start")}
