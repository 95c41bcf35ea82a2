"""``wfm init`` and ``wfm check``: what they print, write and return; the template read back."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from sample_workspace import MONTH, base

from wfm.cli.common import set_language
from wfm.cli.main import cli
from wfm.data.gate import check
from wfm.data.reading import read_workspace
from wfm.data.reading.columns import columns
from wfm.data.tables import TABLES, Centre
from wfm.data.template import WORKBOOK, centre_yaml, write_template
from wfm.errors import UsageError


@pytest.fixture(autouse=True)
def _english() -> None:
    set_language("en")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def spoiled(folder: Path) -> Path:
    sample = base()
    for row in range(2, 9):
        sample.set("skills", row, "employee", "99999")
    sample.set("shifts", 3, "code", "早")
    return sample.write(folder / "w")


def test_check_accepts(tmp_path: Path) -> None:
    result = run("check", "-w", base().write(tmp_path / "w"), "--month", MONTH)
    assert result.exit_code == 0, result.output
    assert "Accepted" in result.stdout
    assert "Completeness: 100" in result.stdout
    assert "hotline 20,395" in result.stdout


def test_check_refuses_with_remedies(tmp_path: Path) -> None:
    result = run("check", "-w", spoiled(tmp_path))
    assert result.exit_code == 1
    assert "skills.csv, row 2: Employee '99999' is not in employees." in result.stdout
    assert "and 2 more of rule K-01" in result.stdout
    assert "-> Add the person to employees" in result.stdout
    assert result.stdout.index("Refused (") < result.stdout.index("Doubtful (")
    assert "rules ask for a month" in result.stdout


def test_check_in_chinese(tmp_path: Path) -> None:
    result = run("check", "-w", spoiled(tmp_path), "--lang", "zh")
    assert "员工表中没有“99999”" in result.stdout
    assert "拒绝" in result.stdout


def test_check_speaks_the_workspaces_language(tmp_path: Path) -> None:
    sample = base()
    sample.centre += "language: zh\n"
    assert "通过" in run("check", "-w", sample.write(tmp_path / "w")).stdout


def test_check_json_and_excel(tmp_path: Path) -> None:
    book = tmp_path / "out" / "findings.xlsx"
    result = run("check", "-w", spoiled(tmp_path), "--month", MONTH, "--json", "--xlsx", book)
    assert result.exit_code == 1
    data = json.loads(result.stdout)
    assert data["refused"] is True
    assert sum(issue["rule"] == "K-01" for issue in data["issues"]) == 7
    assert data["counts"]["warn"] == sum(issue["level"] == "warn" for issue in data["issues"]) > 0
    assert data["issues"][0]["row"] == 2
    sheet = openpyxl.load_workbook(book)["findings"]
    assert sheet.max_row == 1 + len(data["issues"])
    assert [cell.value for cell in sheet[1]][:5] == ["level", "rule", "dimension", "file", "row"]


def test_excel_report_never_holds_formulas(tmp_path: Path) -> None:
    sample = base()
    sample.set("leave", 2, "kind", "=HYPERLINK(1)")
    book = tmp_path / "findings.xlsx"
    run("check", "-w", sample.write(tmp_path / "w"), "--xlsx", book)
    sheet = openpyxl.load_workbook(book)["findings"]
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row} <= {"s", "n"}


def test_report_as_frame(tmp_path: Path) -> None:
    report = check(spoiled(tmp_path))
    frame = report.to_frame("zh")
    assert len(frame) == len(report.issues)
    assert frame.loc[0, "row"] == 2
    assert check(base().write(tmp_path / "v")).to_frame().empty


def test_check_without_workspace(tmp_path: Path) -> None:
    result = run("check", "-w", tmp_path / "nowhere")
    assert isinstance(result.exception, UsageError)
    assert result.exception.exit_code == 2


@pytest.mark.parametrize("language", ["en", "zh"])
def test_template_is_read_back(language: str, tmp_path: Path) -> None:
    target = write_template(tmp_path / "t", language)
    for path in (target, target / WORKBOOK):
        workspace, issues = read_workspace(path)
        assert issues == []
        assert workspace.centre == Centre(name="My centre")
        assert {issue.rule for issue in check(path).issues} == {"C-04"}


def test_template_workbook_helps_to_fill_in(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_template(tmp_path / "t") / WORKBOOK)
    for table in TABLES:
        sheet = book[table.name]
        assert sheet.freeze_panes == "A2"
        for cell, column in zip(sheet[1], columns(table), strict=True):
            assert cell.value == column.name
            assert column.description in cell.comment.text
    choices = {rule.formula1 for rule in book["leave"].data_validations.dataValidation}
    assert choices == {'"annual,sick,maternity,statutory,compensatory,unpaid,other"'}


def test_every_commented_setting_is_a_setting(tmp_path: Path) -> None:
    """Uncommenting all of wfm.yaml gives the defaults again."""
    lines = [line.removeprefix("# ") for line in centre_yaml().splitlines()[1:]]
    (tmp_path / "wfm.yaml").write_text("\n".join(lines), encoding="utf-8")
    workspace, issues = read_workspace(tmp_path)
    assert issues == []
    assert workspace.centre == Centre(name="My centre")


def test_init_template_and_refusal(tmp_path: Path) -> None:
    target = tmp_path / "centre"
    assert run("init", target).exit_code == 0
    again = run("init", target)
    assert isinstance(again.exception, UsageError)
    assert again.exception.key == "gate.not_empty"
    options = run("init", tmp_path / "other", "--agents", 5)
    assert isinstance(options.exception, UsageError)
    assert not (tmp_path / "other").exists()


def test_init_scenario_passes_the_gate(tmp_path: Path) -> None:
    target = tmp_path / "demo"
    assert run("init", target, "--from", "bank-1999").exit_code == 0
    result = run("check", "-w", target, "--month", "1999-06")
    assert result.exit_code == 0, result.stdout


def test_help_has_examples() -> None:
    for name in ("init", "check"):
        assert f"Example:  wfm {name}" in run(name, "--help").stdout
