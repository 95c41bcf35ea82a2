"""The same agreements on many more drawn worlds, and on a whole month of a small centre."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from engine_worlds import drawn_roster, worlds
from test_engine_agreement import compiled_says, exact_says, terms_say
from test_engine_bound import agreement

from wfm.roster.diagnose import check_people
from wfm.roster.engine.bound import lower_bound
from wfm.roster.engine.compile import compile_problem
from wfm.roster.engine.search import Limit, search
from wfm.roster.exact import repair, solve_exact
from wfm.roster.solve import starting_codes
from wfm.scenario.library import create
from wfm.scenario.month import open_month

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("block", range(10))
def test_many_worlds(block: int) -> None:
    for seed in range(1000 + 40 * block, 1040 + 40 * block):
        compiled = worlds(seed)
        for number in range(3):
            codes = drawn_roster(compiled, seed + number, idle=0.2 + 0.25 * number)
            assert compiled_says(compiled, codes) == terms_say(compiled, codes), seed
        assert exact_says(compiled, codes) == terms_say(compiled, codes), seed


@pytest.mark.parametrize("block", range(5))
def test_lines_of_many_worlds(block: int) -> None:
    for seed in range(2000 + 40 * block, 2040 + 40 * block):
        agreement(worlds(seed), np.random.default_rng(seed))


def test_a_month_of_forty_people(tmp_path: Path) -> None:
    problem = open_month(create("utility", tmp_path / "centre", agents=40, seed=3), "2026-08").problem()
    compiled = compile_problem(problem)
    assert check_people(problem, compiled) == []
    found = search(compiled, starting_codes(compiled), Limit(moves=3_000_000), 1)
    assert found.totals.legal
    said = compiled_says(compiled, found.codes)
    assert said == (True, found.totals.cost) == terms_say(compiled, found.codes) == exact_says(compiled, found.codes)
    bound = lower_bound(compiled, 120)
    assert bound is not None
    assert 0 < bound.value <= found.totals.cost
    better = solve_exact(compiled, start=found.codes, days=(10, 10), seconds=120)
    assert better.cost is not None
    assert bound.value <= better.cost <= found.totals.cost
    broken = found.codes.copy()
    broken[::10] = 1
    mended = repair(compiled, broken, range(40))
    assert mended is not None
    assert compiled_says(compiled, mended)[0]
