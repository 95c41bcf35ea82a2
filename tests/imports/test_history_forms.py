"""Interval exports in other forms than the samples: each has its own heads, order, length of interval and quirks."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from wfm.data.imports import ImportResult, Profile, import_history, infer_profile, render
from wfm.errors import InputError, UsageError


def _write(path: Path, lines: list[str], encoding: str = "utf-8") -> Path:
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def _kinds(result: ImportResult) -> set[str]:
    return {finding.kind for finding in (*result.findings, *result.guessed)}


def _english(tmp_path: Path) -> Path:
    """15 minutes, queue before time, AM/PM clocks, semicolons, abandoned before handled, seconds, a subtotal per queue."""
    lines = [
        "Interval report;;;;;;;",
        "Queue Name;Calls Offered;Calls Abandoned;Calls Handled;Service Level %;AHT;Date;Time;Site",
    ]
    for queue, base in (("Sales EU", 10), ("Care", 20)):
        total = [0, 0, 0]
        for k in range(8):
            clock = datetime(2026, 3, 2, 11) + timedelta(minutes=15 * k)
            offered, lost = base + k, k % 2
            lines.append(f"{queue};{offered};{lost};{offered - lost};88%;{200 + k};2-Mar-2026;{clock:%I:%M %p};X")
            total = [total[0] + offered, total[1] + lost, total[2] + offered - lost]
        lines.append(f"Subtotal;{total[0]};{total[1]};{total[2]};;;;;")
    return _write(tmp_path / "queues.txt", lines)


MAPPED = Profile(project_of_group={"sales eu": "sales", "Care": "care"})


def test_english_text_of_15_minutes_is_summed_to_30(tmp_path: Path) -> None:
    result = import_history(_english(tmp_path), MAPPED, timezone="Europe/Paris", interval=30)
    assert not result.refused
    sales = result.frame[result.frame["project"] == "sales"]
    assert sales["calls"].tolist() == [21, 25, 29, 33]
    assert sales["start"].iloc[0].isoformat() == "2026-03-02T11:00:00+01:00"
    assert sales["aht_seconds"].iloc[0] == pytest.approx((10 * 200 + 10 * 201) / 20)
    assert {"intervals_summed", "totals_checked", "interval"} <= _kinds(result)
    checked = next(finding for finding in result.findings if finding.kind == "totals_checked")
    assert checked.values["agreed"] == 2


def test_15_minutes_stay_where_the_workspace_has_15(tmp_path: Path) -> None:
    result = import_history(_english(tmp_path), MAPPED, interval=15)
    assert len(result.frame) == 16


def test_coarser_intervals_than_the_workspace_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="15"):
        import_history(_english(tmp_path), MAPPED, interval=10)


def test_unmapped_groups_are_listed_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        import_history(_english(tmp_path))
    assert caught.value.values["groups"] == "Sales EU, Care"
    assert "--map" in caught.value.remedy("zh")
    assert set(import_history(_english(tmp_path), projects=["care", "Sales EU"]).frame["project"]) == {"care", "Sales EU"}


def test_a_group_mapped_to_minus_is_left_out_and_counted(tmp_path: Path) -> None:
    profile = Profile(project_of_group={"Sales EU": "-", "Care": "care"})
    result = import_history(_english(tmp_path), profile)
    assert set(result.frame["project"]) == {"care"}
    assert next(finding for finding in result.findings if finding.kind == "groups_left_out").values["calls"] == 108


def test_a_saved_profile_reads_another_file_and_names_heads_it_lacks(tmp_path: Path) -> None:
    profile = infer_profile(_english(tmp_path)).model_copy(update={"project_of_group": MAPPED.project_of_group})
    assert profile.columns["answered"] == "Calls Handled"
    assert len(import_history(_english(tmp_path), profile).frame) == 8
    other = _write(tmp_path / "other.csv", ["Date,Time,Queue Name,Volume in", "2026-03-02,08:00,Care,3"])
    with pytest.raises(InputError) as caught:
        import_history(other, profile)
    assert "Calls Handled" in str(caught.value.values["missing"])


def _small(rows: list[str], head: str = "日期,时段,技能组,呼入量,接通量,放弃量,平均处理时长") -> list[str]:
    return [head, *rows]


ONE = Profile(project_of_group={"甲组": "甲", "乙组": "乙"})


def test_forward_fill_never_crosses_a_subtotal(tmp_path: Path) -> None:
    head = "日期,技能组,时段,呼入量,接通量,放弃量"
    rows = ["2026/8/1,甲组,08:00-08:30,5,5,0", ",,08:30-09:00,6,6,0", ",小计,,11,11,0", ",,08:00-08:30,7,7,0"]
    result = import_history(_write(tmp_path / "a.csv", _small(rows, head), "gbk"), ONE)
    assert [(finding.kind, finding.where) for finding in result.refused] == [("no_group", "B5")]
    rows[-1] = ",乙组,08:00-08:30,7,7,0"
    result = import_history(_write(tmp_path / "b.csv", _small(rows, head), "gbk"), ONE)
    assert not result.refused
    assert result.frame[["project", "calls"]].to_numpy().tolist() == [["乙", 7.0], ["甲", 5.0], ["甲", 6.0]]


def test_a_day_total_closes_the_date_too(tmp_path: Path) -> None:
    head = "日期,技能组,时段,呼入量,接通量,放弃量"
    rows = ["2026/8/1,甲组,08:00-08:30,5,5,0", "合计,,,5,5,0", ",甲组,08:00-08:30,5,5,0"]
    result = import_history(_write(tmp_path / "a.csv", _small(rows, head)), ONE)
    assert [(finding.kind, finding.where) for finding in result.refused] == [("no_date", "C4")]


def test_each_unreadable_cell_is_named(tmp_path: Path) -> None:
    rows = [
        "2026-08-01,00:00-00:30,甲组,5,5,0,00:03:00",
        "2026-08-01,00:30-01:00,甲组,1O,5,0,00:03:00",
        "2026-08-01,25:00-25:30,甲组,5,5,0,00:03:00",
        "1/8/2026,01:30-02:00,甲组,5,5,0,00:03:00",
        "2026-08-01,02:00-02:30,甲组,-5,5,0,00:03:00",
        "2026-08-01,02:30-03:00,甲组,5,5,0,3 min?",
        "2026-08-01,03:00-03:30,甲组,5.5,5,0,00:03:00",
        "2026-08-01,08:00-20:00,甲组,5,5,0,00:03:00",
        "2026-08-01,00:00-00:30,甲组,6,6,0,00:03:00",
    ]
    result = import_history(_write(tmp_path / "a.csv", _small(rows)), ONE)
    found = {(finding.kind, finding.where) for finding in result.refused}
    assert found == {
        ("unreadable_number", "D3"),
        ("unreadable_time", "B4"),
        ("unreadable_date", "A5"),
        ("no_date", "B5"),
        ("unreadable_number", "D6"),
        ("unreadable_number", "G7"),
        ("unreadable_number", "D8"),
        ("odd_interval", "row 9"),
        ("two_values", "row 10"),
    }


def test_totals_that_disagree_are_reported_not_believed(tmp_path: Path) -> None:
    rows = ["2026-08-01,00:00-00:30,甲组,5,5,0,180", "2026-08-01,00:30-01:00,甲组,7,7,0,200", "合计,,,13,12,0,"]
    result = import_history(_write(tmp_path / "a.csv", _small(rows)), ONE)
    wrong = [finding for finding in result.findings if finding.kind == "total_disagrees"]
    assert [(finding.where, finding.values["role"], finding.values["summed"]) for finding in wrong] == [("row 4", "offered", 12)]
    assert result.totals["甲"]["calls"] == 12


@pytest.mark.parametrize(("inside", "calls"), [(True, [8, 9]), (False, [10, 12])])
def test_transfers_are_taken_off_only_where_the_rows_say_so(tmp_path: Path, inside: bool, calls: list[int]) -> None:
    head = "日期,时段,技能组,呼入量,转接来话,接通量,放弃量"
    rows = [
        f"2026-08-01,00:00-00:30,甲组,10,2,{7 if inside else 9},1",
        f"2026-08-01,00:30-01:00,甲组,12,3,{9 if inside else 12},0",
    ]
    result = import_history(_write(tmp_path / "a.csv", _small(rows, head)), ONE)
    assert result.frame["calls"].tolist() == calls
    assert ("transfers_counted_twice" in _kinds(result)) is inside


def test_rows_that_do_not_add_up_are_named(tmp_path: Path) -> None:
    rows = [f"2026-08-01,0{h}:00-0{h}:30,甲组,5,{4 if h else 3},1,180" for h in range(4)]
    result = import_history(_write(tmp_path / "a.csv", _small(rows)), ONE)
    assert [finding.where for finding in result.findings if finding.kind == "does_not_add_up"] == ["row 2"]


def test_undefined_is_missing_and_zero_is_zero(tmp_path: Path) -> None:
    rows = [
        "2026-08-01,00:00-00:30,甲组,0,0,0,--",
        "2026-08-01,00:30-01:00,甲组,NULL,3,0,180",
        "2026-08-01,01:00-01:30,甲组,4,,0,180",
    ]
    result = import_history(_write(tmp_path / "a.csv", _small(rows)), ONE)
    frame = result.frame.set_index(result.frame["start"].dt.strftime("%H:%M"))
    assert frame.loc["00:00", "calls"] == 0
    assert pd.isna(frame.loc["00:00", "aht_seconds"])
    assert pd.isna(frame.loc["00:30", "calls"])
    assert pd.isna(frame.loc["01:00", "answered"])
    assert pd.isna(frame.loc["01:00", "aht_seconds"])
    assert [finding.values["role"] for finding in result.findings if finding.kind == "missing_value"] == ["offered", "answered"]


def _days(group: str, days: int, slots: range, skip: set[tuple[int, int]] = frozenset()) -> list[str]:  # type: ignore[assignment]
    return [
        f"{date(2026, 8, 3) + timedelta(days=d)},{s // 2:02d}:{s % 2 * 30:02d},{group},2,2,0,100"
        for d in range(days)
        for s in slots
        if (d, s) not in skip
    ]


def test_missing_intervals_drop_the_projects_sum_and_closed_hours_do_not(tmp_path: Path) -> None:
    profile = Profile(project_of_group={"甲组": "甲", "乙组": "甲"})
    rows = _days("甲组", 5, range(48)) + _days("乙组", 5, range(16, 40), {(2, 20)})
    result = import_history(_write(tmp_path / "a.csv", _small(rows)), profile)
    missing = [finding for finding in result.findings if finding.kind == "missing_intervals"]
    assert [(finding.value, finding.values["groups"]) for finding in missing] == [("2026-08-05 10:00-10:30", "乙组")]
    assert len(result.frame) == 5 * 48 - 1
    assert "partial_intervals" in _kinds(result)
    assert set(result.frame["calls"]) == {2, 4}


def test_weekends_without_rows_are_closed(tmp_path: Path) -> None:
    rows = [row for row in _days("甲组", 14, range(16, 36)) if date.fromisoformat(row[:10]).weekday() < 5]
    result = import_history(_write(tmp_path / "a.csv", _small(rows)), ONE)
    assert "missing_intervals" not in _kinds(result)
    assert next(f for f in result.guessed if f.kind == "closed_weekdays").values["weekdays"] == "6, 7"


def test_excel_with_native_times_a_sheet_per_group_and_no_group_column(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for number, name in enumerate(("甲组", "乙组")):
        sheet = book.active if number == 0 else book.create_sheet()
        sheet.title = name
        sheet.append(["话务报表"])
        sheet.append(["统计时间", "来话量", "应答量", "呼损量", "通话总时长", "话后处理总时长"])
        for k in range(4):
            moment = datetime(2026, 8, 1, 8) + timedelta(minutes=30 * k)
            sheet.append([moment, 10 + number, 10 + number, 0, timedelta(hours=30), time(1, 0, 0)])
    book.create_sheet("说明")["A1"] = "来话量:人工来话"
    book.save(tmp_path / "b.xlsx")
    result = import_history(tmp_path / "b.xlsx", ONE)
    assert not result.refused
    assert result.frame.groupby("project")["calls"].sum().to_dict() == {"甲": 40, "乙": 44}
    assert result.frame.loc[result.frame["project"] == "甲", "aht_seconds"].iloc[0] == pytest.approx(31 * 360)


def test_offsets_in_the_file_are_honoured(tmp_path: Path) -> None:
    rows = [f"2026-08-01T0{h}:00:00Z,甲组,5,5,0" for h in range(4)]
    head = "Interval Start,Queue,Offered,Answered,Abandoned"
    result = import_history(_write(tmp_path / "a.csv", _small(rows, head)), ONE, timezone="Asia/Shanghai", interval=60)
    assert result.frame["start"].iloc[0].isoformat() == "2026-08-01T08:00:00+08:00"


def test_two_times_in_a_row_must_agree(tmp_path: Path) -> None:
    head = "日期,开始时间,时段,技能组,呼入量,接通量,放弃量"
    rows = ["2026-08-01,46235,0:00-0:30,甲组,5,5,0", "2026-08-01,46235.0208333333,1:00-1:30,甲组,5,5,0"]
    result = import_history(_write(tmp_path / "a.csv", _small(rows, head)), ONE)
    assert [(finding.kind, finding.where) for finding in result.refused] == [("times_disagree", "C3")]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"PK\x03\x04 not a workbook", "imports.not_excel"),
        (b"\xd0\xcf\x11\xe0rest", "imports.old_excel"),
        (b"a,b\n\x00", "imports.not_text"),
        (b"", "imports.no_table"),
        ("日期,时段,呼入量\n".encode(), "imports.no_rows"),
    ],
)
def test_files_that_hold_no_export_are_refused(tmp_path: Path, content: bytes, key: str) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(InputError) as caught:
        import_history(tmp_path / "x", ONE)
    assert caught.value.key == key
    assert caught.value.message("en")
    assert caught.value.message("zh")


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(UsageError):
        import_history(Path("nowhere.xlsx"), ONE)


def test_every_finding_has_its_sentence_in_both_languages(tmp_path: Path) -> None:
    result = import_history(_english(tmp_path), MAPPED)
    for language in ("en", "zh"):
        assert len(render((*result.findings, *result.guessed), language, most=99)) == len(result.findings) + len(result.guessed)


def test_day_first_dates_are_read_when_some_row_proves_the_order(tmp_path: Path) -> None:
    head = "Date,Interval,Queue,Offered,Answered,Abandoned"
    rows = [f"{day:02d}/08/2026,00:00-00:30,甲组,5,5,0" for day in (1, 2, 12, 13)]
    result = import_history(_write(tmp_path / "a.csv", _small(rows, head)), ONE)
    assert not result.refused
    assert result.frame["start"].dt.day.tolist() == [1, 2, 12, 13]
    assert "date_order" in _kinds(result)
    doubtful = import_history(_write(tmp_path / "b.csv", _small([rows[3].replace("13/08", "8/8"), *rows[:2]], head)), ONE)
    assert {finding.kind for finding in doubtful.refused} == {"unreadable_date", "no_date"}


def test_years_and_days_from_titles_and_sheet_names(tmp_path: Path) -> None:
    lines = [
        "话务报表 2026年8月",
        "",
        "日期,时段,技能组,呼入量,接通量,放弃量",
        "8月1日,00:00-00:30,甲组,5,5,0",
        "8/2,00:00-00:30,甲组,5,5,0",
    ]
    result = import_history(_write(tmp_path / "a.csv", lines), ONE)
    assert result.frame["start"].dt.strftime("%Y-%m-%d").tolist() == ["2026-08-01", "2026-08-02"]
    assert "year_from_title" in _kinds(result)
    book = openpyxl.Workbook()
    for day in (1, 2):
        sheet = book.active if day == 1 else book.create_sheet()
        sheet.title = f"2026-08-0{day}"
        for row in (["时段", "技能组", "呼入量", "接通量", "放弃量"], ["00:00-00:30", "甲组", day, day, 0]):
            sheet.append(row)
    book.save(tmp_path / "b.xlsx")
    result = import_history(tmp_path / "b.xlsx", ONE)
    assert result.frame["calls"].tolist() == [1, 2]
    assert "day_of_sheet" in _kinds(result)


def test_a_misread_handling_time_is_pointed_out(tmp_path: Path) -> None:
    rows = ["2026-08-01,00:00-00:30,甲组,5,5,0,3.1"]
    assert "handling_implausible" in _kinds(import_history(_write(tmp_path / "a.csv", _small(rows)), ONE))


def test_a_mistyped_year_is_refused_and_does_not_stretch_the_file(tmp_path: Path) -> None:
    rows = [*_days("甲组", 3, range(4)), "2206-08-03,00:00,甲组,2,2,0,100"]
    result = import_history(_write(tmp_path / "a.csv", _small(rows)), ONE)
    assert [(finding.kind, finding.where) for finding in result.refused] == [("date_far", "row 14")]
    assert len(result.frame) == 12
