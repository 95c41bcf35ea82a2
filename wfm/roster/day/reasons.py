"""Why this person is called in, and why others who came before in the order are not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from wfm.data.day_changes import ChangeKind, DayChange
from wfm.data.roster import Finding, Roster
from wfm.roster.day.band import without_band
from wfm.roster.day.callins import Candidate, Rank, called_duty, priority_of, rank_of
from wfm.roster.day.law import Law
from wfm.roster.day.network import Move
from wfm.roster.day.result import CallInReason, PassedOver
from wfm.roster.day.task import DayTask
from wfm.roster.rules.view import RosterView

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
    found = []
    for name, change in chosen.items():
        move, price = _done(known[name], change)
        rank = rank_of(task, law, name, move, called)
        passed = _passed_over(task, law, candidates, chosen, move, (rank, price), called)
        found.append(CallInReason(name, move.project, -rank.hours_left, rank.call_ins, rank.priority, price, passed))
    return tuple(found)


def _done(candidate: Candidate, change: DayChange) -> tuple[Move, int]:
    return next((move, price) for move, price in candidate.duties if (move.shift, move.project) == (change.shift, change.project))


def _passed_over(
    task: DayTask,
    law: Law,
    candidates: Sequence[Candidate],
    chosen: Mapping[str, DayChange],
    move: Move,
    own: tuple[Rank, int],
    called: Mapping[str, int],
) -> tuple[PassedOver, ...]:
    earlier = []
    for candidate in candidates:
        if candidate.employee in chosen or priority_of(task, candidate.employee, move.project) > 8:
            continue
        rank = rank_of(task, law, candidate.employee, move, called)
        if rank < own[0]:
            earlier.append((rank, candidate))
    earlier.sort(key=lambda pair: pair[0])
    return tuple(_why(task, candidate, move, own[1]) for _, candidate in earlier[:MOST])


def _why(task: DayTask, candidate: Candidate, move: Move, price: int) -> PassedOver:
    if candidate.barred and candidate.barred != "tweak.barred_rules":
        return PassedOver(candidate.employee, candidate.barred)
    same = [cost for other, cost in candidate.duties if (other.shift, other.project) == (move.shift, move.project)]
    if same:
        dearer = "tweak.passed_dearer" if same[0] > price else "tweak.passed_alike"
        return PassedOver(candidate.employee, dearer, {"price": same[0], "than": price})
    finding = _broken(task, candidate.employee, move)
    if finding is None:
        return PassedOver(candidate.employee, "tweak.passed_hours")
    return PassedOver(candidate.employee, "tweak.passed_rule", {"rule": finding.rule})


def _broken(task: DayTask, employee: str, move: Move) -> Finding | None:
    """The first hard rule of persons that the duty would break."""
    person = task.problem.employee[employee]
    own = tuple(duty for duty in task.roster.duties if duty.employee == employee)
    problem = replace(without_band(task.problem, [employee]), employees=(person,))
    view = RosterView(problem, Roster(task.roster.horizon, (*own, called_duty(task, employee, move))))
    for rule, force in problem.rules:
        for finding in rule.check(view, force):
            if finding.hard and finding.employee == employee:
                return finding
    return None
