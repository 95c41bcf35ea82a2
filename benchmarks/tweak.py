"""A day tweaked: 10 % of the people on duty call out at 10:00. Quality (gap to the proven bound), processor time, memory.

    python benchmarks/tweak.py --agents 120 1000 --plan-seconds 100 --draws 5

Plans and publishes the month of the frozen instance (`wfm init --from utility --agents N --seed 7`), then asks for 12 August
as of 10:00 with fresh call-outs for each draw, with and without extensions and call-ins. Each size runs in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import date
from pathlib import Path

DAY, TEN = date(2026, 8, 12), "2026-08-12T10:00"


def published(agents: int, seconds: float) -> Path:
    """A folder with the month planned and published."""
    from wfm.roster.engine.search import Limit
    from wfm.roster.solve import Options
    from wfm.scenario.library import create
    from wfm.scenario.month import plan_month
    from wfm.store import Store

    folder = Path(tempfile.mkdtemp(prefix="wfm-bench-")) / "utility"
    create("utility", folder, agents=agents, seed=7)
    result = plan_month(folder, "2026-08", Options(Limit(seconds=seconds), bound=False))
    Store.open(folder).publish(result, author="benchmark", reason="first", base=None)
    return folder


def tweaked(folder: Path, share: float, draw: int, levers: bool) -> dict[str, object]:
    """One question: its figures."""
    from wfm.scenario.day import Levers, open_day, tweak_day
    from wfm.scenario.day_result import missing

    opened = open_day(folder, DAY)
    shifts = opened.problem.shifts
    on = sorted(duty.employee for duty in opened.base.roster.duties if duty.day == DAY and shifts[duty.shift].covers)
    gone = sorted(random.Random(draw).sample(on, round(share * len(on))))
    cpu, wall = time.process_time(), time.monotonic()
    plan = tweak_day(folder, DAY, as_of=TEN, absent=gone, levers=Levers(extend=levers, call_in=levers)).plan
    kinds = Counter(str(change.kind) for change in plan.claim.changes)
    return {
        "on_duty": len(on),
        "absent": len(gone),
        "levers": "all" if levers else "no extension, no call-in",
        "loss_before": plan.claim.loss_before,
        "loss_after": plan.claim.loss,
        "price": plan.claim.price,
        "cost": plan.cost,
        "bound": plan.bound,
        "gap": plan.gap,
        "missing_before": missing(plan, plan.claim.before),
        "missing_after": missing(plan, plan.claim.cover),
        "changes": dict(sorted(kinds.items())),
        "groups": plan.groups,
        "arcs": plan.arcs,
        "solve_cpu": plan.cpu_seconds,
        "all_cpu": round(time.process_time() - cpu, 2),
        "all_wall": round(time.monotonic() - wall, 2),
    }


def case(agents: int, folder: Path, share: float, draws: int) -> None:
    """All draws of one size, printed as JSON lines."""
    tweaked(folder, share, 0, True)  # compiled code is loaded once
    for draw in range(1, draws + 1):
        for levers in (True, False):
            found = {"agents": agents, "draw": draw, **tweaked(folder, share, draw, levers)}
            memory = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2)
            sys.stdout.write(json.dumps({**found, "memory_gb": memory}) + "\n")
            sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, nargs="+", default=[120, 1000])
    parser.add_argument("--plan-seconds", type=float, default=100)
    parser.add_argument("--share", type=float, default=0.1, help="share of the people on duty who call out")
    parser.add_argument("--draws", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=None, help="a published workspace instead of a fresh one")
    parser.add_argument("--case", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    for agents in options.agents:
        folder = options.folder or published(agents, options.plan_seconds)
        if options.case:
            case(agents, folder, options.share, options.draws)
            continue
        limits = ["--share", str(options.share), "--draws", str(options.draws), "--folder", str(folder), "--case"]
        subprocess.run([sys.executable, __file__, "--agents", str(agents), *limits], check=True)


if __name__ == "__main__":
    main()
