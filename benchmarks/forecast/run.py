"""wfm's forecast against strong peers on real series, rolling origins, the same splits in the same run.

    WFM_DATA=... OMP_NUM_THREADS=1 python benchmarks/forecast/run.py --peer-python PEERS/bin/python
    ... --reuse FOLDER               keep the peers' forecasts there (development; official figures come from a run without it)
    ... --series bank-regular --origins 1
    ... --day                        rest of the day from 11:00: morning forecast, ratio scaling and wfm's update

Progress on stderr, the tables (Markdown) on stdout, all figures with --json PATH. benchmarks/README.md, section Forecasts.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

import ours
from cases import HORIZON_DAYS, Split, chosen, splits
from exchange import Made, read_made, write_split
from judge import Score, score
from summary import report

PEERS = ("seasonal-naive", "weekday-mean", "regression", "ets", "theta", "mstl", "prophet", "lightgbm")
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NIXTLA_NUMBA_RELEASE_GIL"), "1")
Maker = Callable[[Split], Made]


def run_peers(python: Path, folder: Path, peers: list[str]) -> None:
    """All peers on all splits of the folder, one process, one thread."""
    script = Path(__file__).with_name("peers.py")
    command = [str(python), str(script), str(folder), "--peers", *peers]
    subprocess.run(command, check=True, env=os.environ | ONE_THREAD, stdout=sys.stderr)


def run_ours(make: Maker, name: str, splits: list[Split]) -> tuple[list[Score], list[str]]:
    """Scores per case; a split that cannot be forecast is named, and its case left out."""
    answers: dict[tuple[str, str], list[tuple[Split, Made]]] = {}
    failed: dict[tuple[str, str], str] = {}
    for split in splits:
        case = (split.series.name, split.horizon)
        try:
            answers.setdefault(case, []).append((split, make(split)))
        except Exception as fault:  # a failure is a result of the benchmark, not its end
            traceback.print_exc()
            failed[case] = f"{split.key}: {type(fault).__name__}: {fault}"
        print(f"{name} {split.key}", file=sys.stderr, flush=True)
    return [score(name, made) for case, made in answers.items() if case not in failed], list(failed.values())


def peer_scores(folder: Path, peers: list[str], splits: list[Split]) -> list[Score]:
    """Scores of the peers' kept forecasts, for cases with all origins there."""
    scores = []
    for case in dict.fromkeys((split.series.name, split.horizon) for split in splits):
        own = [split for split in splits if (split.series.name, split.horizon) == case]
        for peer in peers:
            answers = [(split, made) for split in own if (made := read_made(folder, split, peer))]
            if len(answers) == len(own):
                scores.append(score(peer, answers))
            else:
                print(f"{peer}: {len(answers)} of {len(own)} forecasts of {' '.join(case)}; left out", file=sys.stderr)
    return scores


def compare(given: argparse.Namespace, folder: Path) -> None:
    """Write the splits, run the peers, run ours, print the tables."""
    all_splits = [split for series in chosen(given.series) for split in splits(series, tuple(given.horizons), given.origins)]
    for split in all_splits:
        write_split(folder, split)
    if given.peer_python:
        run_peers(given.peer_python, folder, given.peers)
    scores = peer_scores(folder, given.peers, all_splits)
    failures: list[str] = []
    if not given.only_peers:
        name, make = ("stand-in", ours.stand_in) if given.stand_in else (ours.OURS, ours.forecast)
        own, failures = run_ours(make, name, all_splits)
        scores += own
        print(report(scores, name, failures))
    else:
        print(report(scores, ours.OURS, failures))
    if given.json:
        given.json.write_text(json.dumps([one.as_dict() for one in scores], indent=1))


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer-python", type=Path, help="interpreter of an environment with statsforecast, prophet and lightgbm")
    parser.add_argument("--reuse", type=Path, help="folder that keeps the peers' forecasts between runs")
    parser.add_argument("--series", nargs="+", default=[], help="names of series (default: all)")
    parser.add_argument("--horizons", nargs="+", choices=HORIZON_DAYS, default=list(HORIZON_DAYS))
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=list(PEERS))
    parser.add_argument("--origins", type=int, help="at most so many origins per case (default: all)")
    parser.add_argument("--only-peers", action="store_true", help="leave wfm out")
    parser.add_argument("--stand-in", action="store_true", help="a four-week mean in wfm's place, to try the harness")
    parser.add_argument("--json", type=Path, help="write every score here")
    parser.add_argument("--day", action="store_true", help="the rest of the day from 11:00 instead")
    parser.add_argument("--days", type=int, default=60, help="with --day: the latest so many days of each series")
    return parser.parse_args()


def main() -> None:
    given = arguments()
    if given.day:
        from day import report_day

        for line in report_day(given.series, given.stand_in, given.days):
            print(line, flush=True)
        return
    if given.reuse:
        given.reuse.mkdir(parents=True, exist_ok=True)
        compare(given, given.reuse)
        return
    with tempfile.TemporaryDirectory(prefix="wfm-forecasts-") as folder:
        compare(given, Path(folder))


if __name__ == "__main__":
    main()
