"""Any roster judged by simulation beside the formula's promise: the twin of ``wfm simulate``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from wfm.data.demand import Forecast
from wfm.data.laws import Law
from wfm.data.roster import Roster
from wfm.data.serial import roster_hash
from wfm.data.workspace import Workspace
from wfm.errors import UsageError
from wfm.scenario.simulated_compare import Effect, Ladder, explain
from wfm.scenario.simulated_demand import CallLoad, call_load, handling_laws, patience_laws
from wfm.scenario.simulated_desk import Routing, day_plan, groups_of
from wfm.scenario.simulated_formula import Prediction, predict
from wfm.scenario.simulated_replay import recorded_load
from wfm.scenario.simulated_seats import Seats, planned_away, scheduled_agents, seats_of
from wfm.simulation.demand import ForecastDay, RecordedDay
from wfm.simulation.model import FloatArray
from wfm.simulation.study import Replications, Study, replicate
from wfm.timegrid import Horizon

Handling = Literal["lognormal", "exponential", "empirical"]
Choice = Literal["dedicated", "pooled", "both"]
Progress = Callable[[str, Mapping[str, object]], None]
"""Told a key of the catalogue and its values."""
_TOLD = 5
"""How often progress is told while replications run."""


@dataclass(frozen=True)
class Settings:
    """How to simulate. ``days``: part of the roster's days (None = all). ``fitted``: project -> (handling, patience) law from
    call records, for ``handling`` empirical. ``explain``: take the difference from the formula apart (needs the dedicated
    routing). ``workers``: local processes, None = as many as pay."""

    days: Horizon | None = None
    routing: Choice = "both"
    replications: int = 20
    seed: int = 1
    handling: Handling = "lognormal"
    fitted: Mapping[str, tuple[Law, Law]] = field(default_factory=dict)
    explain: bool = True
    workers: int | None = None


@dataclass(frozen=True)
class Simulated:
    """A roster's days, simulated.

    ``load``, ``agents`` (rostered at the desk) and ``predicted``: [days, projects, slots] of the days simulated; ``runs``:
    routing -> what was counted, on common random numbers; ``effects``: why dedicated differs from predicted, and pooled from
    dedicated; ``agents_busy``: routing -> employee -> (s on calls, s at the desk), mean of a replication.
    """

    days: Horizon
    load: CallLoad
    seats: Seats
    agents: FloatArray
    predicted: Prediction
    runs: Mapping[Routing, Replications]
    effects: tuple[Effect, ...]
    agents_busy: Mapping[Routing, Mapping[str, tuple[float, float]]]
    roster_sha256: str
    settings: Settings


def simulate_roster(
    workspace: Workspace,
    forecast: Forecast,
    roster: Roster,
    settings: Settings | None = None,
    *,
    recorded: Mapping[date, RecordedDay] | None = None,
    as_of: date | None = None,
    progress: Progress | None = None,
) -> Simulated:
    """Simulate ``roster`` under calls drawn from ``forecast``, or under ``recorded`` ones (date -> calls, projects as indices
    of the workspace's projects with a queue). ``as_of``: the day from which absence is seen, as in ``wfm staff``.

    ``progress`` is told what goes on: a key of the catalogue with its values. Raises UsageError for days outside the
    roster, InputError for rosters that speak of unknown people or shifts and for forecasts that ``wfm staff`` would refuse.
    """
    settings = settings or Settings()
    days = _days(roster, settings.days)
    whole = call_load(workspace, forecast, roster.horizon, as_of)
    if recorded is not None:
        whole = recorded_load(whole, recorded)
    rostered = seats_of(workspace, roster, whole.projects, whole.shares.unplanned)
    agents = scheduled_agents(rostered, roster.horizon.days, whole.calls.shape[2])
    seats = planned_away(rostered, roster.horizon, whole.shares.planned)
    first = roster.horizon.index(days.start)
    load, there = whole.of_days(days), agents[first : first + days.days]
    predicted = predict(load, there)
    wanted: tuple[Routing, ...] = ("dedicated", "pooled") if settings.routing == "both" else (settings.routing,)
    studies = {routing: _study(whole, seats, days, routing, settings, recorded) for routing in wanted}
    total = settings.replications * len(studies)
    runs: dict[Routing, Replications] = {}
    for number, (routing, study) in enumerate(studies.items()):
        base = number * settings.replications

        def told(done: int, base: int = base) -> None:
            if progress is not None and (base + done) * _TOLD // total > (base + done - 1) * _TOLD // total:
                progress("simulate.running", {"done": base + done, "total": total})

        runs[routing] = replicate(study, settings.replications, settings.seed, workers=settings.workers, progress=told)
    effects: tuple[Effect, ...] = ()
    if settings.explain and "dedicated" in runs:
        if progress is not None:
            progress("simulate.explaining", {})
        ladder = Ladder(studies["dedicated"], whole, agents, days, seats)
        effects = explain(ladder, predicted, runs["dedicated"], runs.get("pooled"), workers=settings.workers)
    return Simulated(
        days=days,
        load=load,
        seats=seats,
        agents=there,
        predicted=predicted,
        runs=runs,
        effects=effects,
        agents_busy={routing: _per_agent(seats, runs[routing]) for routing in runs},
        roster_sha256=roster_hash(roster),
        settings=settings,
    )


def _days(roster: Roster, days: Horizon | None) -> Horizon:
    if days is None:
        return roster.horizon
    if days.days < 1 or days.start not in roster.horizon or days.end not in roster.horizon:
        raise UsageError("simulate.days_outside", days=days, horizon=roster.horizon)
    return days


def _study(
    load: CallLoad,
    seats: Seats,
    days: Horizon,
    routing: Routing,
    settings: Settings,
    recorded: Mapping[date, RecordedDay] | None,
) -> Study:
    """The study of one routing; ``load`` of the whole roster, so that nights before and after are known."""
    groups = groups_of(seats, routing)
    first = load.horizon.start
    demand: Mapping[date, ForecastDay | RecordedDay] = recorded or {
        day: ForecastDay(load.calls[k], load.aht[k]) for k, day in enumerate(load.horizon.dates)
    }
    handling_fits = {project: laws[0] for project, laws in settings.fitted.items()}
    patience_fits = {project: laws[1] for project, laws in settings.fitted.items()}
    return Study(
        projects=load.projects,
        threshold=load.threshold,
        handling=handling_laws(load, settings.handling, handling_fits),
        patience=patience_laws(load, patience_fits if settings.handling == "empirical" else {}),
        interval_seconds=load.interval_seconds,
        days=tuple(day_plan(seats, groups, day, first, routing) for day in days.dates),
        demand=demand,
        busy_day=load.busy_day,
    )


def _per_agent(seats: Seats, counted: Replications) -> dict[str, tuple[float, float]]:
    """Employee -> (s on calls, s at the desk) over the days counted, mean over the replications."""
    found: dict[str, tuple[float, float]] = {}
    for day, busy, staffed in zip(counted.dates, counted.seat_busy, counted.seat_staffed, strict=True):
        for seat, one, other in zip(seats.around(day), busy, staffed, strict=True):
            before = found.get(seat.employee, (0.0, 0.0))
            found[seat.employee] = (before[0] + float(one), before[1] + float(other))
    return {employee: pair for employee, pair in sorted(found.items()) if pair[1] > 0}


def agent_occupancy(simulated: Simulated, routing: Routing) -> dict[str, float]:
    """Employee -> share of the desk time spent on calls, lowest first."""
    shares = {employee: busy / staffed for employee, (busy, staffed) in simulated.agents_busy[routing].items()}
    return dict(sorted(shares.items(), key=lambda item: (item[1], item[0])))
