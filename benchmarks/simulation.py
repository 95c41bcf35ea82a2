"""Speed of the simulation: a national day, the ratio to Ciw on one queue with hang-ups, a month of replications.

    python benchmarks/simulation.py day      [--calls 260000 --agents 2500 --rounds 5]
    python benchmarks/simulation.py peer     --peer-python .venv-peers/bin/python [--agents 20 200 2100 --peer-calls 20000]
    python benchmarks/simulation.py month    [--calls 26000 --agents 250 --replications 20]

Everything is compiled before the clock starts. Run on a quiet machine; one line of JSON per case.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from wfm.data.laws import Law
from wfm.simulation import Callers, Calls, DayPlan, Desk, ForecastDay, Study, Tally, Window, estimate, replicate, sample_calls
from wfm.simulation.run import run
from wfm.simulation.warmup import warm_up

DAY = date(2026, 8, 3)
PROJECTS, GROUPS, SLOTS, INTERVAL = 5, 20, 96, 900.0
SHARES = np.array([0.35, 0.25, 0.2, 0.12, 0.08])
AHT, PATIENCE, CV = 215.0, 180.0, 0.9


def profile() -> np.ndarray:
    """Share of the day's calls by quarter-hour: a quiet night, a morning and an afternoon peak."""
    hour = (np.arange(SLOTS) + 0.5) / 4
    shape = (
        0.15
        + np.exp(-(((hour - 10) / 2) ** 2))
        + 0.9 * np.exp(-(((hour - 15.5) / 2.5) ** 2))
        + 0.4 * np.exp(-(((hour - 20) / 2) ** 2))
    )
    return shape / shape.sum()


def callers() -> Callers:
    """Five projects alike but for their size."""
    names = tuple(f"project {p}" for p in range(PROJECTS))
    return Callers(
        names, (Law("lognormal", AHT, CV),) * PROJECTS, (Law("exponential", PATIENCE),) * PROJECTS, np.full(PROJECTS, 0.08)
    )


def demand(calls: int) -> ForecastDay:
    """Expected calls of the day."""
    return ForecastDay(calls * SHARES[:, None] * profile()[None])


def centre(agents: int, seed: int) -> Desk:
    """Shifts of 8 h with a break, started so that presence follows the calls; 20 groups with one to four projects each."""
    draw = np.random.default_rng(seed)
    level = np.zeros((GROUPS, PROJECTS), np.int16)
    for group in range(GROUPS):
        skills = draw.choice(PROJECTS, 1 + group % 4, replace=False, p=SHARES)
        level[group, skills] = np.arange(1, skills.size + 1)
    level[np.arange(PROJECTS), np.arange(PROJECTS)] = 1
    middle = np.interp((np.arange(agents) + 0.5) / agents, np.cumsum(profile()), np.arange(1, SLOTS + 1) * INTERVAL)
    start = np.round((middle - 4 * 3600) / INTERVAL) * INTERVAL
    rest = start + draw.integers(6, 18, agents) * INTERVAL
    seat = np.arange(agents, dtype=np.int32)
    return Desk(
        np.concatenate([seat, seat]),
        np.concatenate([start, rest + 1800.0]),
        np.concatenate([rest, start + 8.5 * 3600]),
        draw.integers(0, GROUPS, agents).astype(np.int32),
        draw.uniform(0.85, 1.15, (agents, PROJECTS)),
        level,
    )


