"""Who could have been called in the week instead, and why not: every free certified person's line is tried with the duty."""

from __future__ import annotations

from dataclasses import replace

from wfm.data.candidates import RULE, Passed, Standing
from wfm.data.roster import Duty
from wfm.data.week import Change
from wfm.roster.adjust import Adjusted
from wfm.roster.candidate import Lines, free_on, minutes_left, paid_minutes, standings
from wfm.roster.engine.line import line_cost
from wfm.roster.problem import RosterProblem

NAMED = 3
"""People passed over that are named: the first in the fair order."""


class PassedOver:
    """The others' lines as they ended up: legality by ``candidate``, prices by the month's model, compiled once."""

    def __init__(self, problem: RosterProblem, adjusted: Adjusted) -> None:
        assert problem.policy is not None
        self.problem, self.policy, self.compiled = problem, problem.policy, adjusted.compiled
        self.roster = adjusted.result.roster
        self.codes = self.compiled.encode(self.roster)
        self.rows = {person.employee: row for row, person in enumerate(problem.employees)}
        self.number = {(code.shift, code.project, code.break_start): k for k, code in enumerate(self.compiled.codes)}
        may_change = [one for one in problem.employees if any(self.policy.open(one.employee, day) for day in self.policy.days)]
        self.lines = Lines(problem, self.roster, people=may_change)
        worked = paid_minutes(problem, adjusted.before)
        self.left = {one.employee: minutes_left(problem, one, worked[one.employee]) for one in may_change}
        self.people = may_change

    def explain(self, change: Change) -> Change:
        """``change`` with who was passed over, when it calls somebody in on a day off."""
        if change.old is not None or change.new is None or not change.new.project:
            return change
        free = self._free(change.new)
        duties = {one.employee: replace(change.new, employee=one.employee) for one in free}
        forbidden = {name for name, duty in duties.items() if not self.lines.legal(duty)}
        own = self._more(change.new, taken=True)
        passed = tuple(self._passed(one, duties[one.employee], own, one.employee in forbidden) for one in free[:NAMED])
        return replace(change, free=len(free), forbidden=len(forbidden), passed=passed)

    def _free(self, duty: Duty) -> list[Standing]:
        """Certified people who may change that day and have no duty, in fair order."""
        others = [
            person
            for person in self.people
            if self.policy.open(person.employee, duty.day) and free_on(self.problem, self.roster, person, duty.day)
        ]
        return standings(self.problem, others, duty.project, duty.day, left=self.left, asked=self.policy.before)

    def _passed(self, standing: Standing, duty: Duty, own: int, forbidden: bool) -> Passed:
        left = standing.minutes_left
        if forbidden:
            return Passed(standing.employee, RULE, {}, self.lines.broken_by(duty), left)
        more = self._more(duty) - own
        reason = "alike" if more == 0 else "dearer" if more > 0 else "cheaper"
        return Passed(standing.employee, reason, {"more": abs(more)} if more else {}, (), left)

    def _more(self, duty: Duty, *, taken: bool = False) -> int:
        """What the person's line costs more with the duty than without. ``taken``: the person has it."""
        model, row, day = self.compiled.model, self.rows[duty.employee], self.problem.horizon.index(duty.day)
        line = self.codes[row].copy()
        line[day] = 0 if taken else self.number[duty.shift, duty.project, duty.break_start]
        other, now = line_cost(model, line, row)[0], line_cost(model, self.codes[row], row)[0]
        return int(now - other) if taken else int(other - now)
