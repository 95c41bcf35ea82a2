"""A steep morning simulated: service with agents from the stationary load, from the modified one, and from the smaller of both.

python benchmarks/steep_morning.py [--days 2000] [--aht 600]

Exponential handling times and patience, agents exactly as required in each half-hour; whoever leaves finishes the call in hand.
Printed per half-hour: calls, load, agents, simulated share in 20 s, and what the formula says of it with either load.
"""

from __future__ import annotations

import argparse

import numpy as np
import numpy.typing as npt

from wfm.simulation.model import Calls, Desk, Window
from wfm.simulation.run import run
from wfm.staffing import erlang_a, fewest_agents
from wfm.staffing.offered_load import offered_load

Array = npt.NDArray[np.float64]
LENGTH = 1800.0
LOADS = np.array([3.0, 10, 23, 43, 63, 70, 70, 67, 50, 30, 17, 10])
"""Stationary load of each half-hour, Erlang."""
TARGET, THRESHOLD, PATIENCE = 0.8, 20.0, 180.0


def desk_of(agents: Array) -> Desk:
    """One seat per agent of the peak; seat k is at the desk while more than k agents are."""
    most = int(agents.max())
    on = np.pad((agents[None, :] > np.arange(most)[:, None]).astype(int), ((0, 0), (1, 1)))
    seat, begin = np.nonzero(np.diff(on) == 1)
    end = np.nonzero(np.diff(on) == -1)[1]
    ones = np.ones((most, 1))
    return Desk(seat.astype(np.int32), begin * LENGTH, end * LENGTH, np.zeros(most, np.int32), ones, np.ones((1, 1), np.int16))


def simulated(calls: Array, aht: float, agents: Array, days: int) -> Array:
    """Share answered in time per half-hour over ``days`` days, same calls for every plan."""
    rng = np.random.default_rng(1996)
    desk, window = desk_of(agents), Window(0.0, LENGTH, calls.size)
    counted = np.zeros((2, calls.size))
    for _ in range(days):
        numbers = rng.poisson(calls)
        total = int(numbers.sum())
        arrival = np.sort(np.repeat(np.arange(calls.size) * LENGTH, numbers) + rng.random(total) * LENGTH)
        drawn = Calls(arrival, np.zeros(total, np.int16), rng.exponential(aht, total), rng.exponential(PATIENCE, total))
        tally = run(drawn, desk, window, np.array([THRESHOLD]))
        counted += [tally.offered[0], tally.in_time[0]]
    return np.asarray(counted[1] / counted[0])


def main() -> None:
    """Print one table per plan."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--days", type=int, default=2000)
    options.add_argument("--aht", type=float, default=600.0)
    chosen = options.parse_args()
    aht = chosen.aht
    calls = LOADS * LENGTH / aht
    load = offered_load(calls, aht, LENGTH / 60)
    plans = {"stationary": load.stationary, "mol": load.mean, "leaving": np.minimum(load.stationary, load.mean)}
    for name, asked in plans.items():
        agents = fewest_agents(
            asked, aht_seconds=aht, target=TARGET, threshold_seconds=THRESHOLD, patience_seconds=PATIENCE
        ).agents
        service = simulated(calls, aht, agents.astype(float), chosen.days)
        said = [
            erlang_a(one, agents, aht_seconds=aht, patience_seconds=PATIENCE, threshold_seconds=THRESHOLD).within
            for one in (load.stationary, load.mean)
        ]
        away = float(np.sqrt(np.mean((service - TARGET) ** 2)))
        print(f"{name}: {agents.sum() * LENGTH / 3600:.1f} agent-hours, lowest {service.min():.3f}, rms from target {away:.3f}")
        print("  load   modified  agents  simulated  by stationary  by modified")
        for row in zip(load.stationary, load.mean, agents, service, *said, strict=True):
            print("  {:5.1f}  {:8.1f}  {:6d}  {:9.2f}  {:13.2f}  {:11.2f}".format(*row))


if __name__ == "__main__":
    main()
