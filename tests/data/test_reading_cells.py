"""Single cells: every accepted form, every refused one, and what is said about them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfm.data.reading import cells, dates
from wfm.data.reading.cells import Unreadable, clean

FULL = {ord(str(k)): chr(0xFF10 + k) for k in range(10)} | {ord("-"): "－", ord(":"): "：", ord("."): "．", ord(","): "，"}


def wide(text: str) -> str:
    return text.translate(FULL)


@pytest.mark.parametrize(
    "text",
    [
        "2026-08-01",
        "2026/8/1",
        "2026.8.1",
        "2026年8月1日",
        "2026年08月01日",
        "20260801",
        "46235",
        "2026 年 8 月 1 日",
        "2026-8-1",
    ],
)
def test_date_forms(text: str) -> None:
    cell = dates.day(text)
    assert cell.value == date(2026, 8, 1)
    assert bool(cell.notes) == (text != "2026-08-01")


@pytest.mark.parametrize("text", ["3/4/2026", "03-04-2026", "12.11.2026"])
def test_two_readings_are_refused(text: str) -> None:
    with pytest.raises(Unreadable) as caught:
        dates.day(text)
    assert caught.value.fault.id == "V-04"


@pytest.mark.parametrize("text", ["25/12/2026", "12/25/2026"])
def test_one_reading_is_taken_and_said(text: str) -> None:
    cell = dates.day(text)
    assert cell.value == date(2026, 12, 25)
    assert [fault.id for fault in cell.notes] == ["V-23"]


@pytest.mark.parametrize("text", ["2026-02-30", "2026-13-01", "26-08-01", "1", "tomorrow", "99999", "2026-08", "46235.5"])
def test_no_date(text: str) -> None:
    with pytest.raises(Unreadable) as caught:
        dates.day(text)
    assert caught.value.fault.id == "V-03"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-08-01 08:30", datetime(2026, 8, 1, 8, 30)),
        ("2026-08-01T08:30:00", datetime(2026, 8, 1, 8, 30)),
        ("2026/8/1 8:30", datetime(2026, 8, 1, 8, 30)),
        ("2026年8月1日 8:30", datetime(2026, 8, 1, 8, 30)),
        ("2026-08-01", datetime(2026, 8, 1)),
        ("2026-08-01 24:00", datetime(2026, 8, 2)),
        ("46235.0208333333", datetime(2026, 8, 1, 0, 30)),
    ],
)
def test_moment_forms(text: str, value: datetime) -> None:
    assert dates.moment(text).value == value


def test_moment_with_offset() -> None:
    for text in ("2026-08-01T08:30:00+08:00", "2026-08-01 08:30+0800", "2026-08-01T00:30Z"):
        assert dates.in_zone(dates.moment(text), ZoneInfo("Asia/Shanghai")).value == datetime(
            2026, 8, 1, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai")
        )


@pytest.mark.parametrize("text", ["2026-08-01 25:00", "2026-08-01 24:30", "2026-08-01 08:60", "08:30", "", "2026-08-01 8"])
def test_no_moment(text: str) -> None:
    with pytest.raises(Unreadable):
        dates.moment(text)


@given(st.dates(date(1955, 1, 1), date(2100, 1, 1)))
def test_every_date_survives_every_form(day: date) -> None:
    serial = str((day - date(1899, 12, 30)).days)
    forms = [
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        serial,
    ]
    assert {dates.day(clean(wide(form))).value for form in forms} == {day}


@given(st.datetimes(datetime(1970, 1, 1), datetime(2090, 1, 1)).map(lambda at: at.replace(second=0, microsecond=0)))
def test_moments_survive_excel_serials(at: datetime) -> None:
    serial = (at - datetime(1899, 12, 30)) / timedelta(days=1)
    assert dates.moment(f"{serial:.8f}").value == at


@given(st.integers(0, 1440))
def test_clock_round_trip(minutes: int) -> None:
    text = f"{minutes // 60}:{minutes % 60:02d}"
    assert cells.clock(text).value == f"{minutes // 60:02d}:{minutes % 60:02d}"
    assert cells.clock(clean(wide(text))).value == cells.clock(text).value


@pytest.mark.parametrize("text", ["24:01", "8", "8:5", "08-30", "12:60"])
def test_no_clock(text: str) -> None:
    with pytest.raises(Unreadable):
        cells.clock(text)


@given(st.floats(-1e9, 1e9, allow_nan=False))
def test_numbers_round_trip(value: float) -> None:
    assert cells.number(clean(wide(repr(value)).replace("e", "e"))).value == value


@given(st.integers(-(10**9), 10**9))
def test_thousands(value: int) -> None:
    assert cells.whole(f"{value:,}").value == value


@pytest.mark.parametrize("text", ["1,23", "12,3456", "1 000", "five", "1.2.3", "0x10", "nan", "inf", "1,234,5"])
def test_no_number(text: str) -> None:
    with pytest.raises(Unreadable):
        cells.number(text)


def test_ambiguous_comma_is_refused_with_semicolons() -> None:
    with pytest.raises(Unreadable):
        cells.number("1,234", ";")


def test_per_cent() -> None:
    assert cells.number("80%").value == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("text", "value"), [("是", True), ("否", False), ("YES", True), ("0", False), ("True", True), ("n", False)]
)
def test_yes_no(text: str, value: bool) -> None:
    assert cells.yes_no(text).value is value


def test_lists_of_any_separator() -> None:
    assert cells.listing(clean("热线；数科、 财险,EV ; ")).value == "热线;数科;财险;EV"


@given(st.text(alphabet="0123456789", min_size=1, max_size=8))
def test_ids_keep_their_zeros(word: str) -> None:
    assert clean(wide(word)) == word
    assert clean(f"'{word}") == word
    assert clean(f"\u3000{word}\u200b ") == word
