"""Random damage to cells and bytes: the importers answer with a result or an error of ours, never with anything else."""

from __future__ import annotations

import contextlib
import io
import tempfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wfm.data.imports import Profile, import_history, import_skill_matrix, import_wide_roster, infer_profile, render
from wfm.errors import WfmError

HISTORY: list[list[object]] = [
    ["报表"],
    ["日期", "技能组", "时段", "呼入量", "转接来话", "接通量", "放弃量", "平均处理时长"],
    ["2026-08-01", "甲", "00:00-00:30", "1,005", 5, 999, 1, "00:03:00"],
    [None, None, "00:30-01:00", 7, 0, 7, 0, time(0, 3)],
    [None, "小计", None, "1,012", 5, 1006, 1, None],
    [None, "乙", "00:00-00:30", 3, 0, 3, 0, "--"],
    ["合计", None, None, "1,015", 5, 1009, 1, None],
]
ROSTER: list[list[object]] = [
    ["工号", "姓名", *range(1, 31), "夜班数"],
    [None, None, *"一二三四五六日" * 4, "一", "二"],
    ["0101", "甲", *["早", "夜8", "休", "年"] * 7, "病假(6.29-6.30)", "学", 7],
    ["0102", "乙", *["中"] * 30, 0],
    ["夜班人数", None, 0, 1],
    ["图例:空白=休 黄底锁定 P=培训"],
]
SKILLS: list[list[object]] = [
    ["班组", "工号", "热线", "充电①", "合计"],
    ["甲", "0101", "主", "备", 2],
    ["甲", "0102", "√②", "×", 1],
    ["合计", None, 2, 1, 3],
    ["①证书2026年9月30日到期"],
]
ANY_CELL = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=12),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(date(1900, 3, 1), date(9999, 12, 31)),
    st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 31)),
    st.times(),
    st.timedeltas(timedelta(0), timedelta(days=9999)),
    st.sampled_from(
        ["小计", "合计", "99:99-25:61", "2026-13-45", "1/2/2026", "早/夜", "=A1", "=1/0", "--", "第1页", "１２", "#REF!", "休99"]
    ),
)
DAMAGE = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 32), ANY_CELL), max_size=6)
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _damaged(rows: list[list[object]], damage: list[tuple[int, int, object]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for row, column, value in damage:
        sheet.cell(row + 1, column + 1).value = value  # type: ignore[assignment]
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _all_three(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "file"
        file.write_bytes(content)
        with contextlib.suppress(WfmError):
            profile = infer_profile(file)
            groups = dict.fromkeys(("甲", "乙", "Sheet", "*", "小计"), "p")
            result = import_history(file, Profile.model_validate(profile.model_dump() | {"project_of_group": groups}))
            render((*result.findings, *result.guessed), "zh")
        with contextlib.suppress(WfmError):
            roster = import_wide_roster(file, month="2026-06")
            render((*roster.findings, *roster.guessed), "en")
        with contextlib.suppress(WfmError):
            skills = import_skill_matrix(file, employees={"0101"})
            render((*skills.findings, *skills.guessed), "zh")


@SLOW
@given(DAMAGE)
def test_damaged_history(damage: list[tuple[int, int, object]]) -> None:
    _all_three(_damaged(HISTORY, damage))


@SLOW
@given(DAMAGE)
def test_damaged_roster(damage: list[tuple[int, int, object]]) -> None:
    _all_three(_damaged(ROSTER, damage))


@SLOW
@given(DAMAGE)
def test_damaged_skills(damage: list[tuple[int, int, object]]) -> None:
    _all_three(_damaged(SKILLS, damage))


@SLOW
@given(st.binary(max_size=200))
def test_any_bytes(content: bytes) -> None:
    _all_three(content)


@SLOW
@given(st.text(max_size=40), st.sampled_from(["utf-8", "gb18030", "utf-16"]), st.integers(0, 400))
def test_text_with_noise(noise: str, encoding: str, at: int) -> None:
    text = "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in HISTORY)
    _all_three((text[:at] + noise + text[at:]).encode(encoding, errors="replace"))


@SLOW
@given(st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 255)), min_size=1, max_size=8))
def test_workbooks_with_flipped_bytes(flips: list[tuple[int, int]]) -> None:
    content = bytearray(_damaged(SKILLS, []))
    for at, value in flips:
        content[at % len(content)] = value
    _all_three(bytes(content))
