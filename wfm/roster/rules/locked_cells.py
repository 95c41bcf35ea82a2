"""Locked cells: what a scheduler fixed by hand stays."""

from __future__ import annotations

from collections.abc import Iterator

from wfm.data.roster import Finding
from wfm.data.tables import OFF
from wfm.data.terms import BAN, Allow, Term
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, Rule, RuleParams
from wfm.roster.rules.view import RosterView


class LockedCellsParams(RuleParams):
    """No parameter: a lock is a lock."""


class LockedCells(Rule[LockedCellsParams]):
    """Allow terms ban everything but the locked shift (or day off) on that day, and other projects where one is named."""

    id = "locked-cells"
    Params = LockedCellsParams
    unit = "cells"
    examples = (
        Example("the locked shift", {"A": "D.E...."}, locks=(("A", 2, "E"),)),
        Example("another shift", {"A": "D.D...."}, hard=1, locks=(("A", 2, "E"),)),
        Example("off instead of the locked shift", {"A": "D......"}, hard=1, locks=(("A", 2, "E"),)),
        Example("a locked day off, kept", {"A": "D.E...."}, locks=(("A", 1, "-"),)),
        Example("a locked day off, worked", {"A": "DDE...."}, hard=1, locks=(("A", 1, "-"),)),
        Example("another project than locked", {"A": "Dd....."}, hard=1, locks=(("A", 0, "D/P"), ("A", 1, "D/P"))),
        Example("a lock outside the horizon", {"A": "DDDDD.."}, locks=(("A", 9, "-"),)),
    )

    def compile(self, problem: RosterProblem, force: InForce[LockedCellsParams]) -> Iterator[Term]:
        projects = frozenset(project.project for project in problem.projects)
        everything = problem.working | {OFF}
        for person, _ in force.each(problem.employees):
            for lock in problem.locks.get(person.employee, ()):
                day = problem.horizon.index(lock.date)
                if not 0 <= day < problem.horizon.days:
                    continue
                yield Allow(self.id, person.employee, (day,), BAN, everything - {lock.shift})
                if lock.project and projects - {lock.project}:
                    yield Allow(self.id, person.employee, (day,), BAN, projects=projects - {lock.project})

    def check(self, view: RosterView, force: InForce[LockedCellsParams]) -> Iterator[Finding]:
        for person, params in force.each(view.people):
            for lock in view.problem.locks.get(person.employee, ()):
                if lock.date not in view.problem.horizon:
                    continue
                duty = view.duty(person.employee, lock.date)
                found = duty.shift if duty else OFF
                moved = duty is not None and bool(lock.project and duty.project) and duty.project != lock.project
                if found != lock.shift or moved:
                    wanted = f"{lock.shift} {lock.project}".strip()
                    shift = f"{found} {duty.project if duty else ''}".strip()
                    yield self.breach(params, 1, person.employee, (lock.date,), locked=wanted, shift=shift)
