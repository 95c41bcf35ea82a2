"""Lines of people as the rules' terms see them, compiled once: whether a changed day keeps every hard rule, and which break.

Terms decide: a line that is legal with the duty in it is legal, whatever it was. Where it is not, the rules' own checks read the
line with and without the duty and name what is new; a line that was broken before is so judged by what is new alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from wfm.data.demand import Demand
from wfm.data.roster import Duty, Finding, Roster
from wfm.data.tables import OFF, Employee, Shift
from wfm.data.terms import Cover, Together
from wfm.roster.attendance import Code, may_serve
from wfm.roster.candidate.kernel import legal_shifts
from wfm.roster.engine.compile import compile_terms
from wfm.roster.engine.model import HARD, Model
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import InForce, Rule
from wfm.roster.rules.view import RosterView

Line = dict[date, Duty]
Identity = tuple[str, tuple[date, ...]]


class Lines:
    """Judges duties of single persons against the hard rules about persons; pairs, floors and cover have nothing to say here."""

    def __init__(
        self,
        problem: RosterProblem,
        roster: Roster,
        *,
        shifts: Mapping[str, Shift] | None = None,
        people: Iterable[Employee] | None = None,
    ) -> None:
        """``shifts``: further shifts that duties may name (longer ones); ``people``: those who will be asked about, default
        everybody. Terms are compiled at the first question."""
        asked = problem.employees if people is None else tuple(people)
        self.problem = replace(problem, employees=asked, shifts={**problem.shifts, **(shifts or {})})
        self.row = {person.employee: row for row, person in enumerate(asked)}
        self.lines: defaultdict[str, Line] = defaultdict(dict)
        for duty in roster.duties:
            if duty.employee in self.row and duty.day in problem.horizon:
                self.lines[duty.employee][duty.day] = duty
        self._on: dict[int, npt.NDArray[np.bool_]] = {}

    def legal(self, duty: Duty) -> bool:
        """Whether the person's line with ``duty`` instead of what it holds that day breaks no hard rule that it does not break
        now. The break's place is not judged."""
        return self._stated_legal(duty) or (not self._clean(duty) and next(self._new(duty), None) is None)

    def broken_by(self, duty: Duty) -> tuple[Finding, ...]:
        """Hard findings that ``duty`` adds to those the line has, in the order of the rule book; none = it is legal."""
        return () if self._stated_legal(duty) else tuple(self._new(duty))

    def first_broken(self, duty: Duty) -> Finding | None:
        """The first of ``broken_by``, without looking for more."""
        return None if self._stated_legal(duty) else next(self._new(duty), None)

    def breaks(self, rule: str, duty: Duty) -> bool:
        """Whether ``duty`` breaks this rule; the others are not looked at."""
        return next(self._new(duty, (rule,)), None) is not None

    def take(self, duty: Duty) -> None:
        """``duty`` is part of its person's line from now on."""
        name = duty.employee
        self.lines[name][duty.day] = duty
        if self._on:
            row = self.row[name]
            self._place(name)
            for day, table in self._on.items():
                table[row] = legal_shifts(self._model, self._shifts[row : row + 1], day, row)[0]

    def _stated_legal(self, duty: Duty) -> bool:
        """Whether the terms find nothing at all wrong with the line."""
        day, row = self.problem.horizon.index(duty.day), self.row[duty.employee]
        if not self._table(day)[row, self._number[duty.shift]]:
            return False
        return self._on_project(duty) and self._banned[row] - self._bans[row, day] == 0

    def _on_project(self, duty: Duty) -> bool:
        """Whether shift and person may serve the duty's project that day; no shift off the phones has one."""
        shift, place = self.problem.shifts[duty.shift], self._project.get(duty.project)
        if place is None:
            return not shift.covers and not duty.project
        day, row = self.problem.horizon.index(duty.day), self.row[duty.employee]
        return may_serve(shift, duty.project) and bool(self._model.allow_project[row, day, place] < HARD)

    def _table(self, day: int) -> npt.NDArray[np.bool_]:
        """Legal shifts [N, S] of everybody on ``day``, their lines otherwise as they stand."""
        if day not in self._on:
            self._on[day] = legal_shifts(self._model, self._shifts, day, 0)
        return self._on[day]

    @cached_property
    def _number(self) -> dict[str, int]:
        return {name: number for number, name in enumerate((OFF, *self.problem.shifts))}

    @cached_property
    def _project(self) -> dict[str, int]:
        return {project.project: number + 1 for number, project in enumerate(self.problem.projects)}

    @cached_property
    def _rules(self) -> tuple[tuple[Rule[Any], InForce[Any]], ...]:
        """Rules that somebody could break; priced ones have nothing to say."""
        return tuple((rule, force) for rule, force in self.problem.rules if _may_be_hard(force))

    @cached_property
    def _model(self) -> Model:
        terms = [
            term
            for rule, force in self._rules
            for term in rule.compile(self.problem, force)
            if not isinstance(term, Cover | Together)
        ]
        return compile_terms(self.problem, terms, (Code(OFF, "", None, ()),)).model

    @cached_property
    def _shifts(self) -> npt.NDArray[np.int16]:
        """Shifts [N, D] of the lines."""
        table = np.zeros((len(self.row), self.problem.horizon.days), np.int16)
        for name, line in self.lines.items():
            for day, duty in line.items():
                table[self.row[name], self.problem.horizon.index(day)] = self._number[duty.shift]
        return table

    @cached_property
    def _bans(self) -> npt.NDArray[np.bool_]:
        """Days [N, D] whose duty stands on a project that the person may not serve that day."""
        table = np.zeros((len(self.row), self.problem.horizon.days), np.bool_)
        for name, line in self.lines.items():
            for duty in line.values():
                table[self.row[name], self.problem.horizon.index(duty.day)] = not self._on_project(duty)
        return table

    @cached_property
    def _banned(self) -> npt.NDArray[np.int64]:
        return np.asarray(self._bans.sum(axis=1), dtype=np.int64)

    def _place(self, name: str) -> None:
        """The arrays of a person whose line has changed."""
        row = self.row[name]
        for day, duty in self.lines[name].items():
            place = self.problem.horizon.index(day)
            self._shifts[row, place] = self._number[duty.shift]
            self._bans[row, place] = not self._on_project(duty)
        self._banned[row] = self._bans[row].sum()

    def _clean(self, duty: Duty) -> bool:
        """Whether the terms find nothing wrong with the line as it stands."""
        day, row = self.problem.horizon.index(duty.day), self.row[duty.employee]
        return bool(self._table(day)[row, self._shifts[row, day]]) and self._banned[row] == 0

    def _new(self, duty: Duty, rules: Collection[str] | None = None) -> Iterator[Finding]:
        """Hard findings (of ``rules``) of the line with ``duty`` that are new, or larger than before."""
        line = self.lines[duty.employee]
        before: dict[Identity, int] | None = {} if rules is None and self._clean(duty) else None
        for finding in self._hard(duty.employee, {**line, duty.day: duty}, rules):
            if before is None:
                before = _amounts(self._hard(duty.employee, line, rules))
            if finding.amount > before.get((finding.rule, finding.days), 0):
                yield finding

    def _hard(self, employee: str, line: Line, rules: Collection[str] | None) -> Iterator[Finding]:
        view = RosterView(self._alone(employee), Roster(self.problem.horizon, tuple(line.values())))
        for rule, force in self._rules:
            if rules is None or rule.id in rules:
                for finding in rule.check(view, force):
                    if finding.hard and finding.employee == employee:
                        yield finding

    def _alone(self, employee: str) -> RosterProblem:
        """The task of this person alone, without demand: rules over people have nothing to say about one line."""
        if employee not in self._tasks:
            person = self.problem.employees[self.row[employee]]
            history = self.problem.previous.get(employee)
            self._tasks[employee] = replace(
                self._without_demand, employees=(person,), previous={} if history is None else {employee: history}
            )
        return self._tasks[employee]

    @cached_property
    def _tasks(self) -> dict[str, RosterProblem]:
        return {}

    @cached_property
    def _without_demand(self) -> RosterProblem:
        return replace(self.problem, demand=_no_demand(self.problem.demand))


def _amounts(findings: Iterable[Finding]) -> dict[Identity, int]:
    """Rule and days of a finding -> its largest amount."""
    found: dict[Identity, int] = {}
    for finding in findings:
        key = finding.rule, finding.days
        found[key] = max(finding.amount, found.get(key, 0))
    return found


def _may_be_hard(force: InForce[Any]) -> bool:
    """Whether anybody could break the rule."""
    told = (force.params, *force.by_contract.values(), *force.by_team.values(), *force.by_employee.values())
    return any(params is not None and params.posts and params.hard for params in told)


def _no_demand(demand: Demand) -> Demand:
    """The same grid without projects."""
    nothing = np.zeros((demand.days, demand.slots, 0), np.int64)
    return replace(
        demand,
        projects=(),
        requirement=nothing,
        floor=nothing,
        load=nothing.astype(np.float64),
        offset=np.zeros(1, np.int64),
        loss=np.zeros(0, np.int64),
    )
