"""Choices on one line: served one after the other, as asking one by one would, and legal together."""

from __future__ import annotations

import pytest

from wfm.data.terms import BAN, Allow, Cover, PersonTerm, Together
from wfm.roster.engine.compile import compile_problem
from wfm.roster.exact.choice import Choices
from wfm.roster.rules import RULES
from wfm.roster.rules.base import Example
from wfm.roster.rules.example import world

WISHES = [(0,), (1,), (2,), (3,), (4,), (5,), (6,)]
"""Days off wished, in order."""


def choices(least_minutes: int) -> Choices:
    """A week of A, who owes at least ``least_minutes``, and a wish for each day off."""
    rule = next(rule for rule in RULES if rule.id == "monthly-hours")
    example = Example(
        "least hours",
        {"A": "......."},
        params={"hard_under_hours": 0},
        contract={"month_minutes": least_minutes, "max_days_per_week": None},
    )
    problem, _ = world(example, rule)
    compiled = compile_problem(problem)
    terms: list[PersonTerm] = [term for term in compiled.terms if not isinstance(term, Cover | Together)]
    return Choices(compiled, 0, terms, [[Allow("wish", "A", days, BAN)] for days in WISHES])


@pytest.mark.parametrize(("least", "kept"), [(0, 7), (480, 6), (3 * 480, 4), (7 * 480, 0)])
def test_as_many_as_the_line_bears_from_the_first_on(least: int, kept: int) -> None:
    found = choices(least)
    served, refused = found.one_after_the_other()
    one_by_one: list[int] = []
    for number in range(len(WISHES)):
        if found.possible([*one_by_one, number]):
            one_by_one.append(number)
    assert served == one_by_one
    assert sorted([*served, *refused]) == list(range(len(WISHES)))
    assert len(served) >= kept
    assert found.possible(served)


def test_what_excludes_a_choice_is_named() -> None:
    found = choices(7 * 480)
    assert {rule for rule, _ in found.excluded_by([0])} == {"monthly-hours"}
    assert found.excluded_by([]) == ()
