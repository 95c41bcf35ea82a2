"""Small centres with several skills, and their simulation by one compiled run: what the pooling bounds are held against."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wfm.simulation.model import Calls, Desk, Window
from wfm.simulation.run import run
from wfm.staffing import fewest_agents
from wfm.staffing.pooling import Queues
from wfm.staffing.targets import Targets

WARM_HOURS = 5


def targets(target: float = 0.8, threshold: float = 20.0, patience: float = math.inf, cap: float = 1.0) -> Targets:
    """Targets of a project, everything else out of the way."""
    return Targets(target, threshold, cap, patience, 0.0, 0, 10, 4)


def queues(load: Sequence[float], aht: Sequence[float], goals: Sequence[Targets]) -> Queues:
    """One interval of these projects, each with its dedicated requirement."""
    alone = fewest_agents(
        load,
        aht_seconds=aht,
        target=[goal.target for goal in goals],
        threshold_seconds=[goal.threshold_seconds for goal in goals],
        patience_seconds=[goal.patience_seconds for goal in goals],
        max_occupancy=[goal.max_occupancy for goal in goals],
    ).agents
    shape = (1, len(load))
    return Queues(
        requirement=alone.reshape(shape),
        load=np.reshape(np.asarray(load, dtype=np.float64), shape),
        aht_seconds=np.reshape(np.asarray(aht, dtype=np.float64), shape),
        floor=np.zeros(shape, dtype=np.int64),
        given=np.zeros(shape, dtype=np.bool_),
        deferrable=np.zeros(len(load), dtype=np.bool_),
        targets=tuple(goals),
    )


@dataclass(frozen=True)
class Traffic:
    """Calls of one stationary stretch, the same for every desk that is tried."""

    calls: Calls
    window: Window
    threshold: npt.NDArray[np.float64]


def traffic(asked: Queues, counted: int, seed: int) -> Traffic:
    """About ``counted`` counted calls at the constant rates of ``asked``."""
    rng = np.random.default_rng(seed)
    rate = asked.load[0] / asked.aht_seconds[0]
    warm = WARM_HOURS * 3600.0
    end = warm + counted / rate.sum()
    times, project = [], []
    for p, speed in enumerate(rate):
        count = rng.poisson(speed * (end + warm))
        times.append(rng.uniform(0.0, end + warm, count))
        project.append(np.full(count, p))
    order = np.argsort(np.concatenate(times), kind="stable")
    which = np.concatenate(project)[order]
    patience = np.array([goal.patience_seconds for goal in asked.targets])[which]
    hang_up = np.where(
        np.isfinite(patience), rng.exponential(1.0, which.size) * np.where(np.isfinite(patience), patience, 1), np.inf
    )
    calls = Calls(
        arrival=np.concatenate(times)[order],
        project=which.astype(np.int16),
        handling=rng.exponential(1.0, which.size) * asked.aht_seconds[0][which],
        patience=hang_up,
    )
    return Traffic(calls, Window(warm, end - warm, 1), np.array([goal.threshold_seconds for goal in asked.targets]))


def shares(calls: Traffic, seats: Sequence[Sequence[int]]) -> npt.NDArray[np.float64]:
    """Share of each project's calls answered in time; ``seats``: for each agent the level of each project (0 = not served)."""
    level, group = np.unique(np.asarray(seats, dtype=np.int16), axis=0, return_inverse=True)
    long = float(calls.calls.arrival[-1]) + 1e6
    desk = Desk(
        session_seat=np.arange(len(seats), dtype=np.int32),
        session_start=np.zeros(len(seats)),
        session_end=np.full(len(seats), long),
        seat_group=group.reshape(-1).astype(np.int32),
        speed=np.ones((len(seats), level.shape[1])),
        level=level,
    )
    tally = run(calls.calls, desk, calls.window, calls.threshold)
    return np.asarray(tally.in_time.sum(axis=1) / tally.offered.sum(axis=1))
