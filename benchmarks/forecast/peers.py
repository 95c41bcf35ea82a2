"""The peers' side of the benchmark: runs in an environment of its own, without wfm.

    PEER_PYTHON benchmarks/forecast/peers.py FOLDER [--peers ets theta]

For each split folder below FOLDER (history.csv, future.csv, split.json) writes PEER.csv (calls and quantiles per future row),
PEER-days.csv (the same per day) and PEER.json (seconds, digest of the input). A peer whose digest fits is not run again.
"""

from __future__ import annotations

import argparse
import json
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from conformal import LEVELS, bands, calibration
from layout import FloatArray, Layout, layout
from peers_days import ets, prophet, regression, seasonal_naive, theta, weekday_mean
from peers_intervals import boosting, mstl

PEERS: dict[str, Callable[[Layout], FloatArray]] = {
    "seasonal-naive": seasonal_naive,
    "weekday-mean": weekday_mean,
    "regression": regression,
    "ets": ets,
    "theta": theta,
    "mstl": mstl,
    "prophet": prophet,
    "lightgbm": boosting,
}
OWN_BANDS: dict[str, Callable[[Layout, float], FloatArray]] = {
    "lightgbm": lambda table, level: boosting(table, "quantile", alpha=level),
}
"""Peers that forecast quantiles of intervals themselves."""


def run(folder: Path, name: str) -> None:
    """One peer on one split."""
    split = json.loads((folder / "split.json").read_text())
    card = folder / f"{name}.json"
    if card.exists() and json.loads(card.read_text())["digest"] == split["digest"]:
        return
    history = pd.read_csv(folder / "history.csv", parse_dates=["start"], keep_default_na=True)
    future = pd.read_csv(folder / "future.csv", parse_dates=["start"])
    tick = time.perf_counter()
    intervals, days = forecast(history, future, split["days"], name)
    seconds = time.perf_counter() - tick
    intervals.to_csv(folder / f"{name}.csv", index=False)
    days.to_csv(folder / f"{name}-days.csv", index=False)
    card.write_text(json.dumps({"digest": split["digest"], "seconds": seconds}))


def forecast(history: pd.DataFrame, future: pd.DataFrame, days: int, name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Forecast of the rows and of the days with bands: one fit on all history, and one per calibration origin."""

    def make(past: pd.DataFrame, ahead: pd.DataFrame) -> FloatArray:
        return PEERS[name](layout(past, ahead))

    made = make(history, future)
    past = calibration(history, future, days, make)
    if name in OWN_BANDS:
        cuts = np.stack([OWN_BANDS[name](layout(history, future), level) for level in LEVELS], axis=1)
        rows = _frame(made, np.sort(cuts, axis=1))
    else:
        rows = _frame(made, bands(_floats(past["calls"]), _floats(past["made"]), made))
    day_past = past.assign(day=past["start"].dt.normalize(), lot=past["start"].diff().lt(pd.Timedelta(0)).cumsum())
    day_past = day_past.dropna(subset=["calls"]).groupby(["lot", "day"])[["calls", "made"]].sum()
    totals = pd.Series(made).groupby(future["start"].dt.normalize()).sum()
    day_rows = _frame(_floats(totals), bands(_floats(day_past["calls"]), _floats(day_past["made"]), _floats(totals)))
    return rows, day_rows.assign(date=totals.index.strftime("%Y-%m-%d"))


def _floats(values: pd.Series) -> FloatArray:
    return np.asarray(values.to_numpy(), dtype=np.float64)


def _frame(mean: FloatArray, quantiles: FloatArray) -> pd.DataFrame:
    """Columns calls, calls_p10, calls_p50, calls_p90."""
    names = [f"calls_p{round(100 * level)}" for level in LEVELS]
    return pd.DataFrame({"calls": mean} | dict(zip(names, quantiles.T, strict=True)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=list(PEERS))
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    for card in sorted(given.folder.glob("*/*/split.json")):
        for name in given.peers:
            run(card.parent, name)
        print(card.parent.relative_to(given.folder), flush=True)


if __name__ == "__main__":
    main()
