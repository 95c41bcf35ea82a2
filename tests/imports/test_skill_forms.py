"""Skill matrices in other forms: one row of heads, other marks by legend, text files, several sheets."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from wfm.data.imports import SkillImport, import_skill_matrix, render
from wfm.errors import InputError


def _save(tmp_path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = tmp_path / "skills.xlsx"
    book.save(file)
    return file


def _rows(result: SkillImport) -> list[tuple[str, str, int, bool]]:
    return [tuple(row) for row in result.frame[["employee", "project", "priority", "emergency_only"]].to_numpy().tolist()]


def test_one_row_of_heads_in_text_with_the_id_last(tmp_path: Path) -> None:
    file = tmp_path / "m.csv"
    file.write_bytes("姓名,热线,充电,财险,合计,工号\n甲,主,√,,2,00007\n乙,×,备,ｖ,2,00012\n".encode("gb18030"))
    result = import_skill_matrix(file)
    assert _rows(result) == [
        ("00007", "充电", 2, False),
        ("00007", "热线", 1, False),
        ("00012", "充电", 3, True),
        ("00012", "财险", 2, False),
    ]


def test_marks_of_a_legend(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Agent ID", "Sales", "Care"],
        ["A100", "A", "B"],
        ["A200", "C", ""],
        ["A=main skill;B=emergency only;C=certified"],
    ]
    result = import_skill_matrix(_save(tmp_path, {"Matrix": rows}))
    assert _rows(result) == [("A100", "Care", 3, True), ("A100", "Sales", 1, False), ("A200", "Sales", 2, False)]
    assert [finding.kind for finding in result.guessed].count("mark_from_legend") == 3


def test_unknown_marks_and_footnotes_are_named(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["工号", "热线①", "充电"],
        ["0101", "√", "√②"],
        ["0102", "√", "半"],
        ["0103", "√", "备"],
        ["① 有效期至2026年12月31日"],
    ]
    result = import_skill_matrix(_save(tmp_path, {"S": rows}))
    warned = {(finding.kind, finding.where) for finding in result.findings if finding.level == "warn"}
    assert warned == {("unknown_mark", "S!C3"), ("footnote_untold", "S!C2")}
    until = result.frame.set_index(["employee", "project"])["valid_to"].to_dict()
    assert until["0101", "热线"] == date(2026, 12, 31)
    assert until["0101", "充电"] is None


def test_project_heads_over_groups_take_the_best_mark(tmp_path: Path) -> None:
    file = _save(
        tmp_path, {"S": [["工号", "热线", None], [None, "报修", "综合"], [7, "备", "√"], [8, "备", None], [9, "√", "主"]]}
    )
    book = openpyxl.load_workbook(file)
    sheet = book["S"]
    sheet.merge_cells("B1:C1")
    sheet.merge_cells("A1:A2")
    for row in (3, 4, 5):
        sheet.cell(row, 1).number_format = "0000"
    book.save(file)
    result = import_skill_matrix(file)
    assert _rows(result) == [("0007", "热线", 2, False), ("0008", "热线", 3, True), ("0009", "热线", 1, False)]
    mapped = import_skill_matrix(
        file, project_of_group={"报修": "repair", "热线": "hotline"}, projects={"repair": "", "hotline": ""}
    )
    assert ("0007", "repair", 3, True) in _rows(mapped)
    assert ("0007", "hotline", 2, False) in _rows(mapped)


def test_known_projects_by_id_or_name_and_refusal_of_others(tmp_path: Path) -> None:
    file = _save(tmp_path, {"S": [["工号", "热线", "充电"], ["0101", "√", "√"]]})
    result = import_skill_matrix(file, projects={"hot": "热线", "充电": "EV"})
    assert {row[1] for row in _rows(result)} == {"hot", "充电"}
    with pytest.raises(InputError) as caught:
        import_skill_matrix(file, projects={"hot": "热线"})
    assert caught.value.values["groups"] == "充电"
    left = import_skill_matrix(file, projects={"hot": "热线"}, project_of_group={"充电": "-"})
    assert {row[1] for row in _rows(left)} == {"hot"}


def test_people_twice_on_two_sheets(tmp_path: Path) -> None:
    sheets = {
        "甲": [["工号", "热线", "充电"], ["0101", "√", "主"]],
        "乙": [["工号", "热线", "充电"], ["0101", "√", "备"], ["0102", "√", ""]],
    }
    result = import_skill_matrix(_save(tmp_path, sheets), employees={"0101", "0103"})
    assert _rows(result) == [("0101", "热线", 2, False), ("0102", "热线", 2, False)]
    found = {(finding.kind, finding.value) for finding in result.findings}
    assert {("person_twice", "0101"), ("marks_disagree", "0101"), ("unknown_employee", "0102"), ("no_skills", "0103")} <= found


def test_totals_are_compared(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["工号", "热线", "充电", "技能数"],
        ["0101", "√", "×", 1],
        ["0102", "√", "备", 2],
        ["合计", 2, 2, 3],
    ]
    result = import_skill_matrix(_save(tmp_path, {"S": rows}))
    assert [(f.where, f.values["held"]) for f in result.findings if f.kind == "skill_total_disagrees"] == [("S!C4", 1)]


def test_a_sheet_without_marks_is_no_matrix(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        import_skill_matrix(_save(tmp_path, {"S": [["工号", "一月"], ["0101", 5], ["0102", 7]]}))


def test_sentences(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["工号", "热线①", "充电"],
        ["0101", "√", "√②"],
        ["0102", "√", "半"],
        ["0102", "备", "√"],
        ["合计", 9, 9],
    ]
    result = import_skill_matrix(_save(tmp_path, {"S": rows}), employees={"0101"})
    for language in ("en", "zh"):
        assert render((*result.findings, *result.guessed), language)
