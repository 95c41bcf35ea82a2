"""Off-phone work: days on an off-phone shift by a deadline, shared fairly, capped per day. It is demand, and no cover."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
from pydantic import Field

from wfm.data.roster import Finding
from wfm.data.tables import OffPhoneWork, ShiftKind
from wfm.data.terms import Band, Cover, Sum, Term
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, Rule, RuleParams
from wfm.roster.rules.stating import does_task, offsets, task_shares
from wfm.roster.rules.view import RosterView

THREE = ({"task": "t", "shift": "S", "employee": "A", "days": 3, "first": 0, "last": 4, "price": 10},)
POOL = ({"task": "t", "shift": "S", "days": 3, "first": 0, "last": 4, "price": 10},)
ONE_A_DAY = ({"task": "t", "shift": "S", "days": 2, "first": 0, "last": 4, "price": 10, "per_day": 1},)


class OffPhoneWorkParams(RuleParams):
    """Prices are in offphone.csv."""

    scale: int = Field(default=1, ge=0, description="every price is multiplied by this; 0 switches the rule off")

    @property
    def posts(self) -> bool:
        return self.scale > 0

    @property
    def hard(self) -> bool:
        return False


class OffPhoneWorkRule(Rule[OffPhoneWorkParams]):
    """Sum terms price days missing to a person's share by the deadline, and days beyond it; Cover terms by shift price people
    over the cap of a day.

    Share of a person in a pool's days: days x a / sum of a, a = the person's days at work (employed, not on leave) in the
    window, rounded by largest remainder, equal ones in order of ids. People under the energy gate share only study, and
    their days of study beyond the share cost nothing (they have nothing else). Days before the horizon count by the previous
    roster; a deadline after it asks nothing yet. Where the calls are few an agent away costs little: that is what puts the
    work into troughs.
    """

    id = "off-phone-work"
    Params = OffPhoneWorkParams
    unit = "days"
    examples = (
        Example("done by the deadline", {"A": "SSS...."}, offphone=THREE),
        Example("a day short", {"A": "SS....S"}, cost=10, offphone=THREE),
        Example("a day too many", {"A": "SSSS..."}, cost=10, offphone=THREE),
        Example("exactly on the last day", {"A": "SS..S.."}, offphone=THREE),
        Example("shared by two: two days and one", {"A": "SS.....", "B": "S......"}, offphone=POOL),
        Example("shared unevenly", {"A": "SSS....", "B": "......."}, cost=20, offphone=POOL),
        Example(
            "who is away shares less",
            {"A": "SSS....", "B": "......."},
            offphone=POOL,
            leave=(("B", 0, 4, "annual"),),
        ),
        Example("two at once, one allowed", {"A": "S......", "B": "S......"}, cost=10, offphone=ONE_A_DAY),
        Example("one after the other", {"A": "S......", "B": ".S....."}, offphone=ONE_A_DAY),
        Example(
            "under the energy gate: study beyond the share is free",
            {"A": "SSSSS.."},
            offphone=THREE,
            people={"A": {"energy_value": 80}},
            beside={"energy-gate": {}},
        ),
        Example(
            "days before the horizon count",
            {"A": "S|SS....."},
            offphone=({**THREE[0], "first": -1},),
        ),
        Example("a deadline after the horizon asks nothing yet", {"A": "......."}, offphone=({**THREE[0], "last": 9},)),
        Example(
            "a team's work",
            {"A": "SSS....", "B": "......."},
            offphone=({**POOL[0], "team": "red"},),
            people={"A": {"team": "red"}, "B": {"team": "blue"}},
        ),
        Example("twice as dear", {"A": "SS....."}, params={"scale": 2}, cost=20, offphone=THREE),
    )

    def compile(self, problem: RosterProblem, force: InForce[OffPhoneWorkParams]) -> Iterator[Term]:
        params = force.everybody
        for task in problem.offphone if params else ():
            first, last = problem.horizon.index(task.from_date), problem.horizon.index(task.deadline)
            if last < 0 or first >= problem.horizon.days:
                continue
            price = task.price * (params.scale if params else 0)
            members = [person for person in problem.employees if does_task(problem, task, person)]
            for person, share in zip(members, task_shares(problem, task, members), strict=True):
                due = share if last < problem.horizon.days else None
                most = None if _studies(problem, person.employee) else share
                before = sum(problem.previous_shift(person.employee, day) == task.shift for day in _earlier(problem, task))
                band = Band(soft_min=due, soft_max=most, under=price, over=price)
                yield Sum(self.id, person.employee, {task.shift: 1}, first, last, band, before)
            if task.per_day is not None and members:
                yield self._cap(problem, task, price, first, last)

    def _cap(self, problem: RosterProblem, task: OffPhoneWork, price: int, first: int, last: int) -> Cover:
        """Nothing up to the cap, then ``price`` a person, on the days of the window."""
        cap = task.per_day or 0
        inside = np.array([first <= day <= last for day in range(problem.horizon.days)])
        offset = offsets(np.where(inside, cap + 2, 0))
        loss = np.tile(np.append(np.zeros(cap + 1, np.int64), price), int(inside.sum()))
        members = frozenset(person.employee for person in problem.employees if does_task(problem, task, person))
        return Cover(self.id, task.task, False, 1, offset, loss, members=members, shifts=frozenset({task.shift}))

    def check(self, view: RosterView, force: InForce[OffPhoneWorkParams]) -> Iterator[Finding]:
        params = force.everybody
        for task in view.problem.offphone if params is not None else ():
            days = [task.from_date + timedelta(days=k) for k in range((task.deadline - task.from_date).days + 1)]
            planned = [day for day in days if day in view.problem.horizon]
            if not planned:
                continue
            price = task.price * params.scale if params else 0
            on_it: dict[date, int] = dict.fromkeys(planned, 0)
            for employee, share in _fair(view, task).items():
                done = [day for day in days if view.shift_id(employee, day) == task.shift]
                for day in done:
                    on_it[day] = on_it.get(day, 0) + 1
                values = {"task": task.name or task.task, "limit": share, "found": len(done), "deadline": task.deadline}
                missing, beyond = share - len(done), len(done) - share
                if missing > 0 and task.deadline in view.problem.horizon and price:
                    yield Finding(self.id, False, missing, missing * price, employee, (), {**values, "case": "short"})
                if beyond > 0 and price and not _under_gate(view, employee):
                    shown = tuple(day for day in done if day in view.problem.horizon)
                    yield Finding(self.id, False, beyond, beyond * price, employee, shown, {**values, "case": "beyond"})
            for day in planned if task.per_day is not None else ():
                over = on_it[day] - (task.per_day or 0)
                if over > 0 and price:
                    values = {"task": task.name or task.task, "limit": task.per_day, "found": on_it[day], "case": "cap"}
                    yield Finding(self.id, False, over, over * price, "", (day,), values)


def _earlier(problem: RosterProblem, task: OffPhoneWork) -> list[date]:
    """Days of the window before the horizon."""
    return [task.from_date + timedelta(days=k) for k in range(max(0, (problem.horizon.start - task.from_date).days))]


def _studies(problem: RosterProblem, employee: str) -> bool:
    """Whether the energy gate keeps the person off the phones."""
    gate = problem.rules.force("energy-gate")
    params = gate.of(problem.employee[employee]) if gate else None
    return params is not None and params.stops(problem.employee[employee])


def _under_gate(view: RosterView, employee: str) -> bool:
    person = view.problem.employee[employee]
    gate = view.problem.rules.force("energy-gate")
    params = None if gate is None else gate.of(person)
    return params is not None and person.energy_value is not None and person.energy_value < params.threshold


def _fair(view: RosterView, task: OffPhoneWork) -> dict[str, int]:
    """Each person's share of the task's days, given out one after the other to the largest remainder."""
    study = view.problem.shifts[task.shift].kind is ShiftKind.STUDY
    window = [task.from_date + timedelta(days=k) for k in range((task.deadline - task.from_date).days + 1)]
    there: dict[str, int] = {}
    for person in view.people:
        named = person.employee == task.employee if task.employee else task.team in ("", person.team)
        if named and (study or not _under_gate(view, person.employee)):
            there[person.employee] = sum(view.at_work(person, day) for day in window)
    whole = sum(there.values())
    if not whole:
        return dict.fromkeys(there, 0)
    share = {employee: task.days * days // whole for employee, days in there.items()}
    waiting = sorted(there, key=lambda employee: (-(task.days * there[employee] % whole), employee))
    for employee in waiting[: task.days - sum(share.values())]:
        share[employee] += 1
    return share
