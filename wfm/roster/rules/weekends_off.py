"""Full weekends off in the horizon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from pydantic import Field

from wfm.data.roster import Finding
from wfm.data.terms import Term, Touch
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, LevelParams, Rule
from wfm.roster.rules.view import RosterView


class WeekendsOffParams(LevelParams):
    """Weekends without duty."""

    weekends: int = Field(default=1, ge=1, le=5, description="fewest full weekends off in the horizon, weekends")


class WeekendsOff(Rule[WeekendsOffParams]):
    """A Touch term: of the weekends that lie wholly in the horizon, at most all but N are worked. A horizon with fewer than N
    asks for all it has."""

    id = "weekends-off"
    Params = WeekendsOffParams
    unit = "weekends"
    examples = (
        Example("one weekend of two off", {"A": ".....D........"}),
        Example("both worked", {"A": ".....D......D."}, hard=1),
        Example("two asked: exactly two", {"A": "DDDDD..DDDDD.."}, params={"weekends": 2}),
        Example("two asked: one beside", {"A": "DDDDD..DDDDD.D"}, params={"weekends": 2}, hard=1),
        Example("a weekend cut by the month's start does not count", {"A": "D.....DD"}, hard=1, start="2026-08-02"),
        Example("no full weekend at all", {"A": "DDDDD"}),
        Example("priced", {"A": ".....D......D."}, params={"weekends": 2, "level": "priced", "price": 9}, cost=18),
    )

    def compile(self, problem: RosterProblem, force: InForce[WeekendsOffParams]) -> Iterator[Term]:
        weekend = frozenset(problem.centre.weekend_days)
        groups = list(problem.horizon.weekends(weekend))
        outside = {problem.horizon.start - timedelta(days=1): 0, problem.horizon.end + timedelta(days=1): -1}
        for day, edge in outside.items():
            if groups[edge] >= 0 and day.weekday() in weekend:
                cut = groups[edge]
                groups = [-1 if group == cut else group for group in groups]
        number = len(set(groups) - {-1})
        for person, params in force.each(problem.employees):
            if number:
                band = params.at_most(max(0, number - params.weekends))
                yield Touch(self.id, person.employee, problem.working, tuple(groups), band)

    def check(self, view: RosterView, force: InForce[WeekendsOffParams]) -> Iterator[Finding]:
        rest = view.problem.centre.weekend_days
        day = timedelta(days=1)
        full = [w for w in view.weekends if (w[0] - day).weekday() not in rest and (w[-1] + day).weekday() not in rest]
        for person, params in force.each(view.people):
            free = [weekend for weekend in full if not any(view.duty(person.employee, day) for day in weekend)]
            missing = min(params.weekends, len(full)) - len(free)
            if missing > 0:
                worked = [d for weekend in full for d in weekend if view.duty(person.employee, d)]
                yield self.breach(params, missing, person.employee, worked, limit=params.weekends, weekends=len(free))
