"""A steady queue run in independent batches, and the formulas of the literature it is held against."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from centres import steady
from scipy.integrate import quad
from scipy.stats import t as student

from wfm.data.laws import Law
from wfm.simulation import Calls, Window
from wfm.simulation.estimate import ratio
from wfm.simulation.run import run
from wfm.staffing import erlang_a

AHT = 200.0
EXPONENTIAL = Law("exponential", AHT)
NAMES = ("within", "abandonment", "waiting", "mean_wait_seconds", "occupancy")
RARE = 0.005
"""Shares nearer to 0 or 1 are not tested: rare states come in clusters, and batches that hold one or none have no bell curve."""


@dataclass(frozen=True)
class Case:
    """``agents`` with a load of ``occupancy`` per agent; ``patience`` and ``threshold`` in handling times."""

    agents: int
    occupancy: float
    patience: float = math.inf
    threshold: float = 0.1
    handling: Law = EXPONENTIAL

    @property
    def load(self) -> float:
        return self.agents * self.occupancy

    @property
    def warm_up(self) -> float:
        """Seconds from an empty queue to a steady one: ten of the longest memory, or five relaxation times of M/M/n."""
        if math.isfinite(self.patience):
            return 10 * AHT * max(1.0, self.patience)
        return AHT * (10 + 5 / (self.agents * (1 - math.sqrt(self.occupancy)) ** 2))

    def theory(self) -> Mapping[str, float]:
        found = erlang_a(
            self.load,
            self.agents,
            aht_seconds=AHT,
            patience_seconds=self.patience * AHT,
            threshold_seconds=self.threshold * AHT,
        )
        names = ("within", "abandonment", "waiting", "mean_wait_seconds", "occupancy")
        return {name: float(getattr(found, name)) for name in names}


@dataclass(frozen=True)
class Score:
    """How far a measure lies from theory: ``t`` with ``freedom`` degrees; ``error``: standard error / theory."""

    measure: str
    t: float
    p: float
    error: float


def batches(
    case: Case, calls: int, count: int, seed: int, patience: Law | None = None
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Numerator and denominator of each measure, one entry per independent batch of about ``calls`` counted calls."""
    rate = case.load / AHT
    length = calls / rate
    law = patience or (Law("exponential", case.patience * AHT) if math.isfinite(case.patience) else Law("endless", math.inf))
    tallies = []
    for batch in range(count):
        draw = np.random.default_rng([seed, batch])
        arrival = np.cumsum(draw.exponential(1 / rate, int(rate * (case.warm_up + 1.05 * length) + 100))) - case.warm_up
        size = arrival.size
        found = Calls(
            arrival, np.zeros(size, np.int16), case.handling.quantile(draw.random(size)), law.quantile(draw.random(size))
        )
        tallies.append(run(found, steady(case.agents), Window(0.0, length, 1), np.array([case.threshold * AHT])))
    sums = {
        name: np.array([getattr(tally, name).sum() for tally in tallies])
        for name in ("offered", "in_time", "abandoned", "waited", "wait_seconds", "busy_seconds", "staffed_seconds")
    }
    return {
        "within": (sums["in_time"], sums["offered"]),
        "abandonment": (sums["abandoned"], sums["offered"]),
        "waiting": (sums["waited"], sums["offered"]),
        "mean_wait_seconds": (sums["wait_seconds"], sums["offered"]),
        "occupancy": (sums["busy_seconds"], sums["staffed_seconds"]),
    }


def scores(found: Mapping[str, tuple[np.ndarray, np.ndarray]], theory: Mapping[str, float]) -> list[Score]:
    """A t-test of every measure that theory names and that occurs often enough to be tested."""
    result = []
    for name, truth in theory.items():
        share = theory.get("waiting", 1.0) if name == "mean_wait_seconds" else min(truth, 1 - truth)
        if share < RARE:
            continue
        above, below = found[name]
        estimate = ratio(above, below)
        freedom = len(above) - 1
        error = float(estimate.high - estimate.value) / float(student.ppf(0.975, freedom))
        t = (float(estimate.value) - truth) / error
        result.append(Score(name, t, float(2 * student.sf(abs(t), freedom)), error / truth))
    return result


def rejected(p_values: list[float], level: float = 0.01) -> int:
    """Holm's step-down procedure: how many hypotheses fall at family-wise ``level``."""
    ordered = np.sort(p_values)
    passed = ordered > level / (len(ordered) - np.arange(len(ordered)))
    return int(np.argmax(passed)) if passed.any() else len(ordered)


def general_patience(agents: int, load: float, survival: Law) -> dict[str, float]:
    """Waiting and abandonment of M/M/n+G (Baccelli & Hebuterne 1981; Zeltyn & Mandelbaum 2005, section 2) by quadrature."""
    rate, busy = load / AHT, agents / AHT
    grid = np.linspace(0, 40 * survival.mean, 200_001)
    levels = np.linspace(0, 1, 20_002)[1:-1]
    stays = 1 - np.interp(grid, survival.quantile(levels), levels, left=0.0, right=1.0)
    steps = np.concatenate([[0.0], np.cumsum((stays[1:] + stays[:-1]) / 2 * np.diff(grid))])
    j = quad(lambda x: math.exp(rate * np.interp(x, grid, steps) - busy * x), 0, grid[-1], limit=500)[0]
    term = total = 1.0
    for k in range(agents - 1, 0, -1):
        term *= k / load
        total += term
    below = total + rate * j
    return {"waiting": rate * j / below, "abandonment": (1 + (rate - busy) * j) / below}
