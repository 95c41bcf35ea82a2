"""People lent: whole duties served on another project, by people who hold its certificate."""

from __future__ import annotations

from dataclasses import dataclass, replace

from wfm.data.roster import Duty, Roster
from wfm.roster.attendance import desk_slots
from wfm.roster.callup import Cover, LineAudit, emergency_problem
from wfm.roster.callup.order import valid
from wfm.roster.problem import RosterProblem
from wfm.scenario.whatif.model import Lend, WhatIf

LEAST_GAIN = 20
"""A duty is not moved for less: cost units, two lost calls at the usual price."""


@dataclass(frozen=True)
class Lent:
    """A duty moved: ``gain``: what it takes off the cost, both projects together, cost units."""

    before: Duty
    after: Duty
    gain: int
    emergency_only: bool


def lend(problem: RosterProblem, roster: Roster, spec: WhatIf) -> tuple[Roster, tuple[Lent, ...]]:
    """``roster`` with the duties lent that the what-if asks for; those that help most, none that loses more than it helps.

    A duty keeps shift and break. Emergency-only certificates come last; the lender's cap (projects.lending_cap) holds for the
    people lent at once, counted by day.
    """
    allowed = emergency_problem(problem)
    cover, found = Cover(problem, roster), list[Lent]()
    cells = dict(roster.by_cell)
    for part in spec.lend:
        for day in part.days:
            if day in problem.horizon:
                audit = LineAudit(allowed, Roster(roster.horizon, tuple(cells.values())))
                for moved in _of_day(allowed, audit, cover, [duty for duty in cells.values() if duty.day == day], part):
                    found.append(moved)
                    cells[moved.after.employee, day] = moved.after
    return Roster(roster.horizon, tuple(sorted(cells.values(), key=lambda duty: (duty.employee, duty.day)))), tuple(found)


def _of_day(problem: RosterProblem, audit: LineAudit, cover: Cover, duties: list[Duty], part: Lend) -> list[Lent]:
    cap = next((project.lending_cap for project in problem.projects if project.project == part.from_project), None)
    most = part.people if cap is None else min(part.people, cap)
    candidates = [
        duty for duty in duties if duty.project == part.from_project and _holds(problem, duty, part.to_project) is not None
    ]
    found: list[Lent] = []
    while len(found) < most and candidates:
        options = []
        for duty in candidates:
            shift = problem.shifts[duty.shift]
            slots = cover_slots(problem, duty)
            cells = cover.cells(duty.day, slots)
            gain = cover.worth(part.to_project, cells) + cover.worth(part.from_project, cells, -1)
            emergency = bool(_holds(problem, duty, part.to_project))
            if gain >= LEAST_GAIN and (not shift.projects or part.to_project in shift.projects.split(";")):
                options.append((emergency, -gain, duty.employee, duty))
        chosen = next((one for one in sorted(options) if not audit.broken_by(replace(one[3], project=part.to_project))), None)
        if chosen is None:
            return found
        emergency, gain, _, duty = chosen
        cells = cover.cells(duty.day, cover_slots(problem, duty))
        cover.add(part.to_project, cells)
        cover.add(part.from_project, cells, -1)
        candidates.remove(duty)
        found.append(Lent(duty, replace(duty, project=part.to_project), -gain, emergency))
    return found


def cover_slots(problem: RosterProblem, duty: Duty) -> tuple[int, ...]:
    """Intervals of a duty at the desk, from midnight of its date."""
    return desk_slots(problem.shifts[duty.shift], duty.break_start, problem.demand.interval_minutes)


def _holds(problem: RosterProblem, duty: Duty, project: str) -> bool | None:
    """Whether the person's certificate for ``project`` is emergency-only; None without one."""
    held = [s for s in problem.skills.get(duty.employee, ()) if s.project == project and valid(s, duty.day)]
    return all(skill.emergency_only for skill in held) if held else None
