"""Team rotation: people on a rotating pattern follow it, each in the team's phase."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from pydantic import Field

from wfm.data.roster import Finding
from wfm.data.tables import OFF, Employee, Shift
from wfm.data.terms import Allow, Term
from wfm.errors import InputError
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, LevelParams, Rule
from wfm.roster.rules.stating import available
from wfm.roster.rules.view import RosterView

EARLY_LATE = {"rotation": "D D E -", "rotation_anchor": "2026-08-03"}


class TeamRotationParams(LevelParams):
    """Price of leaving the pattern. The pattern is in employees.csv: rotation, rotation_anchor."""

    level: Literal["hard", "priced"] = Field(default="priced", description="hard: never broken; priced: may be broken at `price`")
    price: int = Field(default=10, ge=0, description="cost units per day that differs from the pattern, when priced")


class TeamRotation(Rule[TeamRotationParams]):
    """Allow terms price every day that is not the pattern's. The pattern's first day falls on ``rotation_anchor`` and every
    whole cycle before and after it. Its signs are shift ids, else shift codes (all shifts of that code will do), ``-`` for a
    day off. Days on leave, outside employment or locked by hand are free."""

    id = "team-rotation"
    Params = TeamRotationParams
    unit = "days"
    examples = (
        Example("the pattern", {"A": "DDE.DDE."}, people={"A": EARLY_LATE}),
        Example("one day beside", {"A": "DDE.DEE."}, cost=10, people={"A": EARLY_LATE}),
        Example("working on a day off, off on a working day", {"A": "DDED.DE."}, cost=20, people={"A": EARLY_LATE}),
        Example("anchored two days later", {"A": "E.DDE."}, people={"A": {**EARLY_LATE, "rotation_anchor": "2026-08-05"}}),
        Example(
            "by code, either shift of it",
            {"A": "DSDS"},
            shifts={"D": {"code": "早"}, "S": {"code": "早"}},
            people={"A": {"rotation": "早", "rotation_anchor": "2026-01-01"}},
        ),
        Example("leave is free", {"A": "D...DDE."}, people={"A": EARLY_LATE}, leave=(("A", 1, 2, "annual"),)),
        Example("a locked day is free", {"A": "DDEN"}, people={"A": EARLY_LATE}, locks=(("A", 3, "N"),)),
        Example("hard", {"A": "DDD."}, params={"level": "hard"}, hard=1, people={"A": EARLY_LATE}),
        Example("a free line", {"A": "EDNE..."}),
    )

    def compile(self, problem: RosterProblem, force: InForce[TeamRotationParams]) -> Iterator[Term]:
        by_code: defaultdict[str, set[str]] = defaultdict(set)
        for shift in problem.shifts.values():
            by_code[shift.code].add(shift.shift)
        everything = problem.working | {OFF}
        for person, params in force.each(problem.employees):
            signs, anchor = _pattern(person)
            free = available(problem, person)
            locked = {problem.horizon.index(lock.date) for lock in problem.locks.get(person.employee, ())}
            days: defaultdict[frozenset[str], list[int]] = defaultdict(list)
            for number in range(problem.horizon.days if signs else 0):
                if free[number] and number not in locked:
                    sign = signs[(problem.horizon.index(anchor) * -1 + number) % len(signs)]
                    wanted = {sign} if sign in everything else by_code.get(sign)
                    if not wanted:
                        raise _unknown(person, sign)
                    days[everything - wanted].append(number)
            for others, found in days.items():
                yield Allow(self.id, person.employee, tuple(found), params.ban_or_price, others)

    def check(self, view: RosterView, force: InForce[TeamRotationParams]) -> Iterator[Finding]:
        for person, params in force.each(view.people):
            signs, expected_on = _pattern(person)
            if not signs:
                continue
            while expected_on > view.dates[0]:
                expected_on -= timedelta(days=len(signs))
            away = view.away(person)
            fixed = {lock.date for lock in view.problem.locks.get(person.employee, ())}
            for day, duty in view.line(person.employee):
                sign = signs[(day - expected_on).days % len(signs)]
                if day in away or day in fixed:
                    continue
                if not _follows(view, person, sign, view.shift(duty) if duty else None):
                    values = {"expected": sign, "shift": duty.shift if duty else OFF}
                    yield self.breach(params, 1, person.employee, (day,), **values)


def _pattern(person: Employee) -> tuple[list[str], date]:
    """The pattern's signs and the date of the first; no signs for a free line."""
    signs = person.rotation.split()
    if signs and person.rotation_anchor is None:
        raise InputError("rules.no_rotation_anchor", employee=person.employee, value=person.rotation)
    return signs, person.rotation_anchor or date.min


def _unknown(person: Employee, sign: str) -> InputError:
    return InputError("rules.bad_rotation", employee=person.employee, value=sign, rotation=person.rotation)


def _follows(view: RosterView, person: Employee, sign: str, shift: Shift | None) -> bool:
    if sign == OFF:
        return shift is None
    if sign in view.problem.shifts:
        return shift is not None and shift.shift == sign
    if all(other.code != sign for other in view.problem.shifts.values()):
        raise _unknown(person, sign)
    return shift is not None and shift.code == sign
