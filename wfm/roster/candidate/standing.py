"""Who is free on a day, on which certificate, and where each stands in the fair order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from wfm.data.candidates import Standing
from wfm.data.roster import Roster
from wfm.data.tables import Employee, Skill
from wfm.roster.problem import RosterProblem


def certificate_of(problem: RosterProblem, employee: str, project: str, day: date, *, planned: bool = False) -> Skill | None:
    """The certificate in date that a duty on ``project`` is served on: a planned one before an emergency-only one, then the
    best priority; ``planned``: emergency-only ones do not count. None without one."""
    held = [
        skill
        for skill in problem.skills.get(employee, ())
        if skill.project == project
        and (skill.valid_from is None or skill.valid_from <= day)
        and (skill.valid_to is None or day <= skill.valid_to)
        and not (planned and skill.emergency_only)
    ]
    return min(held, key=lambda skill: (skill.emergency_only, skill.priority), default=None)


def free_on(problem: RosterProblem, roster: Roster, person: Employee, day: date) -> bool:
    """Whether the person is employed, not on leave and without a duty that day."""
    return (
        problem.employed(person, day)
        and problem.on_leave(person.employee, day) is None
        and roster.duty(person.employee, day) is None
    )


def standing_of(problem: RosterProblem, person: Employee, project: str, day: date, *, left: int, asked: int) -> Standing:
    """Where the person stands for ``project`` on ``day``. ``left``: minutes left of the month; ``asked``: times asked so far."""
    skill, contract = certificate_of(problem, person.employee, project, day), problem.contract_of(person)
    return Standing(
        employee=person.employee,
        project=project,
        emergency_only=skill is not None and skill.emergency_only,
        priority=skill.priority if skill else 0,
        minutes_left=left,
        asked_before=asked,
        day_minutes=max(1, round(contract.day_minutes * contract.fte)),
    )


def standings(
    problem: RosterProblem,
    people: Iterable[Employee],
    project: str,
    day: date,
    *,
    left: Mapping[str, int],
    asked: Mapping[str, int],
) -> list[Standing]:
    """Those of ``people`` who hold a certificate for ``project`` on ``day``, emergency-only ones included, in fair order."""
    found = [
        standing_of(problem, one, project, day, left=left[one.employee], asked=asked.get(one.employee, 0))
        for one in people
        if certificate_of(problem, one.employee, project, day) is not None
    ]
    return sorted(found, key=lambda standing: standing.key)
