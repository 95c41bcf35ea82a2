"""Wide rosters in other arrangements than the sample: one sheet, stacked teams, English codes, other heads, text files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from wfm.data.imports import CodeMap, RosterImport, import_wide_roster, load_codes, render
from wfm.errors import InputError


def _save(tmp_path: Path, sheets: dict[str, Sequence[Sequence[object]]]) -> tuple[Path, openpyxl.Workbook]:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    file = tmp_path / "roster.xlsx"
    book.save(file)
    return file, book


def _cells(result: RosterImport, employee: str) -> str:
    frame = result.frame[result.frame["employee"] == employee]
    return "".join(frame["code"])


def _kinds(result: RosterImport) -> list[tuple[str, str]]:
    return [(finding.kind, finding.where) for finding in result.findings if finding.level in ("warn", "refuse")]


DAYS = [f"{day}日" for day in range(1, 31)]


def test_stacked_teams_in_one_sheet_with_the_id_behind_the_name(tmp_path: Path) -> None:
    rows: list[list[object]] = [["六月排班"], ["班组", "姓名", "员工编号", *DAYS, "备注"]]
    rows += [["甲班", "张", "007", *["早"] * 30], ["甲班", "李", "012", *["夜"] * 30]]
    rows += [[], ["班组", "姓名", "员工编号", *DAYS], ["乙班", "王", "0345", *["休息"] * 29, "Ｅ８．５"]]
    file, _ = _save(tmp_path, {"全部": rows})
    result = import_wide_roster(file, month="2026-06")
    assert result.frame["employee"].unique().tolist() == ["007", "012", "0345"]
    assert result.frame["team"].unique().tolist() == ["甲班", "乙班"]
    assert _cells(result, "0345") == "休" * 29 + "E"
    assert result.frame["hours"].max() == 8.5
    assert not _kinds(result)


def test_english_roster_with_dates_and_its_own_codes(tmp_path: Path) -> None:
    heads: list[object] = ["Agent ID", "Name", *[date(2026, 2, day) for day in range(1, 29)], "Hours"]
    rows: list[list[object]] = [["Key: P=project day; X=off; yellow = locked"], heads]
    rows += [["A1001", "Ann", *["E", "L", "N", "OFF"] * 7, 0], ["A1002", "Bob", *["AL", "P", "X", "D"] * 7, 0]]
    file, _ = _save(tmp_path, {"Feb": rows})
    own = CodeMap.model_validate({"codes": {"P": {"kind": "study", "hours": 7.5}}})
    result = import_wide_roster(file, month="2026-02", codes=own)
    assert _cells(result, "A1001") == "ELN休" * 7
    assert _cells(result, "A1002") == "年PXD" * 7
    assert result.frame.loc[result.frame["code"] == "P", "hours"].unique().tolist() == [7.5]
    assert {"locked_colour", "code_from_legend"} <= {finding.kind for finding in result.guessed}


def test_text_roster_in_gbk_with_weekday_heads(tmp_path: Path) -> None:
    names = "日一二三四五六"
    heads = ",".join(f"{day}({names[(day - 1) % 7]})" for day in range(1, 29))
    file = tmp_path / "r.csv"
    file.write_bytes(f"工号,姓名,{heads}\n00012,甲,{','.join(['早', '休'] * 14)}\n".encode("gbk"))
    result = import_wide_roster(file, month="2026-02")
    assert len(result.frame) == 28
    assert result.frame["date"].iloc[0] == date(2026, 2, 1)


def test_periods_from_the_26th_reach_into_the_month_before(tmp_path: Path) -> None:
    heads = ["工号", *range(26, 32), *range(1, 26)]
    file, _ = _save(tmp_path, {"S": [heads, ["0101", *["早"] * 31]]})
    result = import_wide_roster(file, month="2026-08")
    assert (result.frame["date"].min(), result.frame["date"].max()) == (date(2026, 7, 26), date(2026, 8, 25))
    assert "days_outside_month" in {finding.kind for finding in result.guessed}


def test_heads_of_another_month_are_refused(tmp_path: Path) -> None:
    heads = ["工号", *[f"7/{day}" for day in range(1, 32)]]
    file, _ = _save(tmp_path, {"S": [heads, ["0101", *["早"] * 31]]})
    assert [(f.kind, f.where) for f in import_wide_roster(file, month="2026-08").refused] == [("other_month", "S!B1")]


def test_day_first_heads_are_told_apart_by_their_order(tmp_path: Path) -> None:
    heads = ["ID", *[f"{day}/7" for day in range(1, 32)]]
    file, _ = _save(tmp_path, {"S": [heads, ["0101", *["D"] * 31]]})
    result = import_wide_roster(file, month="2026-07")
    assert result.frame["date"].max() == date(2026, 7, 31)
    assert len(result.frame) == 31


def test_merged_days_locked_cells_comments_number_ids_and_hidden_sheets(tmp_path: Path) -> None:
    rows = [
        ["工号", "姓名", *range(1, 31)],
        [123, "甲", "产假", *[None] * 29],
        [45, "乙", *["早"] * 10, "病假(6.11-6.20)", *[None] * 19],
    ]
    file, book = _save(tmp_path, {"甲": rows, "草稿": [["工号", *range(1, 31)], ["0999", *["早"] * 30]]})
    sheet: Worksheet = book["甲"]
    sheet.merge_cells("C2:AF2")
    sheet.merge_cells("M3:V3")
    for row in (2, 3):
        sheet.cell(row, 1).number_format = "00000"
    sheet["C3"].fill = PatternFill("solid", fgColor="FFFF00")
    sheet["D3"].fill = PatternFill("solid", fgColor="FFC000")
    sheet["D3"].comment = Comment("换班", "x")
    book["草稿"].sheet_state = "hidden"
    book.save(file)
    result = import_wide_roster(file, month="2026-06")
    assert _cells(result, "00123") == "产" * 30
    assert _cells(result, "00045") == "早" * 10 + "病" * 10
    assert result.frame.loc[result.frame["locked"], "cell"].tolist() == ["甲!C3"]
    assert dict(result.comments) == {"甲!D3": "换班"}
    assert [kind for kind, _ in _kinds(result)].count("blank_untold") == 10
    assert "hidden_sheet" in {finding.kind for finding in result.findings}


def test_wrong_dates_in_brackets_are_reported(tmp_path: Path) -> None:
    file, book = _save(tmp_path, {"S": [["工号", *range(1, 31)], ["0101", "病假(6.2-6.5)", None, None, *["早"] * 27]]})
    book["S"].merge_cells("B2:D2")
    book.save(file)
    assert _kinds(import_wide_roster(file, month="2026-06")) == [("dates_disagree", "S!B2")]


def test_blank_is_off_only_when_the_legend_or_the_code_map_says_so(tmp_path: Path) -> None:
    rows = [["工号", *range(1, 31)], ["0101", *["早"] * 28]]
    file, _ = _save(tmp_path, {"S": rows})
    assert [kind for kind, _ in _kinds(import_wide_roster(file, month="2026-06"))] == ["blank_untold"] * 2
    told = import_wide_roster(file, month="2026-06", codes=CodeMap(blank="休"))
    assert _cells(told, "0101") == "早" * 28 + "休休"
    file, _ = _save(tmp_path, {"S": [*rows, ["空白为休息"]]})
    assert _cells(import_wide_roster(file, month="2026-06"), "0101") == "早" * 28 + "休休"


def test_one_person_on_two_sheets(tmp_path: Path) -> None:
    first = [["工号", *range(1, 31)], ["0101", *["早"] * 15, *["调去乙"] * 1, *[None] * 14]]
    second = [["工号", *range(1, 31)], ["0101", *["原甲班"], *[None] * 14, *["夜"] * 15]]
    file, book = _save(tmp_path, {"甲": first, "乙": second})
    book["甲"].merge_cells("Q2:AE2")
    book["乙"].merge_cells("B2:P2")
    book.save(file)
    result = import_wide_roster(file, month="2026-06")
    assert _cells(result, "0101") == "早" * 15 + "夜" * 15
    assert _kinds(result) == [("note_over_days", "甲!Q2:AE2"), ("note_over_days", "乙!B2:P2")]
    second[1][16] = "中"
    second[1][1] = "中"
    file, _ = _save(tmp_path, {"甲": [*first[:1], ["0101", *["早"] * 30]], "乙": second})
    clash = import_wide_roster(file, month="2026-06")
    assert ("two_codes", "乙!B2") in _kinds(clash)
    assert len(clash.frame) == 30 - 16


def test_unknown_codes_totals_and_weekdays_are_named(tmp_path: Path) -> None:
    days: list[object] = ["早", "早", "？", "夜", *["休"] * 26]
    rows = [
        ["工号", *range(1, 31), "夜班数", "早班数", "奖金"],
        [None, *["三"] * 30],
        ["0101", *days, 2, 2, 500],
        ["早班人数", 1, 1, 1],
    ]
    file, _ = _save(tmp_path, {"S": rows})
    found = _kinds(import_wide_roster(file, month="2026-06"))
    assert found == [
        ("weekday_row_disagrees", "S!row 2"),
        ("unknown_code", "S!D3"),
        ("total_disagrees", "S!AF3"),
        ("day_total_disagrees", "S!D4"),
    ]


def test_a_legend_teaches_codes_and_hours(tmp_path: Path) -> None:
    legend = [["班次代码", "含义", "工时"], ["Z", "值守班", 12], ["育", "育儿假", 0], ["早", "早班", 7.5]]
    file, _ = _save(tmp_path, {"图例": legend, "S": [["工号", *range(1, 31)], ["0101", *["Z", "育", "早"] * 10]]})
    result = import_wide_roster(file, month="2026-06")
    kinds = result.frame.set_index("code")[["kind", "hours"]].drop_duplicates().to_dict("index")
    assert kinds == {
        "Z": {"kind": "shift", "hours": 12.0},
        "育": {"kind": "statutory", "hours": 0.0},
        "早": {"kind": "shift", "hours": 7.5},
    }


def test_uncalculated_formulas_are_refused_with_the_cell(tmp_path: Path) -> None:
    file, _ = _save(tmp_path, {"S": [["工号", *range(1, 31)], ["0101", '="早"', *["早"] * 29]]})
    assert [(f.kind, f.where) for f in import_wide_roster(file, month="2026-06").refused] == [("uncalculated", "S!B2")]


def test_the_id_column_is_found_by_content(tmp_path: Path) -> None:
    rows = [["", "", *range(1, 31)], [1, "K-0101", *["早"] * 30], [2, "K-0102", *["早"] * 30]]
    file, _ = _save(tmp_path, {"S": rows})
    result = import_wide_roster(file, month="2026-06")
    assert set(result.frame["employee"]) == {"K-0101", "K-0102"}
    assert "id_column" in {finding.kind for finding in result.guessed}


def test_code_files_and_their_faults(tmp_path: Path) -> None:
    file = tmp_path / "codes.yaml"
    file.write_text("blank: 休\ncodes:\n  早班A: 早\n  值: {kind: shift, hours: 12, shift: D12}\n", encoding="utf-8")
    codes = load_codes(file)
    assert codes.codes["值"].shift == "D12"
    reading = codes.read("早班A")
    assert reading is not None
    assert reading.code == "早"
    for text in ("codes: [1]", "- x", "codes: {早: {kind: nap}}", "codes: {甲: 乙}", "{"):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(InputError):
            load_codes(file)


def test_no_roster_at_all(tmp_path: Path) -> None:
    file, _ = _save(tmp_path, {"S": [["a", "b"], [1, 2]]})
    with pytest.raises(InputError):
        import_wide_roster(file, month="2026-06")


def test_sentences(tmp_path: Path) -> None:
    file, _ = _save(tmp_path, {"S": [["工号", *range(1, 31), "夜班数"], ["0101", *["早", "?"] * 15, 7]]})
    result = import_wide_roster(file, month="2026-06")
    for language in ("en", "zh"):
        lines = render((*result.findings, *result.guessed), language)
        assert any("S!C2" in line for line in lines)
        assert any("unknown_code" in line for line in lines), "more than twelve of a kind are summed up"
