"""pyworkforce's answer to a question on standard input; run by benchmarks/staffing.py in an environment of its own."""

from __future__ import annotations

import json
import sys
import time
from importlib.metadata import version

from pyworkforce.queuing import ErlangC

RUNS = 3


def positions(question: dict) -> list[int]:
    """Positions for every load, before shrinkage."""
    found = []
    for load in question["load"]:
        queue = ErlangC(
            transactions=load * question["interval"] / question["aht_minutes"],
            aht=question["aht_minutes"],
            asa=question["asa_minutes"],
            interval=question["interval"],
        )
        answer = queue.required_positions(service_level=question["target"], max_occupancy=question["max_occupancy"])
        found.append(answer["raw_positions"])
    return found


def main() -> None:
    """Answer the question; the best of ``RUNS`` times."""
    question = json.load(sys.stdin)
    best = float("inf")
    for _ in range(RUNS):
        tick = time.perf_counter()
        found = positions(question)
        best = min(best, time.perf_counter() - tick)
    json.dump({"positions": found, "seconds": best, "version": version("pyworkforce")}, sys.stdout)


if __name__ == "__main__":
    main()
