"""Leave, and days outside employment: no duty."""

from __future__ import annotations

from collections.abc import Iterator

from wfm.data.roster import Finding
from wfm.data.terms import BAN, Allow, Term
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, Rule, RuleParams
from wfm.roster.rules.stating import available
from wfm.roster.rules.view import RosterView


class LeaveDaysParams(RuleParams):
    """No parameter: leave is leave."""


class LeaveDays(Rule[LeaveDaysParams]):
    """An Allow term bans every shift on leave days and on days before hiring or after leaving."""

    id = "leave"
    Params = LeaveDaysParams
    unit = "duties"
    examples = (
        Example("off on leave", {"A": "D..D..."}, leave=(("A", 1, 2, "annual"),)),
        Example("a duty on the last day of leave", {"A": "D.DD..."}, hard=1, leave=(("A", 1, 2, "annual"),)),
        Example("a duty the day after leave", {"A": "...D..."}, leave=(("A", 0, 2, "sick"),)),
        Example("a duty before hiring", {"A": "DD....."}, hard=1, people={"A": {"hired_on": "2026-08-04"}}),
        Example("the last day of employment", {"A": "DD....."}, people={"A": {"leaves_on": "2026-08-04"}}),
        Example("a day after it", {"A": "DDD...."}, hard=1, people={"A": {"leaves_on": "2026-08-04"}}),
        Example("leave that began before the month", {"A": "DD....."}, hard=1, leave=(("A", -5, 0, "maternity"),)),
    )

    def compile(self, problem: RosterProblem, force: InForce[LeaveDaysParams]) -> Iterator[Term]:
        for person, _ in force.each(problem.employees):
            free = available(problem, person)
            days = tuple(number for number in range(problem.horizon.days) if not free[number])
            if days:
                yield Allow(self.id, person.employee, days, BAN)

    def check(self, view: RosterView, force: InForce[LeaveDaysParams]) -> Iterator[Finding]:
        for person, params in force.each(view.people):
            away = view.away(person)
            for duty in view.duties(person.employee) if away else ():
                if duty.day in away:
                    leave = view.problem.on_leave(person.employee, duty.day)
                    values = {
                        "shift": duty.shift,
                        "kind": leave.kind if leave else "",
                        "case": "leave" if leave else "employment",
                    }
                    yield self.breach(params, 1, person.employee, (duty.day,), **values)