def best(work: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Least and largest CPU seconds of some rounds (one thread each, so others on the machine matter less)."""
    taken = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return round(min(taken), 4), round(max(taken), 4)


def national_day(calls: int, agents: int, rounds: int) -> dict[str, object]:
    """One day in one process: drawing the calls and simulating them, apart and together."""
    who, expected, desk = callers(), demand(calls), centre(agents, 1)
    window, threshold = Window(0.0, INTERVAL, SLOTS), np.full(PROJECTS, 20.0)
    drawn = sample_calls(who, expected, DAY, seed=1, replication=0)

    def whole() -> Tally:
        return run(sample_calls(who, expected, DAY, seed=1, replication=0), desk, window, threshold)

    tally = whole()
    return {
        "calls": int(tally.offered.sum()),
        "agents": agents,
        "in_time": round(float(tally.in_time.sum() / tally.offered.sum()), 4),
        "occupancy": round(float(tally.busy_seconds.sum() / tally.staffed_seconds.sum()), 4),
        "draw_s": best(lambda: sample_calls(who, expected, DAY, seed=1, replication=0), rounds),
        "simulate_s": best(lambda: run(drawn, desk, window, threshold), rounds),
        "both_s": best(whole, rounds),
    }


def one_queue(agents: int, until: float, seed: int) -> tuple[int, float]:
    """A queue with hang-ups from empty to ``until``: calls and abandonment."""
    draw = np.random.default_rng(seed)
    rate = 0.99 * agents / AHT
    arrival = np.cumsum(draw.exponential(1 / rate, int(rate * until + 8 * math.sqrt(rate * until)) + 20))
    arrival = arrival[arrival < until]
    handling, patience = draw.exponential(AHT, arrival.size), draw.exponential(PATIENCE, arrival.size)
    desk = Desk(
        np.arange(agents, dtype=np.int32),
        np.full(agents, -1.0),
        np.full(agents, until),
        np.zeros(agents, np.int32),
        np.ones((agents, 1)),
        np.ones((1, 1), np.int16),
    )
    calls = Calls(arrival, np.zeros(arrival.size, np.int16), handling, patience)
    tally = run(calls, desk, Window(0.0, until, 1), np.array([20.0]))
    return int(tally.offered.sum()), float(tally.abandoned.sum() / tally.offered.sum())


def peer(agents: int, peer_calls: int, python: str, rounds: int) -> dict[str, object]:
    """The same model, the same stretch of time from an empty centre, calls drawn inside the clock on both sides."""
    rate = 0.99 * agents / AHT
    until = peer_calls / rate
    script = Path(__file__).parent / "peer_ciw.py"
    numbers = (agents, rate, AHT, PATIENCE, until, 1)
    output = subprocess.run([python, str(script), *map(str, numbers)], capture_output=True, text=True, check=True)
    theirs = json.loads(output.stdout)
    fastest, slowest = best(lambda: one_queue(agents, until, 1), rounds)
    calls, abandonment = one_queue(agents, until, 1)
    return {
        "agents": agents,
        "calls": calls,
        "abandonment": round(abandonment, 4),
        "seconds": (fastest, slowest),
        "ciw": theirs["version"],
        "ciw_calls": theirs["calls"],
        "ciw_abandonment": round(theirs["abandonment"], 4),
        "ciw_seconds": round(theirs["seconds"], 2),
        "ratio_per_call": round(theirs["seconds"] / theirs["calls"] / (fastest / calls)),
        "ratio_with_slowest_round": round(theirs["seconds"] / theirs["calls"] / (slowest / calls)),
    }


def month(calls: int, agents: int, replications: int, workers: int) -> dict[str, object]:
    """31 days through the executor."""
    who, expected, desk = callers(), demand(calls), centre(agents, 1)
    days = [DAY + timedelta(days=k) for k in range(31)]
    plans = tuple(DayPlan(day, desk, tuple(f"{k}|{day}" for k in range(agents)), np.full(agents, 0.06)) for day in days)
    study = Study(
        who.projects,
        np.full(PROJECTS, 20.0),
        who.handling,
        who.patience,
        INTERVAL,
        plans,
        dict.fromkeys(days, expected),
        who.busy_day,
    )
    replicate(replace(study, days=plans[:1]), 1, 1, workers=1)
    began = time.perf_counter()
    found = replicate(study, replications, 1, workers=workers)
    seconds = time.perf_counter() - began
    within = estimate(found, "all")["within"]
    return {
        "workers": workers,
        "replications": replications,
        "calls": int(found.offered.sum()),
        "in_time": [round(float(x), 5) for x in (within.low, within.value, within.high)],
        "seconds": round(seconds, 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["day", "peer", "month"])
    parser.add_argument("--calls", type=int, default=0)
    parser.add_argument("--agents", type=int, nargs="+", default=[])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--replications", type=int, default=20)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--peer-python", default=".venv-peers/bin/python")
    parser.add_argument("--peer-calls", type=int, default=20_000)
    chosen = parser.parse_args()
    warm_up()
    if chosen.what == "day":
        print(json.dumps(national_day(chosen.calls or 260_000, (chosen.agents or [2500])[0], chosen.rounds)))
    elif chosen.what == "peer":
        for agents in chosen.agents or [20, 200, 2100]:
            print(json.dumps(peer(agents, chosen.peer_calls, chosen.peer_python, chosen.rounds)), flush=True)
    else:
        for workers in chosen.workers:
            row = month(chosen.calls or 26_000, (chosen.agents or [250])[0], chosen.replications, workers)
            print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
