"""Bands for a peer that gives none: residuals of its own forecasts from earlier origins, the same recipe for all.

A residual is divided by sqrt(m + f m^2): Poisson noise plus a share f of the level squared (a busy-day factor), f from the
residuals by moments. Quantiles of the divided residuals, times the same root at the forecast, are the bands (split conformal
prediction with a normalised score, Lei et al. 2018). Intervals and daily totals each have their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from layout import FloatArray

LEVELS = (0.1, 0.5, 0.9)
LEAST_DAYS = 28
"""Days of history that a calibration forecast needs."""
ORIGINS = {28: (28, 42, 56), 7: (7, 14, 21, 28)}
"""Horizon in days -> how many days before the end of the history the calibration forecasts start."""
Forecaster = Callable[[pd.DataFrame, pd.DataFrame], FloatArray]


def calibration(history: pd.DataFrame, future: pd.DataFrame, days: int, make: Forecaster) -> pd.DataFrame:
    """Rows ``start, calls, made`` of forecasts from earlier origins, as far as the history allows."""
    parts = [
        past_future.assign(made=make(past, past_future.drop(columns="calls")))
        for past, past_future in _earlier(history, list(future.columns), days)
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["start", "calls", "made"])


def _earlier(history: pd.DataFrame, ahead: list[str], days: int) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Pairs of an earlier history and what followed it."""
    end = history["start"].max().normalize() + pd.Timedelta(days=1)
    first = history["start"].min().normalize()
    for back in ORIGINS[days]:
        begin = end - pd.Timedelta(days=back)
        if (begin - first).days < LEAST_DAYS:
            continue
        inside = (history["start"] >= begin) & (history["start"] < begin + pd.Timedelta(days=days))
        after = history.loc[inside, [*ahead, "calls"]].reset_index(drop=True)
        if len(after):
            yield history[history["start"] < begin].reset_index(drop=True), after


def bands(calls: FloatArray, made: FloatArray, forecast: FloatArray) -> FloatArray:
    """Quantiles [n, 3] of ``forecast`` [n] from calibration pairs ``calls``, ``made`` (NaN = not recorded).

    Each cut is the quantile of the scores weighted by their scale, which is the cut of least pinball loss on the calibration
    pairs; the median stays at the forecast.
    """
    seen = ~np.isnan(calls)
    calls, made = calls[seen], np.maximum(made[seen], 0.05)
    residual = calls - made
    factor = max(float((residual**2 - made).sum()) / max(float((made**2).sum()), 1e-12), 0.0)
    past_scale = np.sqrt(made + factor * made**2)
    low, high = (_weighted_quantile(residual / past_scale, past_scale, level) for level in (LEVELS[0], LEVELS[-1]))
    scale = np.sqrt(np.maximum(forecast, 0.05) * (1.0 + factor * np.maximum(forecast, 0.05)))
    spread = np.stack([low * scale, 0.0 * scale, high * scale], axis=1)
    return np.sort(np.maximum(forecast[:, None] + spread, 0.0), axis=1)


def _weighted_quantile(values: FloatArray, weights: FloatArray, level: float) -> float:
    """The value below which ``level`` of the weight lies; 0 of nothing."""
    if not len(values):
        return 0.0
    order = np.argsort(values)
    reached = np.cumsum(weights[order]) / weights.sum()
    return float(values[order][np.searchsorted(reached, level)])
