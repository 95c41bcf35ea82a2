"""Planned on cost curves against planned on fixed requirements: same people, seed and search, judged on the same simulated calls.

    python benchmarks/curves_vs_requirement.py [--cases utility-120 bank-1999] [--seconds 110] [--seeds 1 2] [--replications 40]

Both rosters pass the audit; only the price of a missing agent differs: the curve's, or ``--missing-price`` (twice it beyond a
tenth missing). Calls, handling times, patience and absences are common random numbers, so the difference is paired. One line of
JSON per case and seed: calls answered in time, lost and offered a day, and the paired difference with its 95 % interval
(curves minus requirement: above 0 = more calls in time, or more lost).
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from wfm.data.demand import Forecast
from wfm.data.roster import Roster
from wfm.data.workspace import Workspace
from wfm.forecast import read_forecast
from wfm.roster.engine.search import Limit
from wfm.roster.problem import build_problem
from wfm.roster.solve import Options, plan_roster
from wfm.scenario.library import create, default_month, frozen
from wfm.scenario.month import open_month
from wfm.scenario.simulated import Routing, Settings, Simulated, simulate_roster
from wfm.simulation.estimate import mean
from wfm.staffing import staff
from wfm.staffing.plan import MISSING_PRICE
from wfm.staffing.pricing import Mode
from wfm.timegrid import Horizon, month_horizon

MODES: tuple[Mode, ...] = ("curves", "requirement")


@dataclass(frozen=True)
class Case:
    """A workspace with its forecast, ready to be planned in either mode."""

    name: str
    workspace: Workspace
    forecast: Forecast
    horizon: Horizon


def prepare(name: str, folder: Path) -> Case:
    """``bank-1999``, or a frozen instance such as ``utility-120``."""
    if name.startswith("utility-"):
        instance = frozen(name)
        create("utility", folder, agents=instance.agents, seed=instance.seed)
        month = default_month("utility")
    else:
        create(name, folder)
        month = default_month(name)
    opened = open_month(folder, month)
    forecast = read_forecast(opened.workspace.results / "forecast.csv", opened.workspace.centre.timezone)
    return Case(name, opened.workspace, forecast, month_horizon(month))


def planned(case: Case, mode: Mode, limit: Limit, seed: int, missing_price: int) -> Roster:
    """The audited roster of one mode."""
    _, demand = staff(case.workspace, case.forecast, case.horizon, mode=mode, missing_price=missing_price)
    options = Options(limit=limit, seed=seed, bound=False)
    return plan_roster(build_problem(case.workspace, demand, case.horizon), options).roster


def judged(case: Case, roster: Roster, replications: int, routing: Routing, workers: int | None) -> Simulated:
    """The roster on the calls that every roster of this case gets."""
    settings = Settings(routing=routing, replications=replications, seed=1, explain=False, workers=workers)
    return simulate_roster(case.workspace, case.forecast, roster, settings)


def compared(found: dict[Mode, Simulated], routing: Routing) -> dict[str, Any]:
    """Calls a day in both modes and the paired differences."""
    runs = {mode: simulated.runs[routing] for mode, simulated in found.items()}
    days = found["curves"].days.days
    line: dict[str, Any] = {"offered_a_day": _daily(runs["curves"].offered, days)}
    for mode in MODES:
        hours = found[mode].agents.sum() * found[mode].load.interval_minutes / 60
        line[mode] = {
            "in_time_a_day": _daily(runs[mode].in_time, days),
            "lost_a_day": _daily(runs[mode].abandoned, days),
            "desk_hours": round(float(hours)),
        }
    for name, counts in (("in_time", "in_time"), ("lost", "abandoned")):
        pairs = (getattr(runs["curves"], counts) - getattr(runs["requirement"], counts)).sum(axis=(1, 2, 3)) / days
        gain = mean(pairs)
        line[f"{name}_difference_a_day"] = [round(float(part), 2) for part in (gain.value, gain.low, gain.high)]
        line[f"{name}_difference_points"] = round(100 * float(gain.value) / line["offered_a_day"], 3)
    return line


def _daily(counts: np.ndarray, days: int) -> float:
    return round(float(counts.sum(axis=(1, 2, 3)).mean()) / days, 1)


def main() -> None:
    """Plan both ways, simulate both, one line a case and seed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", nargs="+", default=["utility-120", "bank-1999"])
    parser.add_argument("--seconds", type=float, default=110.0, help="search time of each roster")
    parser.add_argument("--moves", type=int, default=None, help="moves instead of seconds: the same on every machine")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--missing-price", type=int, default=MISSING_PRICE)
    parser.add_argument("--replications", type=int, default=40)
    parser.add_argument("--routing", choices=("dedicated", "pooled"), default="dedicated")
    parser.add_argument("--workers", type=int, default=None)
    given = parser.parse_args()
    limit = Limit(moves=given.moves) if given.moves else Limit(seconds=given.seconds)
    for name in given.cases:
        with tempfile.TemporaryDirectory() as folder:
            case = prepare(name, Path(folder) / "centre")
        for seed in given.seeds:
            found = {
                mode: judged(
                    case,
                    planned(case, mode, limit, seed, given.missing_price),
                    given.replications,
                    given.routing,
                    given.workers,
                )
                for mode in MODES
            }
            head = {"case": name, "seed": seed, "limit": str(limit), "missing_price": given.missing_price}
            print(json.dumps(head | {"routing": given.routing} | compared(found, given.routing)), flush=True)


if __name__ == "__main__":
    main()
