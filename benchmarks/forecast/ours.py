"""wfm's own forecast of a split, and a stand-in that tries the harness without it."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
from cases import Split
from exchange import QUANTILES, Made

OURS = "wfm"


def forecast(split: Split) -> Made:
    """``wfm.forecast.stateless.forecast_series``; daily bands from ``attrs["days"]`` of its answer where it is there."""
    from wfm.forecast.stateless import forecast_series

    tick = time.perf_counter()
    made = forecast_series(split.history, split.future, country=split.series.country)
    seconds = time.perf_counter() - tick
    days = made.attrs.get("days")
    return Made(_checked(made, split), days, seconds)


def _checked(made: pd.DataFrame, split: Split) -> pd.DataFrame:
    """The contract: exactly the future's rows, in order, finite, quantiles ascending."""
    if not (len(made) == len(split.future) and (made["start"].to_numpy() == split.future["start"].to_numpy()).all()):
        raise ValueError(f"{split.key}: not exactly the future's rows")
    values = made[["calls", *QUANTILES]].to_numpy(np.float64)
    if not np.isfinite(values).all() or (values < 0).any() or (np.diff(values[:, 1:], axis=1) < 0).any():
        raise ValueError(f"{split.key}: values missing, negative or quantiles not ascending")
    return made


def stand_in(split: Split) -> Made:
    """Mean of the four latest same weekdays and times, with bands of 30 %: tries the harness, claims nothing."""
    tick = time.perf_counter()
    past = split.history.dropna(subset=["calls"])
    keys = [past["start"].dt.weekday, past["start"].dt.time]
    means = past.groupby(keys)["calls"].apply(lambda own: own.tail(4).mean())
    index = pd.MultiIndex.from_arrays([split.future["start"].dt.weekday, split.future["start"].dt.time])
    mean = np.nan_to_num(means.reindex(index).to_numpy(np.float64))
    table = {"calls": mean} | dict(zip(QUANTILES, (0.7 * mean, mean, 1.3 * mean), strict=True))
    return Made(pd.DataFrame(table), None, time.perf_counter() - tick)
