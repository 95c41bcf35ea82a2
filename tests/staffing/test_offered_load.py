"""Modified offered load: against the transient of M_t/M/infinity, exact laws, and simulated days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sample_rows import space
from scipy.integrate import solve_ivp
from scipy.stats import lognorm

from wfm.data.demand import Forecast
from wfm.data.tables import Project
from wfm.errors import InputError, UsageError
from wfm.simulation.model import Calls, Desk, Window
from wfm.simulation.run import run
from wfm.staffing import erlang_a, fewest_agents, staff, summarise
from wfm.staffing.offered_load import offered_load
from wfm.timegrid import Horizon, interval_starts

Array = npt.NDArray[np.float64]

MORNING = np.array([10.0, 30, 70, 130, 190, 210, 210, 200, 150, 90, 50, 30])
"""Calls per half-hour of a steep day; with handling times of 600 s at most 70 Erlang."""


def test_exponential_is_the_transient_of_the_infinite_server_queue() -> None:
    calls, aht = np.array([12.0, 0, 90, 40, 40]), 400.0
    found = offered_load(calls, aht, 15)
    level, means, highest = 0.0, [], []
    for rate in calls / 900:
        solved = solve_ivp(
            lambda t, y, r=rate: [r - y[0] / aht, y[0]], (0, 900), [level, 0.0], rtol=1e-10, atol=1e-12, max_step=1.0
        )
        means.append(solved.y[1, -1] / 900)
        highest.append(solved.y[0].max())
        level = float(solved.y[0, -1])
    assert found.mean == pytest.approx(means, rel=1e-7)
    assert found.highest == pytest.approx(highest, rel=1e-6)
    assert found.stationary == pytest.approx(calls * aht / 900)


@pytest.mark.parametrize("cv", [0.5, 1.5])
def test_lognormal_is_the_integral_of_its_definition(cv: float) -> None:
    calls, aht, length = np.array([30.0, 5.0, 60.0]), 500.0, 900.0
    width = np.sqrt(np.log1p(cv**2))
    law = lognorm(width, scale=aht * np.exp(-0.5 * width**2))

    nodes, weights = np.polynomial.legendre.leggauss(80)

    def integral(function: Callable[[Array], Array], first: float, last: float) -> float:
        return float((last - first) / 2 * weights @ function(first + (last - first) * (nodes + 1) / 2))

    def in_hand(t: float) -> float:
        edges = np.minimum(np.arange(4) * length, t)
        pieces = zip(calls / length, edges[:-1], edges[1:], strict=True)
        return sum(rate * integral(law.sf, t - until, t - since) for rate, since, until in pieces)

    found = offered_load(calls, aht, 15, cv=cv)
    for i in range(3):
        mean = integral(np.vectorize(in_hand), i * length, (i + 1) * length) / length
        assert found.mean[i] == pytest.approx(mean, rel=1e-5)
    assert found.highest[2] == pytest.approx(in_hand(2700.0), rel=1e-6)


def test_fixed_times_by_hand() -> None:
    found = offered_load([10, 0, 0], 300, 10, cv=0.0)
    assert found.mean == pytest.approx([5 * 0.75, 5 * 0.25, 0])
    assert found.highest == pytest.approx([5, 5, 0])


@given(st.lists(st.integers(0, 300), min_size=1, max_size=30), st.floats(5, 3000), st.sampled_from([0.0, 0.4, 1.0, 1.7]))
@example([170], 1218.5, 1.7)
@settings(max_examples=60)
def test_no_work_is_made_and_none_is_lost_but_what_is_in_hand_at_closing(volumes: list[int], aht: float, cv: float) -> None:
    calls = np.array([*volumes, *[0] * 400], dtype=np.float64)
    found = offered_load(calls, aht, 30, cv=cv)
    assert (found.mean >= -1e-12).all()
    assert found.mean.sum() == pytest.approx(found.stationary.sum(), rel=2e-3)
    assert (found.highest >= found.mean - 1e-8).all()
    open_only = offered_load(calls[: len(volumes)], aht, 30, cv=cv)
    assert open_only.mean == pytest.approx(found.mean[: len(volumes)], abs=1e-5 * (1 + calls.max() * aht))


@pytest.mark.parametrize("cv", [0.0, 0.6, 1.0, 2.0])
def test_a_level_day_that_goes_on_has_the_stationary_load(cv: float) -> None:
    found = offered_load(np.full(20, 50.0), 240, 30, cv=cv, before=(50.0, 240.0))
    assert found.mean == pytest.approx(found.stationary, rel=1e-5)
    assert found.highest == pytest.approx(found.stationary, rel=1e-5)


def test_each_call_keeps_the_handling_time_of_its_arrival() -> None:
    together = offered_load([20, 40], [300, 900], 30).mean
    apart = offered_load([20, 0], [300, 0], 30).mean + offered_load([0, 40], [0, 900], 30).mean
    assert together == pytest.approx(apart)


def test_wrong_input_is_named_and_nothing_is_nothing() -> None:
    assert offered_load([], [], 30).mean.size == 0
    assert offered_load([0, 0], [np.nan, 0], 30).mean.tolist() == [0, 0]
    with pytest.raises(InputError):
        offered_load([-1], [200], 30)
    with pytest.raises(InputError):
        offered_load([1], [0], 30)


def simulated(calls: Array, aht: float, patience: float, agents: Array, days: int) -> Array:
    """Share answered within 20 s per half-hour; agents that leave finish the call in hand."""
    rng = np.random.default_rng(2026)
    length, size, most = 1800.0, calls.size, int(agents.max())
    on = np.pad((agents[None, :] > np.arange(most)[:, None]).astype(int), ((0, 0), (1, 1)))
    seat, begin = np.nonzero(np.diff(on) == 1)
    end = np.nonzero(np.diff(on) == -1)[1]
    desk = Desk(
        session_seat=seat.astype(np.int32),
        session_start=begin * length,
        session_end=end * length,
        seat_group=np.zeros(most, np.int32),
        speed=np.ones((most, 1)),
        level=np.ones((1, 1), np.int16),
    )
    counted = np.zeros((2, size))
    for _ in range(days):
        numbers = rng.poisson(calls)
        arrival = np.sort(np.repeat(np.arange(size) * length, numbers) + rng.random(numbers.sum()) * length)
        handling, waits = rng.exponential(aht, arrival.size), rng.exponential(patience, arrival.size)
        tally = run(
            Calls(arrival, np.zeros(arrival.size, np.int16), handling, waits), desk, Window(0, length, size), np.array([20.0])
        )
        counted += [tally.offered[0], tally.in_time[0]]
    return np.asarray(counted[1] / counted[0])


AHT, PATIENCE = 600.0, 180.0
RISING = slice(0, 5)


def needed(load: Array) -> Array:
    found = fewest_agents(load, aht_seconds=AHT, target=0.8, threshold_seconds=20, patience_seconds=PATIENCE)
    return np.asarray(found.agents, dtype=np.float64)


def predicted(load: Array, agents: Array) -> Array:
    return erlang_a(load, agents, aht_seconds=AHT, patience_seconds=PATIENCE, threshold_seconds=20).within


def error(found: Array, truth: Array) -> float:
    return float(np.sqrt(np.mean((found - truth) ** 2)))


def test_in_a_steep_morning_the_modified_load_predicts_the_simulated_service() -> None:
    load = offered_load(MORNING, AHT, 30)
    agents = needed(load.stationary)
    service = simulated(MORNING, AHT, PATIENCE, agents, 150)
    assert (service[RISING] > 0.88).all(), "the stationary formula asks for too many while the load still builds up"
    modified, stationary = predicted(load.mean, agents), predicted(load.stationary, agents)
    assert error(modified[RISING], service[RISING]) < 0.6 * error(stationary[RISING], service[RISING])


def test_the_smaller_load_keeps_the_target_with_fewest_agents_when_those_who_leave_finish_their_call() -> None:
    load = offered_load(MORNING, AHT, 30)
    plans = {"stationary": load.stationary, "mol": load.mean, "leaving": np.minimum(load.mean, load.stationary)}
    agents = {name: needed(one) for name, one in plans.items()}
    distance = {name: error(simulated(MORNING, AHT, PATIENCE, one, 150), np.full(12, 0.8)) for name, one in agents.items()}
    assert distance["leaving"] < 0.6 * min(distance["stationary"], distance["mol"])
    assert agents["leaving"].sum() < min(agents["stationary"].sum(), agents["mol"].sum())


OPEN = Horizon(date(2026, 8, 3), 2)


def day_forecast(calls: Array, aht: float) -> Forecast:
    """Two days 08-14 with ``calls`` in their half-hours."""
    starts = interval_starts(OPEN, 30, "Asia/Shanghai")
    slot = np.asarray(starts.hour * 2 + starts.minute // 30)
    inside = (slot >= 16) & (slot < 28)
    frame = pd.DataFrame({"project": "a", "start": starts[inside], "calls": np.tile(calls, 2), "aht_seconds": aht})
    return Forecast(frame)


def test_staff_takes_the_load_asked_for_and_shows_both() -> None:
    workspace = space(Project(project="a", opens="08:00", closes="14:00", unplanned_shrinkage=0))
    expected = offered_load(MORNING, AHT, 30)
    frames = {}
    for load, column in (("stationary", expected.stationary), ("mol", expected.mean), ("leaving", None)):
        frames[load], demand = staff(workspace, day_forecast(MORNING, AHT), OPEN, load=load)
        target = np.minimum(expected.stationary, expected.mean) if column is None else column
        assert demand.load[0, 16:28, 0] == pytest.approx(target)
        assert frames[load]["load_mol"].to_numpy() == pytest.approx(np.tile(expected.mean, 2))
        assert demand.made_with["load"] == load
    both = frames["stationary"]
    assert (both["agents"] == both["agents_stationary"]).all()
    assert (frames["mol"]["agents"] == both["agents_mol"]).all()
    assert (frames["leaving"]["agents"] == np.minimum(both["agents_mol"], both["agents_stationary"])).all()
    (summary,) = summarise(both, workspace)
    change = summary.load_change
    assert change is not None
    assert change.intervals == (both["agents_mol"] != both["agents_stationary"]).sum()
    assert (change.rise, change.fall) == (
        (both["agents_mol"] - both["agents_stationary"]).max(),
        (both["agents_mol"] - both["agents_stationary"]).min(),
    )
    assert change.fall_start is not None
    assert change.fall_start.hour < 11


def test_a_closed_hour_starts_empty_and_midnight_does_not() -> None:
    starts = interval_starts(OPEN, 30, "Asia/Shanghai")
    always = Forecast(pd.DataFrame({"project": "a", "start": starts, "calls": 60.0, "aht_seconds": 240.0}))
    round_the_clock = staff(space(Project(project="a")), always, OPEN)[0]
    assert round_the_clock["load_mol"].to_numpy() == pytest.approx(np.full(96, 8.0), rel=1e-6)
    from_eight = staff(space(Project(project="a", opens="08:00", closes="20:00")), always, OPEN)[0]
    rows = from_eight[from_eight["bound_by"] != "closed"]
    firsts = rows[rows["start"].dt.strftime("%H:%M") == "08:00"]["load_mol"]
    assert (firsts < 7.1).all()
    assert rows["load_mol"].max() == pytest.approx(8.0, rel=1e-6)


def test_an_interval_without_calls_holds_what_is_still_in_hand() -> None:
    calls = np.array([40.0, 0, 0, 0, 40, 40, 0, 0, 0, 0, 0, 0])
    workspace = space(Project(project="a", opens="08:00", closes="14:00"))
    frame, _ = staff(workspace, day_forecast(calls, 1200.0), OPEN, load="mol")
    day = frame[(frame["start"].dt.date == OPEN.start) & (frame["bound_by"] != "closed")]
    assert (day["agents"].iloc[:2] > 0).all()
    assert day["aht_seconds"].iloc[1] == 1200
    assert day["agents"].iloc[-1] == 0
    assert day["agents_stationary"].iloc[1] == 0


def test_an_unknown_load_is_refused() -> None:
    with pytest.raises(UsageError, match="peak"):
        staff(space(Project(project="a")), day_forecast(MORNING, AHT), OPEN, load="peak")
