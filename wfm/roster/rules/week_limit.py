"""The contract's most working days a week."""

from __future__ import annotations

from collections.abc import Iterator

from wfm.data.roster import Finding
from wfm.data.terms import Sum, Term
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, LevelParams, Rule
from wfm.roster.rules.stating import worked_before
from wfm.roster.rules.view import RosterView


class WeekLimitParams(LevelParams):
    """The limit itself is a column of contracts.csv: max_days_per_week."""


class WeekLimit(Rule[WeekLimitParams]):
    """A Sum term over each week for people whose contract names a limit; history and the cut last week as in
    weekly-rest-day."""

    id = "max-days-per-week"
    Params = WeekLimitParams
    unit = "days"
    examples = (
        Example("three days are the contract's limit", {"A": "DDD...."}, contract={"max_days_per_week": 3}),
        Example("a fourth is one too many", {"A": "DDDD..."}, contract={"max_days_per_week": 3}, hard=1),
        Example("each week by itself", {"A": "....DDDDDD"}, contract={"max_days_per_week": 3}),
        Example(
            "last month's days of the week count",
            {"A": "DD|DD..."},
            hard=1,
            start="2026-08-05",
            contract={"max_days_per_week": 3},
        ),
        Example("no limit in the contract", {"A": "DDDDDDD"}),
        Example("a contract without work", {"A": "D......"}, contract={"max_days_per_week": 0}, hard=1),
        Example("priced", {"A": "DDDDDD."}, cost=10, params={"level": "priced", "price": 5}, contract={"max_days_per_week": 4}),
    )

    def compile(self, problem: RosterProblem, force: InForce[WeekLimitParams]) -> Iterator[Term]:
        weights = dict.fromkeys(problem.shifts, 1)
        for person, params in force.each(problem.employees):
            most = problem.contract_of(person).max_days_per_week
            if most is None:
                continue
            for first, last in problem.horizon.weeks(problem.centre.week_start):
                before = worked_before(problem, person.employee, max(0, -first), problem.working)
                limit = max(most, before)
                if before + min(last, problem.horizon.days - 1) - max(first, 0) + 1 > limit:
                    yield Sum(self.id, person.employee, weights, first, last, params.at_most(limit), before)

    def check(self, view: RosterView, force: InForce[WeekLimitParams]) -> Iterator[Finding]:
        for person, params in force.each(view.people):
            most = view.problem.contract_of(person).max_days_per_week
            if most is None:
                continue
            for week in view.weeks:
                worked = [day for day in week if view.duty(person.employee, day) is not None]
                new = sum(day >= view.dates[0] for day in worked)
                over = min(len(worked) - most, new)
                if over > 0:
                    yield self.breach(params, over, person.employee, worked, limit=most, worked=len(worked))
