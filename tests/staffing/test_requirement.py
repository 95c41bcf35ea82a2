"""Fewest agents: minimal, monotone, and told which target bound."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.errors import InputError
from wfm.staffing import erlang_a, fewest_agents, rostered


@settings(deadline=None, max_examples=200)
@given(
    load=st.floats(0.01, 3000),
    aht=st.floats(20, 1200),
    patience=st.one_of(st.floats(5, 3600), st.just(math.inf)),
    target=st.floats(0.05, 0.999),
    threshold=st.floats(0, 120),
    cap=st.floats(0.3, 1.0),
    abandonment=st.floats(0.001, 0.5),
)
def test_requirement_is_minimal(
    load: float, aht: float, patience: float, target: float, threshold: float, cap: float, abandonment: float
) -> None:
    found = fewest_agents(
        load,
        aht_seconds=aht,
        target=target,
        threshold_seconds=threshold,
        patience_seconds=patience,
        max_abandonment=abandonment,
        max_occupancy=cap,
    )
    agents = int(found.agents)
    queue = erlang_a(load, [agents, agents - 1], aht_seconds=aht, patience_seconds=patience, threshold_seconds=threshold)
    met = {
        "service": queue.within >= target,
        "abandonment": queue.abandonment <= abandonment,
        "occupancy": queue.occupancy <= cap,
    }
    assert all(name_met[0] for name_met in met.values())
    assert agents == 1 or not met[str(found.bound_by)][1]


def test_each_target_can_bind_and_is_named() -> None:
    found = fewest_agents(
        [10.0, 10.0, 1000.0, 10.0, 0.0, 0.0, 10.0],
        aht_seconds=240,
        target=[0.8, 0.01, 0.8, 0.8, 0.8, 0.8, 0.8],
        threshold_seconds=20,
        patience_seconds=180,
        max_abandonment=[0.5, 0.01, 0.5, 0.5, 0.5, 0.5, 0.5],
        max_occupancy=[1.0, 1.0, 0.85, 1.0, 1.0, 1.0, 1.0],
        floor=[0, 0, 0, 40, 2, 0, 7],
        open_=[True, True, True, True, True, True, False],
    )
    assert found.bound_by.tolist() == ["service", "abandonment", "occupancy", "floor", "floor", "no calls", "closed"]
    assert found.agents[3:].tolist() == [40, 2, 0, 0]


@pytest.mark.parametrize("patience", [30.0, 180.0, math.inf])
def test_more_load_never_needs_fewer(patience: float) -> None:
    load = np.concatenate([np.linspace(0, 40, 801), np.linspace(40, 5000, 300)])
    found = fewest_agents(load, aht_seconds=240, target=0.8, threshold_seconds=20, patience_seconds=patience, max_occupancy=0.85)
    assert (np.diff(found.agents) >= 0).all()


def test_a_harder_target_never_needs_fewer() -> None:
    shares = np.linspace(0.01, 0.999, 200)
    found = fewest_agents(55.0, aht_seconds=240, target=shares, threshold_seconds=20, patience_seconds=180)
    assert (np.diff(found.agents) >= 0).all()
    assert found.agents[-1] > found.agents[0]


def test_without_targets_the_floor_is_all() -> None:
    found = fewest_agents([12.0, 0.0], aht_seconds=100, floor=[3, 0])
    assert found.agents.tolist() == [3, 0]
    assert found.bound_by.tolist() == ["floor", "no calls"]


def test_shrinkage_grosses_up_and_rounds_up() -> None:
    assert rostered([0, 1, 9, 10, 46], 0.08).tolist() == [0, 2, 10, 11, 50]
    assert rostered([9, 90], 0.1).tolist() == [10, 100]
    assert rostered(7, 0.0) == 7


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        ({"target": 1.0}, "staffing.not_a_share"),
        ({"target": 0.0}, "staffing.not_a_share"),
        ({"max_occupancy": 1.01}, "staffing.not_a_cap"),
        ({"max_abandonment": 1.0}, "staffing.not_a_share"),
        ({"patience_seconds": 0.0}, "staffing.not_positive"),
        ({"aht_seconds": 0.0}, "staffing.calls_without_time"),
        ({"aht_seconds": math.nan}, "staffing.calls_without_time"),
        ({"floor": -1}, "staffing.negative"),
        ({"load": -0.5}, "staffing.negative"),
    ],
)
def test_wrong_input_is_named(arguments: dict[str, float], key: str) -> None:
    values = {"load": 3.0, "aht_seconds": 200.0, "target": 0.8, "threshold_seconds": 20.0} | arguments
    with pytest.raises(InputError) as refused:
        fewest_agents(values.pop("load"), **values)
    assert refused.value.key == key


def test_handling_time_is_not_needed_where_nobody_calls() -> None:
    assert fewest_agents([0.0, 1.0], aht_seconds=[math.nan, 60.0], target=0.8).agents[0] == 0


@pytest.mark.parametrize("loss", [1.0, -0.1, math.nan])
def test_shrinkage_must_leave_somebody(loss: float) -> None:
    with pytest.raises(InputError):
        rostered(5, loss)
