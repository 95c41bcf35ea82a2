"""Exhaustive agreement on tiny worlds: on every line, check and terms agree about legality and cost."""

from __future__ import annotations

import random
from typing import Any

import pytest
from rule_worlds import ALPHABET, every_line, in_force, summed, tiny_worlds

from wfm.roster.evaluate import evaluate
from wfm.roster.rules import RULES
from wfm.roster.rules.base import Rule
from wfm.roster.rules.example import roster
from wfm.roster.rules.view import RosterView


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_line_of_the_tiny_worlds(rule: Rule[Any]) -> None:
    verdicts = set()
    for example, problem, lines in tiny_worlds(rule):
        force = in_force(problem, rule)
        terms = list(rule.compile(problem, force))
        for pattern, plan in every_line(rule, problem, lines):
            hard, cost = summed(list(rule.check(RosterView(problem, plan), force)))
            said = evaluate(terms, problem, plan)
            assert (hard > 0, cost) == (said.hard > 0, said.cost), (example.why, pattern)
            verdicts.add(hard > 0 or cost > 0)
    assert verdicts == {True, False}, "the tiny worlds never show both sides"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_everybody_drawn_at_once(rule: Rule[Any]) -> None:
    draw = random.Random(rule.id)
    signs, days = ALPHABET.get(rule.id, ("DEN.", 5))
    for example, problem, lines in tiny_worlds(rule):
        force = in_force(problem, rule)
        terms = list(rule.compile(problem, force))
        for _ in range(40):
            drawn = {name: "".join(draw.choices(signs, k=days)) for name in lines}
            plan = roster(problem, drawn)
            hard, cost = summed(list(rule.check(RosterView(problem, plan), force)))
            said = evaluate(terms, problem, plan)
            assert (hard > 0, cost) == (said.hard > 0, said.cost), (example.why, drawn)
