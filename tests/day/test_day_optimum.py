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


def test_a_day_with_enough_people_stays_as_it_is() -> None:
    task = day_task({"A": "D", "B": "D"}, {(20, "P"): missing(1)})
    answer = solve_day(task)
    assert answer.claim.changes == ()
    assert answer.bound == answer.cost == 0


def _cheap() -> object:
    return EASY.model_copy(update={"call_in_price": 5, "call_in_hour_price": 2})
