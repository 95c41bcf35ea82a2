"""Days, replications, absence and midnight; the same numbers whatever the workers."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from datetime import date, timedelta

import numpy as np
import pytest
from centres import desk_of, steady

from wfm.data.laws import Law
from wfm.errors import InputError, UsageError
from wfm.simulation import Calls, DayPlan, ForecastDay, RecordedDay, Replications, Study, Window, replicate, sample_calls
from wfm.simulation.run import run

START = date(2026, 8, 3)
SLOTS = 24


def days(count: int, agents: int = 6, absence: float = 0.0) -> tuple[DayPlan, ...]:
    keys = tuple(f"agent {k}" for k in range(agents))
    return tuple(
        DayPlan(START + timedelta(days=d), steady(agents), tuple(f"{key}|{d}" for key in keys), np.full(agents, absence))
        for d in range(count)
    )


def study(count: int = 2, *, absence: float = 0.0, calls_per_slot: float = 60.0) -> Study:
    expected = ForecastDay(np.full((1, SLOTS), calls_per_slot))
    return Study(
        projects=("ev",),
        threshold=np.array([20.0]),
        handling=(Law("exponential", 300.0),),
        patience=(Law("exponential", 120.0),),
        interval_seconds=3600.0,
        days=days(count, absence=absence),
        demand={START + timedelta(days=d): expected for d in range(-1, count + 1)},
        busy_day=np.array([0.1]),
    )


def assert_same(one: Replications, two: Replications) -> None:
    for each in fields(Replications):
        if each.name not in ("projects", "dates", "interval_seconds", "seed"):
            np.testing.assert_array_equal(getattr(one, each.name), getattr(two, each.name), err_msg=each.name)


def test_same_seed_same_numbers_whatever_the_workers():
    told: list[int] = []
    alone = replicate(study(absence=0.1), 3, seed=4, workers=1, progress=told.append)
    assert told == [1, 2, 3]
    assert_same(alone, replicate(study(absence=0.1), 3, seed=4, workers=2))
    assert not np.array_equal(alone.offered, replicate(study(absence=0.1), 3, seed=5).offered)


def test_shapes_and_conservation():
    found = replicate(study(), 4, seed=1)
    assert found.count == 4
    assert found.offered.shape == (4, 2, 1, SLOTS)
    assert found.staffed_seconds.shape == (4, 2, 1, SLOTS)
    assert found.stranded.shape == (4, 2)
    np.testing.assert_array_equal(found.offered, found.answered + found.abandoned)
    assert [seats.shape for seats in found.seat_busy] == [(6,), (6,)]
    assert found.seat_busy[0].sum() == pytest.approx(found.busy_seconds[:, 0].sum() / 4)
    assert found.seat_staffed[1].tolist() == [86_400] * 6


def test_a_day_does_not_depend_on_which_others_are_counted():
    both = replicate(study(), 2, seed=1)
    second = replicate(replace(study(), days=study().days[1:]), 2, seed=1)
    np.testing.assert_array_equal(both.offered[:, 1:], second.offered)
    np.testing.assert_array_equal(both.wait_seconds[:, 1:], second.wait_seconds)


def test_midnight_is_no_edge():
    """Two days on their own against the same two days as one stretch: the counts around midnight are the same."""
    whole = study(count=2)
    found = replicate(whole, 1, seed=3)
    days_calls = [
        (sample_calls(whole.callers, whole.demand[day], day, seed=3, replication=0), (day - START).days * 86_400.0)
        for day in sorted(whole.demand)
    ]
    calls = Calls(
        np.concatenate([c.arrival + shift for c, shift in days_calls]),
        *(np.concatenate([getattr(c, name) for c, _ in days_calls]) for name in ("project", "handling", "patience")),
    )
    stretch = run(calls, steady(6), Window(0.0, 3600.0, 2 * SLOTS), whole.threshold)
    np.testing.assert_array_equal(found.offered[0].reshape(-1), stretch.offered[0])
    around = slice(SLOTS - 4, SLOTS + 4)
    np.testing.assert_array_equal(found.answered[0].reshape(-1)[around], stretch.answered[0][around])
    assert found.wait_seconds[0].reshape(-1)[around] == pytest.approx(stretch.wait_seconds[0][around])


def test_evening_before_and_morning_after_are_simulated_with_a_day():
    whole = study(1)
    alone = replace(whole, demand={START: whole.demand[START]})
    with_edges, without = (replicate(each, 10, seed=3) for each in (whole, alone))
    np.testing.assert_array_equal(with_edges.offered, without.offered)
    waits = with_edges.wait_seconds[:, 0, 0].sum(axis=0) - without.wait_seconds[:, 0, 0].sum(axis=0)
    assert waits[0] > 0, "the evening before has left callers and busy agents behind"


def test_absent_seat_is_absent_on_both_sides_of_midnight():
    night = desk_of([[(-7200.0, 7200.0)]] * 200)
    evening = desk_of([[(79_200.0, 93_600.0)]] * 200)
    keys, absence = tuple(f"agent {k}" for k in range(200)), np.full(200, 0.3)
    plans = (DayPlan(START, evening, keys, absence), DayPlan(START + timedelta(days=1), night, keys, absence))
    found = replicate(replace(study(), days=plans, demand={}), 1, seed=1)
    before, after = (seats > 0 for seats in found.seat_staffed)
    np.testing.assert_array_equal(before, after)
    assert 0.55 < before.mean() < 0.85
    other = replicate(replace(study(), days=plans, demand={}), 2, seed=1).seat_staffed[0]
    assert len(set(other.tolist())) == 3, "another replication, others absent: none, one or both times"


def test_absence_is_certain_or_none():
    none = replicate(study(1, absence=1.0), 1, seed=1)
    assert none.staffed_seconds.sum() == 0
    assert none.answered.sum() == 0
    assert replicate(study(1), 1, seed=1).staffed_seconds.sum() == 6 * 86_400


def test_replayed_day():
    recorded = RecordedDay(np.array([10.0, 5000.0]), np.zeros(2, np.int16), np.array([30.0, 40.0]), np.full(2, math.inf))
    found = replicate(replace(study(1), demand={START: recorded}), 2, seed=1)
    assert found.offered[:, 0, 0, :2].tolist() == [[1, 1], [1, 1]]
    assert found.busy_seconds.sum() == 2 * 70


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"days": ()}, "simulation.no_days"),
        ({"threshold": np.array([20.0, 30.0])}, "simulation.bad_shape"),
        ({"busy_day": np.array([-0.1])}, "simulation.bad_value"),
        ({"interval_seconds": 7000.0}, "simulation.bad_interval"),
        ({"interval_seconds": 0.0}, "simulation.bad_interval"),
        ({"demand": {START: ForecastDay(np.ones((1, 4)))}}, "simulation.bad_shape"),
        ({"demand": {START: ForecastDay(np.full((1, SLOTS), np.nan))}}, "simulation.bad_value"),
        ({"demand": {START: ForecastDay(np.ones((1, SLOTS)), np.zeros((1, SLOTS)))}}, "simulation.bad_value"),
        ({"days": (replace(days(1)[0], absence=np.full(6, 1.5)),)}, "simulation.bad_value"),
        ({"days": (replace(days(1)[0], seat_keys=("one",)),)}, "simulation.bad_shape"),
        (
            {"days": (*days(1), replace(days(2)[1], desk=replace(steady(6), level=np.full((1, 1), 2, np.int16))))},
            "simulation.groups_differ",
        ),
    ],
)
def test_impossible_study_is_refused(change: dict[str, object], key: str):
    with pytest.raises(InputError) as caught:
        replicate(replace(study(1), **change), 1, seed=1)
    assert caught.value.key == key
    assert caught.value.message("zh")


@pytest.mark.parametrize(("replications", "seed"), [(0, 1), (1, -1)])
def test_impossible_numbers_are_refused(replications: int, seed: int):
    with pytest.raises(UsageError):
        replicate(study(1), replications, seed)


@pytest.mark.parametrize(
    ("calls", "desk", "key"),
    [
        ({"arrival": np.array([5.0, 1.0])}, {}, "simulation.not_ascending"),
        ({"arrival": np.array([1.0, np.nan])}, {}, "simulation.bad_value"),
        ({"project": np.array([0, 1], np.int16)}, {}, "simulation.bad_value"),
        ({"handling": np.array([1.0, -1.0])}, {}, "simulation.bad_value"),
        ({"patience": np.array([1.0, np.nan])}, {}, "simulation.bad_value"),
        ({"patience": np.array([1.0])}, {}, "simulation.bad_shape"),
        ({}, {"speed": np.zeros((1, 1))}, "simulation.bad_value"),
        ({}, {"session_end": np.array([50.0, 300.0])}, "simulation.bad_value"),
        ({}, {"session_end": np.array([150.0, 300.0])}, "simulation.sessions_overlap"),
        ({}, {"session_seat": np.array([0, 1], np.int32)}, "simulation.bad_value"),
    ],
)
def test_arrays_that_break_the_contract_are_refused(calls: dict[str, object], desk: dict[str, object], key: str):
    good_calls = Calls(np.array([1.0, 5.0]), np.zeros(2, np.int16), np.ones(2), np.ones(2))
    good_desk = replace(desk_of([[(60.0, 100.0), (140.0, 300.0)]]))
    run(good_calls, good_desk, Window(0.0, 100.0, 3), np.array([20.0]))
    with pytest.raises(InputError) as caught:
        run(replace(good_calls, **calls), replace(good_desk, **desk), Window(0.0, 100.0, 3), np.array([20.0]))
    assert caught.value.key == key
