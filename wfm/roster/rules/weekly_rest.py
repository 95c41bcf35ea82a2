"""Weekly rest: days off in each of the centre's weeks, the previous month's days counted."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from wfm.data.roster import Finding
from wfm.data.terms import Sum, Term
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, LevelParams, Rule
from wfm.roster.rules.stating import worked_before
from wfm.roster.rules.view import RosterView


class WeeklyRestParams(LevelParams):
    """Days off in each week of the centre."""

    days: int = Field(default=1, ge=1, le=6, description="fewest days off in each week of the centre, days")


class WeeklyRest(Rule[WeeklyRestParams]):
    """A Sum term over each week: at most 7 - N working days. A week cut by the horizon's end is judged on the days known;
    what the previous month broke alone is not blamed on this one."""

    id = "weekly-rest-day"
    Params = WeeklyRestParams
    unit = "days"
    examples = (
        Example("a week with one day off", {"A": "DDDDDD."}),
        Example("a week without", {"A": "DDDDDDD"}, hard=1),
        Example("the week began last month", {"A": "DDD|DDDD"}, hard=1, start="2026-08-06"),
        Example("a day off last month is this week's", {"A": "DD.|DDDD"}, start="2026-08-06"),
        Example("thirteen days over two weeks, one off in each", {"A": ".DDDDDDDDDDDD."}),
        Example("two days off asked: exactly two", {"A": "DDDDD.."}, params={"days": 2}),
        Example("two days off asked: one beside", {"A": "DDDDDD."}, params={"days": 2}, hard=1),
        Example("priced", {"A": "DDDDDDD"}, params={"days": 2, "level": "priced", "price": 9}, cost=18),
        Example("last month broke it alone", {"A": "DDDDDD|."}, params={"days": 2}, start="2026-08-09"),
        Example("the centre's week begins on Sunday", {"A": ".DDDDDDD."}, start="2026-08-09", centre={"week_start": 6}),
    )

    def compile(self, problem: RosterProblem, force: InForce[WeeklyRestParams]) -> Iterator[Term]:
        weights = dict.fromkeys(problem.shifts, 1)
        for person, params in force.each(problem.employees):
            for first, last in problem.horizon.weeks(problem.centre.week_start):
                before = worked_before(problem, person.employee, max(0, -first), problem.working)
                limit = max(7 - params.days, before)
                if before + min(last, problem.horizon.days - 1) - max(first, 0) + 1 > limit:
                    yield Sum(self.id, person.employee, weights, first, last, params.at_most(limit), before)

    def check(self, view: RosterView, force: InForce[WeeklyRestParams]) -> Iterator[Finding]:
        for person, params in force.each(view.people):
            for week in view.weeks:
                worked = [day for day in week if view.duty(person.employee, day) is not None]
                missing = len(worked) - (7 - params.days)
                new = sum(day >= view.dates[0] for day in worked)
                if min(missing, new) > 0:
                    yield self.breach(params, min(missing, new), person.employee, worked, limit=params.days, worked=len(worked))
