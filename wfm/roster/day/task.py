"""What the day's model and its audit are both given: plain facts, no judgement. Minutes count from midnight of the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from wfm.data.day_changes import ChangeKind, DayChange
from wfm.data.demand import Demand
from wfm.data.roster import Duty, Roster
from wfm.data.tables import DaySettings, Project
from wfm.roster.problem import RosterProblem
from wfm.timegrid import minutes_of

CONSENT = frozenset({ChangeKind.EXTEND, ChangeKind.CALL_IN, ChangeKind.RELEASE})
"""Kinds of change that the person must agree to."""

AWAY_KINDS = frozenset({ChangeKind.LEND, ChangeKind.TAKE_CALLS})


@dataclass(frozen=True)
class DayTask:
    """One day to be tweaked.

    ``roster``: the version in force, duties of today's absent people included; ``demand``: cost curves of the day and the next
    (``demand.start`` is the day); ``as_of``: minute nothing before which moves. ``standing``: what was decided or asked for
    this day so far, and today's absences; ``asked``: duties of call-ins still waiting for an answer. ``history``: decisions in
    force of other days; ``following``: duties of the day after, where the month ends. ``declined``: people who said no today;
    ``called_up``: people an echelon has called and who have not answered;
    ``closed``: projects whose lead lends nobody today. ``extend``, ``call_in``, ``release``: levers allowed.
    """

    problem: RosterProblem
    roster: Roster
    day: date
    as_of: int
    demand: Demand
    settings: DaySettings
    standing: tuple[DayChange, ...] = ()
    asked: tuple[Duty, ...] = ()
    history: tuple[DayChange, ...] = ()
    following: Mapping[str, Duty] = field(default_factory=dict)
    declined: frozenset[str] = frozenset()
    called_up: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()
    extend: bool = True
    call_in: bool = True
    release: bool = False

    @property
    def interval(self) -> int:
        """Minutes of an interval."""
        return self.demand.interval_minutes

    @property
    def slots(self) -> int:
        """Intervals of a day."""
        return self.demand.slots

    @property
    def first_slot(self) -> int:
        """The first interval in which anything may move."""
        return -(-(self.as_of + self.settings.lead_minutes) // self.interval)

    @cached_property
    def last_slot(self) -> int:
        """The interval after the last that a duty of the day can reach; later ones are tomorrow's business."""
        ends = [minutes_of(shift.start) + shift.minutes for shift in self.problem.shifts.values()]
        latest = max(ends, default=0) + self.settings.max_extension_minutes
        return min(2 * self.slots, max(self.slots, -(-latest // self.interval)))

    @cached_property
    def project_of(self) -> Mapping[str, Project]:
        """Project by id."""
        return {project.project: project for project in self.problem.projects}

    @cached_property
    def place_of(self) -> Mapping[str, int]:
        """Column of each project in the demand."""
        return {project: number for number, project in enumerate(self.demand.projects)}

    @cached_property
    def standing_of(self) -> Mapping[str, tuple[DayChange, ...]]:
        """Employee -> what stands for the day."""
        found: dict[str, list[DayChange]] = {}
        for change in self.standing:
            found.setdefault(change.employee, []).append(change)
        return {name: tuple(changes) for name, changes in found.items()}

    def duty(self, employee: str, offset: int = 0) -> Duty | None:
        """The duty of the day (call-ins asked for included), or of the day ``offset`` days later; the month before counts."""
        day = self.day + timedelta(days=offset)
        if day in self.roster.horizon:
            found = self.roster.duty(employee, day)
        elif offset > 0:
            found = self.following.get(employee)
        else:
            cell = self.problem.previous.get(employee, {}).get(day)
            known = cell is not None and cell.shift in self.problem.shifts
            found = Duty(employee, day, cell.shift, cell.project) if cell is not None and known else None
        if found is None and offset == 0:
            return next((duty for duty in self.asked if duty.employee == employee), None)
        return found

    def gate(self, employee: str) -> bool:
        """Whether the energy gate keeps the person from the phones."""
        force = self.problem.rules.force("energy-gate")
        person = self.problem.employee[employee]
        params = force.of(person) if force is not None else None
        return params is not None and bool(params.stops(person))


@dataclass(frozen=True)
class Claim:
    """What the model claims about its answer, for the audit to recompute. ``cover``: int64 [2 * slots, projects], agents at
    the desk; ``loss``: service loss of it; ``price``: what the changes cost."""

    cover: np.ndarray
    loss: int
    price: int
    changes: tuple[DayChange, ...] = ()
    duties: tuple[Duty, ...] = ()
    before: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), np.int64))
    loss_before: int = 0
