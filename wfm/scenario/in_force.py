"""The task behind a stored result: what its audit must know besides the workspace.

A version made by ``wfm adjust``, ``wfm swap`` or ``wfm tweak`` was judged with absences, with people called in beyond their
planned hours, with emergency-only certificates allowed, perhaps with a newer forecast, and (a week) with prices for changing
the version before it. Its run card says so, and here it is read back; whatever is made over it carries these facts on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from wfm.data.change_policy import ChangePolicy
from wfm.data.diff import diff
from wfm.data.roster import Roster, RunCard
from wfm.data.tables import Leave, Lock
from wfm.data.week import COUNTED, Absence
from wfm.data.workspace import Workspace
from wfm.roster.day.band import without_band
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.certificate import Certificate
from wfm.scenario.kept_demand import demand_of
from wfm.scenario.month import Month
from wfm.store import Store

ABSENCES, EMERGENCY, POLICY, CALLED_IN = "absences", "emergency", "policy", "called_in"
"""Names among the run card's parameters."""

CARRIED = (ABSENCES, EMERGENCY, CALLED_IN)
"""Those that stay true for every version made over the one that said them first."""


def carried(card: RunCard) -> dict[str, Any]:
    """The facts of ``card`` that a version made over it must repeat."""
    return {name: card.parameters[name] for name in CARRIED if name in card.parameters}


def problem_of(opened: Month, card: RunCard) -> RosterProblem:
    """The task that a result of the month with run card ``card`` was made for; a month plan's is the month's own."""
    known = card.parameters
    problem = standing_problem(opened, card)
    if POLICY not in known:
        return problem
    store = Store.open(opened.workspace.path, opened.workspace.centre.database)
    base = store.load(int(known["base"]))
    return replace(
        problem, base=base.roster, policy=policy_from(known[POLICY], store, opened.workspace, base.version.number, card)
    )


def standing_problem(opened: Month, card: RunCard) -> RosterProblem:
    """The same without prices for changing the version before it: what a change made over this version starts from."""
    opened = replace(opened, demand=demand_of(opened.workspace, card) or opened.demand)
    return standing(opened.problem(), card)


def standing(problem: RosterProblem, card: RunCard) -> RosterProblem:
    """``problem`` with the absences, emergency certificates and call-ins that a version's run card tells of."""
    problem = with_absences(problem, absences_of(card))
    if card.parameters.get(EMERGENCY):
        problem = with_emergency(problem)
    return without_band(problem, called_of(card))


def called_of(card: RunCard) -> tuple[str, ...]:
    """People called in, who may be beyond the planning band of their hours."""
    return tuple(str(name) for name in card.parameters.get(CALLED_IN, ()))


def absences_of(card: RunCard) -> tuple[Absence, ...]:
    """Absences that a version was made with, those of earlier versions included."""
    return tuple(Absence.from_json(one) for one in card.parameters.get(ABSENCES, ()))


def with_absences(problem: RosterProblem, absences: Iterable[Absence]) -> RosterProblem:
    """The same task with these people away; locked cells of theirs on those days fall away."""
    found = tuple(absences)
    leave: dict[str, tuple[Leave, ...]] = dict(problem.leave)
    lost: dict[str, dict[date, int]] = {name: dict(days) for name, days in problem.lost.items()}
    for one in found:
        if one.employee in problem.employee:
            leave[one.employee] = (one.leave, *leave.get(one.employee, ()))
            lost.setdefault(one.employee, {}).update(one.lost)
    away = absent_cells(found)
    locks: Mapping[str, tuple[Lock, ...]] = {
        name: tuple(lock for lock in cells if (name, lock.date) not in away) for name, cells in problem.locks.items()
    }
    return replace(problem, leave=leave, lost=lost, locks=locks)


def absent_cells(absences: Iterable[Absence]) -> frozenset[tuple[str, date]]:
    """(employee, day) of absence."""
    return frozenset(
        (one.employee, date.fromordinal(day))
        for one in absences
        for day in range(one.from_date.toordinal(), one.to_date.toordinal() + 1)
    )


def with_emergency(problem: RosterProblem) -> RosterProblem:
    """The same task with emergency-only certificates allowed at their price."""
    return replace(problem, rules=problem.rules.changed(Certificate.id, emergency=True))


def policy_to_json(policy: ChangePolicy, teams: Iterable[str]) -> dict[str, Any]:
    """What a run card keeps of a policy; the rest follows from the store and the absences."""
    return {
        "as_of": policy.as_of.isoformat(),
        "days": sorted(day.isoformat() for day in policy.days),
        "teams": list(teams),
        "max_changes": policy.max_changes,
    }


def policy_from(data: Mapping[str, Any], store: Store, workspace: Workspace, base: int, card: RunCard) -> ChangePolicy:
    """The policy a run card keeps."""
    return ChangePolicy(
        as_of=datetime.fromisoformat(data["as_of"]),
        days=frozenset(date.fromisoformat(day) for day in data["days"]),
        people=people_of(workspace, data["teams"]),
        max_changes=data["max_changes"],
        before=changes_so_far(store, str(card.parameters["month"]), base),
        absent=absent_cells(absences_of(card)),
    )


def people_of(workspace: Workspace, teams: Iterable[str]) -> frozenset[str] | None:
    """Employees of these teams; None = everybody, when no team is named."""
    wanted = frozenset(teams)
    return frozenset(person.employee for person in workspace.employees if person.team in wanted) if wanted else None


def changes_so_far(store: Store, month: str, until: int) -> dict[str, int]:
    """Employee -> days that versions of the month up to number ``until`` gave another shift; absences are no changes."""
    found: Counter[str] = Counter()
    before: Roster | None = None
    for version in store.versions(month):
        if version.number > until:
            break
        roster = store.load(version.number).roster
        if before is not None:
            away = absent_cells(absences_of(version.card))
            for change in diff(before, roster).changes:
                if (change.employee, change.day) not in away and any(kind in COUNTED for kind in change.kinds):
                    found[change.employee] += 1
        before = roster
    return dict(found)
