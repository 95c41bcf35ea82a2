"""Who could have been called instead, and why not: every free certified person's line is tried with the duty."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from wfm.data.roster import Duty, Roster
from wfm.data.terms import Cover, PersonTerm, Together
from wfm.data.week import Change, Passed
from wfm.roster.adjust import Adjusted
from wfm.roster.engine.line import line_cost
from wfm.roster.evaluate import evaluate
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.view import RosterView

NAMED = 3
"""People passed over that are named: those with most hours left."""


class PassedOver:
    """The others' lines as they ended up, compiled once."""

    def __init__(self, problem: RosterProblem, adjusted: Adjusted) -> None:
        assert problem.policy is not None
        self.problem, self.policy, self.compiled = problem, problem.policy, adjusted.compiled
        self.roster = adjusted.result.roster
        self.codes = self.compiled.encode(self.roster)
        self.rows = {person.employee: row for row, person in enumerate(problem.employees)}
        self.number = {(code.shift, code.project, code.break_start): k for k, code in enumerate(self.compiled.codes)}
        self.view = RosterView(problem, adjusted.before)
        self.certified: defaultdict[str, set[str]] = defaultdict(set)
        for name, skills in problem.skills.items():
            for skill in skills:
                self.certified[skill.project].add(name)
        self.terms: defaultdict[str, list[PersonTerm]] = defaultdict(list)
        for term in self.compiled.terms:
            if not isinstance(term, Cover | Together):
                self.terms[term.employee].append(term)
        self.left: dict[str, int] = {}

    def explain(self, change: Change) -> Change:
        """``change`` with who was passed over, when it calls somebody in on a day off."""
        if change.old is not None or change.new is None or not change.new.project:
            return change
        day = self.problem.horizon.index(change.day)
        code = self.number[change.new.shift, change.new.project, change.new.break_start]
        mine = self._more(change.employee, day, code, taken=True)
        free = sorted(self._free(change.new), key=lambda name: (-self._left(name), name))
        judged = [(name, self._more(name, day, code)) for name in free]
        forbidden = sum(more is None for _, more in judged)
        passed = tuple(
            Passed(name, self._left(name), self._forbidding(name, change.new))
            if more is None
            else Passed(name, self._left(name), (), more - (mine or 0))
            for name, more in judged[:NAMED]
        )
        return replace(change, free=len(free), forbidden=forbidden, passed=passed)

    def _free(self, duty: Duty) -> list[str]:
        """Certified people who may change that day and have no duty."""
        return [
            name
            for name in self.certified[duty.project]
            if name != duty.employee
            and name in self.rows
            and self.policy.open(name, duty.day)
            and self.roster.duty(name, duty.day) is None
            and self.problem.on_leave(name, duty.day) is None
            and self.problem.employed(self.problem.employee[name], duty.day)
        ]

    def _more(self, name: str, day: int, code: int, *, taken: bool = False) -> int | None:
        """What the person's line costs more with the duty than without; None when it would be illegal. ``taken``: the person
        has the duty."""
        model, row = self.compiled.model, self.rows[name]
        line = self.codes[row].copy()
        line[day] = 0 if taken else code
        other, hard, short = line_cost(model, line, row)
        now, _, _ = line_cost(model, self.codes[row], row)
        if hard or short:
            return None
        return int(now - other) if taken else int(other - now)

    def _forbidding(self, name: str, duty: Duty) -> tuple[str, ...]:
        """Rules that the person's line with the duty would break."""
        person = self.problem.employee[name]
        own = [one for one in self.roster.duties if one.employee == name and one.day != duty.day]
        line = Roster(self.problem.horizon, (*own, replace(duty, employee=name)))
        judged = evaluate(self.terms[name], replace(self.problem, employees=(person,)), line)
        return tuple(sorted(rule for rule, (hard, _) in judged.by_rule.items() if hard))

    def _left(self, name: str) -> int:
        """Minutes the person may still work this month, overtime of the contract included."""
        if name not in self.left:
            person = self.problem.employee[name]
            due = self.problem.month_minutes(person) - self.problem.credited_minutes(person)
            most = due + self.problem.contract_of(person).max_overtime_minutes
            self.left[name] = most - self.view.worked_minutes(name)
        return self.left[name]
