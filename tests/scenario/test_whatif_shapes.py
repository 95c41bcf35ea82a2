"""Shapes over time, paid hours by law, fluid backlogs: against values known otherwise."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfm.data.roster import Duty
from wfm.data.tables import Event, Shift
from wfm.scenario.ready.backlog import fluid, worked_off
from wfm.scenario.whatif.model import Campaign, Holiday, Storm
from wfm.scenario.whatif.pay import paid_by_day
from wfm.scenario.whatif.surge import campaign_events, holiday_factors, storm_factor, with_campaigns

DAY = date(2026, 8, 12)


def storm(**values: object) -> Storm:
    return Storm.model_validate({"arrives": datetime(2026, 8, 12, 15, 20), "peak_factor": 3.0, **values})


def test_a_storm_rises_to_its_peak_and_halves() -> None:
    minutes = np.array([-60.0, 0.0, 30.0, 30.0 + 240.0, 30.0 + 480.0])
    made = storm_factor(storm(rise_hours=0.5, half_life_hours=4), minutes, 1)
    assert made[0] == 1.0
    assert made[1] == pytest.approx(1.0 + 2.0 / 60, abs=0.01)
    assert made[2:] == pytest.approx([3.0, 2.0, 1.5], abs=0.01)


def test_the_front_inside_an_interval_counts_in_part() -> None:
    """20 of 30 minutes at factor 3 (no rise, no decay to speak of): 1 + 2 x 2/3."""
    made = storm_factor(storm(rise_hours=0, half_life_hours=96), np.array([-10.0]), 30)
    assert made[0] == pytest.approx(1 + 2 * 2 / 3, abs=0.05)


@given(peak=st.floats(1, 20), rise=st.floats(0, 5), half=st.floats(0.1, 24))
def test_a_storm_never_lowers_calls_and_never_exceeds_its_peak(peak: float, rise: float, half: float) -> None:
    made = storm_factor(storm(peak_factor=peak, rise_hours=rise, half_life_hours=half), np.arange(-120, 3000, 30.0), 30)
    assert (made >= 1.0).all()
    assert (made <= peak + 1e-9).all()


def test_holiday_travel_peaks_at_both_ends() -> None:
    made = holiday_factors(
        Holiday.model_validate({"from": DAY, "to": date(2026, 8, 15), "factor": 2.0, "middle": 0.2, "eve": 0.5})
    )
    assert [made[day] for day in sorted(made)] == pytest.approx([1.5, 2.0, 1.2, 1.2, 2.0])


def test_a_campaign_becomes_three_events_and_replaces_the_planned_one() -> None:
    values = {"project": "digital", "name": "week", "from": DAY, "to": DAY, "uplift": 1.0, "before_days": 2, "before": 0.1}
    campaign = Campaign.model_validate({**values, "after_days": 3, "after": -0.2, "instead_of": "old"})
    made = campaign_events(campaign)
    assert [(event.from_date.day, event.to_date.day, event.uplift) for event in made] == [
        (12, 12, 1.0),
        (10, 11, 0.1),
        (13, 15, -0.2),
    ]
    planned = [
        Event(project="digital", from_date=date(year, 8, 17), to_date=date(year, 8, 20), name="old") for year in (2025, 2026)
    ]
    assert with_campaigns(planned, [campaign]) == (planned[0], *made)


def test_a_night_is_cut_at_midnight_and_its_break_lies_where_it_lies() -> None:
    night = Shift(shift="N", start="22:00", minutes=600, kind="night", break_minutes=60, break_from=240, break_to=300)
    made = list(paid_by_day(night, Duty("A", DAY, "N", "P", 240)))
    assert made == [(DAY, 120), (date(2026, 8, 13), 420)]
    assert sum(minutes for _, minutes in made) == night.paid_minutes


def test_a_fluid_queue_without_hang_ups_is_arithmetic() -> None:
    """An hour of 120 calls against 60 served leaves 60; then 30 calls an hour against 60 clear 30 an hour: two hours."""
    calls = np.array([60.0, 60.0, 15.0, 15.0, 15.0, 15.0, 0.0])
    made = fluid(calls, np.full(7, 60.0), np.full(7, 1.0), None, 30)
    assert made.peak == pytest.approx(60.0)
    assert made.queue.tolist() == pytest.approx([30, 60, 45, 30, 15, 0, 0], abs=1e-6)
    assert made.lost == 0
    assert made.minutes == 120


def test_impatience_settles_where_what_hangs_up_balances_the_excess() -> None:
    """Steady state of the fluid: Q = (lambda - mu s) x patience."""
    made = fluid(np.full(48, 90.0), np.full(48, 60.0), np.full(48, 1.0), 180.0, 30)
    assert made.queue[-1] == pytest.approx((90 - 30) / 1800 * 180, rel=0.02)
    assert made.cleared_slot is None


@given(st.integers(1, 5))
def test_more_agents_never_lengthen_a_queue(more: int) -> None:
    calls, aht = np.array([50.0, 80.0, 20.0, 10.0]), np.full(4, 120.0)
    few, many = (fluid(calls, aht, np.full(4, float(agents)), 180.0, 30) for agents in (1, 1 + more))
    assert many.peak <= few.peak
    assert many.lost <= few.lost


def test_deferrable_work_is_carried_on() -> None:
    left, clear = worked_off(np.array([10.0, 4.0, 4.0]), np.array([6.0, 6.0, 6.0]))
    assert left.tolist() == [4.0, 2.0, 0.0]
    assert clear == 2
    assert worked_off(np.array([1.0]), np.array([2.0]))[1] == 0
    assert worked_off(np.array([3.0]), np.array([2.0]))[1] is None
