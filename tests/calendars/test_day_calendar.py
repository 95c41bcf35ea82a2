"""Holidays, make-up workdays, coverage and positions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfm.calendars import Holiday, Part, calendar_for, coverage, holiday_label
from wfm.errors import InputError
from wfm.timegrid import Horizon, month_horizon

CHINA = calendar_for("CN")


@pytest.mark.parametrize("year", [2025, 2026])
def test_china_has_thirteen_statutory_days_since_2025(year: int) -> None:
    found = [d for d in Horizon(date(year, 1, 1), 365).dates if (h := CHINA.holiday(d)) and h.statutory]
    assert len(found) == 13
    assert {date(year, 5, 1), date(year, 5, 2), date(year, 10, 3)} <= set(found)


@pytest.mark.parametrize(("year", "days"), [(2007, 10), (2010, 11), (2023, 11), (2024, 11)])
def test_china_statutory_days_of_earlier_law(year: int, days: int) -> None:
    dates = Horizon(date(year, 1, 1), 365 + (year % 4 == 0)).dates
    assert sum(h.statutory for d in dates if (h := CHINA.holiday(d))) == days


def test_china_2026_moved_days() -> None:
    assert CHINA.holiday(date(2026, 2, 16)) == Holiday("Spring Festival", True)  # the eve is statutory since 2025
    assert CHINA.holiday(date(2026, 2, 15)) == Holiday("Spring Festival", False)
    assert CHINA.holiday(date(2026, 2, 20)) == Holiday("Spring Festival", False)
    assert CHINA.holiday(date(2026, 2, 24)) is None
    assert CHINA.is_makeup(date(2026, 9, 20))
    assert CHINA.is_workday(date(2026, 9, 20))  # a Sunday
    assert not CHINA.is_workday(date(2026, 10, 6))  # a Tuesday


def test_working_days_of_a_month() -> None:
    assert CHINA.working_days(month_horizon("2026-08")) == 21
    assert CHINA.working_days(month_horizon("2026-10")) == 18  # five weekdays off, Saturday 10 October worked


def test_positions_in_a_block() -> None:
    expected = {
        date(2026, 9, 30): ("National Day", Part.EVE, -1),
        date(2026, 10, 1): ("National Day", Part.FIRST, 0),
        date(2026, 10, 4): ("National Day", Part.MIDDLE, 3),
        date(2026, 10, 7): ("National Day", Part.LAST, 6),
        date(2026, 10, 8): ("National Day", Part.AFTER, 7),
    }
    for day, (name, part, distance) in expected.items():
        position = CHINA.position(day)
        assert position is not None
        assert (position.name, position.part, position.distance) == (name, part, distance)
    assert CHINA.position(date(2026, 10, 9)) is None


def test_uncovered_year_is_refused_with_a_remedy() -> None:
    assert coverage("CN", 2026)
    assert not coverage("CN", 2027)
    with pytest.raises(InputError) as refused:
        CHINA.require(Horizon(date(2026, 12, 20), 20))
    assert "2027" in refused.value.message("en")
    assert "calendar.csv" in refused.value.remedy("en")
    assert "calendar.csv" in refused.value.remedy("zh")
    with pytest.raises(InputError):
        CHINA.working_days(month_horizon("2027-03"))


def test_rows_by_hand_cover_a_year_but_a_special_day_does_not() -> None:
    day = date(2027, 1, 1)
    calendar_for("CN", [(day, "statutory", "New Year's Day")]).require(month_horizon("2027-01"))
    with pytest.raises(InputError):
        calendar_for("CN", [(day, "special", "billing day")]).require(month_horizon("2027-01"))


def test_own_rows_win() -> None:
    calendar = calendar_for(
        "CN",
        [
            (date(2026, 10, 7), "makeup", "back early"),
            (date(2026, 8, 3), "holiday", "founding day"),
            (date(2026, 9, 20), "holiday", "no make-up here"),
            (date(2026, 8, 10), "special", "billing day"),
        ],
    )
    assert calendar.is_workday(date(2026, 10, 7))
    assert calendar.holiday(date(2026, 10, 7)) is None
    assert calendar.holiday(date(2026, 8, 3)) == Holiday("founding day", False)
    assert not calendar.is_workday(date(2026, 9, 20))
    assert calendar.is_workday(date(2026, 8, 10))
    position = calendar.position(date(2026, 8, 10))
    assert position is not None
    assert position.part is Part.SPECIAL


def test_israel_with_its_own_weekend() -> None:
    israel = calendar_for("IL", weekend_days=frozenset({4, 5}))
    assert israel.holiday(date(1999, 4, 1)) == Holiday("Pesach", True)
    assert israel.is_workday(date(1999, 6, 6))  # Sunday
    assert not israel.is_workday(date(1999, 6, 4))  # Friday
    assert israel.working_days(month_horizon("1999-06")) == 22
    assert not coverage("XX", 2026)
    assert not coverage("IL", 1900)


def test_labels_in_both_languages() -> None:
    assert holiday_label("National Day", "zh") == "国庆节"
    assert holiday_label("New Year's Day", "zh") == "元旦"
    assert holiday_label("Pesach", "zh") == "Pesach"
    for day in Horizon(date(2024, 1, 1), 1000).dates:
        found = CHINA.holiday(day)
        assert found is None or holiday_label(found.name, "zh") != found.name


@given(st.dates(date(2010, 1, 1), date(2026, 12, 30)), st.sampled_from(["CN", "IL", "DE", "US"]))
def test_positions_agree_with_holidays(day: date, country: str) -> None:
    calendar = calendar_for(country)
    position = calendar.position(day)
    inside = position is not None and position.part in (Part.FIRST, Part.MIDDLE, Part.LAST)
    assert inside == (calendar.holiday(day) is not None)
    assert not (calendar.is_makeup(day) and calendar.holiday(day))
    if position is not None and position.part is Part.EVE:
        assert calendar.holiday(day + timedelta(days=1)) is not None
