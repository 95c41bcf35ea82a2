"""The simulator against queueing theory: Erlang C and A on a grid, and what is known beyond exponential handling and patience.

Every case is 30 independent batches, tested by Student's t; all tests of a grid together may reject a true simulator once in a
hundred seeds (Holm). Besides, the mean of all t of a measure is tested: a bias too small for any single case adds up there.
"""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from centres import steady
from scipy.stats import norm
from stationary import AHT, NAMES, Case, Score, batches, general_patience, rejected, scores

from wfm.data.laws import Law
from wfm.simulation import Callers, ForecastDay, Window, sample_calls
from wfm.simulation.demand import DAY_SECONDS, slot_tilts
from wfm.simulation.estimate import mean
from wfm.simulation.run import run
from wfm.staffing import erlang_a, erlang_b, erlang_c

BATCHES, CALLS = 30, 20_000
AGENTS = (1, 2, 5, 20, 100, 1000)

GRID = [Case(n, rho, threshold=0.1) for n in AGENTS for rho in (0.6, 0.75, 0.9)] + [
    Case(n, rho, patience, threshold)
    for n in AGENTS
    for rho in (0.6, 0.8, 0.95, 1.1)
    for patience, threshold in ((0.3, 0.05), (1.0, 0.1), (3.0, 0.3))
]
QUICK = [
    Case(1, 0.75),
    Case(20, 0.9),
    Case(2, 0.8, 1.0),
    Case(20, 1.1, 0.3, 0.05),
    Case(100, 0.95, 3.0, 0.05),
]


def judged(cases: list[Case], calls: int, count: int) -> list[Score]:
    return [
        score
        for number, case in enumerate(cases)
        for score in scores(batches(case, calls, count, seed=1000 + number), case.theory())
    ]


def systematic(found: list[Score], measure: str) -> float:
    """p-value of the mean t of one measure over all cases (t with 29 degrees of freedom has variance 29 / 27)."""
    mine = [score.t for score in found if score.measure == measure]
    return float(2 * norm.sf(abs(np.mean(mine)) * math.sqrt(len(mine) / (29 / 27))))


def test_grid_is_wide():
    loads = [case.load for case in GRID]
    assert len(GRID) >= 60
    assert min(loads) <= 1
    assert max(loads) >= 1000


def test_erlang_in_short():
    found = judged(QUICK, calls=4000, count=BATCHES)
    assert {score.measure for score in found} == set(NAMES)
    assert rejected([score.p for score in found]) == 0


@pytest.mark.slow
def test_erlang_on_the_whole_grid():
    found = judged(GRID, CALLS, BATCHES)
    assert rejected([score.p for score in found] + [systematic(found, name) for name in NAMES]) == 0
    most = {"within": 0.004, "abandonment": 0.008, "waiting": 0.006, "mean_wait_seconds": 0.013, "occupancy": 0.0025}
    for name, limit in most.items():
        assert np.median([s.error for s in found if s.measure == name]) < limit, "blunter than docs/simulation.md says"


def test_the_test_would_notice():
    """Theory for 3 % more load is rejected, and so is theory for one agent in a hundred more."""
    case = Case(100, 0.95, 1.0)
    found = batches(case, 12_000, BATCHES, seed=5)
    for wrong in (Case(100, 0.95 * 1.03, 1.0), Case(101, 0.95 * 100 / 101, 1.0)):
        assert rejected([score.p for score in scores(found, wrong.theory())]) > 0
    assert rejected([score.p for score in scores(found, case.theory())]) == 0


def test_three_agents_two_erlang():
    """M/M/3 with a load of 2, by hand: P(wait) = (2^3/3! x 3) / (1 + 2 + 2 + 4) = 4/9; mean wait = 4/9 handling times."""
    assert float(erlang_c(2.0, 3).waiting) == pytest.approx(4 / 9)
    found = batches(Case(3, 2 / 3), 10_000, BATCHES, seed=6)
    assert rejected([s.p for s in scores(found, {"waiting": 4 / 9, "mean_wait_seconds": 4 / 9 * AHT, "occupancy": 2 / 3})]) == 0


