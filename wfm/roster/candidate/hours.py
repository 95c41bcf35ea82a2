"""Hours of the month: due, paid, left until contract and overtime are used up. Minutes everywhere."""

from __future__ import annotations

from collections import Counter

from wfm.data.roster import Roster
from wfm.data.tables import Employee
from wfm.roster.problem import RosterProblem


def due_minutes(problem: RosterProblem, person: Employee) -> int:
    """Minutes due in the horizon: contracted less credited leave."""
    return problem.month_minutes(person) - problem.credited_minutes(person)


def minutes_left(problem: RosterProblem, person: Employee, worked: int) -> int:
    """Minutes until the contract and its overtime are used up when ``worked`` are paid already; may be negative."""
    return due_minutes(problem, person) + problem.contract_of(person).max_overtime_minutes - worked


def paid_minutes(problem: RosterProblem, roster: Roster) -> Counter[str]:
    """Paid minutes of the horizon by person; nobody is missing, who has no duty has 0."""
    found: Counter[str] = Counter()
    for duty in roster.duties:
        if duty.day in problem.horizon and duty.shift in problem.shifts:
            found[duty.employee] += problem.shifts[duty.shift].paid_minutes
    return found
