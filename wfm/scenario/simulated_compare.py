"""Why a simulation differs from the formula: one effect after the other is switched on, on common random numbers.

The ladder, each rung a simulation of the same calls (docs/simulate.md):

    formula      Erlang A per interval, averaged over the rate; shrinkage as a mean share
    chance       the same formula at the rates that the replications happened to draw
    steepness    simulation: exponential durations, exactly the formula's agents in each interval
    durations    handling times (and patience) as they are
    sessions     duties as rostered: breaks and ends taken after the call in hand; absence still an even share
    speed        everybody's own proficiency
    absence      each duty present or absent as a whole: the dedicated simulation
    pooling      the pooled simulation
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from wfm.data.laws import Law
from wfm.executors import executor
from wfm.scenario.simulated_demand import CallLoad
from wfm.scenario.simulated_desk import constant_day
from wfm.scenario.simulated_formula import Prediction, predict_given
from wfm.scenario.simulated_seats import Seats
from wfm.simulation.demand import ForecastDay, RecordedDay, busy_day_factor
from wfm.simulation.estimate import Estimate, difference, ratio
from wfm.simulation.model import FloatArray
from wfm.simulation.streams import Purpose, key_uniforms, name_hashes
from wfm.simulation.study import DayPlan, Replications, Study, one_replication
from wfm.timegrid import Horizon

RUNGS = ("chance", "steepness", "durations", "sessions", "speed", "absence", "pooling")
"""The effects in the order in which they are switched on."""
_GOLDEN = 0.6180339887498949
_RUNGS_SIMULATED = 4
_SMALL = 5_000_000
"""Calls below which starting processes costs more than it saves."""


@dataclass(frozen=True)
class Effect:
    """What one effect changes, in shares, [projects + 1], the last entry all projects together."""

    name: str
    within: Estimate
    abandonment: Estimate


@dataclass(frozen=True)
class Ladder:
    """All that the rungs between formula and dedicated simulation need; can be pickled.

    ``study``: the dedicated one. ``load`` and ``agents`` [days, projects, slots] rostered: of the whole roster; ``days``: those
    that are counted. ``seats``: of the whole roster.
    """

    study: Study
    load: CallLoad
    agents: FloatArray
    days: Horizon
    seats: Seats

    @property
    def chosen(self) -> tuple[int, ...]:
        """Indices of the counted days."""
        return tuple(self.load.horizon.index(day) for day in self.days.dates)

    @property
    def exponential(self) -> Study:
        """The study with exponential durations of the same means; recorded handling times are drawn instead."""
        means = [Law("exponential", law.mean) for law in self.study.handling]
        patience = [Law("exponential", target.patience_seconds) for target in self.load.targets]
        demand = {day: _undetermined(found) for day, found in self.study.demand.items()}
        return replace(self.study, handling=tuple(means), patience=tuple(patience), demand=demand)


def _undetermined(found: ForecastDay | RecordedDay) -> ForecastDay | RecordedDay:
    return found if isinstance(found, ForecastDay) else replace(found, handling=np.full_like(found.handling, np.nan))


def explain(
    ladder: Ladder,
    predicted: Prediction,
    dedicated: Replications,
    pooled: Replications | None,
    *,
    workers: int | None = None,
) -> tuple[Effect, ...]:
    """The effects that lead from ``predicted`` to ``dedicated`` and on to ``pooled`` (left out when None); they add up to the
    whole difference. ``predicted``: of the chosen days. Same seed and replications as ``dedicated``."""
    if workers is None and _RUNGS_SIMULATED * dedicated.offered.sum() < _SMALL:
        workers = 1
    with executor(workers) as pool:
        futures = [pool.submit(rung_counts, ladder, dedicated.seed, number) for number in range(dedicated.count)]
        rungs = np.array([future.result() for future in futures])
    counts = [rungs[:, k] for k in range(rungs.shape[1])] + [_counts(dedicated)]
    if pooled is not None:
        counts.append(_counts(pooled))
    counts = [_with_total(rung) for rung in counts]
    formula = _with_total(
        np.array([[found.sum(axis=(0, 2)) for found in (predicted.offered, predicted.in_time, predicted.abandoned)]])
    )[0]
    effects = [Effect("chance", *(_beside(counts[0], formula, row) for row in (1, 2)))]
    for name, before, after in zip(RUNGS[1:], counts, counts[1:], strict=False):
        changes = [difference(after[:, row], after[:, 0], before[:, row], before[:, 0]) for row in (1, 2)]
        effects.append(Effect(name, *changes))
    return tuple(effects)


def rung_counts(ladder: Ladder, seed: int, replication: int) -> FloatArray:
    """[rung, (offered, in time, abandoned), project] of one replication, from the formula at the drawn rates to ``speed``."""
    load, study = ladder.load, ladder.study
    mark = _mark(seed, replication)
    present = ladder.agents * load.shares.present
    whole = np.floor(present + _rounding(mark, *present.shape[:2])).astype(np.int64)
    chosen = list(ladder.chosen)
    formula = predict_given(load.of_days(ladder.days), whole[chosen], _factors(ladder, seed, replication)).sum(axis=2)
    steady = tuple(constant_day(whole, d, load.horizon.dates[d], load.interval_seconds) for d in chosen)
    alike = _evenly_absent(ladder, mark)
    own = tuple(replace(plan, absence=there.absence) for plan, there in zip(study.days, alike, strict=True))
    exponential = ladder.exponential
    rungs = [formula]
    rungs.append(_simulated(replace(exponential, days=steady), seed, replication))
    same_laws = (exponential.handling, exponential.patience) == (study.handling, study.patience)
    recorded = any(isinstance(found, RecordedDay) for found in study.demand.values())
    rungs.append(rungs[-1] if same_laws and not recorded else _simulated(replace(study, days=steady), seed, replication))
    rungs.append(_simulated(replace(study, days=alike), seed, replication))
    same_speed = all(np.all(plan.desk.speed == 1.0) for plan in study.days)
    rungs.append(rungs[-1] if same_speed else _simulated(replace(study, days=own), seed, replication))
    return np.array(rungs)


def _simulated(study: Study, seed: int, replication: int) -> FloatArray:
    tallies = one_replication(study, seed, replication)
    return np.array(
        [sum(getattr(tally, name).sum(axis=1) for tally in tallies) for name in ("offered", "in_time", "abandoned")], np.float64
    )


def _mark(seed: int, replication: int) -> float:
    """A number in [0, 1), evenly spread over the replications."""
    start = float(key_uniforms(seed, 0, Purpose.ABSENCE, name_hashes(["rounding"]))[0])
    return (start + replication * _GOLDEN) % 1.0


def _rounding(mark: float, days: int, projects: int) -> FloatArray:
    """Where broken numbers of agents are rounded up, [days, projects, 1]: one level for a whole day, so that nobody comes and
    goes with each interval; evenly spread over days and projects, so that a replication has the mean number of agents."""
    order = np.arange(days * projects).reshape(days, projects, 1)
    return np.asarray((mark + order * math.sqrt(2.0)) % 1.0)


def _evenly_absent(ladder: Ladder, mark: float) -> tuple[DayPlan, ...]:
    """The real duties with absence spread as evenly as whole duties allow, everybody alike in speed.

    Duties in order of project and start; one is absent where the running sum of probabilities passes a whole number
    (systematic sampling), so at any time the number of absent is within one or two of its mean.
    """
    seats = sorted(ladder.seats.seats, key=lambda seat: (seat.project, seat.sessions[0][0] if seat.sessions else 0.0, seat.key))
    running = np.cumsum([seat.absence for seat in seats]) + mark
    steps = np.diff(np.floor(running), prepend=np.floor(mark))
    absent = {seat.key for seat, step in zip(seats, steps, strict=True) if step > 0}
    return tuple(
        replace(
            plan,
            desk=replace(plan.desk, speed=np.ones_like(plan.desk.speed)),
            absence=np.array([float(key in absent) for key in plan.seat_keys]),
        )
        for plan in ladder.study.days
    )


def _factors(ladder: Ladder, seed: int, replication: int) -> FloatArray:
    """Each counted day's rate / its mean in this replication, [days, projects]."""
    found = np.ones((len(ladder.chosen), len(ladder.load.projects)))
    for row, plan in enumerate(ladder.study.days):
        if isinstance(ladder.study.demand.get(plan.day), RecordedDay):
            continue
        for p, project in enumerate(ladder.load.projects):
            spread = float(ladder.load.busy_day[p])
            found[row, p] = busy_day_factor(spread, seed=seed, replication=replication, project=project, day=plan.day)
    return found


def _counts(counted: Replications) -> FloatArray:
    """[replications, (offered, in time, abandoned), projects]."""
    return np.stack([found.sum(axis=(1, 3)) for found in (counted.offered, counted.in_time, counted.abandoned)], axis=1).astype(
        np.float64
    )


def _with_total(counts: FloatArray) -> FloatArray:
    return np.concatenate([counts, counts.sum(axis=-1, keepdims=True)], axis=-1)


def _beside(counts: FloatArray, formula: FloatArray, row: int) -> Estimate:
    found = ratio(counts[:, row], counts[:, 0])
    promised = formula[row] / np.where(formula[0] > 0, formula[0], np.nan)
    return Estimate(found.value - promised, found.low - promised, found.high - promised)
