"""The whole book in every example's world: rules meet the leave, contracts, history and demand of their neighbours."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from rule_worlds import summed

from wfm.data.tables import RuleSettings
from wfm.roster.evaluate import evaluate
from wfm.roster.problem import RosterProblem
from wfm.roster.rules import RULES
from wfm.roster.rules.base import Example, Rule
from wfm.roster.rules.book import PACKS, rule_book
from wfm.roster.rules.example import roster, world
from wfm.roster.rules.view import RosterView
from wfm.timegrid import Horizon

EVERYTHING = RuleSettings(rules={"team-together": {"price": 4}, "monthly-hours": {"hard_under_hours": 30}})


def disagreements(problem: RosterProblem, lines: dict[str, str]) -> list[str]:
    """Rules whose check and terms differ on these lines."""
    plan = roster(problem, lines)
    view = RosterView(problem, plan)
    wrong = []
    for rule, force in problem.rules:
        hard, cost = summed(list(rule.check(view, force)))
        said = evaluate(list(rule.compile(problem, force)), problem, plan)
        if (hard > 0, cost) != (said.hard > 0, said.cost):
            wrong.append(f"{rule.id}: check {hard, cost}, terms {said.hard, said.cost}, lines {lines}")
    return wrong


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_book_agrees_in_the_worlds_of(rule: Rule[Any]) -> None:
    draw = random.Random(f"book {rule.id}")
    for number, example in enumerate(rule.examples):
        if example.shifts.get("D", {}).get("projects"):
            continue
        problem, _ = world(example)
        problem = replace(problem, rules=rule_book(PACKS[number % len(PACKS)], EVERYTHING))
        for _ in range(3):
            lines = {name: "".join(draw.choices("DDdEN..S", k=problem.horizon.days)) for name in example.lines}
            assert disagreements(problem, lines) == [], example.why


def test_a_week_inside_the_months_demand() -> None:
    """The demand covers the month, the horizon one week of it: every rule reads the week's own intervals."""
    need = {(day, slot): 1 + (day + slot) % 3 for day in range(14) for slot in range(0, 48, 5)}
    people = {"A": {"leader": True, "grade": 4}, "B": {"nights_before": 2, "weekends_before": 1}}
    month, _ = world(Example("", {"A": "." * 14, "B": "." * 14}, need=need, floor={(9, 16): 2, (2, 2): 1}, people=people))
    week = Horizon(month.horizon.start + timedelta(days=5), 7)
    problem = replace(month, horizon=week, rules=rule_book("neutral", EVERYTHING))
    draw = random.Random(5)
    for _ in range(40):
        assert disagreements(problem, {name: "".join(draw.choices("DdENS.", k=7)) for name in "AB"}) == []


def test_a_horizon_longer_than_the_demand() -> None:
    short, _ = world(Example("", {"A": "...", "B": "..."}, need={(2, 16): 1, (0, 3): 1}, people={"A": {"leader": True}}))
    problem = replace(short, horizon=Horizon(short.horizon.start, 6), rules=rule_book("cn", EVERYTHING))
    draw = random.Random(6)
    for _ in range(40):
        assert disagreements(problem, {name: "".join(draw.choices("DdENS.", k=6)) for name in "AB"}) == []
