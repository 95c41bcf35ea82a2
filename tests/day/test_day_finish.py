"""The exact finish: from a bad start to the optimum, with the arcs that reduced costs rule out left away."""

from __future__ import annotations

import time

import numpy as np
import pytest
from day_worlds import cheapest
from test_day_optimum import random_task

from wfm.roster.day.callins import candidates_of
from wfm.roster.day.cells import cover_of
from wfm.roster.day.law import Law
from wfm.roster.day.model import build_model
from wfm.roster.day.network import price_of
from wfm.roster.day.programme import DayModel, relax, whole
from wfm.roster.day.search import improved, placed, rounded
from wfm.roster.exact.day_finish import finish_day


def model_of(seed: int) -> tuple[DayModel, int]:
    task = random_task(seed, {"A": "D", "B": "d"}, call_in=False)
    law = Law(task)
    return build_model(task, law, candidates_of(task, law), cover_of(task)), cheapest(task)


@pytest.mark.parametrize("seed", range(4))
def test_from_the_day_as_planned_to_the_optimum(seed: int) -> None:
    model, best = model_of(seed)
    start = rounded(model, None)
    finished = finish_day(model, start, 0, seconds=20)
    assert finished.status == "optimal"
    assert finished.plan.cost() == finished.bound == best


@pytest.mark.parametrize("seed", range(4))
def test_arcs_ruled_out_are_not_missed(seed: int) -> None:
    model, best = model_of(seed)
    relaxed = relax(model, 10)
    assert relaxed is not None
    assert relaxed.bound <= best
    start = improved(rounded(model, None), time.monotonic() + 10)
    usable = np.asarray(relaxed.value + relaxed.reduced <= start.cost() - 1 + 1e-4)
    finished = finish_day(model, start, relaxed.bound, seconds=20, usable=usable)
    assert finished.plan.cost() == best
    assert finished.open_arcs <= len(usable)


@pytest.mark.parametrize("seed", range(4))
def test_the_plain_path_is_the_day_as_it_stands(seed: int) -> None:
    task = random_task(seed, {"A": "D", "B": "E", "C": "S"}, call_in=False)
    before = cover_of(task)
    model = build_model(task, Law(task), (), before)
    plain = rounded(model, None)
    assert plain.count[: before.size] == before.ravel().tolist()
    assert plain.count[before.size :] == [8]  # half hours of C's study from 08:00 on, the break left out
    assert all(price_of(group.net, group.plain) == 0 for group in model.groups)


def test_no_time_still_gives_an_audited_answer() -> None:
    from wfm.roster.day.solve import solve_day

    task = random_task(3, {"A": "D", "B": "d", "C": "D"}, call_in=False)
    answer = solve_day(task, seconds=0.01)
    assert answer.cost <= answer.claim.loss_before


@pytest.mark.parametrize("seed", range(4))
def test_branch_and_bound_in_whole_people(seed: int) -> None:
    model, best = model_of(seed)
    found = whole(model, np.ones(int(model.offsets[-1]), np.bool_), 20)
    assert found.flow is not None
    assert placed(model, found.flow).cost() == best
    assert found.bound == best
