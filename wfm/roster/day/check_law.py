"""The audit's reading of the law for one changed person: daily rest, overtime, protected people, and the month's own rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from wfm.data.day_changes import DayChange
from wfm.data.roster import Roster
from wfm.data.tables import Employee
from wfm.roster.day.check_paint import DAY, Painted, painted_duty, tomorrow, yesterday
from wfm.roster.day.task import Claim, DayTask
from wfm.roster.rules.view import RosterView

Found = Iterator[tuple[str, dict[str, object]]]


def law_findings(task: DayTask, claim: Claim, painted: Painted, changes: Sequence[DayChange]) -> Found:
    """Keys and values of everything the law says against the person's day; asked only of longer and of new days."""
    kinds = {change.kind.value for change in changes}
    person = task.problem.employee[painted.employee]
    if kinds & {"extend", "call-in"}:
        yield from _rest(task, person, painted)
        yield from _overtime(task, claim, person, changes)
    if "extend" in kinds and _protected(task, person):
        yield "tweak.bad_protected", {}
    if "call-in" in kinds:
        yield from _rules(task, claim, person)


def _params(task: DayTask, rule_id: str, person: Employee) -> Any:
    for rule, force in task.problem.rules:
        if rule.id == rule_id:
            return force.of(person)
    return None


def _rest(task: DayTask, person: Employee, painted: Painted) -> Found:
    params = _params(task, "min-rest", person)
    if params is None:
        return
    needed = params.hours * 60
    for duty, shifted in ((yesterday(task, person.employee), -DAY), (tomorrow(task, person.employee), DAY)):
        if duty is None:
            continue
        told = [change for change in task.history if change.employee == duty.employee and change.day == duty.day]
        other = painted_duty(task, duty, told, shifted)
        begins = [change.from_minute + shifted for change in told if change.kind.value == "extend"]
        ends = [change.to_minute + shifted for change in told if change.kind.value == "extend"]
        if shifted < 0:
            rest = min(painted.first, painted.begin) - max([other.end, *ends])
        else:
            rest = min([other.begin, *begins]) - painted.last
        if rest < needed:
            yield "tweak.bad_rest", {"hours": round(rest / 60, 2), "limit": params.hours}


def _overtime(task: DayTask, claim: Claim, person: Employee, changes: Sequence[DayChange]) -> Found:
    """Minutes of the month against every limit in force, extensions of other days included."""
    paid = {name: shift.minutes - shift.break_minutes for name, shift in task.problem.shifts.items()}
    duties = [duty for duty in (*task.roster.duties, *task.asked, *claim.duties) if duty.employee == person.employee]
    worked = sum(paid[duty.shift] for duty in duties)
    for change in (*task.history, *task.standing, *changes):
        inside = task.problem.horizon.start <= change.day <= task.problem.horizon.end
        if change.employee == person.employee and change.kind.value == "extend" and inside:
            worked += change.to_minute - change.from_minute
    due = max(0, task.problem.month_minutes(person) - task.problem.credited_minutes(person))
    cap = _params(task, "overtime-cap", person)
    if cap is not None and cap.hard:
        limit = cap.hours * 60
        if cap.contract_limit:
            limit = min(limit, task.problem.contracts[person.contract].max_overtime_minutes)
        if worked > due + limit:
            yield "tweak.bad_overtime", {"hours": round((worked - due) / 60, 2), "limit": round(limit / 60, 2)}
    hours = _params(task, "monthly-hours", person)
    if hours is not None and hours.hard_over_hours is not None and not _band_is_lifted(task):
        target = max(0, due - (person.carry_minutes if hours.settle_carry else 0))
        if worked > target + hours.hard_over_hours * 60:
            yield "tweak.bad_overtime", {"hours": round((worked - target) / 60, 2), "limit": hours.hard_over_hours}
    until = person.no_overtime_until
    shielded = until is not None and until >= task.problem.horizon.start
    if shielded and _params(task, "protected-persons", person) is not None and worked > due:
        yield "tweak.bad_protected", {}


def _band_is_lifted(task: DayTask) -> bool:
    """Whether the upper limit of planned hours gives way on the day: the centre's own rule, and the centre says so."""
    policy = any(rule.id == "monthly-hours" and force.basis == "policy" for rule, force in task.problem.rules)
    return policy and task.problem.centre.day.beyond_planned_hours


def _protected(task: DayTask, person: Employee) -> bool:
    if _params(task, "protected-persons", person) is None:
        return False
    return any(until is not None and until >= task.day for until in (person.no_nights_until, person.no_overtime_until))


def _rules(task: DayTask, claim: Claim, person: Employee) -> Found:
    """The month's own checks of the person's line, with the call-in and without: nothing hard may be new."""
    problem = replace(task.problem, employees=(person,))
    own = tuple(duty for duty in task.roster.duties if duty.employee == person.employee)
    new = tuple(duty for duty in claim.duties if duty.employee == person.employee)
    amounts = []
    for duties in (own, (*own, *new)):
        view = RosterView(problem, Roster(task.roster.horizon, duties))
        found = [
            finding
            for rule, force in problem.rules
            if rule.id != "monthly-hours" or not _band_is_lifted(task)
            for finding in rule.check(view, force)
            if finding.hard and finding.employee == person.employee
        ]
        amounts.append({rule: sum(f.amount for f in found if f.rule == rule) for rule in {f.rule for f in found}})
    for rule, amount in sorted(amounts[1].items()):
        if amount > amounts[0].get(rule, 0):
            yield "tweak.bad_rule", {"rule": rule}
