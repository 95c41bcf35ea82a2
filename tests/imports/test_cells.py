"""Primitive cell parsing: every form has a value, ambiguity raises, nothing else does."""

from __future__ import annotations

import contextlib
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfm.data import cells
from wfm.errors import InputError


@pytest.mark.parametrize(
    "value",
    [
        "2026-08-01", "2026/8/1", "2026.8.1", "2026年8月1日", "20260801", 20260801, 46235, 46235.5, "46235", "46235.0208333",
        "2026-08-01 星期六", "2026-08-01(周六)", "２０２６／８／１", "1 Aug 2026", "01-Aug-2026", "Aug 1, 2026",
        "2026-08-01 00:30", "2026-08-01T00:30:00+08:00", date(2026, 8, 1), datetime(2026, 8, 1, 3), " 2026-08-01\t",
    ],
)  # fmt: skip
def test_dates(value: object) -> None:
    assert cells.parse_date(value) == date(2026, 8, 1)


@pytest.mark.parametrize("value", ["早", "", None, 8, "8/1", "合计", 3.5, True, "95598", "1234567"])
def test_not_dates(value: object) -> None:
    assert cells.parse_date(value) is None


@pytest.mark.parametrize(
    "value", ["1/8/2026", "08-09-2026", "26/8/13", "9999-12-31", "2026-02-30", "2026-13-01", "2026-08-01 25:00"]
)
def test_doubtful_dates_raise(value: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        cells.parse_date(value)


def test_day_first_is_read_when_it_can_only_be_so() -> None:
    assert cells.parse_date("13/8/2026") == cells.parse_date("8/13/2026") == date(2026, 8, 13)
    assert cells.parse_date("8/8/2026") == date(2026, 8, 8)


def test_moments_round_to_the_minute_and_know_24_00() -> None:
    assert cells.parse_moment("46235.0208333333") == datetime(2026, 8, 1, 0, 30)
    assert cells.parse_moment("2026-08-01 24:00") == datetime(2026, 8, 2)
    assert cells.has_offset("2026-08-01T00:30:00+08:00")
    assert not cells.has_offset("2026-08-01 00:30")


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("1,234", 1234),
        ("1,234,567.5", 1234567.5),
        ("１７", 17),
        ("93.88%", 0.9388),
        (" 5 ", 5),
        (7, 7),
        ("-3", -3),
        ("1 234", 1234),
    ],
)
def test_numbers(value: object, number: float) -> None:
    assert cells.parse_number(value) == pytest.approx(number)


@pytest.mark.parametrize("value", ["--", "", None, "NULL", "1,23", "12,3456", "早8", "1.2.3", "%", ".", float("nan"), True])
def test_not_numbers(value: object) -> None:
    assert cells.parse_number(value) is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("00:03:22", 202), ("1167:17:33", 4202253), ("03:22", 202), ("3分22秒", 202), ("1小时2分", 3720), ("202s", 202),
        ("165.9", 165.9),
        (time(0, 3, 22), 202), (timedelta(hours=30), 108000), ("1.02:03:04", 93784), ("１２：００：００", 43200), (202, 202),
    ],
)  # fmt: skip
def test_durations(value: object, seconds: float) -> None:
    assert cells.parse_duration(value) == pytest.approx(seconds)


@pytest.mark.parametrize("value", ["--", "", None, "abc", "1:99:00", "93%"])
def test_not_durations(value: object) -> None:
    assert cells.parse_duration(value) is None


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (123, "00000", "00123"), (123.0, "00000", "00123"), (123, "General", "123"), (" 00123\t", "General", "00123"),
        ("'00123", "@", "00123"), ("００１２３", "@", "00123"), (7, '"E"000', "E007"), (None, "General", ""), (12.5, "0", "12.5"),
    ],
)  # fmt: skip
def test_ids_keep_their_zeros(value: object, number_format: str, shown: str) -> None:
    assert cells.text_id(value, number_format) == shown


def test_encodings_round_trip() -> None:
    text = "技能组,来电数\r\n"
    for encoding, name in (("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gbk", "gb18030"), ("utf-16", "utf-16")):
        assert cells.decode(text.encode(encoding)) == (text, name)


def test_bytes_that_are_no_text_are_refused_with_the_line() -> None:
    with pytest.raises(InputError) as caught:
        cells.decode(b"a,b\nc\xff,d\n")
    assert caught.value.values["line"] == 2
    with pytest.raises(InputError):
        cells.decode(b"PK\x03\x04\x00\x00")


@given(st.one_of(st.text(max_size=20), st.floats(), st.integers(), st.none(), st.booleans()))
def test_no_value_breaks_the_parsers(value: object) -> None:
    cells.parse_number(value)
    cells.parse_duration(value)
    cells.text_id(value, "00000")
    with contextlib.suppress(ValueError):
        cells.parse_moment(value)


@given(
    st.dates(min_value=date(1991, 1, 1), max_value=date(2099, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d"]),
)
def test_written_dates_come_back(day: date, form: str) -> None:
    assert cells.parse_date(day.strftime(form)) == day
