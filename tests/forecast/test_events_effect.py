"""What events do, learnt from their past: recovered where seen often, the given uplift where never seen."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from wfm.calendars import calendar_for
from wfm.data.tables import Event
from wfm.forecast.events import day_factors, learn, observe

FIRST = date(2025, 3, 3)
CALENDAR = calendar_for("CN")
DAYS = 300


def event(day: int, name: str = "sale", uplift: float = 0.0, project: str = "p", length: int = 3, **more: str) -> Event:
    begin = FIRST + timedelta(days=day)
    end = begin + timedelta(days=length - 1)
    return Event.model_validate({"project": project, "from_date": begin, "to_date": end, "name": name, "uplift": uplift, **more})


def totals(events: list[Event], before: float = 1.0, during: float = 1.4, after: float = 0.8) -> np.ndarray:
    """Calls of 1000 a day, fewer at weekends, with the same shape at every event."""
    days = [FIRST + timedelta(days=k) for k in range(DAYS)]
    level = np.array([600.0 if day.weekday() >= 5 else 1000.0 for day in days])
    for one in events:
        for k, day in enumerate(days):
            if one.from_date <= day <= one.to_date:
                level[k] *= during
            elif 0 < (one.from_date - day).days <= 3:
                level[k] *= before
            elif 0 < (day - one.to_date).days <= 3:
                level[k] *= after
    return level


def test_shape_is_observed_as_it_was() -> None:
    past = [event(day) for day in (75, 120, 160)]
    for one in observe(past, FIRST, totals(past, before=0.9), CALENDAR):
        assert np.exp(one.log_effect) == pytest.approx([0.9, 1.4, 0.8], abs=0.005)


def test_days_at_a_holiday_say_nothing() -> None:
    (seen,) = observe([event(30)], FIRST, totals([event(30)]), CALENDAR)  # its days after are those of Qingming
    assert np.isinf(seen.variance).tolist() == [False, False, True]


def test_four_past_events_teach_the_shape_shrunken_towards_none() -> None:
    past = [event(day) for day in (30, 75, 120, 160)]
    seen = observe(past, FIRST, totals(past, before=0.9), CALENDAR)
    effect = learn(event(330), seen)
    # noise at its floor of 0.03: three days against the median of eight weeks; four (after: three) events against the prior
    weight = 1 / (0.03**2 * (1 / 3 + 1 / 8) + 0.10**2)
    assert effect.before == pytest.approx(0.9 ** (4 * weight / (0.10**-2 + 4 * weight)), abs=0.005)
    assert effect.after == pytest.approx(0.8 ** (3 * weight / (0.10**-2 + 3 * weight)), abs=0.005)
    assert effect.during == pytest.approx(1.4, abs=0.02)
    assert effect.seen == 4


def test_event_never_seen_has_the_given_uplift_on_its_days_only() -> None:
    past = [event(30), event(75)]
    coming = event(330, name="fair", uplift=0.3)
    effect = learn(coming, observe(past, FIRST, totals(past), CALENDAR))
    assert (effect.seen, effect.before, effect.after) == (0, 1.0, 1.0)
    assert effect.during == pytest.approx(1.3)
    assert day_factors([effect]) == pytest.approx({coming.from_date + timedelta(days=k): 1.3 for k in range(3)})


def test_one_past_event_moves_less_than_four() -> None:
    days = (30, 75, 120, 160)
    by_count = []
    for count in (0, 1, 4):
        past = [event(day) for day in days[:count]]
        by_count.append(learn(event(330), observe(past, FIRST, totals(past), CALENDAR)).during)
    assert by_count[0] == 1.0 < by_count[1] < by_count[2] < 1.45


def test_kind_and_other_projects_count_less_than_the_same_name() -> None:
    past = [event(30, kind="campaign")]
    seen = observe(past, FIRST, totals(past), CALENDAR)
    same = learn(event(330), seen).during
    elsewhere = learn(event(330, project="q"), seen).during
    kind = learn(event(330, name="fair", kind="campaign"), seen).during
    other_kind = learn(event(330, name="fair", kind="outage"), seen).during
    assert same > elsewhere > kind > other_kind == 1.0


def test_a_past_uplift_given_rightly_leaves_the_coming_one_as_given() -> None:
    past = [event(day, uplift=0.4) for day in (30, 75, 120)]
    effect = learn(event(330, uplift=0.2), observe(past, FIRST, totals(past, after=1.0), CALENDAR))
    assert effect.during == pytest.approx(1.2, abs=0.04)


def test_a_day_of_two_events_speaks_for_neither() -> None:
    past = [event(30), event(30, name="outage")]
    seen = observe(past, FIRST, totals(past[:1]), CALENDAR)
    assert all(np.isinf(one.variance).all() for one in seen)
