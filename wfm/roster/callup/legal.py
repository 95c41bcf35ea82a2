"""Whether one person's line stays legal: the audit's own checks on that line alone. No term, no model, no solver."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from wfm.data.demand import Demand
from wfm.data.roster import Duty, Finding, Roster
from wfm.data.tables import Shift
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import InForce
from wfm.roster.rules.book import RuleBook
from wfm.roster.rules.view import RosterView

CERTIFICATE, HOURS, OVERTIME = "valid-certificate", "monthly-hours", "overtime-cap"
Line = Mapping[date, Duty]


def emergency_problem(problem: RosterProblem) -> RosterProblem:
    """The task as it stands in an emergency: emergency-only certificates (备) count, and where the overtime cap is in force the
    centre's own margin above the contract (``monthly-hours: hard_over_hours``) gives way to it. Everything else holds."""
    capped = problem.rules.force(OVERTIME) is not None
    opened: dict[str, dict[str, Any]] = {
        CERTIFICATE: {"emergency": True},
        **({HOURS: {"hard_over_hours": None}} if capped else {}),
    }
    entries = tuple((rule, _in_emergency(force, opened.get(rule.id))) for rule, force in problem.rules)
    return replace(problem, rules=RuleBook(problem.rules.pack, entries))


def _in_emergency(force: InForce[Any], change: Mapping[str, Any] | None) -> InForce[Any]:
    if change is None:
        return force

    def opened(params: Any) -> Any:
        return None if params is None else params.model_copy(update=change)

    return replace(
        force,
        params=opened(force.params),
        by_contract={name: opened(params) for name, params in force.by_contract.items()},
        by_team={name: opened(params) for name, params in force.by_team.items()},
        by_employee={name: opened(params) for name, params in force.by_employee.items()},
    )


class LineAudit:
    """Checks lines of single persons by every rule about persons; answers are kept."""

    def __init__(self, problem: RosterProblem, roster: Roster, shifts: Mapping[str, Shift] | None = None) -> None:
        """``shifts``: further shifts that duties may name (extended ones)."""
        self.problem = replace(problem, demand=_no_demand(problem.demand), shifts={**problem.shifts, **(shifts or {})})
        self.rules = tuple((rule, force) for rule, force in problem.rules if _may_be_hard(force))
        self.lines: dict[str, dict[date, Duty]] = defaultdict(dict)
        for duty in roster.duties:
            self.lines[duty.employee][duty.day] = duty
        self._before: dict[str, Counter[tuple[object, ...]]] = {}
        self._asked: dict[tuple[str, Duty], tuple[Finding, ...]] = {}

    def broken_by(self, duty: Duty) -> tuple[Finding, ...]:
        """Hard findings that ``duty``, put into its person's line, adds to those the line has; none = it is legal."""
        key = (duty.employee, duty if self.problem.locks.get(duty.employee) else replace(duty, break_start=None))
        if key not in self._asked:
            line = {**self.lines[duty.employee], duty.day: duty}
            if duty.employee not in self._before:
                self._before[duty.employee] = Counter(map(_identity, self._hard(duty.employee, self.lines[duty.employee])))
            known = self._before[duty.employee].copy()
            new = []
            for finding in self._hard(duty.employee, line):
                if known[_identity(finding)] > 0:
                    known[_identity(finding)] -= 1
                else:
                    new.append(finding)
            self._asked[key] = tuple(new)
        return self._asked[key]

    def take(self, duty: Duty) -> None:
        """``duty`` is part of its person's line from now on."""
        self.lines[duty.employee][duty.day] = duty
        self._before.pop(duty.employee, None)
        self._asked = {key: found for key, found in self._asked.items() if key[0] != duty.employee}

    def _hard(self, employee: str, line: Line) -> Sequence[Finding]:
        history = self.problem.previous.get(employee)
        alone = replace(
            self.problem,
            employees=(self.problem.employee[employee],),
            previous={} if history is None else {employee: history},
            base=None,
        )
        view = RosterView(alone, Roster(alone.horizon, tuple(line.values())))
        return [
            finding
            for rule, force in self.rules
            for finding in rule.check(view, force)
            if finding.hard and finding.employee == employee
        ]


def _may_be_hard(force: InForce[Any]) -> bool:
    """Whether anybody could break the rule: priced ones have nothing to say here."""
    told = (force.params, *force.by_contract.values(), *force.by_team.values(), *force.by_employee.values())
    return any(params is not None and params.posts and params.hard for params in told)


def _identity(finding: Finding) -> tuple[object, ...]:
    return finding.rule, finding.days, finding.amount


def _no_demand(demand: Demand) -> Demand:
    """The same grid without projects: rules over people have nothing to say about one line."""
    nothing = np.zeros((demand.days, demand.slots, 0), np.int64)
    return replace(
        demand,
        projects=(),
        requirement=nothing,
        floor=nothing,
        load=nothing.astype(np.float64),
        offset=np.zeros(1, np.int64),
        loss=np.zeros(0, np.int64),
    )
