"""The search: what it adds up is what the roster costs, its books stay true, and it repeats itself."""

from __future__ import annotations

import numpy as np
import pytest
from engine_worlds import Table, desks, drawn_terms, mixed, worlds

from wfm.roster.diagnose import fewest_duties
from wfm.roster.engine.anneal import anneal
from wfm.roster.engine.compile import Compiled
from wfm.roster.engine.model import HARD, Model, State
from wfm.roster.engine.search import Limit, search
from wfm.roster.engine.totals import totals
from wfm.roster.exact import solve_exact

SHORT = 777


def steered(model: Model) -> Model:
    """Every unit under a hard minimum costs the search the same."""
    names = ("sum_short", "touch_short", "run_short")
    return model._replace(**{name: np.full_like(getattr(model, name), SHORT) for name in names})


def internal(model: Model, state: State) -> int:
    found = totals(model, state)
    return found.cost + HARD * found.hard + SHORT * found.short


def anneal_once(model: Model, state: State, seed: int, moves: int, hot: float, days: tuple[int, int]) -> tuple[int, int]:
    """One call of the kernel on everybody and ``days``: (change of internal cost, accepted moves)."""
    people, horizon = state.code.shape
    everybody = np.arange(people, dtype=np.int64)
    first, last = np.zeros(people, np.int64), np.full(people, people, np.int64)
    buffers = np.zeros((2, horizon), np.int16), np.zeros((2, horizon), np.int16), np.zeros(2, np.int64)
    rng = np.array([seed + 1], np.uint64)
    change, accepted = anneal(model, state, *buffers, everybody, first, last, everybody, *days, moves, hot, 0.3, rng)
    return int(change), int(accepted)


def assert_true_books(compiled: Compiled, state: State) -> None:
    fresh = compiled.state(state.code)
    assert np.array_equal(state.shift, fresh.shift)
    assert np.array_equal(state.sums, fresh.sums)
    assert np.array_equal(state.count, fresh.count)


@pytest.mark.parametrize("block", range(6))
def test_the_sum_of_changes_is_the_change_of_cost(block: int) -> None:
    """Worlds in which the line with the fewest duties breaks a ban are passed over: a search never starts there."""
    searched = 0
    for seed in range(10 * block, 10 * block + 10):
        compiled = worlds(seed)
        model = steered(compiled.model)
        state = compiled.state(fewest_duties(compiled))
        days = state.code.shape[1]
        if internal(model, state) >= HARD:
            continue
        searched += 1
        for number, (moves, hot) in enumerate(((60, 500.0), (400, 40.0), (2000, 5.0))):
            before = internal(model, state)
            change, accepted = anneal_once(model, state, seed * 10 + number, moves, hot, (number, days - 1))
            assert accepted > 0
            assert internal(model, state) - before == change
            assert_true_books(compiled, state)
    assert searched > 0


@pytest.mark.parametrize("seed", range(4))
def test_days_outside_the_window_stay(seed: int) -> None:
    compiled = mixed(seed)
    start = fewest_duties(compiled)
    found = search(compiled, start, Limit(moves=3000), seed, threads=1, days=(2, 5), people=[1, 2])
    changed = np.argwhere(found.codes != start)
    assert {int(row) for row, _ in changed} <= {1, 2}
    assert {int(day) for _, day in changed} <= {2, 3, 4, 5}


def crowd(seed: int) -> tuple[Compiled, Table]:
    compiled = mixed(seed, people=12, days=14)
    return compiled, fewest_duties(compiled)


@pytest.mark.parametrize("seed", range(3))
def test_same_seed_same_roster_whatever_the_threads(seed: int) -> None:
    compiled, start = crowd(seed)
    runs = [search(compiled, start, Limit(moves=40_000), seed, threads=threads) for threads in (1, 1, 2, 2)]
    assert len({run.codes.tobytes() for run in runs}) == 1
    assert len({run.totals for run in runs}) == 1
    assert search(compiled, start, Limit(moves=40_000), seed + 1).codes.tobytes() != runs[0].codes.tobytes()


@pytest.mark.parametrize("seed", range(3))
def test_a_search_leaves_its_model_alone(seed: int) -> None:
    """Steering raises the prices under hard minima while they are broken; the next search starts from the given ones."""
    compiled, start = drawn_terms(2 * seed + 1), fewest_duties(drawn_terms(2 * seed + 1))
    prices = [compiled.model.sum_short.copy(), compiled.model.touch_short.copy(), compiled.model.run_short.copy()]
    search(compiled, start, Limit(moves=20_000), seed)
    now = [compiled.model.sum_short, compiled.model.touch_short, compiled.model.run_short]
    assert all(np.array_equal(a, b) for a, b in zip(prices, now, strict=True))


@pytest.mark.parametrize("seed", range(4))
def test_the_best_is_what_it_says_and_never_worse_than_the_start(seed: int) -> None:
    compiled, start = crowd(seed)
    found = search(compiled, start, Limit(moves=30_000), seed)
    assert totals(compiled.model, compiled.state(found.codes)) == found.totals
    before = totals(compiled.model, compiled.state(start))
    assert (found.totals.hard, found.totals.short, found.totals.cost) <= (before.hard, before.short, before.cost)


@pytest.mark.parametrize("seed", range(14))
def test_small_desks_reach_the_optimum_or_nearly(seed: int) -> None:
    compiled = desks(seed)
    best = solve_exact(compiled, seconds=120)
    found = search(compiled, fewest_duties(compiled), Limit(moves=200_000), 1)
    if best.cost is None:
        assert best.status == "infeasible"
        assert not found.totals.legal
    else:
        assert best.status == "optimal"
        assert found.totals.legal
        assert best.cost <= found.totals.cost <= best.cost + 10
