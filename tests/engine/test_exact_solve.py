"""The exact engine: optima by enumeration, hints, slices, repair, repeatability."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from engine_worlds import desks, drawn_roster, drawn_terms, mixed, worlds

from wfm.roster.diagnose import fewest_duties
from wfm.roster.engine.compile import compile_problem
from wfm.roster.engine.line import line_cost
from wfm.roster.engine.search import Limit, search
from wfm.roster.engine.totals import totals
from wfm.roster.exact import repair, solve_exact, verdict
from wfm.roster.exact.solve import Slice
from wfm.roster.rules import RULES
from wfm.roster.rules.base import Example
from wfm.roster.rules.example import world

RULE = {rule.id: rule for rule in RULES}


def test_a_desk_solved_by_hand() -> None:
    """Two agents are wanted at 12:00 on both days, each missing one costs 10; B is on leave on the first day and A may not
    work two days in a row. Best: A on the first day (10), B on the second (10)."""
    example = Example(
        "by hand",
        {"A": "..", "B": ".."},
        params={"days": 1},
        leave=(("B", 0, 0, "annual"),),
        need={(0, 24): 2, (1, 24): 2},
        beside={"leave": {}, "service-cover": {}, "shift-allowed": {}},
    )
    compiled = compile_problem(world(example, RULE["max-consecutive-days"])[0])
    found = solve_exact(compiled, seconds=60)
    assert (found.status, found.cost, found.bound) == ("optimal", 20, 20)
    assert found.codes is not None
    assert [bool(code) for code in found.codes.ravel()] == [True, False, False, True]


@pytest.mark.parametrize("seed", range(8))
def test_optimum_by_enumeration(seed: int) -> None:
    """One person, three days, every line."""
    compiled = drawn_terms(seed, people=2, days=3) if seed % 2 else mixed(seed, people=1, days=3)
    start = fewest_duties(compiled)
    prices = []
    for line in product(range(len(compiled.codes)), repeat=3):
        table = start.copy()
        table[0] = line
        found = totals(compiled.model, compiled.state(table))
        if found.legal:
            prices.append(found.cost)
    best = solve_exact(compiled, start=start, people=[0], seconds=60)
    other_is_legal = all(line_cost(compiled.model, start[row], row)[1:] == (0, 0) for row in range(1, len(start)))
    if other_is_legal:
        assert best.cost == (min(prices) if prices else None)
    if best.codes is not None:
        assert np.array_equal(best.codes[1:], start[1:])


@pytest.mark.parametrize("seed", range(14))
def test_the_optimum_is_legal_and_costs_what_it_says(seed: int) -> None:
    compiled = desks(seed)
    best = solve_exact(compiled, seconds=120)
    if best.codes is None:
        assert best == type(best)(None, None, None, "infeasible")
    else:
        found = totals(compiled.model, compiled.state(best.codes))
        assert (found.legal, found.cost) == (True, best.cost)
        assert best.bound == best.cost


@pytest.mark.parametrize("seed", range(12))
def test_a_known_roster_is_accepted_as_a_full_hint(seed: int) -> None:
    compiled = worlds(seed)
    known = search(compiled, fewest_duties(compiled), Limit(moves=20_000), seed).codes
    judged = totals(compiled.model, compiled.state(known))
    model = Slice(compiled, known, None, None)
    model.build.finish(hint=True)
    found = model.solve(seconds=60, keep_hint=True)
    if judged.legal:
        assert found.cost == judged.cost
        assert found.codes is not None
        assert np.array_equal(found.codes, known)
    else:
        assert found.status == "infeasible"


@pytest.mark.parametrize("seed", [2, 4, 6, 10, 14])
def test_a_slice_keeps_the_rest_and_improves(seed: int) -> None:
    compiled = mixed(seed, days=8)
    start = search(compiled, fewest_duties(compiled), Limit(moves=2_000), seed).codes
    before = totals(compiled.model, compiled.state(start))
    if not before.legal:
        assert solve_exact(compiled, start=start, days=(0, 0), people=[], seconds=60).cost is not None
        return
    found = solve_exact(compiled, start=start, people=[0, 2], days=(1, 5), seconds=120)
    assert found.codes is not None
    assert found.cost is not None
    after = totals(compiled.model, compiled.state(found.codes))
    assert (after.legal, after.cost) == (True, found.cost)
    assert found.cost <= before.cost
    changed = np.argwhere(found.codes != start)
    assert {int(row) for row, _ in changed} <= {0, 2}
    assert {int(day) for _, day in changed} <= set(range(1, 6))


def test_a_slice_without_people_is_the_roster_itself() -> None:
    for seed in range(10):
        compiled = worlds(seed)
        codes = drawn_roster(compiled, seed, idle=0.5)
        judged = totals(compiled.model, compiled.state(codes))
        if judged.hard == 0:
            assert solve_exact(compiled, start=codes, people=[], seconds=60).cost == judged.cost


def test_a_slice_needs_its_surroundings() -> None:
    with pytest.raises(ValueError, match="around"):
        solve_exact(desks(0), people=[0], seconds=1)


def test_one_worker_and_work_limit_repeat_themselves() -> None:
    compiled = mixed(2, people=4, days=10)
    runs = [solve_exact(compiled, seconds=600, seed=5, deterministic=0.3) for _ in range(2)]
    assert runs[0].status == runs[1].status
    assert (runs[0].cost, runs[0].bound) == (runs[1].cost, runs[1].bound)
    if runs[0].codes is not None and runs[1].codes is not None:
        assert runs[0].codes.tobytes() == runs[1].codes.tobytes()


@pytest.mark.parametrize("seed", [0, 2, 6, 10])
def test_repair_mends_the_broken_line_only(seed: int) -> None:
    compiled = mixed(seed, people=3, days=6)
    best = solve_exact(compiled, seconds=120).codes
    assert best is not None
    broken = best.copy()
    broken[1] = len(compiled.codes) - 1  # a study day every day: never legal here
    assert not totals(compiled.model, compiled.state(broken)).legal
    mended = repair(compiled, broken, [0, 1, 2])
    assert mended is not None
    assert np.array_equal(mended[[0, 2]], best[[0, 2]])
    cost = totals(compiled.model, compiled.state(mended))
    assert cost.legal
    assert cost.cost == totals(compiled.model, compiled.state(best)).cost


def test_repair_says_when_there_is_no_line() -> None:
    example = Example("no line", {"A": "..."}, locks=(("A", 0, "D"),), leave=(("A", 0, 0, "sick"),), beside={"leave": {}})
    compiled = compile_problem(world(example, RULE["locked-cells"])[0])
    assert repair(compiled, np.zeros((1, 3), np.int16), [0]) is None


def test_an_illegal_roster_is_refused() -> None:
    compiled = mixed(0)
    assert verdict(compiled, np.full((4, 9), len(compiled.codes) - 1, np.int16)).status == "infeasible"
