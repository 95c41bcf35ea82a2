"""Peers that forecast intervals directly: MSTL and gradient boosting."""

from __future__ import annotations

import lightgbm
import numpy as np
import pandas as pd
from layout import FloatArray, Layout
from statsforecast.models import MSTL, AutoETS

TREES = 400
PARAMETERS = {
    "learning_rate": 0.04,
    "num_leaves": 31,
    "min_child_samples": 20,
    "colsample_bytree": 0.8,
    "subsample": 0.8,
    "subsample_freq": 1,
    "n_jobs": 1,
    "random_state": 1,
    "verbosity": -1,
    "n_estimators": TREES,
}


def mstl(table: Layout) -> FloatArray:
    """MSTL (statsforecast) with the seasons day and week and AutoETS on the rest, on intervals of the open weekdays.

    Slots at which the desk is closed on some weekdays count as zero there, so that the seasons have a fixed length.
    """
    used = np.isin(table.weekday, table.open_weekdays)
    past = np.flatnonzero(used[: table.known])
    slots = table.calls.shape[1]
    frame = pd.DataFrame(table.filled[past])
    whole = frame.isna().all(axis=1)
    frame[~whole] = frame[~whole].fillna(0.0)
    values = frame.groupby(table.weekday[past]).transform(lambda own: own.interpolate(limit_direction="both"))
    season = [slots, slots * len(table.open_weekdays)] if slots > 1 else [len(table.open_weekdays)]
    ahead = np.flatnonzero(used[table.known :]) + table.known
    model = MSTL(season_length=season, trend_forecaster=AutoETS(model="ZZN"))
    made = model.forecast(y=values.to_numpy(dtype=np.float64).ravel(), h=len(ahead) * slots)["mean"]
    place = np.full(len(table.dates), -1)
    place[ahead] = np.arange(len(ahead))
    return np.maximum(made.reshape(len(ahead), slots)[place[table.future_day], table.future_slot], 0.0)


def boosting(table: Layout, quantiles: tuple[float, ...] = ()) -> tuple[FloatArray, FloatArray | None]:
    """LightGBM on intervals: calendar, holidays, lags of at least the horizon; one model per quantile where asked.

    The target is the value over the level of its slot (mean of the latest four same weekdays at least a horizon back), weighted
    by that level, so that trees need not extrapolate; least absolute error for the point, pinball loss for quantiles.
    Returns float64 [rows of the future] and [rows, quantiles] or None.
    """
    horizon = len(table.dates) - table.known
    past_day, past_slot = np.nonzero(~np.isnan(table.calls))
    past = _features(table, past_day, past_slot, horizon)
    ahead = _features(table, table.future_day, table.future_slot, horizon)
    level = np.maximum(past["level"].to_numpy(), 0.0)
    usable = ~np.isnan(level) & (level > 0)
    target = table.calls[past_day, past_slot][usable] / level[usable]
    rows, weight = past[usable].drop(columns="level"), level[usable]
    scale = np.nan_to_num(np.maximum(ahead["level"].to_numpy(), 0.0))

    def fitted(**objective: object) -> FloatArray:
        model = lightgbm.LGBMRegressor(**PARAMETERS, **objective)
        model.fit(rows, target, sample_weight=weight)
        return np.maximum(np.asarray(model.predict(ahead.drop(columns="level"))), 0.0) * scale

    point = fitted(objective="regression_l1")
    if not quantiles:
        return point, None
    return point, np.sort(np.stack([fitted(objective="quantile", alpha=level) for level in quantiles], axis=1), axis=1)


def _features(table: Layout, day: np.ndarray, slot: np.ndarray, horizon: int) -> pd.DataFrame:
    """Calendar and lag columns of rows given by day and slot; lags reach back whole weeks, at least the horizon."""
    weeks = -(-horizon // 7)
    lags = np.stack([_lag(table, day, slot, 7 * (weeks + back)) for back in range(4)], axis=1)
    totals = np.stack([_total(table, day, 7 * (weeks + back)) for back in range(4)], axis=1)
    level = pd.DataFrame(lags).mean(axis=1).to_numpy()
    named = table.names != ""
    codes = {name: number for number, name in enumerate(sorted(set(table.names)))}
    dates = table.dates[day]
    frame = pd.DataFrame(
        {
            "level": level,
            "slot": slot,
            "weekday": table.weekday[day],
            "of_month": dates.day,
            "of_year": dates.dayofyear if table.known > 400 else 0,
            "time": day,
            "holiday": np.array([codes[name] for name in table.names])[day],
            "eve": np.append(named[1:], False)[day],
            "after": np.append(False, named[:-1])[day],
        }
    )
    for back in range(4):
        frame[f"lag_{back}"] = lags[:, back] / np.maximum(level, 1e-9)
        frame[f"day_lag_{back}"] = totals[:, back] / np.maximum(pd.DataFrame(totals).mean(axis=1).to_numpy(), 1e-9)
        frame[f"lag_name_{back}"] = _lag_named(named, day, 7 * (weeks + back))
    frame["trend"] = totals[:, 0] / np.maximum(totals[:, 3], 1e-9)
    if table.weather is not None:
        frame["temperature"] = table.weather[day]
        frame["temperature_before"] = table.weather[np.maximum(day - 1, 0)]
    return frame


def _lag(table: Layout, day: np.ndarray, slot: np.ndarray, back: int) -> FloatArray:
    """Value of the same slot ``back`` days before, NaN where there is none."""
    inside = (day >= back) & (day - back < table.known)
    return np.where(inside, table.filled[np.clip(day - back, 0, table.known - 1), slot], np.nan)


def _total(table: Layout, day: np.ndarray, back: int) -> FloatArray:
    """Total of the day ``back`` days before, NaN where there is none."""
    inside = (day >= back) & (day - back < table.known)
    return np.where(inside, table.totals[np.clip(day - back, 0, table.known - 1)], np.nan)


def _lag_named(named: np.ndarray, day: np.ndarray, back: int) -> np.ndarray:
    """Whether the day ``back`` days before was a holiday."""
    return named[np.maximum(day - back, 0)] & (day >= back)
