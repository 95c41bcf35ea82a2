"""Lines of a part as graphs: the same prices as line pricing and as trying every line; prices raised; lines settled."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from brute_lines import cheapest_of_all
from engine_worlds import mixed

from wfm.roster.engine import unrolled
from wfm.roster.engine.ascent import Ascent
from wfm.roster.engine.bound import bound_at, clip_prices, marginal_prices
from wfm.roster.engine.compile import Compiled
from wfm.roster.engine.cover import least_curves
from wfm.roster.engine.model import HARD
from wfm.roster.engine.part import Part, part_of
from wfm.roster.engine.part_solve import solve_part
from wfm.roster.engine.search import Limit, search
from wfm.roster.engine.settle import FRESH, NEAR, SETTLED, Settler
from wfm.roster.engine.totals import short_people, totals
from wfm.roster.engine.unrolled import UnrolledLines
from wfm.roster.solve import starting_codes

Codes = npt.NDArray[np.int16]
SEEDS = range(12)


def drawn(seed: int, share: float = 0.4) -> Part:
    compiled = mixed(seed)
    start = search(compiled, starting_codes(compiled), Limit(moves=4000), seed, threads=1).codes
    draw = np.random.default_rng(seed)
    free = draw.random(start.shape) < share
    free[0] = False
    free[1, 2] = True
    part = part_of(compiled, start, free)
    assert part is not None
    return part


def some_prices(part: Part, seed: int) -> npt.NDArray[np.float64]:
    model = part.compiled.model
    return clip_prices(model, np.random.default_rng(seed).random(len(model.zero_cost)) * 8)


@pytest.mark.parametrize("seed", SEEDS)
def test_lines_and_curves_add_up_to_the_bound_at_the_same_prices(seed: int) -> None:
    part = drawn(seed)
    model, mu = part.compiled.model, some_prices(part, seed)
    lines = UnrolledLines(part.compiled)
    expected = bound_at(part.compiled, mu, threads=1)
    assert lines.without_line == expected.without_line
    assert not lines.left_out
    if lines.without_line:
        return
    value, count = lines.cheapest(mu)
    share = least_curves(model, mu, len(model.profile), np.zeros(len(mu), np.int64))
    without_together = {name: people for name, people in expected.left_out.items() if name != "together"}
    assert not without_together
    assert max(0, int(np.ceil(value + share - 1e-4))) == expected.value
    assert (count >= model.base_count).all()


@pytest.mark.parametrize("seed", range(6))
def test_a_line_costs_what_trying_all_lines_says(seed: int) -> None:
    """The sum over people of the cheapest of all lines, each code at its cell's prices (whole numbers)."""
    part = drawn(seed, 0.25)
    model = part.compiled.model
    mu = np.floor(some_prices(part, seed))
    days, codes = model.allow_shift.shape[1], len(model.shift_of)
    expected = 0
    for e in range(len(model.profile)):
        table = np.full((days, codes), -1, np.int16)
        earned = np.zeros((days, codes), np.int64)
        for day in range(days):
            own = model.allow_shift[e, day, model.shift_of].astype(np.int64) + model.allow_project[e, day, model.project_of]
            for k, code in enumerate(np.flatnonzero(own < HARD)):
                key = model.profile[e] * codes + code
                cells = day * model.cells_per_day + model.con[model.con_ptr[key] : model.con_ptr[key + 1]]
                table[day, k] = code
                earned[day, k] = -int(mu[cells[cells < len(mu)]].sum())
        if np.prod([(row >= 0).sum() for row in table], dtype=float) > 3e5:
            pytest.skip("too many lines to try")
        best = cheapest_of_all(model, e, table, earned)
        if best is None:
            assert e in UnrolledLines(part.compiled).without_line
            return
        expected += best
    assert UnrolledLines(part.compiled).cheapest(mu)[0] == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(4))
def test_threads_do_not_change_anything(seed: int) -> None:
    part = drawn(seed)
    lines, mu = UnrolledLines(part.compiled), some_prices(part, seed)
    one, two = lines.cheapest(mu), lines.cheapest(mu, threads=2)
    assert one[0] == two[0]
    assert (one[1] == two[1]).all()


def test_a_line_too_long_for_the_buffers_forgets_and_stays_a_lower_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    part = drawn(3, 0.9)
    mu = some_prices(part, 3)
    whole = UnrolledLines(part.compiled)
    monkeypatch.setattr(unrolled, "ARCS", 60)
    short = UnrolledLines(part.compiled)
    assert short.left_out
    assert not whole.left_out
    assert short.cheapest(mu)[0] <= whole.cheapest(mu)[0] + 1e-9
    assert set(short.left_out).isdisjoint(Settler(part.compiled, short, 1).people.tolist())


