"""Small centres for tests of the simulation."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from wfm.simulation import Calls, Desk, Tally, Window
from wfm.simulation.run import run


def calls_of(*rows: tuple[float, int, float, float]) -> Calls:
    """(arrival, project, handling, patience) each."""
    arrival, project, handling, patience = (np.array(column) for column in zip(*rows, strict=True)) if rows else ([],) * 4
    return Calls(
        np.asarray(arrival, float), np.asarray(project, np.int16), np.asarray(handling, float), np.asarray(patience, float)
    )


def desk_of(
    sessions: Sequence[Sequence[tuple[float, float]]],
    *,
    groups: Sequence[int] | None = None,
    level: Sequence[Sequence[int]] = ((1,),),
    speed: Sequence[Sequence[float]] | None = None,
) -> Desk:
    """``sessions``: those of each seat; all in group 0 with proficiency 1 unless said otherwise."""
    seats, projects = len(sessions), len(level[0])
    rows = [(seat, start, end) for seat, mine in enumerate(sessions) for start, end in mine]
    return Desk(
        np.array([row[0] for row in rows], np.int32),
        np.array([row[1] for row in rows], float),
        np.array([row[2] for row in rows], float),
        np.zeros(seats, np.int32) if groups is None else np.array(groups, np.int32),
        np.ones((seats, projects)) if speed is None else np.array(speed, float).reshape(seats, projects),
        np.array(level, np.int16),
    )


def steady(agents: int, *, until: float = math.inf) -> Desk:
    """One project, agents who are always there."""
    return Desk(
        np.arange(agents, dtype=np.int32),
        np.full(agents, -math.inf),
        np.full(agents, until),
        np.zeros(agents, np.int32),
        np.ones((agents, 1)),
        np.ones((1, 1), np.int16),
    )


def count(
    calls: Calls, desk: Desk, *, first: float = 0.0, interval: float = 100.0, intervals: int = 5, threshold: float = 20.0
) -> Tally:
    """One run with the same threshold for all projects."""
    return run(calls, desk, Window(first, interval, intervals), np.full(desk.level.shape[1], threshold))
