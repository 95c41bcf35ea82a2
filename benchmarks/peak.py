"""The peak at a real size: what-ifs, their comparison, readiness, an echelon from activation to stand-down, a drill.

    python benchmarks/peak.py --agents 120 300 1000

Plans the month of the frozen instance (`wfm init --from utility --agents N --seed 7`) by moves and without a bound, publishes it,
and asks each question once, in a process of its own per size. A JSON line per step: processor seconds (this process and its
children), wall clock, size of what is written, what was found.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

DAY, NAMES = date(2026, 8, 12), ("storm-surge", "heat-wave", "absence-wave", "train-for-hotline")
UNITS = (
    (1, "hotline-1", 2),
    (1, "hotline-2", 2),
    (2, "hotline-3", 4),
    (2, "外包甲公司", 4),
    (3, "insurance", 24),
    (3, "echannel", 24),
)
"""Level, unit, lead time in hours of the echelons; each quota is a sixtieth of the people."""
PER_PERSON = 100_000
"""Moves of the plan per person."""


def published(agents: int) -> Path:
    """A folder with echelons and the month planned and published."""
    from wfm.roster.engine.search import Limit
    from wfm.roster.solve import Options
    from wfm.scenario.library import create
    from wfm.scenario.month import plan_month
    from wfm.store import Store

    folder = Path(tempfile.mkdtemp(prefix="wfm-bench-")) / "utility"
    create("utility", folder, agents=agents, seed=7)
    result = plan_month(folder, "2026-08", Options(Limit(moves=PER_PERSON * agents), bound=False))
    Store.open(folder).publish(result, author="benchmark", reason="first", base=None)
    rows = [f"{level},{unit},{max(1, agents // 60)},{lead},planner,a peak" for level, unit, lead in UNITS]
    (folder / "echelons.csv").write_text("level,unit,quota,lead_hours,may_activate,trigger\n" + "\n".join(rows) + "\n", "utf-8")
    return folder


def what_if(folder: Path, name: str) -> dict[str, Any]:
    """A shipped what-if at its three levels, with its page."""
    from wfm.data.reading import read_workspace
    from wfm.report.whatif import build_view, render_whatif
    from wfm.scenario.whatif.command import run_scenarios

    results = run_scenarios(folder, [name], "2026-08")
    page = render_whatif(build_view(read_workspace(folder)[0], results, "en"))
    called = {level: len(one["called"]) for level, one in results[0]["levels"].items()}
    return {"called": called, "page_kb": round(len(page.encode()) / 1e3), "lines": lines(results[0])}


def lines(found: dict[str, Any]) -> int:
    """Lines in the terminal."""
    from wfm.cli.scenario_lines import result_lines

    return sum(1 for _ in result_lines(found, "en"))


def compared(folder: Path) -> dict[str, Any]:
    """All of them side by side, from the kept results."""
    from wfm.data.reading import read_workspace
    from wfm.report.whatif import build_view, render_whatif
    from wfm.scenario.whatif.command import compare_scenarios

    page = render_whatif(build_view(read_workspace(folder)[0], compare_scenarios(folder, NAMES, "2026-08"), "en"))
    return {"page_kb": round(len(page.encode()) / 1e3)}


def ready(folder: Path, candidates: int) -> dict[str, Any]:
    """Readiness of the storm's day, with its page; ``candidates`` certificates are solved again."""
    from wfm.cli.ready_lines import ready_lines
    from wfm.data.reading import read_workspace
    from wfm.report.ready import build_view, render_ready
    from wfm.scenario.ready.certificates import Budget
    from wfm.scenario.ready.run import Aim, readiness

    budget = Budget(candidates=candidates) if candidates else None
    found = readiness(folder, DAY, "storm-surge", aim=Aim(certificates=budget))
    page = render_ready(build_view(read_workspace(folder)[0], found, "en"))
    levels = {f"level_{row['level']}": f"{row['named']}/{row['quota']}" for row in found.get("echelons", {}).get("levels", ())}
    shown = sum(1 for _ in ready_lines(found, "en"))
    return {"called": len(found["called"]), **levels, "page_kb": round(len(page.encode()) / 1e3), "lines": shown}


def echelon(folder: Path, drill: bool) -> dict[str, Any]:
    """Level 1 activated, everybody agrees and comes, stood down."""
    from wfm.scenario.echelon.book import activate, arrive, reply, stand_down

    told = datetime(2026, 8, 11, 8, 0)
    asked: dict[str, Any] = {
        "day": DAY,
        "project": "hotline",
        "trigger": "storm",
        "who": "planner",
        "as_of": told,
        "drill": drill,
    }
    made = activate(folder, level=1, scenario="storm-surge", **asked)
    for name in made.people:
        reply(folder, name, answer="yes", who="planner", activation=made.id, as_of=told)
        begins = datetime.fromisoformat(made.people[name].facts["begins"])
        arrive(folder, name, who="planner", activation=made.id, as_of=begins)
    stand_down(folder, reason="over", who="planner", activation=made.id, as_of=datetime(2026, 8, 13, 12, 0))
    return {"called": len(made.people), "reserve": len(made.reserve)}


STEPS: dict[str, Callable[[Path], dict[str, Any]]] = {
    **{name: lambda folder, name=name: what_if(folder, name) for name in NAMES},  # type: ignore[misc]
    "compare": compared,
    "ready, no certificates": lambda folder: ready(folder, 0),
    "ready, 24 certificates": lambda folder: ready(folder, 24),
    "drill of level 1": lambda folder: echelon(folder, True),
    "echelon level 1": lambda folder: echelon(folder, False),
}
"""What is asked, in this order."""


def processor() -> float:
    """Processor seconds of this process and the children it waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def case(agents: int, folder: Path, steps: list[str]) -> None:
    """All steps of one size, printed as JSON lines."""
    for name in steps:
        cpu, wall = processor(), time.monotonic()
        found = STEPS[name](folder)
        spent = {"cpu": round(processor() - cpu, 1), "wall": round(time.monotonic() - wall, 1)}
        memory = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2)
        row = {"agents": agents, "step": name, **spent, "memory_gb": memory, **found}
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--agents", type=int, nargs="+", default=[120, 300, 1000])
    parser.add_argument("--steps", nargs="+", choices=list(STEPS), default=list(STEPS))
    parser.add_argument("--folder", type=Path, default=None, help="a published workspace instead of a fresh one")
    parser.add_argument("--case", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    for agents in options.agents:
        folder = options.folder or published(agents)
        if options.case:
            case(agents, folder, options.steps)
            continue
        asked = ["--agents", str(agents), "--steps", *options.steps, "--folder", str(folder), "--case"]
        subprocess.run([sys.executable, __file__, *asked], check=True)


if __name__ == "__main__":
    main()
