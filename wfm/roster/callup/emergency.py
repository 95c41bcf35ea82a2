"""What gives way in an emergency, and nothing else."""

from __future__ import annotations

from dataclasses import replace

from wfm.roster.problem import RosterProblem
from wfm.roster.rules.certificate import Certificate
from wfm.roster.rules.monthly_hours import MonthlyHours
from wfm.roster.rules.overtime_cap import OvertimeCap

HOURS = MonthlyHours.id


def emergency_problem(problem: RosterProblem) -> RosterProblem:
    """The task as it stands in an emergency: emergency-only certificates (备) count, and where the overtime cap is in force the
    centre's own margin above the contract (``monthly-hours: hard_over_hours``) gives way to it. Everything else holds."""
    rules = problem.rules.changed(Certificate.id, emergency=True)
    if rules.force(OvertimeCap.id) is not None:
        rules = rules.changed(HOURS, hard_over_hours=None)
    return replace(problem, rules=rules)