def test_a_free_day_with_one_shift_alone_still_stands_at_its_desk() -> None:
    """Nobody has a choice of shifts on the day, only of breaks: its agents count all the same."""
    part = drawn(5)
    model = part.compiled.model
    day = part.days[0]
    only = model.allow_shift.copy()
    for e in range(len(model.profile)):
        allowed = np.flatnonzero(only[e, day] < HARD)
        only[e, day] = HARD
        only[e, day, allowed[-1]] = 0
    fixed: Compiled = replace(part.compiled, model=model._replace(allow_shift=only))
    lines = UnrolledLines(fixed)
    if lines.without_line:
        pytest.skip("the drawn shifts cannot be worked in a row")
    mu = some_prices(part, 5)
    curves = least_curves(fixed.model, mu, len(model.profile), np.zeros(len(mu), np.int64))
    assert max(0, int(np.ceil(lines.cheapest(mu)[0] + curves - 1e-4))) == bound_at(fixed, mu, threads=1).value


@pytest.mark.parametrize("seed", SEEDS)
def test_the_bound_stays_below_what_search_finds(seed: int) -> None:
    part = drawn(seed)
    found = search(part.compiled, part.start, Limit(moves=20_000), seed, threads=1, days=part.days, people=part.people)
    if not found.totals.legal:
        pytest.skip("the drawn start is illegal outside the part's reach")
    here = marginal_prices(part.compiled.model, part.compiled.state(found.codes).count)
    ascent = Ascent(part.compiled, UnrolledLines(part.compiled), [here, 0 * here], lambda: found.totals.cost)
    values = [ascent.value]
    while ascent.step() and ascent.steps < 60:
        values.append(ascent.value)
    assert values == sorted(values)
    assert ascent.value <= found.totals.cost + 1e-6


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("how", [SETTLED, FRESH, NEAR])
def test_legal_lines_settle_to_legal_lines(seed: int, how: object) -> None:
    part = drawn(seed)
    compiled = part.compiled
    before = short_people(compiled.model, compiled.state(part.start))
    found = Settler(compiled, UnrolledLines(compiled), seed).settle(part.start, some_prices(part, seed), how)  # type: ignore[arg-type]
    after = short_people(compiled.model, compiled.state(found))
    assert not (after & ~before).any()
    still = np.ones(part.start.shape, np.bool_)
    still[list(part.people)] = False
    assert (found[still] == part.start[still]).all()
    if how is SETTLED:
        assert totals(compiled.model, compiled.state(found)).cost <= totals(compiled.model, compiled.state(part.start)).cost or (
            before.any()
        )


@pytest.mark.parametrize("seed", SEEDS)
def test_cells_that_stay_keep_their_code_even_where_the_shift_has_another(seed: int) -> None:
    part = drawn(seed)
    model, days = part.compiled.model, part.start.shape[1]
    lines = UnrolledLines(part.compiled)
    found = Settler(part.compiled, lines, seed).settle(part.start, some_prices(part, seed), FRESH)
    for row, day in zip(*np.nonzero(found != part.start), strict=True):
        cell = row * days + day
        assert found[row, day] in model.cand[model.cand_ptr[cell] : model.cand_ptr[cell + 1]]


@pytest.mark.parametrize("seed", range(6))
def test_nobody_alone_can_do_better_than_a_settled_roster(seed: int) -> None:
    """From a settled roster, no other line of one person costs less: the bound at the curve's own prices, one by one."""
    part = drawn(seed)
    compiled = part.compiled
    lines = UnrolledLines(compiled)
    settler = Settler(compiled, lines, seed)
    found = settler.settle(part.start, some_prices(part, seed), SETTLED)
    again = settler.settle(found, some_prices(part, seed), SETTLED)
    assert totals(compiled.model, compiled.state(again)) == totals(compiled.model, compiled.state(found))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_part_is_solved_the_same_twice_and_never_worse_than_it_began(seed: int) -> None:
    part = drawn(seed)
    one, two = (solve_part(part, Limit(moves=6000), seed) for _ in range(2))
    assert (one.found.codes == two.found.codes).all()
    assert one.bound == two.bound
    begun = totals(part.compiled.model, part.compiled.state(part.start))
    now = one.found.totals
    assert (now.hard, now.short, now.cost) <= (begun.hard, begun.short, begun.cost)
    if one.bound is not None and now.legal:
        assert one.bound <= now.cost + 1e-6


def test_by_the_clock_a_part_ends_with_a_roster_and_a_bound() -> None:
    part = drawn(2)
    solved = solve_part(part, Limit(seconds=0.5), 2)
    assert solved.found.totals == totals(part.compiled.model, part.compiled.state(solved.found.codes))
    assert solved.bound is not None
    assert solved.bound <= solved.found.totals.cost + 1e-6
