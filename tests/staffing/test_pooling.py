"""Pooling bounds: the documented counter-example, sets of projects against flows, the deadline queue, what stays fixed."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pooling_worlds import queues, shares, targets, traffic
from scipy.optimize import brentq

from wfm.errors import InputError
from wfm.staffing import erlang_b, erlang_c, fewest_agents
from wfm.staffing.pooling import Queues, pooled_need
from wfm.staffing.pooling_deadline import fewest_by_deadline, late_by_deadline
from wfm.staffing.pooling_flow import (
    assign,
    dedicated_deficiency,
    deficiency,
    in_proportion,
    least_heads,
    project_sets,
    whole_heads,
)

AHT, TARGET, THRESHOLD = 180.0, 0.8, 20.0
BOTH = np.array([[True, True]])


def most_load(agents: int) -> float:
    """The largest load (Erlang) that so many agents carry at 80 % in 20 s."""

    def spare(load: float) -> float:
        return float(erlang_c(load, agents, aht_seconds=AHT, threshold_seconds=THRESHOLD).within) - TARGET

    return float(brentq(spare, 0.01, agents - 0.01)) - 1e-9


def example() -> Queues:
    """Two queues that need five and three agents, each at the largest load that so many carry."""
    return queues([most_load(5), most_load(3)], [AHT, AHT], [targets(), targets()])


def test_counter_example_five_flexible_agents_are_not_enough() -> None:
    """Counting a flexible agent in both queues, five would seem to do (5 here, 3 there); they answer 26 % in time."""
    asked = example()
    assert asked.requirement.tolist() == [[5, 3]]
    total = float(asked.load.sum())
    within = erlang_c(total, np.arange(5, 8), aht_seconds=AHT, threshold_seconds=THRESHOLD).within
    assert within[0] == pytest.approx(0.26, abs=0.01)
    assert within[1] < TARGET <= within[2]
    sets = project_sets(BOTH)
    need = pooled_need(asked, sets.members)
    assert need.max() == 7
    assert deficiency(need, np.array([[5]]), sets).missing.tolist() == [2]
    assert dedicated_deficiency(asked.requirement, np.array([[5]]), BOTH, sets).missing.tolist() == [3]


def test_counter_example_simulated() -> None:
    """The compiled simulation of the same two queues: near 26 % with five flexible agents, 80 % with seven and not with six."""
    calls = traffic(example(), 400_000, seed=5)
    five, six, seven = (float(np.dot(shares(calls, [[1, 1]] * n), _weights(example()))) for n in (5, 6, 7))
    assert five == pytest.approx(0.26, abs=0.04)
    assert six < TARGET - 0.05
    assert seven > TARGET + 0.02
    dedicated = shares(calls, [[1, 0]] * 5 + [[0, 1]] * 3)
    assert dedicated == pytest.approx([TARGET, TARGET], abs=0.02)


def _weights(asked: Queues) -> np.ndarray:
    rate = asked.load[0] / asked.aht_seconds[0]
    return np.asarray(rate / rate.sum())


def test_an_order_that_gives_up_late_callers_needs_fewer() -> None:
    """Any order at all: six, which is what the deadline queue says."""
    asked = example()
    need = pooled_need(asked, BOTH, "any")
    total = asked.load.sum()
    assert need.tolist() == [[6]]
    assert late_by_deadline(total, [5, 6], THRESHOLD / AHT)[0] > 0.2 >= late_by_deadline(total, [5, 6], THRESHOLD / AHT)[1]


def test_why_one_team_is_no_proof() -> None:
    """14 flexible agents who prefer a project of their own beat 14 who answer strictly in order of arrival: 81 % against 79.8 %
    in time. So order of arrival needs 15 and the proven value must not say more than 14."""
    asked = queues([6.0, 6.0], [AHT, AHT], [targets(patience=180.0)] * 2)
    calls = traffic(asked, 600_000, seed=3)
    homes = shares(calls, [[1, 2], [2, 1]] * 7)
    assert (homes > TARGET + 0.005).all()
    assert (shares(calls, [[1, 1]] * 14) < homes - 0.005).all()
    assert pooled_need(asked, BOTH).tolist() == [[15]]
    assert pooled_need(asked, BOTH, "any")[0, 0] <= 14


def test_worked_example_of_the_page() -> None:
    """docs/pooling.md: three projects, 12 people; the numbers there are these."""
    goals = [targets(patience=180.0, cap=0.85)] * 3
    asked = queues([5.0, 3.0, 1.0], [240.0, 240.0, 240.0], goals)
    assert asked.requirement.tolist() == [[7, 5, 3]]
    groups = np.array([[True, False, False], [True, True, False], [False, False, True]])
    people = np.array([[5, 5, 2]])
    sets = project_sets(groups)
    assert sets.members.astype(int).tolist() == [[1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 1]]
    team, lower = pooled_need(asked, sets.members), pooled_need(asked, sets.members, "any")
    assert team.tolist() == [[7, 5, 10, 3]]
    assert lower.tolist() == [[6, 4, 9, 2]]
    assert [least_heads(need, sets).tolist() for need in (team, lower)] == [[13], [11]]
    found = assign(asked.requirement[0], people[0], groups)
    assert (found.missing, found.cut) == (3, (0, 1, 2))
    assert dedicated_deficiency(asked.requirement, people, groups, sets).lacking.tolist() == [[2, 1]]
    assert deficiency(team, people, sets).lacking.tolist() == [[0, 1]]
    assert deficiency(lower, people, sets).lacking.tolist() == [[0, 0]]


def test_deadline_queue_by_simulation() -> None:
    """Callers who leave after exactly the threshold: the share that leaves is the formula's."""
    asked = queues([4.6], [AHT], [targets()])
    calls = traffic(asked, 300_000, seed=2)
    deadline = dataclasses.replace(calls.calls, patience=np.full(calls.calls.arrival.size, THRESHOLD))
    for agents in (4, 6):
        found = 1.0 - shares(dataclasses.replace(calls, calls=deadline), [[1]] * agents)[0]
        assert found == pytest.approx(float(late_by_deadline(4.6, agents, THRESHOLD / AHT)), abs=0.006)


