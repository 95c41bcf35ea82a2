"""Weekend fairness: worked weekends above a fair share worked out beforehand, with memory."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from pydantic import Field

from wfm.data.roster import Finding
from wfm.data.tables import Employee
from wfm.data.terms import Band, Term, Touch
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, PricedParams, Rule
from wfm.roster.rules.stating import available, on_horizon
from wfm.roster.rules.view import RosterView

TWO = {(5, slot): 2 for slot in range(18, 34)}


class WeekendFairnessParams(PricedParams):
    """Price of a weekend above the share."""

    price: int = Field(
        default=20, ge=0, description="cost units per weekend worked above the fair share; 0 switches the rule off"
    )


class WeekendFairness(Rule[WeekendFairnessParams]):
    """A Touch term over the horizon's weekends.

    Fair share of a person i, in whole weekends: ``max(0, ceil((T + B) * w_i / W) - before_i)``.
    T, weekends to work: over each weekend, the largest over its days of ceil(agent-minutes required / mean paid minutes of a
    phone shift, rounded down), summed. ``w_i``: weekends with a day at work (employed, not on leave) x per cent of full
    time; W their sum. ``before_i``: weekends_before; B their sum over people with ``w_i`` > 0. Only people the rule is in
    force for take part.
    """

    id = "weekend-fairness"
    Params = WeekendFairnessParams
    unit = "weekends"
    examples = (
        Example("nobody is needed: a weekend worked is above the share", {"A": ".....D."}, cost=20),
        Example("two people needed of two: exactly the share", {"A": ".....DD", "B": ".....D."}, need=TWO),
        Example(
            "one weekend in two falls to each: the second is above it", {"A": ".....D......D.", "B": "." * 14}, cost=20, need=TWO
        ),
        Example(
            "weekends worked before count",
            {"A": ".....D.", "B": "......."},
            cost=20,
            need=TWO,
            people={"A": {"weekends_before": 3}},
        ),
        Example(
            "weekends the other worked before count too",
            {"A": ".....D......D.", "B": "." * 14},
            need=TWO,
            people={"B": {"weekends_before": 3}},
        ),
        Example("who is away takes no part", {"A": ".....D.", "B": "......."}, need=TWO, leave=(("B", 5, 6, "annual"),)),
        Example("days of the week do not count", {"A": "DDDDD.."}, need=TWO),
        Example("another price", {"A": ".....D."}, params={"price": 7}, cost=7),
    )

    def compile(self, problem: RosterProblem, force: InForce[WeekendFairnessParams]) -> Iterator[Term]:
        groups = problem.horizon.weekends(frozenset(problem.centre.weekend_days))
        people = list(force.each(problem.employees))
        shares = _shares(problem, [person for person, _ in people], np.array(groups))
        for (person, params), share in zip(people, shares, strict=True):
            yield Touch(self.id, person.employee, problem.working, groups, Band(soft_max=share, over=params.price))

    def check(self, view: RosterView, force: InForce[WeekendFairnessParams]) -> Iterator[Finding]:
        people = list(force.each(view.people))
        fair = _fair(view, [person for person, _ in people])
        for person, params in people:
            worked = [w for w in view.weekends if any(view.duty(person.employee, day) for day in w)]
            over = len(worked) - fair[person.employee]
            if over > 0:
                days = [day for weekend in worked for day in weekend if view.duty(person.employee, day)]
                yield self.breach(params, over, person.employee, days, limit=fair[person.employee], weekends=len(worked))


def _shares(problem: RosterProblem, people: list[Employee], groups: np.typing.NDArray[np.int64]) -> list[int]:
    number = int(groups.max(initial=-1)) + 1
    paid = [shift.paid_minutes for shift in problem.shifts.values() if shift.covers]
    mean = max(1, sum(paid) // len(paid)) if paid else 1
    minutes = on_horizon(problem, problem.demand.requirement).sum(axis=(1, 2)) * problem.demand.interval_minutes
    duties = -(-minutes // mean)
    needed = sum(int(duties[groups == group].max()) for group in range(number)) if paid else 0
    weight = np.array(
        [
            len(np.unique(groups[available(problem, person) & (groups >= 0)])) * round(100 * problem.contract_of(person).fte)
            for person in people
        ],
        np.int64,
    )
    before = np.array([person.weekends_before for person in people], np.int64)
    total = needed + int(before[weight > 0].sum())
    shares = -(-total * weight // max(1, weight.sum())) - before
    return [int(share) for share in np.maximum(0, shares)]


def _fair(view: RosterView, people: list[Employee]) -> dict[str, int]:
    phone = [shift.paid_minutes for shift in view.problem.shifts.values() if shift.covers]
    to_work = 0
    for weekend in view.weekends if phone else ():
        busiest = 0
        for day in weekend:
            first = (day - view.dates[0]).days * view.slots
            minutes = sum(view.required[first : first + view.slots]) * (24 * 60 // view.slots)
            duty = sum(phone) // len(phone) or 1
            busiest = max(busiest, (minutes + duty - 1) // duty)
        to_work += busiest
    weight = {}
    for person in people:
        away = view.away(person)
        there = sum(any(day not in away for day in weekend) for weekend in view.weekends)
        weight[person.employee] = there * round(100 * view.problem.contract_of(person).fte)
    whole = sum(weight.values())
    to_share = to_work + sum(person.weekends_before for person in people if weight[person.employee])
    fair = {}
    for person in people:
        part, rest = divmod(to_share * weight[person.employee], whole or 1)
        fair[person.employee] = max(0, part + (rest > 0) - person.weekends_before)
    return fair
