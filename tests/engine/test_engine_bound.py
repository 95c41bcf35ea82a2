"""Line pricing against every line tried; the bound against the optimum."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from brute_lines import cheapest_of_all, offered
from engine_worlds import desks, drawn_terms, mixed

from wfm.roster.engine.bound import Bound, bound_at, lower_bound
from wfm.roster.engine.compile import Compiled, compile_problem
from wfm.roster.engine.lines import Pricer
from wfm.roster.exact import solve_exact
from wfm.roster.rules import RULES
from wfm.roster.rules.base import Rule
from wfm.roster.rules.example import world

RANGES = ((0, 30), (-60, 10))


def agreement(compiled: Compiled, generator: np.random.Generator) -> list[bool]:
    """Prices every line of every person twice; returns, per case, whether nothing was left out."""
    model = compiled.model
    whole = []
    for e in range(len(model.profile)):
        for low, high in RANGES:
            codes, extra, price = offered(model, e, generator, low, high)
            best = cheapest_of_all(model, e, codes, extra)
            cost, left_out = Pricer(model).cheapest(e, price)[:2]
            if left_out:
                assert best is None or (cost is not None and cost <= best)
            else:
                assert cost == best
            whole.append(not left_out)
    return whole


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_lines_of_the_examples(rule: Rule[Any]) -> None:
    generator = np.random.default_rng(len(rule.id))
    for example in rule.examples:
        if not example.check_only:
            compiled = compile_problem(world(example, rule)[0])
            agreement(compiled, generator)


@pytest.mark.parametrize("seed", range(25))
def test_lines_under_all_rules(seed: int) -> None:
    agreement(mixed(seed, days=8), np.random.default_rng(seed))


@pytest.mark.parametrize("seed", range(25))
def test_lines_under_drawn_terms(seed: int) -> None:
    agreement(drawn_terms(seed), np.random.default_rng(seed))


def test_lines_are_often_priced_whole() -> None:
    """Equality is tested, not only the inequality that holds when terms are left out."""
    whole = [case for seed in range(10) for case in agreement(mixed(seed, days=8), np.random.default_rng(seed))]
    assert sum(whole) > len(whole) // 2


@pytest.mark.parametrize("seed", range(20))
def test_too_many_states_leave_terms_out_and_lower_the_price(seed: int) -> None:
    compiled = mixed(2 * seed, days=10)
    model = compiled.model
    generator = np.random.default_rng(seed)
    for e in range(len(model.profile)):
        _, _, price = offered(model, e, generator, -40, 20)
        whole, always = Pricer(model).cheapest(e, price)[:2]
        for limit in (30, 300):
            cost, left_out = Pricer(model, limit=limit).cheapest(e, price)[:2]
            assert set(left_out) >= set(always)
            assert whole is None or (cost is not None and cost <= whole)


def test_a_small_limit_does_leave_terms_out() -> None:
    found = []
    for seed in range(12):
        model = mixed(2 * seed, days=14).model
        _, _, price = offered(model, 0, np.random.default_rng(seed), -40, 20, lines=10**9)
        few, many = (set(Pricer(model, limit=limit).cheapest(0, price)[1]) for limit in (60_000, 8))
        found.append(few < many)
    assert any(found)


def assert_bound(found: Bound, compiled: Compiled) -> None:
    best = solve_exact(compiled, seconds=120)
    if best.cost is None:
        assert best.status == "infeasible"
    else:
        assert best.status == "optimal"
        assert found.value <= best.cost
        assert found.without_line == ()


@pytest.mark.parametrize("seed", range(14))
def test_bound_at_any_prices_is_below_the_optimum(seed: int) -> None:
    compiled = desks(seed)
    generator = np.random.default_rng(seed)
    cells = len(compiled.model.zero_cost)
    prices = [generator.uniform(-20, 20, cells), generator.uniform(0, 8, cells), np.zeros(cells)]
    best = max((bound_at(compiled, mu) for mu in prices), key=lambda bound: bound.value)
    assert_bound(best, compiled)


@pytest.mark.parametrize("seed", range(14))
def test_bound_of_the_linear_programme(seed: int) -> None:
    compiled = desks(seed)
    found = lower_bound(compiled, 60)
    assert found is not None
    assert_bound(found, compiled)
    assert found.value >= bound_at(compiled, np.zeros(len(compiled.model.zero_cost))).value
