"""The planning band of monthly hours, lifted for people whom the day asks for more.

``monthly-hours`` keeps a plan near the contract; it is a centre's own policy. A call-in or an extension is overtime decided by a
named person on the day: it may leave that band (``day.beyond_planned_hours``), never the overtime cap.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from wfm.roster.problem import RosterProblem
from wfm.roster.rules.book import RuleBook

RULE = "monthly-hours"


def lifts_band(problem: RosterProblem) -> bool:
    """Whether the centre lets the day go beyond the planned hours: it says so, and the band is no law."""
    force = problem.rules.force(RULE)
    return problem.centre.day.beyond_planned_hours and force is not None and force.basis == "policy"


def without_band(problem: RosterProblem, people: Collection[str]) -> RosterProblem:
    """``problem`` with no hard upper limit of monthly hours for ``people``, where the centre lifts it; prices stay."""
    if not people or not lifts_band(problem):
        return problem
    entries = []
    for rule, force in problem.rules:
        if rule.id == RULE:
            own = {}
            for name in people:
                params = force.of(problem.employee[name]) if name in problem.employee else None
                if params is not None:
                    own[name] = params.model_copy(update={"hard_over_hours": None})
            force = replace(force, by_employee={**force.by_employee, **own})
        entries.append((rule, force))
    return replace(problem, rules=RuleBook(problem.rules.pack, tuple(entries)))
