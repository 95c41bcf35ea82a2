"""A small desk with a published roster, and policies to change it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from wfm.data.change_policy import ChangePolicy
from wfm.data.roster import Roster
from wfm.data.tables import RuleSettings
from wfm.data.week import Absence
from wfm.roster.engine.search import Limit
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example
from wfm.roster.rules.book import rule_book
from wfm.roster.rules.example import world
from wfm.roster.solve import Options, plan_roster
from wfm.scenario.in_force import absent_cells, with_absences

START = date(2026, 8, 3)
NEED = {(day, slot): 3 for day in range(14) for slot in range(18, 40)}
SMALL = Options(Limit(moves=40_000), seed=3)
OFF_RULES = {"weekends-off": None, "shift-leader": None, "overtime-cap": None}


@cache
def desk(people: int = 8) -> RosterProblem:
    """Two weeks, ``people`` in two teams, three agents wanted by day."""
    names = [f"{k:03d}" for k in range(people)]
    example = Example(
        "a desk",
        dict.fromkeys(names, "." * 14),
        need=NEED,
        people={name: {"team": "red" if k % 2 else "blue"} for k, name in enumerate(names)},
        contract={"month_minutes": 4800, "max_overtime_minutes": 960},
    )
    problem, _ = world(example)
    return replace(problem, rules=rule_book("neutral", RuleSettings(rules=OFF_RULES)))


@cache
def published() -> Roster:
    """The desk's first plan."""
    return plan_roster(desk(), SMALL).roster


def policy(**changes: Any) -> ChangePolicy:
    """The second week may change, people are told on the Thursday before."""
    days = frozenset(START + timedelta(days=k) for k in range(7, 14))
    return replace(ChangePolicy(datetime(2026, 8, 6, 12), days), **changes)


def task(absences: tuple[Absence, ...] = (), **changes: Any) -> RosterProblem:
    """The desk with its published roster under ``policy``, these people away."""
    known = replace(desk(), base=published(), policy=policy(absent=absent_cells(absences), **changes))
    return with_absences(known, absences)


def away(employee: str, first: int, last: int, kind: str = "sick") -> Absence:
    """An absence from day ``first`` to ``last`` with the duties it costs."""
    days = [START + timedelta(days=k) for k in range(first, last + 1)]
    duties = tuple(duty for day in days if (duty := published().duty(employee, day)) is not None)
    lost = {day: 480 if published().duty(employee, day) else 0 for day in days}
    return Absence(employee, kind, days[0], days[-1], lost, duties)
