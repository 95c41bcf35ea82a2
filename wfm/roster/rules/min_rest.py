"""Daily rest: hours between the end of a duty and the start of the next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from pydantic import Field

from wfm.data.roster import Finding
from wfm.data.terms import Follow, Term
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, LevelParams, Rule
from wfm.roster.rules.view import RosterView
from wfm.timegrid import MINUTES_PER_DAY, minutes_of


class MinRestParams(LevelParams):
    """Hours of rest between two duties on consecutive days."""

    hours: float = Field(default=11, gt=0, le=24, description="least rest between two duties, hours")


class MinRest(Rule[MinRestParams]):
    """A Follow term bans each pair of shifts with too little time between them."""

    id = "min-rest"
    Params = MinRestParams
    unit = "duties"
    examples = (
        Example("an evening ends 23:30, the day shift starts 08:00: 8.5 h", {"A": "ED..."}, hard=1),
        Example("day after day leaves 15.5 h", {"A": "DDDDD"}),
        Example("the night before the month counts", {"A": "N|D...."}, hard=1),
        Example("exactly the limit is enough", {"A": "ED..."}, params={"hours": 8.5}),
        Example("one minute beside the limit is not", {"A": "ED..."}, params={"hours": 8.52}, hard=1),
        Example("priced instead of hard", {"A": "EDED."}, params={"level": "priced", "price": 7}, cost=14),
    )

    def compile(self, problem: RosterProblem, force: InForce[MinRestParams]) -> Iterator[Term]:
        spans = {s.shift: (minutes_of(s.start), minutes_of(s.start) + s.minutes) for s in problem.shifts.values()}
        tables: dict[float, frozenset[tuple[str, str]]] = {}
        for person, params in force.each(problem.employees):
            if params.hours not in tables:
                tables[params.hours] = frozenset(
                    (first, then)
                    for first, (_, end) in spans.items()
                    for then, (start, _) in spans.items()
                    if MINUTES_PER_DAY + start - end < params.hours * 60
                )
            yield Follow(self.id, person.employee, tables[params.hours], params.ban_or_price)

    def check(self, view: RosterView, force: InForce[MinRestParams]) -> Iterator[Finding]:
        for person, params in force.each(view.people):
            for day, duty in view.line(person.employee):
                before = view.duty(person.employee, day - timedelta(days=1))
                if duty is None or before is None:
                    continue
                rest = view.begins(duty) - view.ends(before)
                if rest < timedelta(hours=params.hours):
                    yield Finding(
                        self.id,
                        params.hard,
                        1,
                        0 if params.hard else params.price,
                        person.employee,
                        (before.day, day),
                        {"rest": round(rest.total_seconds() / 3600, 2), "limit": params.hours},
                    )
