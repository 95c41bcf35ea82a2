"""The whole centre: sums of its projects (bottom-up), with a band that knows that projects have busy days together.

A project's day has mean m and variance v = m + s^2 m^2, s its busy-day factor. The centre's day has mean M = sum m and

    V = (1 - r) sum v + r (sum sqrt v)^2,

r the correlation of projects' errors on the same day; its count is taken as negative binomial with these two moments. r is
measured on the backtest: errors divided by sqrt v, correlated over the days that two projects share (rank correlation, which
freak days move little), averaged over pairs weighted by sqrt(v v'), and pulled towards ``ASSUMED_CORRELATION`` as long as days
are few.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from wfm.data.demand import Forecast
from wfm.forecast.spread import ASSUMED, LEVELS, count_quantile
from wfm.forecast.summary import QUANTILE_COLUMNS, daily_totals

ASSUMED_CORRELATION = 0.3
"""Where the past says nothing; the Anonymous Bank's four projects show 0.4."""
_PRIOR_DAYS = 30.0
_LEAST_DAYS = 10


def common_correlation(errors: Sequence[Mapping[date, float]], sizes: Sequence[float]) -> float:
    """r, from 0 to 1. ``errors``: per project, day -> error in standard deviations; ``sizes``: the project's usual sqrt v,
    calls."""
    total = weight = days = 0.0
    for (one, large), (other, small) in combinations(zip(errors, sizes, strict=True), 2):
        shared = sorted(set(one) & set(other))
        if len(shared) >= _LEAST_DAYS:
            found = float(spearmanr([one[day] for day in shared], [other[day] for day in shared]).statistic)
            if np.isfinite(found):
                own = large * small
                total, weight, days = total + own * found, weight + own, days + own * len(shared)
    if weight <= 0.0:
        return ASSUMED_CORRELATION
    known = days / weight
    return float(np.clip((known * total / weight + _PRIOR_DAYS * ASSUMED_CORRELATION) / (known + _PRIOR_DAYS), 0.0, 1.0))


def centre_totals(forecast: Forecast) -> pd.DataFrame:
    """One row per local date: date, calls (the sum of the projects), calls_p10, calls_p50, calls_p90, aht_seconds (weighted by
    calls; NaN without calls)."""
    days = daily_totals(forecast)
    spread = np.array([forecast.busy_day.get(str(name), ASSUMED) for name in days["project"]], dtype=np.float64)
    variance = days["calls"] + (spread * days["calls"]) ** 2
    work = days.assign(variance=variance, deviation=np.sqrt(variance), seconds=days["calls"] * days["aht_seconds"].fillna(0.0))
    made = work.groupby("date", sort=True)[["calls", "variance", "deviation", "seconds"]].sum().reset_index()
    calls = made["calls"].to_numpy(np.float64)
    shared = forecast.day_correlation
    joint = (1.0 - shared) * made["variance"].to_numpy() + shared * made["deviation"].to_numpy() ** 2
    relative = np.sqrt(np.maximum(joint - calls, 0.0)) / np.maximum(calls, 1e-12)
    for name, level in zip(QUANTILE_COLUMNS, LEVELS, strict=True):
        made[name] = count_quantile(calls, relative, level)
    made["aht_seconds"] = np.where(calls > 0, made["seconds"] / np.maximum(calls, 1e-12), np.nan)
    return made[["date", "calls", *QUANTILE_COLUMNS, "aht_seconds"]]