@pytest.mark.parametrize("cv", [0.0, 0.7, 1.5])
def test_one_agent_any_handling_law(cv: float):
    """Pollaczek-Khinchine: mean wait = rho / (1 - rho) x (1 + cv^2) / 2 handling times; P(wait) = rho. cv 0 is M/D/1."""
    rho = 0.7
    found = batches(Case(1, rho, handling=Law("lognormal", AHT, cv)), 10_000, BATCHES, seed=7)
    theory = {"waiting": rho, "mean_wait_seconds": AHT * rho / (1 - rho) * (1 + cv**2) / 2, "occupancy": rho}
    assert rejected([score.p for score in scores(found, theory)]) == 0


def test_spread_of_handling_times_matters():
    """The same test with the wrong cv is rejected."""
    found = batches(Case(1, 0.7, handling=Law("lognormal", AHT, 1.5)), 10_000, BATCHES, seed=7)
    assert rejected([s.p for s in scores(found, {"mean_wait_seconds": AHT * 0.7 / 0.3})]) == 1


@pytest.mark.parametrize("cv", [0.0, 1.0, 2.0])
def test_without_waiting_room_only_the_mean_handling_time_counts(cv: float):
    """No patience at all is Erlang's loss system, insensitive to the handling law (Sevastyanov 1957)."""
    case = Case(20, 0.9, patience=0.0, handling=Law("lognormal", AHT, cv))
    blocked = float(erlang_b(case.load, case.agents))
    found = batches(case, 10_000, BATCHES, seed=8, patience=Law("empirical", 0.0, 0.0, (0.0, 1.0), (0.0, 0.0)))
    theory = {"waiting": blocked, "abandonment": blocked, "occupancy": case.occupancy * (1 - blocked)}
    assert rejected([score.p for score in scores(found, theory)]) == 0


@pytest.mark.parametrize("cv", [0.5, 2.0])
@pytest.mark.parametrize(("agents", "occupancy"), [(5, 0.9), (50, 1.05)])
def test_patience_of_any_law(agents: int, occupancy: float, cv: float):
    law = Law("lognormal", 0.5 * AHT, cv)
    found = batches(Case(agents, occupancy, 0.5), 10_000, BATCHES, seed=9, patience=law)
    assert rejected([s.p for s in scores(found, general_patience(agents, agents * occupancy, law))]) == 0


def test_quadrature_of_general_patience_gives_erlang_a():
    found = general_patience(20, 21.0, Law("exponential", 100.0))
    exact = erlang_a(21.0, 20, aht_seconds=AHT, patience_seconds=100.0)
    assert found["waiting"] == pytest.approx(float(exact.waiting), rel=1e-3)
    assert found["abandonment"] == pytest.approx(float(exact.abandonment), rel=1e-3)


def test_steep_day_with_agents_for_all():
    """M_t/M/infinity: the mean number busy obeys m' = rate(t) - m / aht (Eick, Massey & Whitt 1993), starting empty."""
    hours = np.array([0, 0, 5, 30, 90, 200, 260, 240, 150, 150, 60, 10, 0, 0, 40, 40, 40, 0, 0, 300, 10, 10, 10, 0], float)
    callers = Callers(("ev",), (Law("exponential", 1200.0),), (Law("endless", math.inf),), np.zeros(1))
    window, day = Window(0.0, 3600.0, 24), date(2026, 8, 3)
    busy = (
        np.array(
            [
                run(
                    sample_calls(callers, ForecastDay(hours[None]), day, seed=2, replication=r), steady(400), window, np.zeros(1)
                ).busy_seconds[0]
                for r in range(300)
            ]
        )
        / 3600
    )
    step = 1.0
    moments = np.arange(0, DAY_SECONDS, step) + step / 2
    slot = (moments // 3600).astype(int)
    rate = hours[slot] / 3600 * (1 + slot_tilts(hours)[slot] * (moments % 3600 / 3600 - 0.5))
    expected = np.zeros(moments.size)
    for k in range(1, moments.size):
        expected[k] = expected[k - 1] + step * (rate[k - 1] - expected[k - 1] / 1200.0)
    found = mean(busy, 1 - 0.01 / 24)
    truth = expected.reshape(24, -1).mean(axis=1)
    tolerance = 1e-3 * truth + 1e-9  # of the integration step
    assert ((found.low - tolerance <= truth) & (truth <= found.high + tolerance)).all()
