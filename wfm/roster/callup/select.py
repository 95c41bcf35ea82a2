"""Who is called in: the duty worth most first, and for it the first person in fair order who may legally take it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from wfm.data.roster import Duty, Finding, Roster
from wfm.roster.attendance import Code, duty_codes
from wfm.roster.callup.cover import Cover, IntArray
from wfm.roster.callup.legal import HOURS, LineAudit, emergency_problem
from wfm.roster.callup.order import Standing, minutes_left, standings
from wfm.roster.problem import RosterProblem
from wfm.timegrid import minutes_of, moment

PASSED = 40
"""People passed over that are kept for one who is called."""


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
class Passed:
    """Somebody ahead in the fair order who was not called. ``reason``: ``rule`` (``finding`` names it), else a key of the
    catalogue under ``callup`` with ``values``."""

    employee: str
    reason: str
    finding: Finding | None = None
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Called:
    """One person called in: ``order`` counts from 1 on each day; ``worth`` and ``filled`` (missing agent-intervals) of the duty
    when it was given; ``standing`` says why this person; ``passed``: who stood ahead and why not. ``beyond_margin``: the hours
    exceed the centre's own margin above the contract, not the overtime cap: somebody has to approve it."""

    order: int
    duty: Duty
    worth: int
    filled: int
    standing: Standing
    passed: tuple[Passed, ...]
    beyond_margin: bool = False


@dataclass(frozen=True)
class CallUps:
    """``roster`` with the call-ups in it; ``called`` in order; ``refused``: day -> why each other free person was not called."""

    roster: Roster
    called: tuple[Called, ...]
    refused: Mapping[date, Mapping[str, Passed]]


class Quota(Protocol):
    """Limits beside the law: echelon quotas, lead times, members."""

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
    """One selection under way."""

    def __init__(
        self, problem: RosterProblem, roster: Roster, wanted: Wanted, quota: Quota, called_before: dict[str, int]
    ) -> None:
        self.problem, self.wanted, self.quota, self.called_before = emergency_problem(problem), wanted, quota, called_before
        self.cover, self.audit = Cover(problem, roster), LineAudit(self.problem, roster)
        self.usual = LineAudit(problem, roster)
        self.left = minutes_left(problem, roster)
        self.cells = dict(roster.by_cell)
        projects = [project for project in problem.projects if project.project in wanted.projects]
        self.codes = [code for code in duty_codes(problem.shifts, projects, problem.demand.interval_minutes) if code.project]
        self.called: list[Called] = []
        self.added: list[Duty] = []
        self.refused: dict[date, dict[str, Passed]] = {}

    def day(self, day: date) -> None:
        """Call people for ``day`` until nothing is gained."""
        if day not in self.problem.horizon:
            return
        refused = self.refused.setdefault(day, {})
        for order in range(1, self.wanted.most + 1):
            found = next((call for option in self._options(day) if (call := self._first(day, order, option, refused))), None)
            if found is None:
                return
            refused.pop(found.duty.employee, None)

    def _options(self, day: date) -> list[_Option]:
        """Duties worth giving, best first; of one shift and project the best break."""
        marginal = self.cover.marginal(day)
        best: dict[tuple[str, str], _Option] = {}
        for code in self.codes:
            if self.wanted.earliest is not None and self._begins(day, code.shift) < self.wanted.earliest:
                continue
            worth = int(marginal[self.cover.number[code.project], list(code.slots)].sum())
            key = code.shift, code.project
            least = 0 if self.wanted.fill else max(1, self.wanted.least_worth)
            if worth >= least and (key not in best or worth > best[key].worth):
                cells = self.cover.cells(day, code.slots)
                best[key] = _Option(code, cells, worth, self.cover.helped(code.project, cells))
        useful = [option for option in best.values() if option.filled or self.wanted.fill]
        return sorted(useful, key=lambda option: (-option.worth, len(option.cells), option.code.shift, option.code.project))

    def _first(self, day: date, order: int, option: _Option, refused: dict[str, Passed]) -> Called | None:
        """The first person in fair order who may take ``option``."""
        passed: list[Passed] = []
        for standing, duty in self._free(day, option.code):
            reason = self._reason(duty)
            if reason is None:
                beyond = any(finding.rule == HOURS for finding in self.usual.broken_by(duty))
                call = Called(order, duty, option.worth, option.filled, standing, tuple(passed[:PASSED]), beyond)
                self._take(call, option)
                return call
            passed.append(reason)
            refused[standing.employee] = reason
        return None

    def _free(self, day: date, code: Code) -> Iterator[tuple[Standing, Duty]]:
        """People in fair order who are off that day and whose contract and team may have the shift."""
        shift = self.problem.shifts[code.shift]
        for standing in standings(self.problem, self.left, day, code.project, self.called_before):
            person = self.problem.employee[standing.employee]
            off = (person.employee, day) not in self.cells and self.problem.on_leave(person.employee, day) is None
            if off and _named(shift.contracts, person.contract) and _named(shift.teams, person.team):
                yield standing, Duty(person.employee, day, code.shift, code.project, code.break_start)

    def _reason(self, duty: Duty) -> Passed | None:
        """Why the person may not take ``duty``; None = may."""
        refusal = self.quota.refusal(duty.employee, self._begins(duty.day, duty.shift))
        if refusal is not None:
            return Passed(duty.employee, refusal[0], None, refusal[1])
        broken = self.audit.broken_by(duty)
        return Passed(duty.employee, "rule", broken[0]) if broken else None

    def _take(self, call: Called, option: _Option) -> None:
        duty = call.duty
        self.quota.take(duty.employee)
        self.audit.take(duty)
        self.usual.take(duty)
        self.cover.add(duty.project, option.cells)
        self.cells[duty.employee, duty.day] = duty
        self.left[duty.employee] -= self.problem.shifts[duty.shift].paid_minutes
        self.called_before[duty.employee] = self.called_before.get(duty.employee, 0) + 1
        self.called.append(call)
        self.added.append(duty)

    def _begins(self, day: date, shift: str) -> datetime:
        return moment(day, minutes_of(self.problem.shifts[shift].start))


def _named(listed: str, value: str) -> bool:
    """Whether ``value`` is in a list separated by ``;`` (empty = everything is)."""
    names: Sequence[str] = [name.strip() for name in listed.split(";") if name.strip()]
    return not names or value in names
