"""The call table: read whole, every bad cell named, nothing dropped, never in the way of the rest of the workspace."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfm.data.calls import CallRefusal, find_calls, read_calls
from wfm.data.gate import check
from wfm.data.reading.whole import LISTED
from wfm.errors import UsageError

ZONE = "Asia/Shanghai"
HEAD = "project,arrival,outcome,wait_seconds,handling_seconds,agent\n"
GOOD = (
    "ev,2026-08-03 09:00:05,answered,0,180,0012\n"
    "ev,2026-08-03 09:00:01,abandoned,42.5,,\n"
    "pay,2026-08-03T09:00:02+09:00,answered,3,,\n"
)


def _file(folder: Path, text: str, name: str = "calls.csv") -> Path:
    path = folder / name
    content = text.encode()
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return path


def _refusals(path: Path) -> list[tuple[str, int | None, str, str, str]]:
    with pytest.raises(CallRefusal) as caught:
        read_calls(path, ZONE)
    assert caught.value.message("zh")
    assert caught.value.remedy("en")
    return [(issue.rule, issue.row, issue.column, issue.value, issue.file) for issue in caught.value.issues]


def test_the_frame_keeps_its_contract(tmp_path: Path) -> None:
    table = read_calls(_file(tmp_path, HEAD + GOOD), ZONE)
    frame = table.frame
    assert list(frame.columns) == ["project", "arrival", "outcome", "wait_seconds", "handling_seconds", "agent"]
    assert str(frame["arrival"].dtype) == "datetime64[ns, Asia/Shanghai]"
    assert frame["arrival"].is_monotonic_increasing
    assert frame["project"].tolist() == ["pay", "ev", "ev"]
    assert frame["arrival"].iloc[0] == pd.Timestamp("2026-08-03 08:00:02", tz=ZONE)
    assert frame["wait_seconds"].tolist() == [3.0, 42.5, 0.0]
    assert np.isnan(frame["handling_seconds"].iloc[:2]).all()
    assert frame["agent"].tolist() == ["", "", "0012"]
    assert table.repeated == 0
    assert len(table.hashes["calls.csv"]) == 64


@pytest.mark.parametrize(
    ("row", "rule", "column", "value"),
    [
        (",2026-08-03 09:00,answered,1,2,", "C-03", "project", ""),
        ("ev,,answered,1,2,", "C-03", "arrival", ""),
        ("ev,2026-08-03 09:61,answered,1,2,", "V-03", "arrival", "2026-08-03 09:61"),
        ("ev,3/4/2026 09:00,answered,1,2,", "V-04", "arrival", "3/4/2026 09:00"),
        ("ev,2026-08-03 09:00,lost,1,2,", "V-07", "outcome", "lost"),
        ("ev,2026-08-03 09:00,,1,2,", "C-03", "outcome", ""),
        ("ev,2026-08-03 09:00,answered,,2,", "C-03", "wait_seconds", ""),
        ("ev,2026-08-03 09:00,answered,-1,2,", "V-08", "wait_seconds", "-1"),
        ("ev,2026-08-03 09:00,answered,inf,2,", "V-02", "wait_seconds", "inf"),
        ("ev,2026-08-03 09:00,answered,50%,2,", "V-02", "wait_seconds", "50%"),
        ("ev,2026-08-03 09:00,answered,1,long,", "V-02", "handling_seconds", "long"),
        ("ev,2026-08-03 09:00,answered,1,#N/A,", "V-17", "handling_seconds", "#N/A"),
        ("ev,2026-08-03 09:00,abandoned,1,30,", "V-08", "handling_seconds", "30"),
        ("ev,2026-08-03 09:00,answered,1,2,,extra", "V-12", "G", "extra"),
    ],
)
def test_every_bad_cell_is_named(tmp_path: Path, row: str, rule: str, column: str, value: str) -> None:
    path = _file(tmp_path, HEAD + GOOD + row + "\n")
    assert _refusals(path) == [(rule, 5, column, value, "calls.csv")]


def test_a_time_that_clocks_skip_is_refused_and_a_repeated_one_said(tmp_path: Path) -> None:
    skipped = _file(tmp_path, HEAD + "ev,2026-03-29 02:30,answered,0,9,\n")
    with pytest.raises(CallRefusal) as caught:
        read_calls(skipped, "Europe/Berlin")
    assert [issue.rule for issue in caught.value.issues] == ["V-16"]
    twice = read_calls(_file(tmp_path, HEAD + "ev,2026-10-25 02:30,answered,0,9,\n"), "Europe/Berlin")
    assert [issue.rule for issue in twice.issues] == ["V-25"]
    assert twice.frame["arrival"].iloc[0] == pd.Timestamp("2026-10-25 02:30+02:00")


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = _file(tmp_path, "project,arrival,wait_seconds\nev,2026-08-03 09:00,1\n")
    assert [found[:3] for found in _refusals(path)] == [("C-02", 1, "outcome")]


def test_an_office_export_is_read_and_what_was_guessed_is_said(tmp_path: Path) -> None:
    text = (
        "项目,进线时间,通话结果,等待时长,处理时长,坐席\n"
        "电动车,2026/8/3 9:00:05,接通,0:00:12,0:03:20,007\n"
        "电动车,2026/8/3 9:01:00,放弃,８,0,\n"
    )
    path = tmp_path / "通话记录.csv"
    path.write_bytes(text.encode("gb18030"))
    table = read_calls(find_calls(tmp_path), ZONE)
    assert table.frame["outcome"].tolist() == ["answered", "abandoned"]
    assert table.frame["wait_seconds"].tolist() == [12.0, 8.0]
    assert table.frame["handling_seconds"].iloc[0] == 200.0
    assert np.isnan(table.frame["handling_seconds"].iloc[1])
    assert table.frame["agent"].iloc[0] == "007"
    said = {(issue.rule, issue.column) for issue in table.issues}
    assert said >= {
        ("V-21", ""),
        ("V-23", "arrival"),
        ("V-24", "wait_seconds"),
        ("V-27", "outcome"),
        ("V-20", "handling_seconds"),
    }


def test_a_folder_is_one_table_and_repeated_rows_are_kept_and_counted(tmp_path: Path) -> None:
    (tmp_path / "calls").mkdir()
    _file(tmp_path / "calls", HEAD + GOOD, "b.csv.gz")
    _file(tmp_path / "calls", HEAD + GOOD.splitlines()[0] + "\n", "a.csv")
    table = read_calls(find_calls(tmp_path), ZONE)
    assert len(table.frame) == 4
    assert table.repeated == 1
    assert sorted(table.hashes) == ["calls/a.csv", "calls/b.csv.gz"]


def test_many_bad_cells_are_counted_to_the_last(tmp_path: Path) -> None:
    bad = "ev,2026-08-03 09:00,answered,-1,2,\n" * (LISTED + 50)
    with pytest.raises(CallRefusal) as caught:
        read_calls(_file(tmp_path, HEAD + bad), ZONE)
    assert sum(issue.count for issue in caught.value.issues) == LISTED + 50
    assert str(LISTED + 50) in caught.value.message("en")


def test_files_that_are_none_are_answered(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no call records"):
        find_calls(tmp_path)
    with pytest.raises(UsageError, match="no call table"):
        read_calls(tmp_path / "calls.csv", ZONE)
    (tmp_path / "calls").mkdir()
    with pytest.raises(UsageError, match="holds no"):
        read_calls(find_calls(tmp_path), ZONE)
    _file(tmp_path, HEAD)
    with pytest.raises(UsageError, match="more than one"):
        find_calls(tmp_path)
    (tmp_path / "broken.csv.gz").write_bytes(b"\x1f\x8bnothing")
    assert [found[0] for found in _refusals(tmp_path / "broken.csv.gz")] == ["V-01"]
    (tmp_path / "empty.csv").write_bytes(b"")
    assert [found[0] for found in _refusals(tmp_path / "empty.csv")] == ["V-01"]


def test_the_rest_of_the_workspace_neither_reads_nor_warns(tmp_path: Path) -> None:
    (tmp_path / "wfm.yaml").write_text("name: x\n", encoding="utf-8")
    _file(tmp_path, "this is, not even\na table", "calls.csv")
    report = check(tmp_path, needs=())
    assert [issue.file for issue in report.issues] == []


CALLS = st.tuples(
    st.sampled_from(["ev", "pay", "001"]),
    st.integers(0, 10**7),
    st.booleans(),
    st.integers(0, 5000),
    st.one_of(st.none(), st.integers(0, 9000)),
)


@given(st.lists(CALLS, min_size=1, max_size=30))
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, calls: list[tuple[str, int, bool, int, int | None]]
) -> None:
    zero = pd.Timestamp("2026-01-01", tz=ZONE)
    rows = [
        (
            name,
            (zero + pd.Timedelta(second, "s")).isoformat(),
            "abandoned" if lost else "answered",
            wait,
            None if lost else busy,
            "",
        )
        for name, second, lost, wait, busy in calls
    ]
    columns = HEAD.strip().split(",")
    path = tmp_path_factory.mktemp("calls") / "calls.csv"
    written = pd.DataFrame(rows, columns=columns).sort_values("arrival", kind="stable", ignore_index=True)
    written.to_csv(path, index=False)
    frame = read_calls(path, ZONE).frame
    assert frame["arrival"].map(lambda moment: moment.isoformat()).tolist() == written["arrival"].tolist()
    for name in ("project", "outcome", "wait_seconds"):
        assert frame[name].tolist() == written[name].tolist()
    np.testing.assert_array_equal(frame["handling_seconds"], written["handling_seconds"].astype("float64"))
