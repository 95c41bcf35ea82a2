"""Fewest agents for every subset of targets, the mean wait among them; and the inverse, the largest load."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.data.tables import Defaults, Project
from wfm.errors import InputError
from wfm.staffing import Measures, erlang_a, fewest_agents, largest_load
from wfm.staffing.targets import targets_of

LIMITS = {"target": 0.8, "max_mean_wait_seconds": 9.0, "max_abandonment": 0.03, "max_occupancy": 0.88}
NAMES = {"target": "service", "max_mean_wait_seconds": "wait", "max_abandonment": "abandonment", "max_occupancy": "occupancy"}


def kept(queue: Measures, limits: dict[str, float]) -> np.ndarray:
    """Whether each queue keeps all limits."""
    good = np.ones(queue.within.shape, dtype=bool)
    if "target" in limits:
        good &= queue.within >= limits["target"]
    if "max_mean_wait_seconds" in limits:
        good &= queue.mean_wait_seconds <= limits["max_mean_wait_seconds"]
    if "max_abandonment" in limits:
        good &= queue.abandonment <= limits["max_abandonment"]
    if "max_occupancy" in limits:
        good &= queue.occupancy <= limits["max_occupancy"]
    return good


SUBSETS = [names for size in range(1, 5) for names in itertools.combinations(LIMITS, size)]


@pytest.mark.parametrize("names", SUBSETS, ids="+".join)
@pytest.mark.parametrize("patience", [40.0, 400.0, math.inf])
def test_fewest_is_the_first_number_that_keeps_every_target(names: tuple[str, ...], patience: float) -> None:
    limits = {name: LIMITS[name] for name in names}
    for load in (0.02, 0.9, 7.3, 60.0, 240.0):
        found = fewest_agents(load, aht_seconds=230, threshold_seconds=20, patience_seconds=patience, **limits)
        numbers = np.arange(1, 400)
        queues = erlang_a(load, numbers, aht_seconds=230, threshold_seconds=20, patience_seconds=patience)
        assert found.agents == numbers[kept(queues, limits).argmax()]
        before = int(found.agents) - 1
        if before:
            queue = erlang_a(load, [before], aht_seconds=230, threshold_seconds=20, patience_seconds=patience)
            missed = [NAMES[name] for name in names if not kept(queue, {name: limits[name]})[0]]
            assert found.bound_by == missed[0]


def test_a_case_does_not_depend_on_its_neighbours() -> None:
    """The search starts where the cell before ended: that must not show."""
    rng = np.random.default_rng(5)
    load = rng.choice([0.3, 5.0, 90.0, 900.0], 60)
    target, patience = rng.choice([0.2, 0.8, 0.99], 60), rng.choice([20.0, 300.0, math.inf], 60)
    together = fewest_agents(
        load, aht_seconds=200, target=target, threshold_seconds=20, patience_seconds=patience, max_mean_wait_seconds=5
    )
    for i in range(load.size):
        alone = fewest_agents(
            load[i],
            aht_seconds=200,
            target=target[i],
            threshold_seconds=20,
            patience_seconds=patience[i],
            max_mean_wait_seconds=5,
        )
        assert (together.agents[i], together.bound_by[i]) == (alone.agents, alone.bound_by)


@pytest.mark.parametrize("patience", [1e-3, 1e9])
def test_extreme_patience_and_national_size(patience: float) -> None:
    found = fewest_agents(20000.0, aht_seconds=300, target=0.8, threshold_seconds=20, patience_seconds=patience)
    around = [found.agents - 1, found.agents]
    queue = erlang_a(20000.0, around, aht_seconds=300, threshold_seconds=20, patience_seconds=patience)
    assert (queue.within >= 0.8).tolist() == [False, True]


@settings(max_examples=60)
@given(
    agents=st.integers(1, 800),
    patience=st.one_of(st.floats(10, 3000), st.just(math.inf)),
    names=st.sampled_from(SUBSETS),
)
def test_largest_load_is_the_inverse(agents: int, patience: float, names: tuple[str, ...]) -> None:
    limits = {name: LIMITS[name] for name in names}
    options = {"aht_seconds": 230.0, "threshold_seconds": 20.0, "patience_seconds": patience}
    load = float(largest_load(agents, **options, **limits))
    if math.isinf(load):
        assert names == ("max_abandonment",)
        assert math.isinf(patience)
        return
    assert int(fewest_agents(load, **options, **limits).agents) <= agents
    assert int(fewest_agents(load * (1 + 1e-6), **options, **limits).agents) > agents


def test_capacity_without_agents_or_without_limit() -> None:
    found = largest_load([0, 5], aht_seconds=200, max_mean_wait_seconds=60, patience_seconds=50)
    assert found.tolist() == [0.0, math.inf]
    with pytest.raises(InputError) as refused:
        largest_load(5, aht_seconds=200)
    assert refused.value.key == "staffing.no_target"


@pytest.mark.parametrize("wait", [0.0, -1.0, math.nan, math.inf])
def test_a_mean_wait_must_be_a_number_above_zero(wait: float) -> None:
    with pytest.raises(InputError) as refused:
        fewest_agents(3.0, aht_seconds=200, max_mean_wait_seconds=wait)
    assert "max_mean_wait_seconds" in refused.value.message("zh")


def test_targets_of_a_project_win_over_the_centres() -> None:
    defaults = Defaults(max_abandonment=0.05)
    own = Project(project="ev", max_abandonment=0.02, max_mean_wait_seconds=12)
    assert targets_of(own, defaults).max_abandonment == 0.02
    assert targets_of(own, defaults).max_mean_wait_seconds == 12
    assert targets_of(Project(project="hotline"), defaults).max_abandonment == 0.05
    assert targets_of(Project(project="hotline"), defaults).max_mean_wait_seconds is None
