"""The fair order in which people are asked: planned certificates first, then hours left, fewest call-ups, priority."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from wfm.data.roster import Roster
from wfm.data.tables import Skill
from wfm.roster.problem import RosterProblem


@dataclass(frozen=True)
class Standing:
    """Where a person stands for one project on one day. ``minutes_left``: until contract and overtime cap of the month;
    ``called_before``: call-ups so far, drills left out; ``priority`` of the certificate."""

    employee: str
    project: str
    emergency_only: bool
    minutes_left: int
    called_before: int
    priority: int
    day_minutes: int

    @property
    def key(self) -> tuple[bool, int, int, int, str]:
        """Sorts the fair order: hours left count in whole working days, so that call-ups so far decide between near equals."""
        return self.emergency_only, -(self.minutes_left // self.day_minutes), self.called_before, self.priority, self.employee


def standings(
    problem: RosterProblem, left: Mapping[str, int], day: date, project: str, called_before: Mapping[str, int]
) -> list[Standing]:
    """Everybody who holds a certificate for ``project`` on ``day``, emergency-only ones included, in fair order.

    ``left``: minutes left by person (``minutes_left``); ``called_before``: call-ups so far.
    """
    found = []
    for person in problem.employees:
        skills = [skill for skill in problem.skills.get(person.employee, ()) if skill.project == project and valid(skill, day)]
        if skills and problem.employed(person, day):
            best = min(skills, key=lambda skill: (skill.emergency_only, skill.priority))
            contract = problem.contract_of(person)
            found.append(
                Standing(
                    employee=person.employee,
                    project=project,
                    emergency_only=best.emergency_only,
                    minutes_left=left[person.employee],
                    called_before=called_before.get(person.employee, 0),
                    priority=best.priority,
                    day_minutes=max(1, round(contract.day_minutes * contract.fte)),
                )
            )
    return sorted(found, key=lambda standing: standing.key)


def valid(skill: Skill, day: date) -> bool:
    """Whether a certificate is in date."""
    return (skill.valid_from is None or skill.valid_from <= day) and (skill.valid_to is None or day <= skill.valid_to)


def minutes_left(problem: RosterProblem, roster: Roster) -> dict[str, int]:
    """Minutes until the contract and its overtime are used up in the horizon, by person; may be negative."""
    worked = paid_minutes(problem, roster)
    return {
        person.employee: problem.month_minutes(person)
        - problem.credited_minutes(person)
        + problem.contract_of(person).max_overtime_minutes
        - worked[person.employee]
        for person in problem.employees
    }


def paid_minutes(problem: RosterProblem, roster: Roster) -> dict[str, int]:
    """Paid minutes of the horizon by person."""
    found = {person.employee: 0 for person in problem.employees}
    for duty in roster.duties:
        if duty.employee in found and duty.shift in problem.shifts:
            found[duty.employee] += problem.shifts[duty.shift].paid_minutes
    return found
