"""Tiny worlds in which every line can be tried: the worked examples' worlds, cut short."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

from wfm.data.roster import Finding, Roster
from wfm.roster.evaluate import Evaluation, evaluate
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, Rule
from wfm.roster.rules.example import roster, world
from wfm.roster.rules.view import RosterView

WORK_OR_OFF = ("D.", 10)
PHONES = ("DdN.", 4)
ALPHABET: dict[str, tuple[str, int]] = {
    "locked-cells": ("DdE.", 5),
    "shift-allowed": ("DNS.", 5),
    "valid-certificate": ("DdN.", 5),
    "energy-gate": ("DNS.", 5),
    "max-consecutive-days": WORK_OR_OFF,
    "weekly-rest-day": WORK_OR_OFF,
    "max-days-per-week": WORK_OR_OFF,
    "monthly-hours": ("DN.", 6),
    "overtime-cap": ("DN.", 6),
    "recovery-after-nights": ("DN.", 6),
    "weekends-off": ("D.", 10),
    "weekend-fairness": ("D.", 10),
    "keep-published": ("DdE.", 5),
    "rest-together": WORK_OR_OFF,
    "team-together": ("DES.", 5),
    "service-cover": PHONES,
    "project-floor": PHONES,
    "shift-requirements": PHONES,
    "off-phone-work": ("DS.", 5),
    "shift-leader": ("DdNS.", 3),
    "senior-on-night": PHONES,
}
"""Rule -> (signs, days) whose every combination is tried; else D E N . over five days, 1,024 rosters."""


def in_force(problem: RosterProblem, rule: Rule[Any]) -> InForce[Any]:
    """How the example's rule book holds ``rule``."""
    force = problem.rules.force(rule.id)
    assert force is not None
    return force


def checked(rule: Rule[Any], problem: RosterProblem, plan: Roster) -> list[Finding]:
    """What the rule's check finds."""
    return list(rule.check(RosterView(problem, plan), in_force(problem, rule)))


def stated(rule: Rule[Any], problem: RosterProblem, plan: Roster) -> Evaluation:
    """What the rule's terms say."""
    return evaluate(list(rule.compile(problem, in_force(problem, rule))), problem, plan)


def summed(findings: list[Finding]) -> tuple[int, int]:
    """Amount of hard findings, cost of all."""
    return sum(finding.amount for finding in findings if finding.hard), sum(finding.cost for finding in findings)


def tiny_worlds(rule: Rule[Any]) -> Iterator[tuple[Example, RosterProblem, dict[str, str]]]:
    """Each distinct world of the rule's examples with its horizon cut to the alphabet's days, and the lines planned."""
    _, days = ALPHABET.get(rule.id, ("DEN.", 5))
    seen = set()
    for example in rule.examples:
        if example.check_only:
            continue
        parts = {name: pattern.rpartition("|") for name, pattern in example.lines.items()}
        lines = {name: f"{before}|{planned[:days]:.<{days}}" for name, (before, _, planned) in parts.items()}
        key = repr(replace(example, why="", hard=0, cost=0, lines={name: line.split("|")[0] for name, line in lines.items()}))
        if key not in seen:
            seen.add(key)
            cut = replace(example, lines=lines)
            problem, _ = world(cut, rule)
            yield example, problem, {name: line.split("|")[1] for name, line in lines.items()}


def every_line(rule: Rule[Any], problem: RosterProblem, lines: dict[str, str]) -> Iterator[tuple[str, Roster]]:
    """Every line of the first person beside the others' lines."""
    signs, days = ALPHABET.get(rule.id, ("DEN.", 5))
    first = next(iter(lines))
    for combination in product(signs, repeat=days):
        pattern = "".join(combination)
        yield pattern, roster(problem, {**lines, first: pattern})
