"""Totals of a forecast by day, with the quantiles of a day's count."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wfm.data.demand import Forecast
from wfm.forecast.spread import ASSUMED, LEVELS, count_quantile

QUANTILE_COLUMNS = ("calls_p10", "calls_p50", "calls_p90")


def daily_totals(forecast: Forecast) -> pd.DataFrame:
    """One row per project and local date: project, date, calls (mean), calls_p10, calls_p50, calls_p90, aht_seconds.

    Intervals of a day share its busy-day factor, so the quantiles of a day are not sums of its intervals' quantiles.
    """
    frame = forecast.frame
    work = pd.DataFrame(
        {
            "project": frame["project"],
            "date": frame["start"].dt.date,
            "calls": frame["calls"],
            "seconds": frame["calls"] * frame["aht_seconds"],
        }
    )
    daily = work.groupby(["project", "date"], sort=False, as_index=False).sum()
    calls = daily["calls"].to_numpy(np.float64)
    for name, level in zip(QUANTILE_COLUMNS, LEVELS, strict=True):
        daily[name] = 0.0
        for project in daily["project"].unique():
            here = (daily["project"] == project).to_numpy()
            spread = forecast.busy_day.get(str(project), ASSUMED)
            daily.loc[here, name] = count_quantile(calls[here], spread, level)
    daily["aht_seconds"] = np.where(calls > 0, daily["seconds"] / np.where(calls > 0, calls, 1.0), np.nan)
    return daily.drop(columns="seconds")
