"""The sample files of a real centre's form, against what a correct reading of them holds."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from wfm.data.imports import (
    ImportResult,
    Profile,
    RosterImport,
    SkillImport,
    import_history,
    import_skill_matrix,
    import_wide_roster,
    infer_profile,
)

pytestmark = [pytest.mark.data, pytest.mark.skipif("WFM_DATA" not in os.environ, reason="WFM_DATA is not set")]


def _folder() -> Path:
    return Path(os.environ["WFM_DATA"]) / "messy"


def _truth(prefix: str) -> tuple[Path, dict[str, Any]]:
    truth = json.loads((_folder() / "truth.json").read_text(encoding="utf-8"))
    name = next(name for name in truth if name.startswith(prefix))
    return _folder() / name, truth[name]


@cache
def _history(prefix: str) -> ImportResult:
    file, truth = _truth(prefix)
    mapping = {"project_of_group": truth["given"]["project_of_group"]}
    profile = Profile.model_validate(infer_profile(file).model_dump() | mapping)
    return import_history(file, profile, timezone=truth["given"]["timezone"], interval=30)


@cache
def _roster() -> RosterImport:
    return import_wide_roster(_truth("03")[0], month="2026-08")


@cache
def _skills() -> SkillImport:
    return import_skill_matrix(_truth("04")[0], employees=set(_roster().frame["employee"]))


@pytest.mark.parametrize("prefix", ["01", "02"])
def test_history_totals_probes_and_rows(prefix: str) -> None:
    expect = _truth(prefix)[1]["expect"]
    result = _history(prefix)
    assert not result.refused
    assert len(result.groups) == expect["data_rows"]
    names = {"offered_as_exported": "offered", "answered_within_20s": "answered_within"}
    names["sum_answered_x_aht_seconds"] = "answered_x_aht_seconds"
    for project, sums in expect["per_project"].items():
        for name, value in sums.items():
            if name != "talk_seconds":
                assert result.totals[project][names.get(name, name)] == value, (project, name)
    for probe in expect["probes"]:
        row = result.groups[(result.groups["group"] == probe["group"]) & (result.groups["start"] == pd.Timestamp(probe["start"]))]
        assert (row["calls"].item(), row["answered"].item()) == (probe["calls"], probe["answered"])
    assert [str(day) for day in expect["days"]] == [
        f"{d:%Y-%m-%d}" for d in (result.frame["start"].min(), result.frame["start"].max())
    ]


def test_history_01_findings() -> None:
    result = _history("01")
    expect = _truth("01")[1]["expect"]
    missing = [finding for finding in result.findings if finding.kind == "missing_intervals"]
    assert [finding.values["rows"] for finding in missing] == [15]
    kinds = {finding.kind for finding in (*result.findings, *result.guessed)}
    assert {"transfers_counted_twice", "group_name_variants", "own_definition"} <= kinds
    assert result.skipped["total"] == 35 + 7 + 1
    checked = next(finding for finding in result.findings if finding.kind == "totals_checked")
    assert (checked.values["agreed"], checked.values["disagreed"]) == (43, 0)
    per_day = result.frame.groupby(result.frame["start"].dt.strftime("%Y-%m-%d"))["calls"].sum()
    assert per_day.to_dict() == expect["calls_per_day"]


def test_history_02_findings() -> None:
    result = _history("02")
    repeated = [finding for finding in result.findings if finding.kind == "repeated_row"]
    assert len(repeated) == 4
    empty = [finding for finding in result.findings if finding.kind == "missing_value"]
    assert [finding.values["serial"] for finding in empty] == ["789"]
    total = next(finding for finding in result.findings if finding.kind == "total_disagrees")
    assert (total.values["role"], total.values["missing"]) == ("answered", 1)
    closed = [(f.value, f.values["opens"], f.values["closes"]) for f in result.guessed if f.kind == "closed_hours"]
    assert closed == [("财险咨询组", "08:00", "20:00")]
    assert not [finding for finding in result.findings if finding.kind == "missing_intervals"]
    row = result.frame[(result.frame["project"] == "财险") & (result.frame["start"] == pd.Timestamp("2026-08-03 10:00+08:00"))]
    assert row["answered"].isna().all()
    assert row["calls"].notna().all()
    assert {"page_mark": 4, "header": 4, "total": 1}.items() <= result.skipped.items()


def test_roster_counts() -> None:
    expect = _truth("03")[1]["expect"]
    result, frame = _roster(), _roster().frame
    assert frame["employee"].nunique() == expect["people"]
    assert sum(result.sheets.values()) == expect["people_rows"]
    assert len(frame) == expect["person_days_read"]
    assert frame["code"].value_counts().to_dict() == expect["codes"]
    by_sheet = frame.assign(sheet=frame["cell"].str.partition("!")[0]).groupby("sheet")["code"]
    for sheet, truth in expect["per_sheet"].items():
        assert by_sheet.get_group(sheet).value_counts().to_dict() == truth["codes"], sheet
        assert result.sheets[sheet] == truth["people"]
    assert int(frame["hours_written"].sum()) == expect["cells_with_hours"]
    assert frame.loc[frame["hours_written"], "hours"].sum() == expect["hours_written_sum"]
    assert int(frame["locked"].sum()) == expect["locked_cells"]
    assert len(result.comments) == expect["comments"]
    blank = next(finding for finding in result.findings if finding.kind == "blank_cells")
    assert blank.value == str(expect["blank_cells_meaning_休"])


def test_roster_findings_are_those_of_the_file() -> None:
    expected = {(finding["kind"], finding["where"]) for finding in _truth("03")[1]["findings"]}
    found = {(finding.kind, finding.where) for finding in _roster().findings if finding.level == "warn"}
    assert {entry for entry in found if entry[0] != "day_total_disagrees"} == expected


def test_skill_matrix() -> None:
    truth = _truth("04")[1]["expect"]
    result = _skills()
    groups = result.groups[result.groups["employee"] != "00341"]
    heads = {head: group for group in truth["marks_per_group"] for head in set(groups["group"]) if head in group}
    heads["客服"] = "数科客服组"
    counts = groups.assign(group=groups["group"].map(heads)).groupby(["group", "mark"]).size()
    for group, marks in truth["marks_per_group"].items():
        assert counts[group].to_dict() == marks, group
    frame = result.frame[result.frame["employee"] != "00341"]
    for project, people in truth["per_project_without_the_person_who_stands_twice"].items():
        emergency = frame.loc[frame["project"] == project, "emergency_only"]
        assert (int((~emergency).sum()), int(emergency.sum())) == (people["may_be_planned"], people["emergency_only"])


def test_skill_findings() -> None:
    result = _skills()
    by_kind: dict[str, list[str]] = {}
    for finding in (*result.findings, *result.guessed):
        by_kind.setdefault(finding.kind, []).append(finding.value)
    assert by_kind["unknown_employee"] == ["00099"]
    assert by_kind["no_skills"] == ["01826", "01867"]
    assert by_kind["person_twice"] == by_kind["marks_disagree"] == ["00341"]
    assert by_kind["footnote"].count("①") == 5
    assert by_kind["footnote"].count("②") == 6
    assert "skill_total_disagrees" in by_kind
    ends = next(finding for finding in result.guessed if finding.kind == "certificate_ends")
    assert str(ends.values["date"]) == "2026-09-30"
    assert "电动汽车" not in set(result.frame.loc[result.frame["employee"] == "00341", "project"])
