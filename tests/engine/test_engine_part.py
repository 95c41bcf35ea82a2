"""A part of a roster costs what the whole costs, less a constant; its bound is below every roster it may become."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from engine_worlds import mixed

from wfm.roster.engine.compile import Compiled
from wfm.roster.engine.part import Part, part_of
from wfm.roster.engine.search import Limit, Schedule, search
from wfm.roster.engine.totals import totals
from wfm.roster.solve import starting_codes

Codes = npt.NDArray[np.int16]


def drawn(seed: int) -> tuple[Compiled, Codes, npt.NDArray[np.bool_], Part]:
    compiled = mixed(seed)
    start = search(compiled, starting_codes(compiled), Limit(moves=4000), seed, threads=1).codes
    draw = np.random.default_rng(seed)
    free = draw.random(start.shape) < 0.4
    free[0] = False
    free[1, 2] = True
    part = part_of(compiled, start, free)
    assert part is not None
    return compiled, start, free, part


@pytest.mark.parametrize("seed", range(12))
def test_a_part_and_the_whole_differ_by_a_constant(seed: int) -> None:
    compiled, start, free, part = drawn(seed)
    draw = np.random.default_rng(seed + 100)
    for _ in range(20):
        codes = part.start.copy()
        for row, e in enumerate(part.rows):
            for day in np.flatnonzero(free[e]):
                cell = row * free.shape[1] + day
                options = part.compiled.model.cand[part.compiled.model.cand_ptr[cell] : part.compiled.model.cand_ptr[cell + 1]]
                if len(options):
                    codes[row, day] = draw.choice(options)
        whole = part.whole(start, codes)
        assert (whole[~free] == start[~free]).all()
        inner, outer = totals(part.compiled.model, part.compiled.state(codes)), totals(compiled.model, compiled.state(whole))
        assert inner.cost + part.fixed == outer.cost
        assert inner.hard + part.outside.hard == outer.hard
        assert inner.short + part.outside.short == outer.short


@pytest.mark.parametrize("seed", range(12))
def test_search_in_a_part_leaves_everything_else(seed: int) -> None:
    compiled, start, free, part = drawn(seed)
    found = search(
        part.compiled,
        part.start,
        Limit(moves=6000),
        seed,
        threads=1,
        days=part.days,
        people=part.people,
        schedule=Schedule(hot=5),
    )
    whole = part.whole(start, found.codes)
    assert (whole[~free] == start[~free]).all()
    assert totals(compiled.model, compiled.state(whole)).cost == found.totals.cost + part.fixed


def test_nothing_free_is_no_part() -> None:
    compiled = mixed(1)
    start = starting_codes(compiled)
    assert part_of(compiled, start, np.zeros(start.shape, np.bool_)) is None
