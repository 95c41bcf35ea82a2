"""A proposal as plain data: what reports, other programs and the planner's files read."""

from __future__ import annotations

from typing import Any

import numpy as np

from wfm import words
from wfm.data.day_changes import ChangeKind, DayChange
from wfm.roster.candidate import CALLED, consent_text, passed_json, standing_text
from wfm.roster.day.check_prices import recomputed_loss
from wfm.roster.day.off_phone import row_of
from wfm.roster.day.result import CallInReason, DayPlan
from wfm.scenario.day import Tweak
from wfm.timegrid import clock_of, moment

FORMAT = "wfm-tweak-1"


def tweak_json(tweak: Tweak) -> dict[str, Any]:
    """Everything about a proposal: figures, changes, cover before and after, reasons, consents to get."""
    plan, task = tweak.plan, tweak.plan.task
    return {
        "format": FORMAT,
        "date": task.day.isoformat(),
        "as_of": moment(task.day, task.as_of).isoformat(timespec="minutes"),
        "version": tweak.version,
        "interval_minutes": task.interval,
        "status": plan.status,
        "loss_before": plan.claim.loss_before,
        "loss_after": plan.claim.loss,
        "price_of_changes": plan.claim.price,
        "price_of_work_owed": plan.owed_price,
        "cost": plan.cost,
        "bound": plan.bound,
        "gap": plan.gap,
        "missing_before": missing(plan, plan.claim.before),
        "missing_after": missing(plan, plan.claim.cover),
        "cpu_seconds": plan.cpu_seconds,
        "groups": plan.groups,
        "arcs": plan.arcs,
        "absent": [change_json(tweak, change) for change in tweak.new_absences],
        "changes": [change_json(tweak, change) for change in plan.claim.changes],
        "waiting": [change_json(tweak, change) for change in tweak.book.asked],
        "declined": sorted(task.declined),
        "lenders": [
            {
                "project": lent.project,
                "agents": lent.agents,
                "cap": lent.cap,
                "from": clock(lent.from_minute),
                "to": clock(lent.to_minute),
                "people": list(lent.people),
                "agreed": tweak.book.lenders.get(lent.project),
            }
            for lent in plan.lenders
        ],
        "off_phone": [owed.to_json() for owed in plan.off_phone],
        "call_ins": [_call_in(reason) for reason in plan.call_ins],
        "calls_so_far": None if tweak.calls is None else tweak.calls.to_json(),
        "forecast": [vars(update) for update in tweak.updates],
        "projects": [_project(plan, number) for number in range(len(task.demand.projects))],
    }


def _call_in(reason: CallInReason) -> dict[str, Any]:
    standing = reason.standing
    return {
        "employee": standing.employee,
        "project": standing.project,
        "hours_left": round(standing.minutes_left / 60),
        "call_ins_this_month": standing.asked_before,
        "priority": standing.priority,
        "emergency_only": standing.emergency_only,
        "price": reason.price,
        "consent": list(reason.consent),
        "why": {
            language: words.say(
                "tweak_report.why",
                language,
                project=standing.project,
                standing=standing_text(standing, CALLED, language),
                consent=consent_text(reason.consent, language),
                price=reason.price,
            )
            for language in words.LANGUAGES
        },
        "passed_over": [passed_json(other) for other in reason.passed_over],
    }


def change_json(tweak: Tweak, change: DayChange) -> dict[str, Any]:
    """A change with the clock times and names that people read."""
    person = tweak.plan.task.problem.employee[change.employee]
    duty = tweak.plan.task.duty(change.employee)
    row = row_of(tweak.plan.task, person, change.shift) if change.kind is ChangeKind.OFF_PHONE else None
    return {
        **change.to_json(),
        "name": person.name or person.employee,
        "work": "" if row is None else row.name or row.task,
        "team": person.team,
        "from": clock(change.from_minute),
        "to": clock(change.to_minute),
        "home": duty.project if duty else "",
    }


def clock(minute: int) -> str:
    """``09:30``; ``24:00`` at midnight, ``01:30+1`` on the day after."""
    if minute == 1440:
        return "24:00"
    return clock_of(minute) + ("+1" if minute > 1440 else "")


def missing(plan: DayPlan, cover: np.ndarray) -> int:
    """Agent-intervals missing against the requirement in the rest of the day."""
    task = plan.task
    required = task.demand.requirement.reshape(-1, len(task.demand.projects))[task.first_slot : task.last_slot]
    there = cover[task.first_slot : task.last_slot][: len(required)]
    return int(np.maximum(0, required - there).sum())


def _project(plan: DayPlan, number: int) -> dict[str, Any]:
    task = plan.task
    required = task.demand.requirement.reshape(-1, len(task.demand.projects))[:, number]
    slots = range(task.slots)
    losses = []
    for cover in (plan.claim.before, plan.claim.cover):
        alone = plan.claim.before.copy()
        alone[:, number] = cover[:, number]
        losses.append(recomputed_loss(task, alone))
    return {
        "project": task.demand.projects[number],
        "loss_change": losses[1] - losses[0],
        "intervals": [
            {
                "start": clock(slot * task.interval),
                "required": int(required[slot]),
                "before": int(plan.claim.before[slot, number]),
                "after": int(plan.claim.cover[slot, number]),
            }
            for slot in slots
        ],
    }
