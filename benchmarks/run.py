"""Speed and quality on the ready scenarios: cost, bound, gap, unmet demand, memory; CP-SAT's monolithic model beside them.

    python benchmarks/run.py roster --agents 60 120 300 1000 --seconds 120 --exact-seconds 60
    python benchmarks/run.py moves  --agents 300

Each case runs in a process of its own, so that memory is its own. Run on a quiet machine after `wfm warmup`.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np


def workspace(agents: int) -> tuple[Path, str]:
    """A fresh folder with the frozen instance of this size; 0 agents = bank-1999."""
    from wfm.scenario.library import create, default_month

    name = "utility" if agents else "bank-1999"
    folder = Path(tempfile.mkdtemp(prefix="wfm-bench-")) / name
    create(name, folder, agents=agents or None, seed=7)
    return folder, default_month(name)


def memory_gb() -> float:
    """Peak resident memory of this process, GB."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2)


def roster(agents: int, seconds: float, seed: int) -> dict[str, object]:
    """Plan one instance under a time limit, everything from history on."""
    from wfm.roster.engine.search import Limit
    from wfm.roster.solve import Options
    from wfm.scenario.month import open_month, plan_opened
    from wfm.scenario.warmup import warm_up

    warm_up()
    folder, month = workspace(agents)
    tick = time.perf_counter()
    opened = open_month(folder, month)
    prepared = time.perf_counter()
    result = plan_opened(opened, Options(Limit(seconds=seconds), seed=seed))
    done = time.perf_counter()
    card = result.card
    return {
        "people": len(opened.workspace.employees),
        "cost": card.cost,
        "bound": card.bound,
        "gap": round(card.gap, 4) if card.gap is not None else None,
        "unmet": card.parameters["unmet_share"],
        "audit": result.certificate.passed,
        "prepare_s": round(prepared - tick, 1),
        "plan_s": round(done - prepared, 1),
        "million_moves": round(card.moves / 1e6),
        "memory_gb": memory_gb(),
        "notes": list(card.notes),
    }


def exact(agents: int, seconds: float) -> dict[str, object]:
    """The same instance as one CP-SAT model, cold."""
    from wfm.roster.engine.compile import compile_problem
    from wfm.roster.exact import solve_exact
    from wfm.scenario.month import open_month

    folder, month = workspace(agents)
    compiled = compile_problem(open_month(folder, month).problem())
    tick = time.perf_counter()
    found = solve_exact(compiled, seconds=seconds, workers=2)
    return {
        "status": str(found.status),
        "cost": found.cost,
        "bound": found.bound,
        "seconds": round(time.perf_counter() - tick, 1),
        "memory_gb": memory_gb(),
    }


def moves(agents: int, millions: float) -> dict[str, object]:
    """Moves a CPU second of the compiled search at a low and a high temperature, one thread."""
    from wfm.roster.engine.compile import compile_problem
    from wfm.roster.engine.search import Limit, Schedule, search
    from wfm.roster.solve import starting_codes
    from wfm.scenario.month import open_month

    folder, month = workspace(agents)
    compiled = compile_problem(open_month(folder, month).problem())
    warm = search(compiled, starting_codes(compiled), Limit(moves=int(10e6)), 1, threads=1)
    found: dict[str, object] = {"terms_a_person": round(len(compiled.terms) / agents, 1)}
    for name, temperature in (("hot", 8.0), ("cold", 0.3)):
        schedule = Schedule(hot=temperature, cold=temperature, reheats=0)
        tick = time.process_time()
        done = search(compiled, np.asarray(warm.codes), Limit(moves=int(millions * 1e6)), 1, threads=1, schedule=schedule)
        found[f"{name}_million_moves_a_cpu_second"] = round(done.moves / 1e6 / (time.process_time() - tick), 2)
    return found


def alone(arguments: list[str]) -> dict[str, object]:
    """Run one case in its own process."""
    done = subprocess.run([sys.executable, __file__, *arguments, "--here"], capture_output=True, text=True, check=False)
    if done.returncode:
        return {"error": done.stderr.strip().splitlines()[-1] if done.stderr else f"exit code {done.returncode}"}
    result: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return result


def main() -> None:
    """Parse, run every case alone, print one JSON line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["roster", "exact", "moves"])
    parser.add_argument("--agents", type=int, nargs="+", default=[60, 120, 300, 1000], help="0 = bank-1999")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--exact-seconds", type=float, default=0, help="roster: CP-SAT's monolithic model beside it")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        agents = options.agents[0]
        case = {
            "roster": lambda: roster(agents, options.seconds, options.seed),
            "exact": lambda: exact(agents, options.seconds),
            "moves": lambda: moves(agents, 5.0),
        }[options.what]
        print(json.dumps(case()))
        return
    for agents in options.agents:
        base = ["--agents", str(agents), "--seed", str(options.seed)]
        print(agents, options.what, json.dumps(alone([options.what, *base, "--seconds", str(options.seconds)])), flush=True)
        if options.what == "roster" and options.exact_seconds:
            seconds = str(options.exact_seconds)
            print(agents, "exact", json.dumps(alone(["exact", *base, "--seconds", seconds])), flush=True)


if __name__ == "__main__":
    main()
