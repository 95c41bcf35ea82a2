"""Call history: whole columns at once, summer time, repeats, totals; and a round trip of random histories."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample_workspace import base

from wfm.data.gate import check
from wfm.data.reading import Issue, read, read_workspace
from wfm.data.reading.whole import LISTED
from wfm.data.workspace import Workspace, empty_history

HEAD = "project,start,calls,answered,abandoned,aht_seconds"
MADRID = "name: M\ntimezone: Europe/Madrid\ninterval_minutes: 30\ncountry: ES\n"


def read_lines(folder: Path, *lines: str, centre: str = MADRID, head: str = HEAD) -> tuple[Workspace, list[Issue]]:
    sample = base()
    sample.centre = centre
    sample.left_out.add("history.csv")
    sample.files["history.csv"] = "\n".join([head, *lines]).encode()
    return read_workspace(sample.write(folder / "w"))


def test_empty_history_has_the_right_columns(tmp_path: Path) -> None:
    workspace, _ = read_lines(tmp_path)
    assert list(workspace.history.columns) == list(empty_history().columns)
    assert str(workspace.history["start"].dtype) == "datetime64[ns, Europe/Madrid]"


def test_forms_of_start_and_numbers(tmp_path: Path) -> None:
    workspace, issues = read_lines(
        tmp_path,
        "b,2026-06-01T06:00:00Z,1,1,0,100",
        'ａ,2026/6/1 8:30,"1,234",,,',
        "a,2026年6月1日 9:00,１２,,,99.5",
        "a,46174.3958333333,7,,,",
        "a,2026-05-31 24:00,8,,,",
    )
    history = workspace.history
    assert list(history["project"]) == ["a", "a", "a", "a", "b"]
    assert [f"{at:%m-%d %H:%M%z}" for at in history["start"]] == [
        "06-01 00:00+0200",
        "06-01 08:30+0200",
        "06-01 09:00+0200",
        "06-01 09:30+0200",
        "06-01 08:00+0200",
    ]
    assert history["calls"].tolist() == [8, 1234, 12, 7, 1]
    assert {(issue.rule, issue.column, issue.count) for issue in issues} == {
        ("V-23", "start", 3),
        ("V-24", "calls", 1),
        ("V-20", "calls", 1),
        ("V-20", "project", 1),
    }


def test_repeated_hour(tmp_path: Path) -> None:
    lines = [
        f"a,2026-10-25 {clock},{calls},,," for calls, clock in enumerate(["01:30", "02:00", "02:30", "02:00", "02:30", "03:00"])
    ]
    workspace, issues = read_lines(tmp_path, *lines)
    history = workspace.history
    assert history["calls"].tolist() == [0, 1, 2, 3, 4, 5]
    assert history["start"].diff().dropna().unique().tolist() == [pd.Timedelta("30min")]
    assert [(issue.rule, issue.row, issue.count) for issue in issues] == [("V-25", 3, 4)]


def test_skipped_hour(tmp_path: Path) -> None:
    workspace, issues = read_lines(tmp_path, "a,2026-03-29 01:30,5,,,", "a,2026-03-29 02:00,0,,,", "a,2026-03-29 02:30,4,,,")
    assert workspace.history["calls"].tolist() == [5]
    assert {(issue.rule, issue.row, issue.level.value) for issue in issues} == {("V-16", 4, "refuse"), ("V-26", 3, "note")}
    assert "Europe/Madrid" in next(issue for issue in issues if issue.rule == "V-16").message("zh")


def test_requirement_in_the_skipped_hour(tmp_path: Path) -> None:
    sample = base()
    sample.centre = MADRID
    sample.heads["requirements"] = ["project", "start", "agents"]
    sample.tables["requirements"] = [{"project": "sales", "start": "2026-03-29 02:30", "agents": "1"}]
    _, issues = read_workspace(sample.write(tmp_path / "w"))
    assert [(i.rule, i.file, i.row) for i in issues if i.level.value == "refuse"] == [("V-16", "requirements.csv", 2)]


def test_missing_is_not_zero(tmp_path: Path) -> None:
    workspace, _ = read_lines(tmp_path, "a,2026-06-01 08:00,,,,", "a,2026-06-01 08:30,0,,,", head=HEAD)
    assert np.isnan(workspace.history["calls"][0])
    assert workspace.history["calls"][1] == 0


def test_many_bad_rows_are_counted(tmp_path: Path) -> None:
    lines = [f"a,2026-06-{1 + k // 48:02d} {k // 2 % 24:02d}:{k % 2 * 30:02d},x{k},,," for k in range(LISTED + 50)]
    workspace, issues = read_lines(tmp_path, *lines)
    assert len(workspace.history) == 0
    assert len(issues) == LISTED + 1
    assert sum(issue.count for issue in issues) == LISTED + 50
    assert issues[-1].row == LISTED + 2


def test_totals_reconcile(tmp_path: Path) -> None:
    sample = base()
    sample.add("history")
    sample.add("history", start="2026-08-01 09:00", calls="-1")
    sample.add("history", start="2026-08-01 10:00", calls="10,5")
    report = check(sample.write(tmp_path / "w"))
    history = report.totals["history"]
    assert (history.in_file, history.read, history.refused, history.repeated) == (1219, 1216, 2, 1)
    for total in report.totals.values():
        assert total.in_file == total.read + total.refused + total.repeated
    calls = sum(float(row["calls"]) for row in base().tables["history"])
    assert sum(report.calls.values()) == calls


def test_row_numbers_belong_to_their_files(tmp_path: Path) -> None:
    reading = read(base().write(tmp_path / "w"))
    lines = (tmp_path / "w" / "history.csv").read_text(encoding="utf-8").splitlines()
    for line in reading.history.iloc[::97].to_dict("records"):
        cells = lines[line["row"] - 1].split(",")
        assert (cells[0], float(cells[2])) == (line["project"], line["calls"])


numbers = st.one_of(st.none(), st.floats(0, 1e6, allow_nan=False).map(lambda value: round(value, 3)))
intervals = st.tuples(st.sampled_from(["a", "热线", "00 7"]), st.integers(0, 20000))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.dictionaries(intervals, st.tuples(numbers, numbers, numbers, numbers), max_size=40),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gbk"]),
)
def test_round_trip(rows: dict[tuple[str, int], tuple[float | None, ...]], encoding: str, tmp_path: Path) -> None:
    """What is written with offsets comes back exactly, whatever the order and the encoding."""
    zero = pd.Timestamp("2025-12-01", tz="Europe/Madrid")
    frame = pd.DataFrame(
        [(project, zero + pd.Timedelta(minutes=30 * k), *values) for (project, k), values in rows.items()],
        columns=HEAD.split(","),
    )
    folder = tmp_path / encoding
    folder.mkdir(exist_ok=True)
    (folder / "wfm.yaml").write_text(MADRID, encoding="utf-8")
    written = frame.assign(start=[at.isoformat() for at in frame["start"]])
    (folder / "history.csv").write_bytes(written.to_csv(index=False).encode(encoding))
    workspace, issues = read_workspace(folder)
    assert not [issue for issue in issues if issue.level.value != "note"]
    expected = frame.sort_values(["project", "start"], ignore_index=True)
    assert workspace.history["project"].tolist() == expected["project"].tolist()
    assert workspace.history["start"].tolist() == expected["start"].tolist()
    for name in HEAD.split(",")[2:]:
        np.testing.assert_array_equal(workspace.history[name], expected[name].astype(float))


@pytest.mark.parametrize("start", ["'", "\u3000", "\u200b", "1600-01-01 00:00", "2262-04-12 00:00", "9999-12-31 24:00"])
def test_no_start_is_never_read_as_one(start: str, tmp_path: Path) -> None:
    workspace, issues = read_lines(tmp_path, f"a,{start},1,1,0,5")
    assert len(workspace.history) == 0
    assert [(issue.row, issue.column, issue.level.value) for issue in issues] == [(2, "start", "refuse")]


@pytest.mark.parametrize("lacking", ["project", "start"])
def test_history_without_its_keys(lacking: str, tmp_path: Path) -> None:
    head = HEAD.replace(f"{lacking},", "")
    workspace, issues = read_lines(tmp_path, "2026-06-01 08:00,1,1,0,5", head=head)
    assert len(workspace.history) == 0
    assert [(issue.rule, issue.column) for issue in issues] == [("C-02", lacking)]
