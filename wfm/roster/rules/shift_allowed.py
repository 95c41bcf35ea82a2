"""Which shifts a person may have at all: the shift's own columns, the contract's kinds, study and on-call."""

from __future__ import annotations

from collections.abc import Iterator

from wfm.data.roster import Duty, Finding
from wfm.data.tables import Employee, ShiftKind
from wfm.data.terms import BAN, Allow, Term
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, Rule, RuleParams
from wfm.roster.rules.stating import does_task, names
from wfm.roster.rules.view import RosterView

OFF_THE_PHONES = (ShiftKind.STUDY, ShiftKind.ON_CALL, ShiftKind.OFF_PHONE)


WORK = ({"task": "t", "shift": "S", "days": 2, "first": 1, "last": 2},)


class ShiftAllowedParams(RuleParams):
    """No parameter: the tables say it all."""


class ShiftAllowed(Rule[ShiftAllowedParams]):
    """Allow terms ban shifts not meant for the person's team or contract, and kinds the contract does not name. Study is
    given to people under the energy gate, off-phone shifts to whom offphone.csv names in its window, any of them (on-call too)
    by a lock; the contract's kinds do not bind these three.
    The shift's column ``projects`` needs no term (engines only make duties it allows); the check reads it too."""

    id = "shift-allowed"
    Params = ShiftAllowedParams
    unit = "duties"
    examples = (
        Example("a shift for everybody", {"A": "DEN.D.."}),
        Example("a shift of another team", {"A": "D......"}, hard=1, shifts={"D": {"teams": "blue; red"}}),
        Example("a shift of the own team", {"A": "D......"}, shifts={"D": {"teams": "blue; red"}}, people={"A": {"team": "red"}}),
        Example("a shift of another contract", {"A": "D.N...."}, hard=1, shifts={"N": {"contracts": "half"}}),
        Example("kinds the contract names", {"A": "DD....."}, contract={"shift_kinds": "day;evening"}),
        Example("a kind it does not name", {"A": "DDN...."}, hard=1, contract={"shift_kinds": "day;evening"}),
        Example("study without a reason", {"A": "S......"}, hard=1),
        Example("study by a lock, on that day only", {"A": "SS....."}, hard=1, locks=(("A", 0, "S"),)),
        Example(
            "study under the energy gate", {"A": "SS....."}, people={"A": {"energy_value": 89.9}}, beside={"energy-gate": {}}
        ),
        Example(
            "study exactly on the energy gate",
            {"A": "S......"},
            hard=1,
            people={"A": {"energy_value": 90}},
            beside={"energy-gate": {}},
        ),
        Example("off-phone work in its window", {"A": ".SS...."}, offphone=WORK),
        Example("a day after its deadline", {"A": "..SS..."}, hard=1, offphone=WORK),
        Example("another team's work", {"A": "..S...."}, hard=1, offphone=({**WORK[0], "team": "red"},)),
        Example("a shift of another project", {"A": "Dd....."}, hard=1, shifts={"D": {"projects": "P"}}, check_only=True),
    )

    def compile(self, problem: RosterProblem, force: InForce[ShiftAllowedParams]) -> Iterator[Term]:
        gate = problem.rules.force("energy-gate")
        every = frozenset(range(problem.horizon.days))
        for person, _ in force.each(problem.employees):
            limits = gate.of(person) if gate else None
            studies = limits is not None and limits.stops(person)
            kinds = names(problem.contract_of(person).shift_kinds)
            always, locked = set(), {kind: set[str]() for kind in OFF_THE_PHONES}
            for shift in problem.shifts.values():
                teams, contracts = names(shift.teams), names(shift.contracts)
                if (teams and person.team not in teams) or (contracts and person.contract not in contracts):
                    always.add(shift.shift)
                elif shift.kind in locked:
                    if not (studies and shift.kind is ShiftKind.STUDY):
                        locked[shift.kind].add(shift.shift)
                elif kinds and shift.kind not in kinds:
                    always.add(shift.shift)
            if always:
                yield Allow(self.id, person.employee, tuple(sorted(every)), BAN, frozenset(always))
            locks = {lock.shift: set[int]() for lock in problem.locks.get(person.employee, ())}
            for lock in problem.locks.get(person.employee, ()):
                locks[lock.shift].add(problem.horizon.index(lock.date))
            for task in problem.offphone:
                if does_task(problem, task, person):
                    first, last = problem.horizon.index(task.from_date), problem.horizon.index(task.deadline)
                    locks.setdefault(task.shift, set()).update(range(first, last + 1))
            for name in sorted(set[str]().union(*locked.values())):
                days = tuple(sorted(every - locks.get(name, set())))
                yield Allow(self.id, person.employee, days, BAN, frozenset({name}))

    def check(self, view: RosterView, force: InForce[ShiftAllowedParams]) -> Iterator[Finding]:
        for person, params in force.each(view.people):
            for duty in view.duties(person.employee):
                case = _objection(view, person, duty)
                if case:
                    yield self.breach(params, 1, person.employee, (duty.day,), shift=duty.shift, project=duty.project, case=case)


def _objection(view: RosterView, person: Employee, duty: Duty) -> str:
    """Why the person may not have this duty; empty when they may."""
    shift = view.shift(duty)
    for case, column, own in (
        ("team", shift.teams, person.team),
        ("contract", shift.contracts, person.contract),
        ("project", shift.projects if shift.covers else "", duty.project),
    ):
        if column.strip() and own not in [name.strip() for name in column.split(";")]:
            return case
    if not shift.covers:
        if any(lock.date == duty.day and lock.shift == duty.shift for lock in view.problem.locks.get(person.employee, ())):
            return ""
        gate = view.problem.rules.force("energy-gate")
        limits = gate.of(person) if gate else None
        under = limits is not None and limits.stops(person)
        if shift.kind is ShiftKind.STUDY and under:
            return ""
        for task in view.problem.offphone:
            theirs = task.employee == person.employee if task.employee else task.team in ("", person.team)
            if theirs and not under and task.shift == duty.shift and task.from_date <= duty.day <= task.deadline:
                return ""
        return "off-phone"
    allowed = view.problem.contract_of(person).shift_kinds
    if allowed.strip() and shift.kind.value not in [kind.strip() for kind in allowed.split(";")]:
        return "kind"
    return ""
