"""The audit's own arithmetic: service loss of a cover, and what the changes cost by the centre's price list."""

from __future__ import annotations

import math

from wfm.data.day_changes import DayChange
from wfm.data.demand import IntArray
from wfm.data.tables import Employee, Preference
from wfm.roster.day.check_off_phone import owed_units
from wfm.roster.day.task import Claim, DayTask


def recomputed_loss(task: DayTask, cover: IntArray) -> int:
    """Cost of the rest of the day: curves at these agents, and seats missing under floors."""
    scale, seat = 0, 0
    for rule, force in task.problem.rules:
        params = force.everybody
        if rule.id == "service-cover" and params is not None:
            scale = params.scale
        if rule.id == "project-floor" and params is not None:
            seat = task.problem.centre.defaults.floor_price if params.price is None else params.price
    total = 0
    for slot in range(task.first_slot, task.last_slot):
        day, inside = divmod(slot, task.slots)
        if day >= task.demand.days:
            continue
        for number in range(len(task.demand.projects)):
            agents = int(cover[slot, number])
            curve = task.demand.curve(day, inside, number)
            if len(curve):
                total += scale * int(curve[min(agents, len(curve) - 1)])
            total += seat * max(0, int(task.demand.floor[day, inside, number]) - agents)
    return total


def recomputed_price(task: DayTask, claim: Claim) -> int:
    """Every change at the price list of the centre, and the off-phone work that is owed because of them."""
    before, after = (owed_units(task, made, claim) for made in (task.standing, (*task.standing, *claim.changes)))
    hour = math.ceil(task.settings.off_phone_hour_price * task.interval / 60)
    return sum(_price(task, change) for change in claim.changes) + hour * (after - before)


def _price(task: DayTask, change: DayChange) -> int:
    settings, kind = task.settings, change.kind.value
    intervals = (change.to_minute - change.from_minute) // task.interval
    person = task.problem.employee[change.employee]

    def hourly(price: int) -> int:
        return intervals * math.ceil(price * task.interval / 60)

    if kind == "break":
        return settings.move_break_price
    if kind == "lend":
        return settings.lend_price + _certificate(task, change) + hourly(settings.lend_hour_price)
    if kind == "take-calls":
        return settings.take_calls_price + _certificate(task, change)
    if kind == "off-phone":
        return settings.make_up_price + hourly(settings.make_up_hour_price)
    if kind == "extend":
        return settings.extend_price + hourly(settings.overtime_hour_price)
    if kind == "release":
        return -math.ceil((change.to_minute - change.from_minute) / task.interval) * math.ceil(
            settings.release_hour_saving * task.interval / 60
        )
    return _call_in(task, change, person)


def _certificate(task: DayTask, change: DayChange) -> int:
    """The cheapest valid certificate of the person for the desk."""
    prices = []
    for skill in task.problem.skills.get(change.employee, ()):
        begun = skill.valid_from is None or skill.valid_from <= task.day
        over = skill.valid_to is not None and skill.valid_to < task.day
        if skill.project == change.project and begun and not over:
            extra = task.settings.emergency_price if skill.emergency_only else 0
            prices.append(task.settings.lend_priority_price * (skill.priority - 1) + extra)
    return min(prices, default=0)


def _call_in(task: DayTask, change: DayChange, person: Employee) -> int:
    settings, shift = task.settings, task.problem.shifts[change.shift]
    paid = shift.minutes - shift.break_minutes
    worked = sum(
        task.problem.shifts[duty.shift].minutes - task.problem.shifts[duty.shift].break_minutes
        for duty in (*task.roster.duties, *task.asked)
        if duty.employee == person.employee
    )
    for other in (*task.history, *task.standing):
        if other.employee == person.employee and other.kind.value == "extend" and other.day in task.problem.horizon:
            worked += other.to_minute - other.from_minute
    due = max(0, task.problem.month_minutes(person) - task.problem.credited_minutes(person))
    over = max(0, worked + paid - due) - max(0, worked - due)
    ranks = [
        skill.priority
        for skill in task.problem.skills.get(person.employee, ())
        if skill.project == change.project and not skill.emergency_only
    ]
    second = settings.lend_priority_price * (min(ranks) - 1)
    wishes = sum(_refused(task, person, wish, change) for wish in task.problem.preferences.get(person.employee, ()))
    hours = math.ceil(settings.call_in_hour_price * paid / 60) + settings.overtime_hour_price * math.ceil(over / 60)
    return settings.call_in_price + hours + second + wishes


def _refused(task: DayTask, person: Employee, wish: Preference, change: DayChange) -> int:
    """Weight of a soft wish of today that this duty refuses."""
    scale = 0
    for rule, force in task.problem.rules:
        if rule.id == "wishes":
            params = force.of(person)
            scale = params.scale if params is not None else 0
    if wish.hard or (wish.date is not None and wish.date != task.day):
        return 0
    if wish.date is None and wish.weekday is not None and wish.weekday != task.day.isoweekday():
        return 0
    kind = task.problem.shifts[change.shift].kind.value
    refused = {
        "off": True,
        "work": False,
        "shift": wish.value != change.shift,
        "avoid-shift": wish.value == change.shift,
        "kind": wish.value != kind,
        "avoid-kind": wish.value == kind,
    }[wish.wish]
    return wish.weight * scale if refused else 0
