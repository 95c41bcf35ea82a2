"""What a change in calls or handling time means in hours, agents and money: a sensitivity, not a promise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from wfm.data.demand import Forecast
from wfm.roster.problem import RosterProblem
from wfm.scenario.whatif.model import Money
from wfm.timegrid import Horizon


def workload_hours(forecast: Forecast, window: Horizon, timezone: str) -> dict[str, float]:
    """Hours of handling that arrive in the window, by project and ``all``: sum of calls x handling time."""
    frame = forecast.frame
    days = frame["start"].dt.tz_convert(timezone).dt.date
    rows = frame[(days >= window.start) & (days <= window.end)]
    hours = (rows["calls"] * rows["aht_seconds"].fillna(0.0) / 3600).groupby(rows["project"]).sum()
    found = {str(project): float(value) for project, value in hours.items()}
    return {**found, "all": sum(found.values())}


def sensitivity(
    problem: RosterProblem,
    window: Horizon,
    required: tuple[float, float],
    workload: tuple[float, float],
    money: Money | None,
) -> Mapping[str, Any]:
    """Differences a day, each (without, with) the what-if: ``workload_hours`` of handling, ``agent_hours`` required at the desk,
    ``agents``: those hours over what a full-time contract works a day of the month; ``money`` a year, with ``money`` in the file.

    For example 9.62 s on 260,000 calls a day are 260,000 x 9.62 / 3600 = 695 h of handling a day.
    """
    days = window.days
    agent_hours = (required[1] - required[0]) / days
    found: dict[str, Any] = {
        "workload_hours_a_day": (workload[1] - workload[0]) / days,
        "agent_hours_a_day": agent_hours,
        "agents": agent_hours / hours_a_day(problem),
    }
    if money is not None:
        found |= {
            "money_a_year": agent_hours * money.days * money.cost_per_hour,
            "currency": money.currency,
            "cost_per_hour": money.cost_per_hour,
            "days": money.days,
        }
    return found


def hours_a_day(problem: RosterProblem) -> float:
    """Hours that one full-time contract works on a mean calendar day of the month (usual contract: the median of the people)."""
    full = [
        problem.month_minutes(person) / problem.contract_of(person).fte
        for person in problem.employees
        if problem.employed(person, problem.horizon.start) and problem.employed(person, problem.horizon.end)
    ]
    minutes = float(np.median(full)) if full else 480.0 * problem.horizon.days * 5 / 7
    return minutes / 60 / problem.horizon.days
