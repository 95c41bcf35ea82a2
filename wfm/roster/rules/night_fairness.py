"""Night fairness: nights above a fair share worked out beforehand, with memory."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from pydantic import Field

from wfm.data.roster import Finding
from wfm.data.tables import Employee, ShiftKind
from wfm.data.terms import Band, Sum, Term
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, PricedParams, Rule
from wfm.roster.rules.stating import available, names, on_horizon, small_hours
from wfm.roster.rules.view import RosterView

TWO = {(day, slot): 2 for day in range(3) for slot in range(4, 6)}


class NightFairnessParams(PricedParams):
    """Price of a night above the share."""

    price: int = Field(default=15, ge=0, description="cost units per night above the fair share; 0 switches the rule off")


class NightFairness(Rule[NightFairnessParams]):
    """A Sum term of nights over the horizon.

    Fair share of a person i, in whole nights: ``max(0, ceil((T + B) * w_i / W) - before_i)``.
    T, nights to work: for each day the largest number of agents required, all projects together, in an interval that begins
    before 06:00; summed. ``w_i``: days at work (employed, not on leave, not protected from nights) x per cent of full time,
    0 when the contract's kinds leave out nights; W their sum. ``before_i``: nights_before; B their sum over people with
    ``w_i`` > 0. Only people the rule is in force for take part.
    """

    id = "night-fairness"
    Params = NightFairnessParams
    unit = "duties"
    examples = (
        Example("no night is needed: each is above the share", {"A": "NN....."}, cost=30),
        Example("six nights for two people: exactly three", {"A": "NNN....", "B": "......."}, need=TWO),
        Example("a fourth is above the share", {"A": "NNNN...", "B": "......."}, cost=15, need=TWO),
        Example(
            "nights worked before count",
            {"A": "NN.....", "B": "......."},
            cost=15,
            need=TWO,
            people={"A": {"nights_before": 4}, "B": {"nights_before": 0}},
        ),
        Example(
            "the protected take no part",
            {"A": "NNNNNN.", "B": "......."},
            need=TWO,
            people={"B": {"no_nights_until": "2026-09-01"}},
        ),
        Example(
            "a half protected month is half a share",
            {"A": "NNNN...", "B": "......."},
            need=TWO,
            people={"B": {"no_nights_until": "2026-08-05"}},
        ),
        Example("a contract without nights has no share", {"A": "N......"}, need=TWO, cost=15, contract={"shift_kinds": "day"}),
        Example("another price", {"A": "NNNN...", "B": "......."}, params={"price": 4}, cost=4, need=TWO),
    )

    def compile(self, problem: RosterProblem, force: InForce[NightFairnessParams]) -> Iterator[Term]:
        weights = dict.fromkeys(problem.shifts_where(ShiftKind.NIGHT), 1)
        people = list(force.each(problem.employees))
        shares = _shares(problem, [person for person, _ in people])
        for (person, params), share in zip(people, shares, strict=True):
            band = Band(soft_max=share, over=params.price)
            yield Sum(self.id, person.employee, weights, 0, problem.horizon.days - 1, band)

    def check(self, view: RosterView, force: InForce[NightFairnessParams]) -> Iterator[Finding]:
        people = list(force.each(view.people))
        fair = _fair(view, [person for person, _ in people])
        for person, params in people:
            nights = [day for day in view.dates if view.night(person.employee, day)]
            over = len(nights) - fair[person.employee]
            if over > 0:
                yield self.breach(params, over, person.employee, nights, limit=fair[person.employee], nights=len(nights))


def _shares(problem: RosterProblem, people: list[Employee]) -> list[int]:
    early = on_horizon(problem, problem.demand.requirement)[:, small_hours(problem)].sum(axis=2)
    needed = int(early.max(axis=1).sum())
    weight = np.array([_weight(problem, person) for person in people], np.int64)
    before = np.array([person.nights_before for person in people], np.int64)
    total = needed + int(before[weight > 0].sum())
    shares = -(-total * weight // max(1, weight.sum())) - before
    return [int(share) for share in np.maximum(0, shares)]


def _weight(problem: RosterProblem, person: Employee) -> int:
    kinds = names(problem.contract_of(person).shift_kinds)
    if kinds and ShiftKind.NIGHT not in kinds:
        return 0
    free = available(problem, person)
    if person.no_nights_until is not None:
        free[: max(0, problem.horizon.index(person.no_nights_until) + 1)] = False
    return int(free.sum()) * round(100 * problem.contract_of(person).fte)


def _fair(view: RosterView, people: list[Employee]) -> dict[str, int]:
    to_work = 0
    for number in range(len(view.dates)):
        today = view.required[number * view.slots : (number + 1) * view.slots]
        to_work += max(agents for slot, agents in enumerate(today) if slot * 24 < 6 * view.slots)
    weight = {}
    for person in people:
        away, until = view.away(person), person.no_nights_until
        days = [day for day in view.dates if day not in away and not (until and day <= until)]
        contract = view.problem.contract_of(person)
        allowed = not contract.shift_kinds.strip() or "night" in [kind.strip() for kind in contract.shift_kinds.split(";")]
        weight[person.employee] = len(days) * round(100 * contract.fte) if allowed else 0
    whole = sum(weight.values())
    to_share = to_work + sum(person.nights_before for person in people if weight[person.employee])
    fair = {}
    for person in people:
        part, rest = divmod(to_share * weight[person.employee], whole or 1)
        fair[person.employee] = max(0, part + (rest > 0) - person.nights_before)
    return fair
