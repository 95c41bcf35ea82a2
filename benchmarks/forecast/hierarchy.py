"""Types and their total: is a total best forecast by itself, as the sum of its parts, or by reconciling both?

    WFM_DATA=... OMP_NUM_THREADS=1 python benchmarks/forecast/hierarchy.py

Real series that add up: the six call types of the Israeli bank in the desk's hours, and three Californian utilities. Every node
is forecast by wfm by itself from each origin; the days are then made coherent:

- bottom-up: the total is the sum of its parts;
- top-down: the total by itself, split by the parts' own forecasts;
- ols, mint: G = (S' W^-1 S)^-1 S' W^-1 (Wickramasuriya, Athanasopoulos & Hyndman 2019), W the identity, or the covariance
  of daily errors in forecasts of the past (weights learnt on the other origins), shrunken to its diagonal (Schaefer &
  Strimmer 2005).

Errors of days are WAPE of the total, and of the parts together (sum of absolute errors over sum of calls, all origins).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd
from cases import HORIZON_DAYS, Series, Split, chosen, splits

from wfm.calendars import DayCalendar, calendar_for
from wfm.data.tables import Project
from wfm.forecast.history import grid_history
from wfm.forecast.project import Task, forecast_project, usable
from wfm.forecast.selection import combined_held_out, run_backtest
from wfm.timegrid import Horizon

FloatArray = npt.NDArray[np.float64]
METHODS = ("alone", "bottom-up", "top-down", "ols", "mint")
_ZONE = "UTC"


def families() -> dict[str, tuple[Series, ...]]:
    """Name of a hierarchy -> its parts."""
    from cases import _LONG, _bank, _california

    kinds = ("PS", "PE", "IN", "NE", "NW", "TT")
    bank = tuple(Series(f"bank-{kind}", "anonymous_bank", "IL", _bank(kind)) for kind in kinds)
    power = tuple(Series(name, "cal_elec", "US", _california(name), origins=_LONG) for name in ("pge", "sce", "sdge"))
    return {"bank (6 types)": bank, "california (3 utilities)": power}


def total_of(parts: tuple[Series, ...]) -> Series:
    """The series of the sums; a row that lacks a part is not recorded."""

    def read() -> pd.DataFrame:
        frames = [part.read().set_index("start") for part in parts]
        calls = pd.concat([frame["calls"] for frame in frames], axis=1).sum(axis=1, min_count=len(frames))
        return frames[0].drop(columns="calls").join(calls.rename("calls"), how="right").reset_index()

    return Series("total", parts[0].family, parts[0].country, read, origins=parts[0].origins)


def forecast_days(split: Split) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Of a split: the days' forecast, what came (NaN = not recorded), and errors of days in forecasts of the past."""
    horizon = Horizon(split.origin, HORIZON_DAYS[split.horizon])
    minutes = int(pd.Series(split.history["start"].unique()).sort_values().diff().mode()[0].total_seconds()) // 60
    frame = split.history.assign(
        start=split.history["start"].dt.tz_localize(_ZONE), answered=np.nan, aht_seconds=np.nan, project="p"
    )
    history = grid_history(frame, "p", minutes, _ZONE, split.origin)
    assert history is not None
    task = Task(Project(project="p"), horizon, _calendar(split), minutes, 0.0)
    made = forecast_project(history, task)
    assert made is not None
    past = run_backtest(usable(history, task).series, 0, horizon.days)
    errors = np.concatenate([a - f for a, f in zip(past.actual, combined_held_out(past), strict=True)])
    rows = split.future.assign(calls=split.actual)
    came = rows.groupby(rows["start"].dt.date)["calls"].agg(lambda calls: calls.sum(min_count=len(calls)))
    return made.daily, came.reindex(horizon.dates).to_numpy(np.float64), errors


def _calendar(split: Split) -> DayCalendar:
    named: dict[date, str] = {}
    for table in (split.history, split.future):
        marked = table[table["holiday"] != ""]
        named |= dict(zip(marked["start"].dt.date, marked["holiday"], strict=True))
    return calendar_for("", [(day, "holiday", name) for day, name in named.items()])


def shrunken_covariance(errors: FloatArray) -> FloatArray:
    """Covariance [nodes, nodes] of errors [days, nodes], correlations pulled to zero by their own noise."""
    known = errors[np.isfinite(errors).all(axis=1)]
    scale = np.maximum(known.std(axis=0), 1e-9)
    standard = (known - known.mean(axis=0)) / scale
    products = standard[:, :, None] * standard[:, None, :]
    correlation = products.mean(axis=0)
    off = ~np.eye(len(scale), dtype=bool)
    noise = products.var(axis=0)[off].sum() / len(known)
    keep = 1.0 - float(np.clip(noise / max(float((correlation[off] ** 2).sum()), 1e-12), 0.0, 1.0))
    return (np.where(off, keep * correlation, 1.0)) * np.outer(scale, scale)


def reconciled(method: str, forecast: FloatArray, errors: FloatArray) -> FloatArray:
    """``forecast`` [days, 1 + parts], the total first, made coherent (``alone``: as it is)."""
    total, parts = forecast[:, :1], forecast[:, 1:]
    sums = parts.sum(axis=1, keepdims=True)
    if method == "alone":
        return forecast
    if method == "bottom-up":
        return np.hstack([sums, parts])
    if method == "top-down":
        return np.hstack([total, parts * total / np.where(sums > 0, sums, 1.0)])
    summing = np.vstack([np.ones(parts.shape[1]), np.eye(parts.shape[1])])
    weight = np.linalg.inv(np.eye(len(summing)) if method == "ols" else shrunken_covariance(errors))
    back = np.linalg.solve(summing.T @ weight @ summing, summing.T @ weight)
    return np.maximum(forecast @ back.T @ summing.T, 0.0)


def rows_of(parts: tuple[Series, ...], horizon: str) -> Iterator[tuple[str, FloatArray, FloatArray]]:
    """For each origin and method: absolute errors and calls, both [2]: of the total, of the parts together."""
    nodes = (total_of(parts), *parts)
    for own in zip(*(splits(node, (horizon,)) for node in nodes), strict=True):
        forecast, came, errors = (np.stack(column, axis=1) for column in zip(*map(forecast_days, own), strict=True))
        known = np.isfinite(came).all(axis=1)
        for method in METHODS:
            off = np.abs(reconciled(method, forecast, errors) - came)[known]
            yield method, np.array([off[:, 0].sum(), off[:, 1:].sum()]), np.array([came[known, 0].sum(), came[known, 1:].sum()])


def main() -> None:
    chosen([])  # ends the run without WFM_DATA
    heads = ("series", "horizon", "level", *METHODS, "origins where mint beats bottom-up")
    print(f"| {' | '.join(heads)} |\n|{'---|' * len(heads)}")
    for name, parts in families().items():
        for horizon in HORIZON_DAYS:
            made = list(rows_of(parts, horizon))
            wrong = {method: np.array([off for own, off, _ in made if own == method]) for method in METHODS}
            calls = np.array([volume for own, _, volume in made if own == METHODS[0]])
            for k, level in enumerate(("total", "parts")):
                cells = " | ".join(f"{wrong[method][:, k].sum() / calls[:, k].sum():.2%}" for method in METHODS)
                wins = int((wrong["mint"][:, k] < wrong["bottom-up"][:, k]).sum())
                print(f"| {name} | {horizon} | {level} | {cells} | {wins} of {len(calls)} |", flush=True)


if __name__ == "__main__":
    main()
