"""People under a what-if: who is absent, who is trained, whose absence is only a share; always on a copy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from wfm.data.roster import Roster
from wfm.data.tables import Employee, Leave, Skill
from wfm.data.workspace import Workspace
from wfm.scenario.whatif.model import ALL, Absence, WhatIf
from wfm.scenario.whatif.surge import with_campaigns
from wfm.timegrid import Horizon

_ABSENT = 1
"""Topic of the random draws of absences."""


def changed_workspace(workspace: Workspace, spec: WhatIf, horizon: Horizon, chosen: Sequence[Skill] = ()) -> Workspace:
    """``workspace`` with the what-if's events, absences, certificates and shares; ``chosen``: certificates of the best so many.

    The same object where nothing of it changes. Absences are leave that credits no hours (kind ``unpaid``), because the duties
    lost are taken out of the hours worked.
    """
    changes: dict[str, object] = {}
    if spec.campaign:
        changes["events"] = with_campaigns(workspace.events, spec.campaign)
    absent = absences(workspace, spec, horizon)
    if absent:
        changes["leave"] = (*workspace.leave, *absent)
    trained = [
        skill for part in spec.train if part.employee for skill in [trained_skill(part.employee, part.project, part.from_date)]
    ]
    if trained or chosen:
        changes["skills"] = _with_skills(workspace.skills, [*trained, *chosen])
    if spec.shrinkage:
        changes["projects"] = tuple(
            project.model_copy(update={"unplanned_shrinkage": share})
            if (share := _share_of(spec, project.project)) is not None
            else project
            for project in workspace.projects
        )
    return replace(workspace, **changes) if changes else workspace  # type: ignore[arg-type]


def trained_skill(employee: str, project: str, since: date | None) -> Skill:
    """The certificate that training gives."""
    return Skill(employee=employee, project=project, priority=3, valid_from=since)


def _with_skills(skills: Sequence[Skill], trained: Sequence[Skill]) -> tuple[Skill, ...]:
    """A certificate trained takes the place of an emergency-only one."""
    new = {(skill.employee, skill.project) for skill in trained}
    kept = [skill for skill in skills if not (skill.emergency_only and (skill.employee, skill.project) in new)]
    return (*kept, *trained)


def _share_of(spec: WhatIf, project: str) -> float | None:
    found = [part.unplanned for part in spec.shrinkage if part.project in (ALL, project)]
    return found[-1] if found else None


def absences(workspace: Workspace, spec: WhatIf, horizon: Horizon) -> tuple[Leave, ...]:
    """The absences of every wave inside ``horizon``; the same seed draws the same people, more of them for a larger share."""
    found = []
    for place, wave in enumerate(spec.absence):
        first, last = max(wave.from_date, horizon.start), min(wave.to_date, horizon.end)
        if first <= last:
            people = absentees(workspace, wave, spec.seed, place)
            found += [Leave(employee=person, kind="unpaid", from_date=first, to_date=last) for person in people]
    return tuple(found)


def absentees(workspace: Workspace, wave: Absence, seed: int, place: int) -> tuple[str, ...]:
    """Who is absent in a wave: named, or the first of a random order of those who match."""
    if wave.employees:
        return wave.employees
    main = {skill.employee: skill.project for skill in sorted(workspace.skills, key=lambda skill: -skill.priority)}

    def matches(person: Employee) -> bool:
        employed = (person.hired_on is None or person.hired_on <= wave.to_date) and (
            person.leaves_on is None or person.leaves_on >= wave.from_date
        )
        team = not wave.team or person.team == wave.team
        return employed and team and wave.project in ("", ALL, main.get(person.employee))

    people = sorted(person.employee for person in workspace.employees if matches(person))
    order = np.random.default_rng([seed, _ABSENT, place]).permutation(len(people))
    count = round((wave.share or 0.0) * len(people))
    return tuple(people[k] for k in order[:count])


def without_absentees(roster: Roster, workspace: Workspace, changed: Workspace) -> Roster:
    """``roster`` without the duties of people who are newly on leave in ``changed``."""
    new = changed.leave[len(workspace.leave) :]
    gone = {(leave.employee, leave.from_date, leave.to_date) for leave in new}
    if not gone:
        return roster
    by_person: dict[str, list[tuple[date, date]]] = {}
    for employee, first, last in gone:
        by_person.setdefault(employee, []).append((first, last))
    kept = tuple(
        duty for duty in roster.duties if not any(first <= duty.day <= last for first, last in by_person.get(duty.employee, ()))
    )
    return Roster(roster.horizon, kept)
