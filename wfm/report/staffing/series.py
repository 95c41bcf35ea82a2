"""Numbers of the staffing report's charts, per project."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from wfm.data.demand import Demand, IntArray
from wfm.data.tables import Project
from wfm.report.texts import date_text, said
from wfm.staffing.service import present_of, service_by_agents
from wfm.staffing.targets import Targets
from wfm.timegrid import clock_of

_POINTS = 100
"""Numbers of agents on a curve's chart, at most about."""
_CASES = {"busiest": 1.0, "median": 0.5, "quietest": 0.0}


def placed(rows: pd.DataFrame, demand: Demand) -> pd.DataFrame:
    """``rows`` of the staffing frame that are served, with day and slot on the demand's grid, and present."""
    served = rows[rows["bound_by"] != "closed"]
    start = served["start"].dt
    minutes = start.hour * 60 + start.minute
    days = [(day - demand.start).days for day in start.date]
    return served.assign(day=days, slot=minutes // demand.interval_minutes, present=present_of(served))


def need_by_slot(rows: pd.DataFrame, slots: int, load: str) -> dict[str, list[float | None]]:
    """Smallest, median and largest requirement of each slot over the days, median load, and the median requirement by the
    load that is not in force (``load``: the one that is); None where closed."""
    by_slot = rows.groupby("slot")
    series = {
        "low": by_slot["agents"].min(),
        "mid": by_slot["agents"].median(),
        "high": by_slot["agents"].max(),
        "load": by_slot["load_erlang"].median().round(2),
        "other": by_slot["agents_mol" if load == "stationary" else "agents_stationary"].median(),
    }
    return {name: [_plain(values.get(slot)) for slot in range(slots)] for name, values in series.items()}


def worth_by_hour(rows: pd.DataFrame) -> list[list[float | None]]:
    """Mean worth of one agent more than required, weekday (Monday first) x hour; None where closed."""
    start = rows["start"].dt
    means = rows["next_agent_worth"].groupby([start.day_of_week, start.hour]).mean().round(1)
    return [[_plain(means.get((weekday, hour))) for hour in range(24)] for weekday in range(7)]


def curve_cases(
    rows: pd.DataFrame, demand: Demand, index: int, project: Project, targets: Targets, busy_day: float
) -> list[dict[str, Any]]:
    """The busiest, the median and the quietest interval with calls: cost, worth and expected service by agents."""
    worked = rows[rows["load_erlang"] > 0].sort_values(["load_erlang", "start"], kind="stable")
    if worked.empty:
        return []
    return [
        {"case": name, **_case(worked.iloc[round(place * (len(worked) - 1))], demand, index, project, targets, busy_day)}
        for name, place in _CASES.items()
    ]


def _case(row: pd.Series, demand: Demand, index: int, project: Project, targets: Targets, busy_day: float) -> dict[str, Any]:
    need = int(row["agents"])
    agents = _around(need)
    curve = demand.curve(int(row["day"]), int(row["slot"]), index)
    cost, after = _at(curve, agents), _at(curve, agents + 1)
    clock = clock_of(int(row["slot"]) * demand.interval_minutes)
    found: dict[str, Any] = {
        "when": said("staffing_report.when", day=date_text(row["start"].date()), clock=clock),
        "need": need,
        "load": round(float(row["load_erlang"]), 2),
        "calls": round(float(row["calls"]), 1),
        "agents": agents.tolist(),
        "cost": cost.tolist(),
        "worth": (cost - after).tolist(),
    }
    if not project.deferrable:
        service = service_by_agents(
            float(row["load_erlang"]),
            float(row["aht_seconds"]),
            targets,
            busy_day,
            agents.astype(np.float64),
            present=float(row["present"]),
        )
        found |= {name: (100 * getattr(service, name)).round(2).tolist() for name in ("late", "lost", "occupancy")}
    return found


def _around(need: int) -> IntArray:
    """Numbers of agents about ``need``, itself among them, evenly spaced."""
    reach = max(8, math.ceil(0.4 * need))
    step = math.ceil(2 * reach / _POINTS)
    below = min(need, reach) // step
    return np.arange(need - below * step, need + reach + 1, step, dtype=np.int64)


def _at(curve: IntArray, agents: IntArray) -> IntArray:
    return curve[np.minimum(agents, curve.size - 1)] if curve.size else np.zeros(agents.size, dtype=np.int64)


def _plain(value: object) -> float | None:
    number = math.nan if value is None else float(str(value))
    if math.isnan(number):
        return None
    return int(number) if number == int(number) else number


@dataclass(frozen=True)
class Peak:
    """The largest sum of requirements over projects, in agents, and when."""

    agents: int
    when: str


def peak_of(rows: pd.DataFrame) -> Peak:
    """The interval in which all projects together require most."""
    if rows.empty:
        return Peak(0, "")
    total = rows.groupby("start")["agents"].sum()
    return Peak(int(total.max()), f"{total.idxmax():%Y-%m-%d %H:%M}")
