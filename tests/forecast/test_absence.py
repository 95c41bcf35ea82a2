"""Absence: learnt shares against simulated illness with a known law, what counts as unplanned, honest refusals."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from wfm.data.tables import Leave
from wfm.errors import InputError
from wfm.forecast.absence import AbsenceForecast, forecast_absence
from wfm.forecast.absence_days import absence_days

FIRST = date(2025, 1, 6)  # a Monday


def leave(employee: str, kind: str, first: date, days: int = 1) -> Leave:
    return Leave.model_validate(
        {"employee": employee, "kind": kind, "from_date": first, "to_date": first + timedelta(days=days - 1)}
    )


def roster(people: int, days: int, first: date = FIRST) -> pd.DataFrame:
    """Everybody works Monday to Friday."""
    rows = [(f"p{p}", first + timedelta(days=d), d % 7 < 5) for p in range(people) for d in range(days)]
    return pd.DataFrame(rows, columns=["employee", "date", "duty"])


def illness(people: int, days: int, seed: int, *, share: float = 0.05, monday: float = 1.0, ill_team: float = 1.0) -> list[Leave]:
    """Spells of one to five days that make ``share`` of all days; ``monday`` times as many begin on Mondays, ``ill_team`` times
    as many in the first half of the people."""
    generator = np.random.default_rng(seed)
    found = [leave("p0", "annual", FIRST - timedelta(days=1))]
    for p in range(people):
        d = 0
        while d < days:
            begins = share / 3.0 * (monday if d % 7 == 0 else 1.0) * (ill_team if p < people // 2 else 1.0)
            if generator.random() < begins:
                length = int(generator.integers(1, 6))
                found.append(leave(f"p{p}", "sick", FIRST + timedelta(days=d), length))
                d += length
            d += 1
    return found


def learnt(people: int, days: int, spells: list[Leave], teams: bool = False) -> AbsenceForecast:
    team = {f"p{p}": ("a" if p < people // 2 else "b") if teams else "a" for p in range(people)}
    month = f"{FIRST + timedelta(days=days + 31):%Y-%m}"
    return forecast_absence(absence_days(roster(people, days), spells, 14), team, month)


def test_the_share_is_found_and_the_design_effect_is_that_of_spells() -> None:
    made = learnt(200, 364, illness(200, 364, seed=1))
    assert made.share == pytest.approx(0.045, abs=0.006)  # 1.7 % begin a spell of 3 days; two thirds of p's days are free for one
    assert 2.0 < made.spell_days < 4.0
    assert made.low < made.share < made.high


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """Forty small centres of one truth: the band (with its 15 % for months) holds the long-run share in at least 32."""
    truth = learnt(400, 360, illness(400, 360, seed=99)).past
    made = [learnt(30, 120, illness(30, 120, seed=seed)) for seed in range(40)]
    assert sum(one.low <= truth <= one.high for one in made) >= 32
    assert np.mean([one.share for one in made]) == pytest.approx(truth, rel=0.08)
    assert sum(one.low <= 1.6 * truth <= one.high for one in made) < 12, "a band that holds everything says nothing"


def test_weekdays_and_teams_differ_as_far_as_days_show_it() -> None:
    many = learnt(300, 364, illness(300, 364, seed=2, monday=3.0, ill_team=2.0), teams=True)
    assert many.weekday[0] > 1.1 * many.share
    assert many.teams["a"] > 1.2 > 0.8 > many.teams["b"]
    few = learnt(12, 60, illness(12, 60, seed=3), teams=True)
    assert few.weekday == pytest.approx(np.full(7, few.share), rel=0.25)
    assert few.teams["a"] == pytest.approx(1.0, abs=0.2)


def test_the_month_of_the_year_needs_a_year() -> None:
    usual = illness(200, 390, seed=5)
    more = [leave(row.employee, "sick", row.from_date + timedelta(days=7)) for row in usual[1:]]
    twice = [row for row in more if row.from_date.month == 1]
    days = absence_days(roster(200, 390), [*usual, *twice, *twice], 14)
    january, june = (forecast_absence(days, {}, month).season for month in ("2027-01", "2026-06"))
    assert january > 1.1 > 1.02 > june
    short = absence_days(roster(200, 300), [*usual, *twice], 14)
    assert forecast_absence(short, {}, "2026-01").season == 1.0


def test_what_counts() -> None:
    """Planned leave is not at risk, illness known before the month is not either, a corrected roster still counts."""
    rows = roster(10, 56)
    said = [
        leave("p9", "annual", FIRST, 1),
        leave("p0", "annual", date(2025, 2, 3), 5),
        leave("p1", "sick", date(2025, 2, 3), 2),
        leave("p2", "sick", date(2025, 1, 7), 50),  # begun three weeks before February: known when February was planned
        leave("p3", "sick", date(2025, 2, 5), 1),
    ]
    gone = (rows["employee"] == "p3") & (rows["date"] == date(2025, 2, 5))
    days = absence_days(rows.assign(duty=rows["duty"] & ~gone), said, 14).set_index(["employee", "date"])
    assert tuple(days.loc[("p0", date(2025, 2, 3)), ["at_risk", "absent"]]) == (0.0, 0.0)
    assert tuple(days.loc[("p1", date(2025, 2, 4)), ["at_risk", "absent"]]) == (1.0, 1.0)
    assert tuple(days.loc[("p2", date(2025, 1, 8)), ["at_risk", "absent"]]) == (1.0, 1.0)
    assert tuple(days.loc[("p2", date(2025, 2, 4)), ["at_risk", "absent"]]) == (0.0, 0.0)
    assert tuple(days.loc[("p3", date(2025, 2, 5)), ["at_risk", "absent"]]) == (1.0, 1.0), "all others work on Wednesdays"
    assert tuple(days.loc[("p1", date(2025, 2, 8)), ["at_risk", "absent"]]) == (0.0, 0.0)


def test_days_before_anything_was_recorded_are_left_out() -> None:
    days = absence_days(roster(10, 56), [leave("p1", "annual", FIRST + timedelta(days=28))], 14)
    assert days["date"].min() == FIRST + timedelta(days=28)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_history_is_answered_honestly(language: str) -> None:
    with pytest.raises(InputError) as few:
        learnt(5, 30, [leave("p0", "sick", FIRST)])
    assert few.value.key == "absence.too_little"
    with pytest.raises(InputError) as none:
        learnt(50, 60, [leave("p0", "annual", FIRST)])
    assert none.value.key == "absence.none_recorded"
    assert none.value.message(language)
    assert none.value.remedy(language)
