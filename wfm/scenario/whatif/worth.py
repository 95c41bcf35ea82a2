"""Whose certificate more would help: what the first duty it allows takes off the cost, day by day, at today's cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from wfm.data.roster import Duty, Roster
from wfm.data.tables import Employee
from wfm.roster.attendance import desk_slots, duty_codes
from wfm.roster.callup import Cover, emergency_problem
from wfm.roster.candidate import Lines, certificate_of
from wfm.roster.problem import RosterProblem
from wfm.scenario.whatif.people import trained_skill


@dataclass(frozen=True)
class Promise:
    """What a certificate may be worth: ``worth`` cost units by today's cover; an estimate, to be measured by re-solving."""

    employee: str
    project: str
    worth: int


def promises(problem: RosterProblem, roster: Roster, days: Sequence[date], projects: Sequence[str]) -> list[Promise]:
    """Every (person, project) without a planned certificate, best first.

    On each day a person who is on duty could serve the project instead of the duty's own, one who is off could take the duty
    worth most; the better of what is legal counts. Days add up.
    """
    cover, open_problem = Cover(problem, roster), emergency_problem(problem)
    found = []
    for project in projects:
        trained = _everybody(open_problem, project)
        lines = Lines(trained, roster)
        chances = [_Chance(trained, cover, day, project) for day in days if day in problem.horizon]
        for person in problem.employees:
            if not _plans(problem, person.employee, project, days):
                worth = sum(chance.of(person, roster, lines) for chance in chances)
                if worth > 0:
                    found.append(Promise(person.employee, project, worth))
    return sorted(found, key=lambda promise: (-promise.worth, promise.employee, promise.project))


def _plans(problem: RosterProblem, employee: str, project: str, days: Sequence[date]) -> bool:
    """Whether the person may already be planned on the project on all the days."""
    return all(certificate_of(problem, employee, project, day, planned=True) is not None for day in days)


def _everybody(problem: RosterProblem, project: str) -> RosterProblem:
    """The task in which everybody holds the certificate."""
    skills = {
        person.employee: (*problem.skills.get(person.employee, ()), trained_skill(person.employee, project, None))
        for person in problem.employees
    }
    return replace(problem, skills=skills)


class _Chance:
    """One day of one project."""

    def __init__(self, problem: RosterProblem, cover: Cover, day: date, project: str) -> None:
        self.problem, self.cover, self.day, self.project = problem, cover, day, project
        self.marginal = cover.marginal(day)[cover.number[project]]
        own = [row for row in problem.projects if row.project == project]
        best: dict[str, tuple[int, int | None]] = {}
        for code in duty_codes(problem.shifts, own, problem.demand.interval_minutes):
            worth = int(self.marginal[list(code.slots)].sum()) if code.project else 0
            if worth > best.get(code.shift, (0, None))[0]:
                best[code.shift] = (worth, code.break_start)
        self.best = sorted(((worth, shift, pause) for shift, (worth, pause) in best.items()), key=lambda one: (-one[0], one[1]))

    def of(self, person: Employee, roster: Roster, lines: Lines) -> int:
        """What the person could add."""
        if not self.problem.employed(person, self.day) or self.problem.on_leave(person.employee, self.day) is not None:
            return 0
        duty = roster.duty(person.employee, self.day)
        if duty is not None:
            return self._instead(duty)
        for worth, shift, pause in self.best:
            if lines.legal(Duty(person.employee, self.day, shift, self.project, pause)):
                return worth
        return 0

    def _instead(self, duty: Duty) -> int:
        if not duty.project or duty.project == self.project:
            return 0
        slots = desk_slots(self.problem.shifts[duty.shift], duty.break_start, self.problem.demand.interval_minutes)
        lost = self.cover.worth(duty.project, self.cover.cells(self.day, slots), -1)
        return max(0, int(self.marginal[list(slots)].sum()) + lost)
