"""A week adjusted: 4 % of the people absent, 5 % more calls; cost, proven gap, changes, time.

    python benchmarks/adjust.py --agents 120 1000 --seconds 30
    python benchmarks/adjust.py --folder some/published/workspace --seconds 30
    python benchmarks/adjust.py --folder some/published/workspace --moves 30000000     # a loaded machine: read the CPU time

Without ``--folder`` the month is planned first (``--plan-moves``, no bound) and published. Run after `wfm warmup`.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import shutil
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path

from wfm.roster.engine.search import Limit

WEEK = date(2026, 8, 10)
AS_OF = datetime(2026, 8, 7, 12)


def published(agents: int, moves: int) -> Path:
    """A fresh workspace with August planned and published."""
    from wfm.roster.solve import Options
    from wfm.scenario.library import create
    from wfm.scenario.month import plan_month
    from wfm.store import Store, publish_draft

    folder = Path(tempfile.mkdtemp(prefix="wfm-bench-")) / "utility"
    create("utility", folder, agents=agents, seed=7)
    plan_month(folder, "2026-08", Options(Limit(moves=moves), seed=1, bound=False))
    publish_draft(Store.open(folder), folder / "results", "2026-08", author="bench", reason="first plan")
    return folder


def absences(folder: Path, share: float, seed: int) -> Path:
    """A file with ``share`` of the people away for one to five days of the week."""
    with (folder / "employees.csv").open(encoding="utf-8-sig") as file:
        people = [row["employee"] for row in csv.DictReader(file)]
    draw = random.Random(seed)
    path = folder.parent / "absences.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("employee,kind,from_date,to_date\n")
        for name in draw.sample(people, round(len(people) * share)):
            first = WEEK + timedelta(days=draw.randint(0, 6))
            last = min(WEEK + timedelta(days=6), first + timedelta(days=draw.randint(0, 4)))
            file.write(f"{name},sick,{first},{last}\n")
    return path


def hotter(folder: Path, factor: float) -> Path:
    """The week's forecast rows with ``factor`` times the calls."""
    path = folder.parent / "hotter.csv"
    with (folder / "results" / "forecast.csv").open(encoding="utf-8") as file, path.open("w", encoding="utf-8") as out:
        rows = csv.DictReader(file)
        writer = csv.DictWriter(out, list(rows.fieldnames or ()))
        writer.writeheader()
        for row in rows:
            if WEEK.isoformat() <= row["start"][:10] <= (WEEK + timedelta(days=6)).isoformat():
                for name in ("calls", "calls_p10", "calls_p50", "calls_p90"):
                    row[name] = f"{float(row[name]) * factor:.4f}"
                writer.writerow(row)
    return path


def case(folder: Path, limit: Limit, seed: int) -> dict[str, object]:
    """Adjust once and say what came of it."""
    from wfm.roster.solve import Options
    from wfm.scenario.warmup import warm_up
    from wfm.scenario.week import adjust_week

    warm_up()
    away, calls = absences(folder, 0.04, seed), hotter(folder, 1.05)
    wall, cpu = time.perf_counter(), time.process_time()
    week = adjust_week(folder, WEEK, as_of=AS_OF, absences=away, forecast=calls, options=Options(limit, seed=seed))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    answer = week.answer
    return {
        "people": len(week.problem.employees),
        "absent": len(answer.absences),
        "duties_lost": sum(len(one.duties) for one in answer.absences),
        "before": answer.cost_before,
        "after": answer.cost_after,
        "bound": answer.bound,
        "gap": None if answer.gap is None else round(answer.gap, 4),
        "gap_of_part": None if answer.gap_of_part is None else round(answer.gap_of_part, 4),
        "changed": len(answer.told),
        "people_changed": len(answer.by_person()),
        "breaks": len(answer.changes) - len(answer.told),
        "moves_millions": round(week.result.card.moves / 1e6, 1),
        "wall_s": round(wall, 1),
        "cpu_s": round(cpu, 1),
        "audit": week.result.certificate.passed,
    }


def main() -> None:
    """Run the cases asked for and print a JSON line each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--agents", type=int, nargs="*", default=[120, 1000])
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--seconds", type=float, nargs="+", default=[30.0])
    parser.add_argument("--moves", type=int, nargs="*", default=[])
    parser.add_argument("--plan-moves", type=int, default=150_000_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    folders = [asked.folder] if asked.folder else [published(agents, asked.plan_moves) for agents in asked.agents]
    for folder in folders:
        copy = Path(tempfile.mkdtemp(prefix="wfm-bench-")) / folder.name
        shutil.copytree(folder, copy)
        limits = [Limit(moves=moves) for moves in asked.moves] or [Limit(seconds=seconds) for seconds in asked.seconds]
        for limit in limits:
            print(json.dumps({"limit": str(limit), **case(copy, limit, asked.seed)}), flush=True)


if __name__ == "__main__":
    main()