def test_deadline_queue_limits() -> None:
    load, agents = np.array([0.2, 4.0, 30.0, 900.0]), np.array([1, 6, 28, 930])
    assert late_by_deadline(load, agents, 0.0) == pytest.approx(erlang_b(load, agents), rel=1e-12)
    assert late_by_deadline(20.0, 10, 50.0) == pytest.approx(0.5, abs=1e-6)  # overloaded: what exceeds the agents is late
    assert late_by_deadline(10.0, 20, 50.0) == pytest.approx(0.0, abs=1e-12)
    assert late_by_deadline(5.0, 5, 0.1) == pytest.approx(late_by_deadline(5.0 + 1e-9, 5, 0.1), rel=1e-6)
    assert late_by_deadline([0.0, 3.0], [0, 0], 0.1).tolist() == [0.0, 1.0]
    assert np.isfinite(late_by_deadline(15_000.0, 14_000, 10.0))


@given(load=st.floats(0.01, 400), deadline=st.floats(0, 3), most=st.floats(0.01, 0.9))
def test_fewest_by_deadline_is_the_fewest(load: float, deadline: float, most: float) -> None:
    agents = int(fewest_by_deadline(load, deadline, most))
    assert late_by_deadline(load, agents, deadline) <= most
    assert agents == 1 or late_by_deadline(load, agents - 1, deadline) > most


