"""People lent: whole duties served on another project, by people who hold its certificate."""

from __future__ import annotations

from dataclasses import dataclass, replace

from wfm.data.roster import Duty, Roster
from wfm.roster.attendance import desk_slots, may_serve
from wfm.roster.callup import Cover, emergency_problem
from wfm.roster.candidate import Lines, certificate_of
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
    cover, lines, found = Cover(problem, roster), Lines(allowed, roster), list[Lent]()
    cells = dict(roster.by_cell)
    for part in spec.lend:
        for day in part.days:
            if day in problem.horizon:
                for moved in _of_day(allowed, lines, cover, [duty for duty in cells.values() if duty.day == day], part):
                    found.append(moved)
                    lines.take(moved.after)
                    cells[moved.after.employee, day] = moved.after
    return Roster(roster.horizon, tuple(sorted(cells.values(), key=lambda duty: (duty.employee, duty.day)))), tuple(found)


def _of_day(problem: RosterProblem, lines: Lines, cover: Cover, duties: list[Duty], part: Lend) -> list[Lent]:
    cap = next((project.lending_cap for project in problem.projects if project.project == part.from_project), None)
    most = part.people if cap is None else min(part.people, cap)
    candidates = [
        duty
        for duty in duties
        if duty.project == part.from_project and certificate_of(problem, duty.employee, part.to_project, duty.day) is not None
    ]
    found: list[Lent] = []
    while len(found) < most and candidates:
        options = []
        for duty in candidates:
            shift = problem.shifts[duty.shift]
            slots = cover_slots(problem, duty)
            cells = cover.cells(duty.day, slots)
            gain = cover.worth(part.to_project, cells) + cover.worth(part.from_project, cells, -1)
            skill = certificate_of(problem, duty.employee, part.to_project, duty.day)
            emergency = skill is not None and skill.emergency_only
            if gain >= LEAST_GAIN and may_serve(shift, part.to_project):
                options.append((emergency, -gain, duty.employee, duty))
        chosen = next((one for one in sorted(options) if lines.legal(replace(one[3], project=part.to_project))), None)
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
