"""The model against everything that could be tried: same optimum, and its bound is no promise too much."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from day_worlds import EASY, PROJECTS, cheapest, day_task, missing

from wfm.data.day_changes import ChangeKind, DayChange
from wfm.roster.day.solve import solve_day
from wfm.roster.day.task import DayTask


def random_task(seed: int, lines: dict[str, str], **fields: object) -> DayTask:
    """Random curves over the hours of the short shifts, some with floors."""
    rng = np.random.default_rng(seed)
    curves, floors = {}, {}
    for slot in range(14, 34):
        for project in PROJECTS:
            agents = int(rng.integers(0, 4))
            if agents:
                steps = np.sort(rng.integers(1, 25, agents))
                curves[slot, project] = [int(v) for v in np.append(np.cumsum(steps)[::-1], 0)]
            if rng.random() < 0.05:
                floors[slot, project] = 1
    return day_task(lines, curves, floors=floors, **fields)  # type: ignore[arg-type]


def agrees(task: DayTask) -> None:
    answer = solve_day(task, seconds=20)
    assert answer.cost == cheapest(task)
    assert answer.bound == answer.cost
    assert answer.cost <= answer.claim.loss_before


@pytest.mark.parametrize("seed", range(8))
def test_breaks_loans_and_extensions(seed: int) -> None:
    agrees(random_task(seed, {"A": "D", "B": "d"}, call_in=False))


@pytest.mark.parametrize("seed", range(4))
def test_later_in_the_day_with_people_not_yet_there(seed: int) -> None:
    agrees(random_task(seed, {"A": "D", "B": "E"}, as_of="09:00", call_in=False))


@pytest.mark.parametrize("seed", range(4))
def test_a_lending_cap(seed: int) -> None:
    agrees(random_task(seed, {"A": "D", "B": "D"}, cap=1, extend=False, call_in=False))


@pytest.mark.parametrize("seed", range(4))
def test_off_phone_work_and_call_ins(seed: int) -> None:
    agrees(random_task(seed + 50, {"A": "S", "B": ".", "C": "."}, settings=_cheap()))


@pytest.mark.parametrize("seed", range(3))
def test_early_leave(seed: int) -> None:
    agrees(random_task(seed, {"A": "D", "B": "E"}, release=True, extend=False, call_in=False))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_three_people(seed: int) -> None:
    agrees(random_task(seed + 20, {"A": "D", "B": "D", "C": "d"}, cap=1, as_of="09:00", extend=False, call_in=False))


@pytest.mark.parametrize("seed", range(3))
def test_with_somebody_told_before_and_somebody_absent(seed: int) -> None:
    task = random_task(seed, {"A": "D", "B": "D", "C": "D"}, cap=1, call_in=False)
    lent = DayChange("B", task.day, ChangeKind.LEND, 600, 660, "Q")
    gone = DayChange("C", task.day, ChangeKind.ABSENT, 480, 750, "P")
    agrees(replace(task, standing=(lent, gone)))


SHARED = ({"task": "t", "shift": "S", "days": 9, "first": 0, "last": 4},)


@pytest.mark.parametrize("seed", range(6))
def test_off_phone_work_made_up_by_somebody_else(seed: int) -> None:
    """A study duty that may be interrupted, two people at the phones who may do its work instead."""
    task = random_task(seed + 70, {"A": "S", "B": "D"}, offphone=SHARED, settings=_dear(), extend=False, call_in=False)
    agrees(task)


@pytest.mark.parametrize("seed", range(3))
def test_two_works_with_pools_of_their_own(seed: int) -> None:
    rows = ({**SHARED[0], "team": "red"}, {**SHARED[0], "task": "u", "employee": "B"})
    people = {"A": {"team": "red"}, "C": {"team": "red"}}
    lines = {"A": "S", "B": "S", "C": "D"}
    fields = {"offphone": rows, "people": people, "settings": _dear(), "extend": False, "call_in": False}
    agrees(random_task(seed + 90, lines, as_of="09:30", **fields))


@pytest.mark.parametrize("seed", range(3))
def test_what_was_taken_before_is_made_up_later(seed: int) -> None:
    task = random_task(seed + 30, {"A": "S", "B": "D", "C": "S"}, offphone=SHARED, settings=_dear(), extend=False, call_in=False)
    taken = DayChange("A", task.day, ChangeKind.TAKE_CALLS, 480, 570, "Q")
    agrees(replace(task, as_of=570, standing=(taken,)))


def test_off_phone_work_leaves_a_shortage() -> None:
    """An hour and a half short at P in the morning: A's study goes to the phones then, B does it after the break."""
    curves = {(slot, "P"): missing(2, 30) for slot in range(16, 19)}
    task = day_task({"A": "S", "B": "D"}, curves, offphone=SHARED, extend=False, call_in=False)
    answer = solve_day(task)
    assert [(c.employee, c.kind, c.to_minute - c.from_minute) for c in answer.claim.changes] == [
        ("A", ChangeKind.TAKE_CALLS, 90),
        ("B", ChangeKind.OFF_PHONE, 90),
    ]
    assert answer.claim.loss == 0
    assert answer.claim.price == EASY.take_calls_price + EASY.make_up_price + 3  # an interval of made-up work costs 1
    alone = solve_day(day_task({"A": "S", "B": "D"}, curves, extend=False, call_in=False))
    assert [c.kind for c in alone.claim.changes] == [ChangeKind.TAKE_CALLS]
    assert alone.claim.price == EASY.take_calls_price + 3 * EASY.off_phone_hour_price // 2


def test_a_day_with_enough_people_stays_as_it_is() -> None:
    task = day_task({"A": "D", "B": "D"}, {(20, "P"): missing(1)})
    answer = solve_day(task)
    assert answer.claim.changes == ()
    assert answer.bound == answer.cost == 0


def _dear() -> object:
    """Prices at which off-phone work is worth making up even where somebody could be lent instead."""
    return EASY.model_copy(update={"off_phone_hour_price": 25, "take_calls_price": 3, "make_up_hour_price": 0, "lend_price": 12})


def _cheap() -> object:
    return EASY.model_copy(update={"call_in_price": 5, "call_in_hour_price": 2})
