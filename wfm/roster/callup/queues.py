"""The people of one day in fair order, a queue for each shift and project: who was refused a duty is not asked for it again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from wfm.data.candidates import RULE, Passed, Standing
from wfm.data.roster import Duty, Roster
from wfm.roster.attendance import Code
from wfm.roster.candidate import Lines, free_on, standings
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.stating import names

PASSED = 40
"""People passed over that are kept for one who is called."""

Reason = tuple[str, Mapping[str, object]]
Barred = Callable[[Duty], Reason | None]


@dataclass
class _Queue:
    """People in fair order for one shift and project; ``place``: the next to be asked; ``refused``: those who were, with the duty
    and what speaks against it besides rules."""

    people: list[Standing]
    place: int = 0
    refused: list[tuple[Standing, Duty, Reason | None]] = field(default_factory=list)


class Queues:
    """Everybody off on ``day``. ``left``: minutes left by person; ``asked``: call-ups so far; ``barred``: what forbids a duty
    beside rules. Lines of people who are not called must not change meanwhile."""

    def __init__(
        self,
        problem: RosterProblem,
        roster: Roster,
        day: date,
        lines: Lines,
        left: Mapping[str, int],
        asked: Mapping[str, int],
        barred: Barred,
    ) -> None:
        self.problem, self.day, self.lines, self.left, self.asked, self.barred = problem, day, lines, left, asked, barred
        self.off = [person for person in problem.employees if free_on(problem, roster, person, day)]
        self.order: dict[str, list[Standing]] = {}
        self.queues: dict[tuple[str, str], _Queue] = {}
        self.called: set[str] = set()
        self.first_refused: dict[str, tuple[Standing, Duty, Reason | None]] = {}
        self.told: dict[tuple[str, str, str], Passed] = {}

    def first(self, code: Code) -> Standing | None:
        """The first person in fair order who may take the duty: called from now on; None when nobody may."""
        queue = self._queue(code)
        while queue.place < len(queue.people):
            standing = queue.people[queue.place]
            queue.place += 1
            if standing.employee in self.called:
                continue
            duty = Duty(standing.employee, self.day, code.shift, code.project, code.break_start)
            reason = self.barred(duty)
            if reason is None and self.lines.legal(duty):
                self.called.add(standing.employee)
                return standing
            queue.refused.append((standing, duty, reason))
            self.first_refused.setdefault(standing.employee, queue.refused[-1])
        return None

    def ahead(self, code: Code) -> tuple[Passed, ...]:
        """Who stood ahead for the duty and was refused it."""
        others = [one for one in self._queue(code).refused if one[0].employee not in self.called]
        return tuple(self._passed(*one) for one in others[:PASSED])

    def refused(self) -> dict[str, Passed]:
        """Everybody who was refused and is not called, and why not the first duty offered."""
        return {name: self._passed(*one) for name, one in self.first_refused.items() if name not in self.called}

    def _queue(self, code: Code) -> _Queue:
        key = code.shift, code.project
        if key not in self.queues:
            if code.project not in self.order:
                self.order[code.project] = standings(
                    self.problem, self.off, code.project, self.day, left=self.left, asked=self.asked
                )
            shift = self.problem.shifts[code.shift]
            contracts, teams = names(shift.contracts), names(shift.teams)
            self.queues[key] = _Queue(
                [
                    standing
                    for standing in self.order[code.project]
                    if _named(contracts, self.problem.employee[standing.employee].contract)
                    and _named(teams, self.problem.employee[standing.employee].team)
                ]
            )
        return self.queues[key]

    def _passed(self, standing: Standing, duty: Duty, barred: Reason | None) -> Passed:
        key = standing.employee, duty.shift, duty.project
        if key not in self.told:
            if barred is not None:
                self.told[key] = Passed(standing.employee, barred[0], barred[1], (), standing.minutes_left)
            else:
                finding = self.lines.first_broken(duty)
                named = () if finding is None else (finding,)
                self.told[key] = Passed(standing.employee, RULE, {}, named, standing.minutes_left)
        return self.told[key]


def _named(listed: frozenset[str], value: str) -> bool:
    """Whether ``value`` is listed (nothing listed = everything is)."""
    return not listed or value in listed
