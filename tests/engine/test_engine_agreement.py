"""One meaning of every term: the compiled totals, the slow evaluator and CP-SAT agree on any roster."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from engine_worlds import any_roster, drawn_roster, worlds
from hypothesis import given
from hypothesis import strategies as st

from wfm.roster.engine.compile import Compiled, compile_problem
from wfm.roster.engine.totals import totals
from wfm.roster.evaluate import evaluate
from wfm.roster.exact import verdict
from wfm.roster.rules import RULES
from wfm.roster.rules.base import Rule
from wfm.roster.rules.example import world

Verdict = tuple[bool, int | None]


def compiled_says(compiled: Compiled, codes: Any) -> Verdict:
    found = totals(compiled.model, compiled.state(codes))
    return found.legal, found.cost if found.legal else None


def terms_say(compiled: Compiled, codes: Any) -> Verdict:
    found = evaluate(compiled.terms, compiled.problem, compiled.decode(codes))
    return found.hard == 0, found.cost if found.hard == 0 else None


def exact_says(compiled: Compiled, codes: Any) -> Verdict:
    found = verdict(compiled, codes)
    assert found.status in ("optimal", "infeasible")
    return found.status == "optimal", found.cost


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_example(rule: Rule[Any]) -> None:
    for example in rule.examples:
        if not example.check_only:
            problem, plan = world(example, rule)
            compiled = compile_problem(problem)
            codes = compiled.encode(plan)
            expected = (example.hard == 0, example.cost if example.hard == 0 else None)
            assert compiled_says(compiled, codes) == terms_say(compiled, codes) == exact_says(compiled, codes), example.why
            assert compiled_says(compiled, codes) == expected, example.why


@given(seed=st.integers(0, 10**6))
def test_drawn_rosters_by_totals_and_terms(seed: int) -> None:
    compiled = worlds(seed)
    for number in range(4):
        codes = drawn_roster(compiled, seed + number, idle=0.2 * number)
        assert compiled_says(compiled, codes) == terms_say(compiled, codes)
    codes = any_roster(compiled, seed)
    assert compiled_says(compiled, codes) == terms_say(compiled, codes)


def test_drawn_rosters_show_both_sides() -> None:
    found = [compiled_says(worlds(seed), drawn_roster(worlds(seed), seed, idle=0.75))[0] for seed in range(60)]
    assert 5 < sum(found) < 55


@pytest.mark.parametrize("seed", range(24))
def test_drawn_rosters_by_exact(seed: int) -> None:
    compiled = worlds(seed)
    for number in range(3):
        codes = drawn_roster(compiled, seed + number, idle=0.3 * number)
        assert exact_says(compiled, codes) == terms_say(compiled, codes)


@given(seed=st.integers(0, 10**6))
def test_a_roster_survives_decoding_and_encoding(seed: int) -> None:
    compiled = worlds(seed)
    codes = drawn_roster(compiled, seed)
    assert np.array_equal(compiled.encode(compiled.decode(codes)), codes)