@st.composite
def worlds(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Skill groups, heads and requirements of up to five projects; projects without skill and empty groups included."""
    projects, groups = draw(st.integers(1, 5)), draw(st.integers(1, 6))
    skills = draw(st.lists(st.lists(st.booleans(), min_size=projects, max_size=projects), min_size=groups, max_size=groups))
    heads = draw(st.lists(st.integers(0, 7), min_size=groups, max_size=groups))
    asked = draw(st.lists(st.integers(0, 9), min_size=projects, max_size=projects))
    return np.array(skills), np.array(heads), np.array(asked)


@given(worlds())
def test_largest_lack_over_sets_is_the_flows_and_the_cut_lacks_it(world: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    groups, heads, asked = world
    found = assign(asked, heads, groups)
    sets = project_sets(groups)
    by_sets = dedicated_deficiency(asked[None], heads[None], groups, sets)
    assert by_sets.missing.tolist() == [found.missing]
    assert (found.flow.sum(axis=1) <= heads).all()
    assert (found.flow.sum(axis=0) <= asked).all()
    assert not found.flow[~groups].any()
    assert found.flow.sum() == asked.sum() - found.missing
    cut = np.isin(np.arange(asked.size), found.cut)
    assert asked[cut].sum() - heads[groups[:, cut].any(axis=1)].sum() == found.missing


@given(worlds())
def test_only_sets_that_matter_and_flows_agree_with_all_sets(world: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    """Complements of unions of skill sets suffice for the lack; beyond the limit flows take over, with the same answer."""
    groups, heads, asked = world
    every = dedicated_deficiency(asked[None], heads[None], groups, project_sets(groups))
    for most in (0, 2, 1 << len(groups)):
        sets = project_sets(groups, most=most)
        some = dedicated_deficiency(asked[None], heads[None], groups, sets)
        assert some.missing.tolist() == every.missing.tolist()
        needed = asked > 0
        assert (some.short & needed).tolist() == (every.short & needed).tolist()
        assert (some.bound_up & needed).tolist() == (every.bound_up & needed).tolist()


@given(worlds(), st.data())
def test_one_more_certificate_helps_where_it_is_said_to(
    world: tuple[np.ndarray, np.ndarray, np.ndarray], data: st.DataObject
) -> None:
    groups, heads, asked = world
    group = data.draw(st.integers(0, len(heads) - 1))
    project = data.draw(st.integers(0, len(asked) - 1))
    if heads[group] == 0 or groups[group, project]:
        return
    found = dedicated_deficiency(asked[None], heads[None], groups, project_sets(groups))
    helps = bool(found.short[0, project] and not found.bound_up[0, groups[group]].any())
    trained = groups[group].copy()
    trained[project] = True
    fewer = heads.copy()
    fewer[group] -= 1
    after = assign(asked, [*fewer, 1], np.vstack([groups, trained]))
    assert assign(asked, heads, groups).missing - after.missing == int(helps)


def test_many_projects_are_looked_at_by_unions() -> None:
    """Twenty projects in a ring of pairs: far fewer sets than a million, and honest when even those are too many."""
    ring = np.zeros((20, 20), dtype=np.bool_)
    for k in range(20):
        ring[k, [k, (k + 1) % 20]] = True
    sets = project_sets(ring)
    assert not sets.complete
    assert len(sets.members) <= 1023 + 20
    pairs = np.kron(np.eye(10, dtype=np.bool_), np.array([[True, True]]))
    apart = project_sets(pairs)
    assert apart.complete
    assert len(apart.members) == 30
    assert len(np.unique(apart.component)) == 10


@given(
    load=st.lists(st.floats(0.1, 60), min_size=2, max_size=4),
    aht=st.floats(60, 500),
    patience=st.sampled_from([60.0, 300.0, math.inf]),
    cap=st.sampled_from([0.7, 0.85, 1.0]),
)
def test_values_are_in_order(load: list[float], aht: float, patience: float, cap: float) -> None:
    """any order <= order of arrival <= dedicated, and nobody serves less than the work answered in time."""
    asked = queues(load, [aht] * len(load), [targets(patience=patience, cap=cap)] * len(load))
    members = np.ones((1, len(load)), dtype=np.bool_)
    arrival, anyhow = (int(pooled_need(asked, members, order)[0, 0]) for order in ("arrival", "any"))
    assert anyhow <= arrival <= asked.requirement.sum()
    assert anyhow >= 0.8 * sum(load) / cap - 1e-6


def test_alike_queues_pool_to_the_queue_of_their_sum() -> None:
    asked = queues([3.0, 5.0, 9.0], [240.0] * 3, [targets(patience=180.0, cap=0.85)] * 3)
    expected = fewest_agents(
        17.0, aht_seconds=240.0, target=TARGET, threshold_seconds=THRESHOLD, patience_seconds=180.0, max_occupancy=0.85
    ).agents
    assert pooled_need(asked, np.ones((1, 3), dtype=np.bool_)).tolist() == [[int(expected)]]


def test_what_was_set_by_hand_floors_and_deferrable_work() -> None:
    """Heads by hand and seats add up; deferrable work fills idle time up to the occupancy cap."""
    goals = [targets(cap=0.85), targets(cap=0.85)]
    plain = queues([6.0, 6.0], [AHT, AHT], goals)
    alone = plain.requirement[0]
    pool = int(pooled_need(plain, BOTH)[0, 0])
    by_hand = dataclasses.replace(plain, given=np.array([[False, True]]), requirement=np.array([[alone[0], 40]]))
    assert pooled_need(by_hand, BOTH).tolist() == [[alone[0] + 40]]
    seats = dataclasses.replace(plain, floor=np.array([[pool, 3]]), requirement=np.array([[pool, alone[1]]]))
    assert pooled_need(seats, BOTH).tolist() == [[pool + 3]]
    later = dataclasses.replace(plain, deferrable=np.array([False, True]), requirement=np.array([[alone[0], 8]]))
    assert pooled_need(later, BOTH).tolist() == [[math.ceil(12.0 / 0.85)]]


def test_an_interval_without_calls_needs_nobody() -> None:
    asked = queues([0.0, 0.0], [AHT, AHT], [targets(), targets()])
    for order in ("arrival", "any"):
        assert pooled_need(asked, BOTH, order).tolist() == [[0]]


def test_shrinkage_of_the_pool_is_the_smallest() -> None:
    goals = [dataclasses.replace(targets(), unplanned_shrinkage=share) for share in (0.1, 0.2)]
    asked = dataclasses.replace(queues([20.0, 20.0], [AHT, AHT], goals), requirement=np.array([[99, 99]]))
    bare = int(fewest_agents(40.0, aht_seconds=AHT, target=TARGET, threshold_seconds=THRESHOLD).agents)
    assert pooled_need(asked, BOTH).tolist() == [[math.ceil(bare / 0.9 - 1e-9)]]


def test_heads_in_proportion() -> None:
    groups = np.array([[True, False], [True, True]])
    sets = project_sets(groups)
    need = np.array([[6, 4, 10]])
    members = sets.members.tolist()
    assert members == [[True, False], [False, True], [True, True]]
    assert in_proportion(need, [0.75, 0.25], sets).tolist() == [16.0]
    assert in_proportion(need, [1.0, 0.0], sets).tolist() == [math.inf]
    assert whole_heads(np.array([7, 0]), [0.5, 0.3, 0.2]).tolist() == [[4, 2, 1], [0, 0, 0]]


def test_arrays_that_do_not_belong_together_are_refused() -> None:
    asked = example()
    with pytest.raises(InputError) as error:
        dataclasses.replace(asked, floor=np.zeros((2, 2), dtype=np.int64))
    assert "shape" in error.value.message("en")
    with pytest.raises(InputError):
        assign([-1, 2], [3], BOTH)
