"""Peers that forecast intervals directly: MSTL and gradient boosting."""

from __future__ import annotations

import lightgbm
import numpy as np
import pandas as pd
from layout import FloatArray, Layout
from statsforecast.models import MSTL, AutoETS

MSTL_WEEKS = 26
"""Weeks that MSTL sees; it knows no season longer than a week."""
LARGE = 10_000
"""Rows from which the trees may be many and large."""
PARAMETERS: dict[str, object] = {
    "learning_rate": 0.04,
    "min_child_samples": 20,
    "colsample_bytree": 0.8,
    "subsample": 0.8,
    "subsample_freq": 1,
    "n_jobs": 1,
    "random_state": 1,
    "verbosity": -1,
}


def mstl(table: Layout) -> FloatArray:
    """MSTL (statsforecast) with the seasons day and week and AutoETS on the rest, on intervals of the latest half year.

    The slow smoothers are evaluated every ``jump`` values and joined by lines, as R's stl does by itself (a tenth of the window).
    Slots at which the desk is closed on some weekdays count as zero there, so that the seasons have a fixed length.
    """
    used = np.isin(table.weekday, table.open_weekdays)
    past = np.flatnonzero(used[: table.known])[-MSTL_WEEKS * len(table.open_weekdays) :]
    slots = table.calls.shape[1]
    frame = pd.DataFrame(table.filled[past])
    whole = frame.isna().all(axis=1)
    frame[~whole] = frame[~whole].fillna(0.0)
    values = frame.groupby(table.weekday[past]).transform(lambda own: own.interpolate(limit_direction="both"))
    season = [slots, slots * len(table.open_weekdays)] if slots > 1 else [len(table.open_weekdays)]
    ahead = np.flatnonzero(used[table.known :]) + table.known
    jump = slots // 8 + 1
    steps = {"trend_jump": jump, "low_pass_jump": jump}
    model = MSTL(season_length=season, trend_forecaster=AutoETS(model="AZN"), stl_kwargs=steps)
    made = model.forecast(y=values.to_numpy(dtype=np.float64).ravel(), h=len(ahead) * slots)["mean"]
    place = np.full(len(table.dates), -1)
    place[ahead] = np.arange(len(ahead))
    return np.maximum(made.reshape(len(ahead), slots)[place[table.future_day], table.future_slot], 0.0)


def boosting(table: Layout, objective: str = "regression_l1", **other: float) -> FloatArray:
    """LightGBM on intervals: calendar, holidays, lags of at least the horizon; least absolute error unless told otherwise."""
    horizon = len(table.dates) - table.known
    day, slot = np.nonzero(~np.isnan(table.calls))
    size = {"n_estimators": 500, "num_leaves": 31} if len(day) >= LARGE else {"n_estimators": 200, "num_leaves": 15}
    model = lightgbm.LGBMRegressor(**PARAMETERS, **size, objective=objective, **other)
    model.fit(_features(table, day, slot, horizon), table.calls[day, slot])
    return np.maximum(np.asarray(model.predict(_features(table, table.future_day, table.future_slot, horizon))), 0.0)


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
        frame[f"lag_{back}"] = lags[:, back]
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
