"""Why this person is called in, and why others who came before in the order are not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wfm.data.candidates import RULE, Passed, Standing
from wfm.data.day_changes import ChangeKind, DayChange
from wfm.roster.candidate import Lines, consents
from wfm.roster.day.callins import Candidate, called_duty, hindrance, lines_of, priority_of, standing_in
from wfm.roster.day.law import Law
from wfm.roster.day.network import Move
from wfm.roster.day.result import CallInReason
from wfm.roster.day.task import DayTask

MOST = 5
"""People passed over that are named for each call-in."""


def call_in_reasons(
    task: DayTask,
    law: Law,
    candidates: Sequence[Candidate],
    changes: Sequence[DayChange],
    called: Mapping[str, int],
) -> tuple[CallInReason, ...]:
    """One reason for each call-in among ``changes``; ``called``: call-ins so far this month."""
    chosen = {change.employee: change for change in changes if change.kind is ChangeKind.CALL_IN}
    known = {candidate.employee: candidate for candidate in candidates}
    free = [task.problem.employee[candidate.employee] for candidate in candidates if candidate.employee not in chosen]
    lines = lines_of(task, free)
    found = []
    for name, change in chosen.items():
        move, price = _done(known[name], change)
        standing = standing_in(task, law, name, move.project, called)
        ahead = _ahead(task, law, [one for one in candidates if one.employee not in chosen], standing, move, called)
        passed = tuple(_why(task, law, lines, candidate, one, move, price) for one, candidate in ahead)
        found.append(CallInReason(standing, price, _consent(task, law, standing, move), passed))
    return tuple(found)


def _done(candidate: Candidate, change: DayChange) -> tuple[Move, int]:
    return next((move, price) for move, price in candidate.duties if (move.shift, move.project) == (change.shift, change.project))


def _consent(task: DayTask, law: Law, standing: Standing, move: Move) -> tuple[str, ...]:
    person = task.problem.employee[standing.employee]
    return consents(
        due=law.contracted(person),
        worked=law.worked(person.employee),
        more=task.problem.shifts[move.shift].paid_minutes,
        rest_day=True,
        emergency_only=standing.emergency_only,
    )


def _ahead(
    task: DayTask, law: Law, others: Sequence[Candidate], own: Standing, move: Move, called: Mapping[str, int]
) -> list[tuple[Standing, Candidate]]:
    """Those who come before in the fair order on a certificate that may be planned."""
    earlier = []
    for candidate in others:
        if priority_of(task, candidate.employee, move.project) <= 8:
            standing = standing_in(task, law, candidate.employee, move.project, called)
            if standing.key < own.key:
                earlier.append((standing, candidate))
    return sorted(earlier, key=lambda pair: pair[0].key)[:MOST]


def _why(task: DayTask, law: Law, lines: Lines, candidate: Candidate, standing: Standing, move: Move, price: int) -> Passed:
    name, left = candidate.employee, standing.minutes_left
    if candidate.barred:
        return Passed(name, candidate.barred, {}, (), left)
    same = [cost for other, cost in candidate.duties if (other.shift, other.project) == (move.shift, move.project)]
    if same:
        more = same[0] - price
        return Passed(name, "dearer", {"more": more}, (), left) if more > 0 else Passed(name, "alike", {}, (), left)
    broken = lines.broken_by(called_duty(task, name, move))
    if broken:
        return Passed(name, RULE, {}, broken, left)
    key, values = hindrance(task, law, task.problem.employee[name], task.problem.shifts[move.shift]) or ("alike", {})
    return Passed(name, key, values, (), left)
