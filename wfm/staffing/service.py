"""Service to be expected with the agents required: late and lost calls, averaged over the busy-day factor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from wfm.data.workspace import Workspace
from wfm.staffing.checks import FloatArray
from wfm.staffing.compiled import compiled
from wfm.staffing.curves import MOST_PATIENCE
from wfm.staffing.kernels import measures_a
from wfm.staffing.lateness import lateness
from wfm.staffing.rates import Rates
from wfm.staffing.risk import MEAN, parse_risk
from wfm.staffing.targets import Targets, targets_of

ENVELOPE_CASES = 48


@dataclass(frozen=True)
class EnvelopeError:
    """Where the priced envelope lies furthest below the share late of an interval, and the most it does at the agents required
    (shares of an interval's calls); of up to ``ENVELOPE_CASES`` intervals of a project, from the quietest to the busiest."""

    largest: float
    agents: int
    start: datetime
    at_requirement: float


@dataclass(frozen=True)
class ProjectService:
    """``busy_day``: relative sd of the day's rate; ``rate``: factor on the mean calls that the requirement was made for;
    ``calls`` in the month, with the shares ``late`` (not answered in time, lost ones included) and ``lost`` were the required
    agents rostered, over all rates (None without calls); ``envelope``: None where lateness is not priced."""

    project: str
    busy_day: float
    rate: float
    calls: float
    late: float | None
    lost: float | None
    envelope: EnvelopeError | None


@dataclass(frozen=True)
class ServiceByAgents:
    """Service of one interval by rostered agents, averaged over rates (shares of calls; ``occupancy`` of the agents' time)."""

    agents: FloatArray
    late: FloatArray
    lost: FloatArray
    occupancy: FloatArray


def expected_service(
    frame: pd.DataFrame, workspace: Workspace, busy_day: Mapping[str, float], *, risk: str = "mean", price_lateness: float = 0.0
) -> tuple[ProjectService, ...]:
    """One entry per project with a queue, in the workspace's order; ``frame`` as ``staff`` gives it, with the same ``risk``
    and ``price_lateness``; ``busy_day`` as in the forecast."""
    attitude = parse_risk(risk)
    found = []
    for project in workspace.projects:
        if project.deferrable:
            continue
        rows = frame[(frame["project"] == project.project) & (frame["bound_by"] != "closed") & (frame["load_erlang"] > 0)]
        spread = busy_day.get(project.project, 0.0)
        targets = targets_of(project, workspace.centre.defaults)
        late, lost, calls = _sums(rows, targets, spread)
        found.append(
            ProjectService(
                project=project.project,
                busy_day=spread,
                rate=attitude.factor(spread),
                calls=calls,
                late=late / calls if calls else None,
                lost=lost / calls if calls else None,
                envelope=_envelope(rows, targets, attitude.rates(spread, _peak(rows))) if price_lateness and calls else None,
            )
        )
    return tuple(found)


def service_by_agents(
    load: float, aht_seconds: float, targets: Targets, busy_day: float, agents: FloatArray, *, present: float
) -> ServiceByAgents:
    """Expected service of one interval for each number of rostered ``agents``, of whom the share ``present`` is
    expected at the desk; ``load`` in Erlang at the mean rate."""
    size = agents.size
    late, lost, busy = _expected(
        np.full(size, load), np.full(size, aht_seconds), agents * present, targets, MEAN.rates(busy_day, load)
    )
    return ServiceByAgents(agents, late, lost, busy)


def _sums(rows: pd.DataFrame, targets: Targets, busy_day: float) -> tuple[float, float, float]:
    """Late, lost and all calls of the month."""
    calls = rows["calls"].to_numpy(dtype=np.float64)
    desk = (rows["agents"] * present_of(rows)).to_numpy(dtype=np.float64)
    load, aht = rows["load_erlang"].to_numpy(dtype=np.float64), rows["aht_seconds"].to_numpy(dtype=np.float64)
    late, lost, _ = _expected(load, aht, desk, targets, MEAN.rates(busy_day, _peak(rows)))
    return float(late @ calls), float(lost @ calls), float(calls.sum())


def present_of(rows: pd.DataFrame) -> pd.Series:
    """Share of the rostered agents expected at the desk in each row of the staffing frame."""
    return (1.0 - rows["unplanned_shrinkage"]) * (1.0 - rows["planned_shrinkage"])


def _peak(rows: pd.DataFrame) -> float:
    return float(rows["load_erlang"].max()) if len(rows) else 0.0


def _envelope(rows: pd.DataFrame, targets: Targets, rates: Rates) -> EnvelopeError:
    worst = (-1.0, 0, 0)
    at_requirement = 0.0
    alike = rows.assign(present=present_of(rows)).drop_duplicates(["load_erlang", "aht_seconds", "agents", "present"])
    alike = alike.sort_values("load_erlang", kind="stable")
    alike = alike.iloc[np.unique(np.linspace(0, len(alike) - 1, ENVELOPE_CASES).round().astype(int))]
    columns = (alike[name] for name in ("load_erlang", "aht_seconds", "agents", "present"))
    for i, (load, aht, agents, present) in enumerate(zip(*columns, strict=True)):
        error = lateness(
            float(load),
            aht_seconds=float(aht),
            patience_seconds=min(targets.patience_seconds, MOST_PATIENCE * float(aht)),
            threshold_seconds=targets.threshold_seconds,
            rates=rates,
            agents=max(int(agents), int(1.2 * load * rates.factors[-1] / present)) + 10,
            present=float(present),
        ).error
        at_requirement = max(at_requirement, float(error[int(agents)]))
        if error.max() > worst[0]:
            worst = float(error.max()), int(error.argmax()), i
    start = alike["start"].iloc[worst[2]].to_pydatetime()
    return EnvelopeError(worst[0], worst[1], start, at_requirement)


def _expected(
    load: FloatArray, aht: FloatArray, desk: FloatArray, targets: Targets, rates: Rates
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Share late, share lost and occupancy per cell with ``desk`` agents expected at the desk."""
    patience = np.minimum(targets.patience_seconds, MOST_PATIENCE * aht)
    out = np.zeros((3, load.size))
    _average(load, aht, desk, targets.threshold_seconds, patience, rates.factors, rates.weights, out)
    return out[0], out[1], out[2]


@compiled
def _average(
    load: FloatArray,
    aht: FloatArray,
    desk: FloatArray,
    threshold: float,
    patience: FloatArray,
    factors: FloatArray,
    weights: FloatArray,
    out: FloatArray,
) -> None:
    """Averages over the rates, calls weighted by their rate; between whole agents calls are taken linearly."""
    for i in range(load.size):
        whole = int(desk[i])
        for q in range(factors.size):
            for step in range(2):
                part = weights[q] * (desk[i] - whole if step else 1.0 - desk[i] + whole)
                if part <= 0.0:
                    continue
                rate = load[i] * factors[q]
                _, within, _, lost, busy = measures_a(rate, whole + step, aht[i], threshold, patience[i])
                out[0, i] += part * factors[q] * (1.0 - within)
                out[1, i] += part * factors[q] * lost
                out[2, i] += part * busy
