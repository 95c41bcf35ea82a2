"""Who is called in: the duty worth most first, and for it the first person in fair order who may legally take it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

import numpy as np

from wfm.data.candidates import Passed, Standing
from wfm.data.roster import Duty, Roster
from wfm.roster.attendance import Code, duty_codes
from wfm.roster.callup.cover import Cover, IntArray
from wfm.roster.callup.emergency import HOURS, emergency_problem
from wfm.roster.callup.queues import Queues
from wfm.roster.candidate import Lines, consents, due_minutes, free_on, minutes_left, paid_minutes
from wfm.roster.problem import RosterProblem
from wfm.timegrid import minutes_of, moment


@dataclass(frozen=True)
class Wanted:
    """What is looked for. ``most``: people a day; ``least_worth``: cost units below which nobody is called; ``earliest``: local
    time before which nobody can be there (None = any); ``fill``: people are called until ``most`` or the quota is reached,
    whether or not the demand on file lacks them."""

    days: tuple[date, ...]
    projects: tuple[str, ...]
    most: int = 500
    least_worth: int = 30
    earliest: datetime | None = None
    fill: bool = False


@dataclass(frozen=True)
class Called:
    """One person called in: ``order`` counts from 1 on each day; ``worth`` and ``filled`` (missing agent-intervals) of the duty
    when it was given; ``standing`` says why this person; ``passed``: who stood ahead and why not. ``beyond_margin``: the hours
    exceed the centre's own margin above the contract, not the overtime cap: somebody has to approve it. ``consent``: why the
    person must agree (``candidate.consent_...``)."""

    order: int
    duty: Duty
    worth: int
    filled: int
    standing: Standing
    passed: tuple[Passed, ...]
    beyond_margin: bool = False
    consent: tuple[str, ...] = ()


@dataclass(frozen=True)
class CallUps:
    """``roster`` with the call-ups in it; ``called`` in order; ``refused``: day -> why each other free person was not
    called, judged on the duty worth most that was offered."""

    roster: Roster
    called: tuple[Called, ...]
    refused: Mapping[date, Mapping[str, Passed]]


class Quota(Protocol):
    """Limits beside the law: echelon quotas, lead times, members. Within a day they only grow narrower: who was refused a duty
    is not asked for it again."""

    def refusal(self, employee: str, begins: datetime) -> tuple[str, Mapping[str, object]] | None:
        """Why this person may not be called for a duty that begins then, as reason and values; None = may be."""

    def take(self, employee: str) -> None:
        """The person is called."""


class NoQuota:
    """Anybody may be called."""

    def refusal(self, employee: str, begins: datetime) -> tuple[str, Mapping[str, object]] | None:
        """Never."""
        return None

    def take(self, employee: str) -> None:
        """Nothing to count."""


@dataclass(frozen=True)
class _Option:
    """A duty that could be given: its code with the best break, columns it covers, worth."""

    day: date
    code: Code
    cells: IntArray
    worth: int
    filled: int


def call_up(
    problem: RosterProblem,
    roster: Roster,
    wanted: Wanted,
    *,
    quota: Quota | None = None,
    called_before: Mapping[str, int] | None = None,
    beside: IntArray | None = None,
) -> CallUps:
    """Call people in on days off where ``roster`` lacks them.

    Day after day: the duty (shift, project, break) that is worth most by the demand's curves goes to the first person in fair
    order who is free, whom ``quota`` allows, and whose line the audit's rules still accept (rest, weekly rest, runs, hours,
    overtime, protection, certificates: emergency-only ones count). It ends when no duty is worth ``least_worth`` and fills
    an interval that lacks people, or nobody may take any. ``beside``: agents on the first of the days besides the roster's, those
    who stay longer for example, [projects, slots].
    """
    run = _Run(problem, roster, wanted, quota or NoQuota(), dict(called_before or {}))
    if beside is not None:
        run.cover.present[:, run.cover.cells(wanted.days[0], range(run.cover.slots))] += beside
    for day in wanted.days:
        run.day(day)
    return CallUps(Roster(roster.horizon, tuple(sorted([*roster.duties, *run.added]))), tuple(run.called), run.refused)


class _Run:
    """One selection under way: what is kept from day to day."""

    def __init__(
        self, problem: RosterProblem, roster: Roster, wanted: Wanted, quota: Quota, called_before: dict[str, int]
    ) -> None:
        self.problem, self.wanted, self.quota, self.called_before = emergency_problem(problem), wanted, quota, called_before
        self.cover, self.roster = Cover(problem, roster), roster
        off = [one for one in problem.employees if any(free_on(problem, roster, one, day) for day in wanted.days)]
        self.lines, self.usual = Lines(self.problem, roster, people=off), Lines(problem, roster, people=off)
        self.worked = paid_minutes(problem, roster)
        self.left = {one.employee: minutes_left(problem, one, self.worked[one.employee]) for one in problem.employees}
        projects = [project for project in problem.projects if project.project in wanted.projects]
        self.codes = [code for code in duty_codes(problem.shifts, projects, problem.demand.interval_minutes) if code.project]
        self.desk = np.zeros((len(self.codes), 2 * self.cover.slots), np.int64)
        for row, code in enumerate(self.codes):
            self.desk[row, list(code.slots)] = 1
        self.row = np.array([self.cover.number[code.project] for code in self.codes], np.int64)
        self.called: list[Called] = []
        self.added: list[Duty] = []
        self.refused: dict[date, dict[str, Passed]] = {}

    def day(self, day: date) -> None:
        """Call people for ``day`` until nothing is gained."""
        if day not in self.problem.horizon:
            return
        queues = Queues(self.problem, self.roster, day, self.lines, self.left, self.called_before, self._barred)
        for order in range(1, self.wanted.most + 1):
            found = next(((option, one) for option in self._options(day) if (one := queues.first(option.code))), None)
            if found is None:
                break
            option, taker = found
            passed = queues.ahead(option.code)
            self._take(order, option, taker, passed)
        self.refused[day] = queues.refused()

    def _barred(self, duty: Duty) -> tuple[str, Mapping[str, object]] | None:
        return self.quota.refusal(duty.employee, self._begins(duty.day, duty.shift))

    def _options(self, day: date) -> list[_Option]:
        """Duties worth giving, best first; of one shift and project the best break."""
        if not self.codes:
            return []
        worths = (self.desk * self.cover.marginal(day)[self.row]).sum(axis=1).tolist()
        best: dict[tuple[str, str], tuple[Code, int]] = {}
        least = 0 if self.wanted.fill else max(1, self.wanted.least_worth)
        for code, worth in zip(self.codes, worths, strict=True):
            key = code.shift, code.project
            if worth >= least and (key not in best or worth > best[key][1]) and not self._too_soon(day, code.shift):
                best[key] = code, worth
        found = []
        for code, worth in best.values():
            cells = self.cover.cells(day, code.slots)
            helped = self.cover.helped(code.project, cells)
            if helped or self.wanted.fill:
                found.append(_Option(day, code, cells, worth, helped))
        return sorted(found, key=lambda option: (-option.worth, len(option.cells), option.code.shift, option.code.project))

    def _too_soon(self, day: date, shift: str) -> bool:
        return self.wanted.earliest is not None and self._begins(day, shift) < self.wanted.earliest

    def _take(self, order: int, option: _Option, standing: Standing, passed: tuple[Passed, ...]) -> None:
        """The option is given to the person."""
        name, code, day = standing.employee, option.code, option.day
        duty = Duty(name, day, code.shift, code.project, code.break_start)
        paid = self.problem.shifts[duty.shift].paid_minutes
        beyond = self.usual.breaks(HOURS, duty)
        consent = consents(
            due=due_minutes(self.problem, self.problem.employee[name]),
            worked=self.worked[name],
            more=paid,
            rest_day=True,
            emergency_only=standing.emergency_only,
        )
        self.quota.take(name)
        self.lines.take(duty)
        self.usual.take(duty)
        self.cover.add(duty.project, option.cells)
        self.left[name] -= paid
        self.worked[name] += paid
        self.called_before[name] = self.called_before.get(name, 0) + 1
        self.added.append(duty)
        self.called.append(Called(order, duty, option.worth, option.filled, standing, passed, beyond, consent))

    def _begins(self, day: date, shift: str) -> datetime:
        return moment(day, minutes_of(self.problem.shifts[shift].start))
