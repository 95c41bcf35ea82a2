"""Clashes: found when and only when there is no legal line, smallest, named with their dates, told in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from brute_lines import cheapest_of_all
from engine_worlds import mixed

from wfm.errors import InfeasibleError
from wfm.roster.diagnose import Clash, ClashError, check_people, diagnose, require_lines, without_simple_line
from wfm.roster.engine.compile import compile_problem
from wfm.roster.exact import solve_exact
from wfm.roster.problem import RosterProblem
from wfm.roster.rules import RULES
from wfm.roster.rules.base import Example
from wfm.roster.rules.book import RuleBook
from wfm.roster.rules.example import world

DAY = [date(2026, 8, day) for day in range(3, 17)]
MONTH = {"month_minutes": 2400}


def task(lines: dict[str, str], beside: dict[str, dict[str, Any]], **fields: Any) -> RosterProblem:
    return world(Example("clash", lines, beside=beside, **fields))[0]


CASES = {
    "leave and a lock": (
        task({"A": "......."}, {"leave": {}, "locked-cells": {}}, leave=(("A", 1, 2, "annual"),), locks=(("A", 2, "D"),)),
        [({"leave", "locked-cells"}, (DAY[2],))],
    ),
    "two locks too close": (
        task(
            {"A": "......."},
            {"min-rest": {"hours": 11}, "locked-cells": {}, "leave": {}},
            locks=(("A", 3, "N"), ("A", 4, "D"), ("A", 6, "D")),
        ),
        [({"min-rest", "locked-cells"}, (DAY[3], DAY[4]))],
    ),
    "rest after last month's night": (
        task({"A": "DN|....."}, {"min-rest": {"hours": 11}, "locked-cells": {}}, locks=(("A", 0, "D"),)),
        [({"min-rest", "locked-cells"}, (DAY[0],))],
    ),
    "a cell locked twice": (
        task({"A": "..."}, {"locked-cells": {}}, locks=(("A", 1, "D"), ("A", 1, "N"))),
        [({"locked-cells"}, (DAY[1],))],
    ),
    "hours that week limits do not allow": (
        task({"A": "......."}, {"monthly-hours": {"hard_under_hours": 0}, "weekly-rest-day": {"days": 3}}, contract=MONTH),
        [({"monthly-hours", "weekly-rest-day"}, ())],
    ),
    "seven locked duties": (
        task(
            {"A": "......."},
            {"weekly-rest-day": {}, "locked-cells": {}},
            locks=tuple(("A", day, "D") for day in range(7)),
        ),
        [({"weekly-rest-day", "locked-cells"}, tuple(DAY[:7]))],
    ),
    "a hard wish on a locked day": (
        task(
            {"A": "....", "B": "...."},
            {"wishes": {}, "locked-cells": {}},
            locks=(("B", 1, "D"),),
            wishes=({"employee": "B", "wish": "off", "day": 1, "hard": True},),
        ),
        [({"wishes", "locked-cells"}, (DAY[1],))],
    ),
    "two clashes of one person": (
        task(
            {"A": "......."},
            {"leave": {}, "min-rest": {"hours": 11}, "locked-cells": {}},
            leave=(("A", 0, 0, "sick"),),
            locks=(("A", 0, "D"), ("A", 4, "N"), ("A", 5, "D")),
        ),
        [({"leave", "locked-cells"}, (DAY[0],)), ({"min-rest", "locked-cells"}, (DAY[4], DAY[5]))],
    ),
    "exactly on the limit": (
        task({"A": "......."}, {"monthly-hours": {"hard_under_hours": 0}, "weekly-rest-day": {"days": 2}}, contract=MONTH),
        [],
    ),
    "locks that can be kept": (
        task(
            {"A": "......."},
            {"min-rest": {"hours": 11}, "locked-cells": {}, "leave": {}},
            leave=(("A", 0, 2, "annual"),),
            locks=(("A", 3, "N"), ("A", 5, "D"), ("A", 1, "-")),
        ),
        [],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_clash_is_named(name: str) -> None:
    problem, expected = CASES[name]
    found = diagnose(problem)
    assert sorted((sorted(clash.rules), clash.dates) for clash in found) == sorted((sorted(r), d) for r, d in expected)


def has_line(problem: RosterProblem, row: int) -> bool:
    """Whether one of all lines of shifts is legal."""
    model = compile_problem(problem).model
    days, shifts = model.allow_shift.shape[1:]
    codes = np.array([int(np.flatnonzero(model.shift_of == shift)[0]) for shift in range(shifts)], np.int16)
    return cheapest_of_all(model, row, np.tile(codes, (days, 1)), np.zeros((days, shifts), np.int64)) is not None


def only(problem: RosterProblem, rules: tuple[str, ...]) -> RosterProblem:
    book = RuleBook(problem.rules.pack, tuple(entry for entry in problem.rules if entry[0].id in rules))
    return replace(problem, rules=book)


@pytest.mark.parametrize("name", CASES)
def test_the_rules_named_clash_and_no_part_of_them_does(name: str) -> None:
    problem, expected = CASES[name]
    rows = {person.employee: row for row, person in enumerate(problem.employees)}
    for clash in diagnose(problem):
        assert not has_line(only(problem, clash.rules), rows[clash.employee])
        if len(expected) == 1:
            for rule in clash.rules:
                assert has_line(only(problem, tuple(other for other in clash.rules if other != rule)), rows[clash.employee])


@pytest.mark.parametrize("seed", range(40))
def test_clashes_where_and_only_where_no_line_is_legal(seed: int) -> None:
    compiled = mixed(seed, people=3, days=6)
    problem = compiled.problem
    clashing = {clash.employee for clash in check_people(problem, compiled)}
    for row, person in enumerate(problem.employees):
        assert (person.employee in clashing) == (not has_line(problem, row)), person.employee
    if seed % 4 == 0:
        assert (solve_exact(compiled, seconds=60).status == "infeasible") == bool(clashing)


def test_the_drawn_worlds_show_both_sides() -> None:
    clashing = [bool(check_people(world.problem, world)) for world in (mixed(seed, people=3, days=6) for seed in range(40))]
    assert {True, False} == set(clashing)


def test_nobody_is_looked_at_twice_when_all_is_well() -> None:
    """Hours that must be worked: the line with the fewest duties is illegal, the short search finds others."""
    lines = {f"{number:02d}": "." * 14 for number in range(30)}
    problem = task(lines, {"monthly-hours": {"hard_under_hours": 8}, "weekly-rest-day": {}}, contract={"month_minutes": 4800})
    compiled = compile_problem(problem)
    assert len(without_simple_line(compiled)) == 0
    require_lines(problem, compiled)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_sentences(language: str) -> None:
    problem, _ = CASES["leave and a lock"]
    problem = replace(problem, employees=tuple(person.model_copy(update={"employee": "A"}) for person in problem.employees))
    with pytest.raises(ClashError) as caught:
        require_lines(problem, compile_problem(problem))
    assert isinstance(caught.value, InfeasibleError)
    assert caught.value.exit_code == 3
    text = caught.value.message(language) + caught.value.remedy(language)
    for part in ("A", "leave", "locked-cells", "2026-08-05"):
        assert part in text
    assert not re.search(r"[{}]|None", text)


def test_every_kind_of_sentence_is_complete() -> None:
    for rules in (("leave",), ("leave", "locked-cells"), ("min-rest", "night-run", "wishes"), ("max-consecutive-days",)):
        for dates in ((), (DAY[0], DAY[3])):
            for suggestion in ("unlock", "move_leave", "soften_wish", "relax"):
                clash = Clash("00123", rules, dates, f"diagnose.{suggestion}")
                for language in ("en", "zh"):
                    sentence = clash.message(language)
                    assert "00123" in sentence
                    assert all(rule in sentence for rule in rules)
                    assert all(day.isoformat() in sentence for day in dates)
    assert Clash("00123", ("leave",), (DAY[0],), "diagnose.relax").to_json()["dates"] == ["2026-08-03"]


def test_many_clashes_are_counted() -> None:
    error = ClashError([Clash(f"{number:05d}", ("leave",), (), "diagnose.relax") for number in range(50)])
    assert "00019" in error.message("en")
    assert "00020" not in error.message("en")
    assert "30" in error.message("zh").splitlines()[-1]


def test_every_rule_has_a_title_for_the_sentence() -> None:
    for rule in RULES:
        assert rule.id in Clash("A", (rule.id,), (), "diagnose.relax").message("zh")
