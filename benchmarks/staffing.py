"""Speed of the requirement: 100,000 (interval, project) pairs in one call, beside pyworkforce in the same run.

    python benchmarks/staffing.py --peer-python .venv-staffing-peers/bin/python
    python benchmarks/staffing.py --pairs 2000 --sample 50 --peer-python PATH      # a quick look

Erlang C, 80 % in 20 s, handling time 240 s, occupancy under 85 %, at small loads (0.5 to 20 Erlang) and round 1,000 Erlang. The
peer lives in an environment of its own and answers a sample of the pairs, timed per pair; on the sample both must give the same
numbers. Best of several runs on both sides, ours after one that compiles.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from wfm.staffing import fewest_agents

AHT, THRESHOLD, TARGET, CAP, INTERVAL = 240.0, 20.0, 0.8, 0.85, 30.0
RUNS = 5
SETTINGS = {"small loads": (0.5, 20.0, 20.0), "1,000 Erlang": (900.0, 1100.0, 200.0)}
"""Name -> lowest and highest load (Erlang), least ratio asked for."""
PEER = Path(__file__).parent / "staffing_peer.py"


def loads(low: float, high: float, pairs: int) -> np.ndarray:
    """Loads spread evenly over the range, the same in every run."""
    return np.random.default_rng(1).uniform(low, high, pairs)


def ours(load: np.ndarray, patience: float) -> tuple[np.ndarray, float]:
    """Agents, and the seconds of the best of ``RUNS`` calls for all pairs."""
    best = np.inf
    for _ in range(RUNS + 1):
        tick = time.perf_counter()
        found = fewest_agents(
            load,
            aht_seconds=AHT,
            target=TARGET,
            threshold_seconds=THRESHOLD,
            patience_seconds=patience,
            max_occupancy=CAP,
        )
        best = min(best, time.perf_counter() - tick)
    return found.agents, best


def peer(python: str, load: np.ndarray) -> dict[str, Any]:
    """pyworkforce's answers to the sample, its seconds per pair, its version."""
    question = {
        "load": load.tolist(),
        "aht_minutes": AHT / 60,
        "asa_minutes": THRESHOLD / 60,
        "interval": INTERVAL,
        "target": TARGET,
        "max_occupancy": CAP,
    }
    done = subprocess.run([python, str(PEER)], input=json.dumps(question), capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def measure(name: str, pairs: int, sample: int, python: str | None) -> dict[str, object]:
    """One setting: microseconds a pair, the peer's, their ratio, and whether they agree."""
    low, high, asked = SETTINGS[name]
    load = loads(low, high, pairs)
    agents, seconds = ours(load, np.inf)
    _, impatient = ours(load, 180.0)
    row: dict[str, object] = {
        "loads": name,
        "pairs": pairs,
        "seconds": round(seconds, 4),
        "us_a_pair": round(seconds / pairs * 1e6, 3),
        "us_a_pair_erlang_a": round(impatient / pairs * 1e6, 3),
    }
    if python:
        answer = peer(python, load[:sample])
        different = int((np.array(answer["positions"]) != agents[:sample]).sum())
        row |= {
            "peer": f"pyworkforce {answer['version']}",
            "peer_us_a_pair": round(answer["seconds"] / sample * 1e6, 1),
            "ratio": round(answer["seconds"] / sample / (seconds / pairs), 1),
            "asked": asked,
            "different": different,
        }
    return row


def main() -> int:
    """Print one JSON line per setting; exit code 1 when answers differ."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=100_000)
    parser.add_argument("--sample", type=int, default=400, help="pairs the peer answers")
    parser.add_argument("--peer-python", default=None, help="Python of an environment with pyworkforce")
    options = parser.parse_args()
    sample = min(options.sample, options.pairs)
    rows = [measure(name, options.pairs, sample, options.peer_python) for name in SETTINGS]
    for row in rows:
        print(json.dumps(row))
    return int(any(row.get("different") for row in rows))


if __name__ == "__main__":
    sys.exit(main())
