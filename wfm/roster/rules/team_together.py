"""Teams kept together: members work the same kind of day as the team's first person. Off unless a centre turns it on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from wfm.data.roster import Finding
from wfm.data.tables import OFF, Employee
from wfm.data.terms import Term, Together
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, PricedParams, Rule
from wfm.roster.rules.stating import available
from wfm.roster.rules.view import RosterView

RED = {name: {"team": "red"} for name in "ABC"}


class TeamTogetherParams(PricedParams):
    """What must be the same, and the price of a day apart."""

    price: int = Field(default=5, ge=0, description="cost units per member and day apart; 0 switches the rule off")
    by: Literal["kind", "shift"] = Field(
        default="kind", description="what must be the same: the shift's kind or the shift itself"
    )


class TeamTogether(Rule[TeamTogetherParams]):
    """A Together term between each member and the team's first person in employees.csv, on days both are at work (employed,
    not on leave). A day off is a kind of its own. The member's parameters hold."""

    id = "team-together"
    Params = TeamTogetherParams
    unit = "days"
    examples = (
        Example("both alike", {"A": "DDE.", "B": "DDE."}, people=RED),
        Example("one day apart", {"A": "DDE.", "B": "DDD."}, cost=5, people=RED),
        Example("off beside at work is apart", {"A": "DD..", "B": "D..."}, cost=5, people=RED),
        Example("two members apart", {"A": "DD..", "B": "EE..", "C": "DE.."}, cost=15, people=RED),
        Example("other teams are free", {"A": "DD..", "B": "EE.."}, people={"A": {"team": "red"}, "B": {"team": "blue"}}),
        Example("people without a team are free", {"A": "DD..", "B": "EE.."}),
        Example("leave is free", {"A": "DD..", "B": "D..."}, people=RED, leave=(("B", 1, 1, "sick"),)),
        Example("the same kind will do", {"A": "D...", "B": "S..."}, people=RED, shifts={"S": {"kind": "day"}}),
        Example(
            "the same shift is asked",
            {"A": "D...", "B": "S..."},
            params={"by": "shift"},
            cost=5,
            people=RED,
            shifts={"S": {"kind": "day"}},
        ),
    )

    def compile(self, problem: RosterProblem, force: InForce[TeamTogetherParams]) -> Iterator[Term]:
        classes = {
            "kind": {name: shift.kind.value for name, shift in problem.shifts.items()},
            "shift": {name: name for name in problem.shifts},
        }
        first_of: dict[str, Employee] = {}
        for person in problem.employees:
            first = first_of.setdefault(person.team, person)
            params = force.of(person)
            if not person.team or first is person or params is None:
                continue
            numbers = {name: k + 1 for k, name in enumerate(sorted(set(classes[params.by].values())))}
            labels = {OFF: 0} | {shift: numbers[name] for shift, name in classes[params.by].items()}
            both = available(problem, first) & available(problem, person)
            days = tuple(int(day) for day in both.nonzero()[0])
            yield Together(self.id, first.employee, person.employee, labels, days, params.price)

    def check(self, view: RosterView, force: InForce[TeamTogetherParams]) -> Iterator[Finding]:
        for person, params in force.each(view.people):
            first = next((other for other in view.people if other.team == person.team), person) if person.team else person
            if first is person:
                continue
            away = view.away(first) | view.away(person)
            apart = [
                day
                for day in view.dates
                if day not in away
                and (
                    view.kind(first.employee, day) != view.kind(person.employee, day)
                    if params.by == "kind"
                    else view.shift_id(first.employee, day) != view.shift_id(person.employee, day)
                )
            ]
            if apart:
                yield self.breach(params, len(apart), person.employee, apart, first=first.employee, team=person.team)
