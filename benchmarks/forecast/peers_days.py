"""Peers that forecast daily totals and spread them by the weekday's mean profile, and the two that repeat weeks."""

from __future__ import annotations

import logging

import numpy as np
import pandas as pd
from layout import FloatArray, Layout
from prophet import Prophet
from statsforecast.models import AutoETS, DynamicOptimizedTheta

YEARLY_FROM_DAYS = 400
"""Days of history from which the regression has yearly terms."""

logging.getLogger("prophet").setLevel(logging.ERROR)
logging.getLogger("cmdstanpy").disabled = True


def seasonal_naive(table: Layout) -> FloatArray:
    """Each row: the latest recorded value of the same weekday and slot."""
    return _latest(table, 1)


def weekday_mean(table: Layout) -> FloatArray:
    """Each row: the mean of the four latest recorded values of the same weekday and slot."""
    return _latest(table, 4)


def _latest(table: Layout, count: int) -> FloatArray:
    """Mean of the latest ``count`` recorded values of the same weekday and slot; 0 where there never was one."""
    means = np.zeros((7, table.calls.shape[1]))
    for weekday in range(7):
        own = table.calls[table.weekday[: table.known] == weekday]
        rank = np.cumsum(~np.isnan(own)[::-1], axis=0)[::-1]
        kept = np.where((rank <= count) & ~np.isnan(own), own, np.nan)
        number = (~np.isnan(kept)).sum(axis=0)
        means[weekday] = np.nansum(kept, axis=0) / np.maximum(number, 1)
    return means[table.weekday[table.future_day], table.future_slot]


def regression(table: Layout) -> FloatArray:
    """Least squares on the log of daily totals: trend, weekdays, each holiday by name, its eve and the day after, yearly terms.

    Two yearly harmonics from ``YEARLY_FROM_DAYS`` days on; temperature and its square where it is known ahead. A holiday never
    seen has the effect of all holidays together. A small ridge keeps columns with few days in place.
    """
    columns = _calendar_columns(table)
    past = np.flatnonzero(table.totals > 0)
    target = np.log(table.totals[past])
    penalty = np.diag([0.0] + [0.3] * (columns.shape[1] - 1))
    level = target.mean()
    seen = columns[past]
    weights = np.linalg.solve(seen.T @ seen + penalty, seen.T @ (target - level))
    return table.spread(np.exp(level + columns @ weights))


def _calendar_columns(table: Layout) -> FloatArray:
    """Design matrix [days, columns], the constant first."""
    days = np.arange(len(table.dates))
    named = table.names != ""
    columns = [np.ones(len(days)), (days - table.known) / 365.0, named, _moved(named, -1), _moved(named, 1)]
    columns += [table.weekday == weekday for weekday in range(7)]
    columns += [table.names == name for name in sorted(set(table.names[named]))]
    if table.known >= YEARLY_FROM_DAYS:
        angle = 2.0 * np.pi * days / 365.25
        columns += [wave(order * angle) for order in (1, 2) for wave in (np.sin, np.cos)]
    if table.weather is not None:
        scaled = (table.weather - 15.0) / 10.0
        columns += [scaled, scaled**2]
    return np.stack(columns, axis=1).astype(np.float64)


def _moved(named: np.ndarray, by: int) -> np.ndarray:
    """Days beside a holiday that are none themselves."""
    return np.asarray(pd.Series(named).shift(by, fill_value=False)) & ~named


def ets(table: Layout) -> FloatArray:
    """AutoETS (all error, trend and season forms, AICc) on totals of the open weekdays."""
    return _statistical(table, AutoETS)


def theta(table: Layout) -> FloatArray:
    """Dynamic optimised theta, multiplicative season, on totals of the open weekdays."""
    return _statistical(table, DynamicOptimizedTheta)


def _statistical(table: Layout, model: type) -> FloatArray:
    """A statsforecast model on the totals; a closed or unrecorded day inside takes the mean of its weekday's neighbours."""
    used = np.isin(table.weekday, table.open_weekdays)
    past = np.flatnonzero(used[: table.known])
    series = pd.Series(table.totals[past])
    filled = series.groupby(table.weekday[past]).transform(lambda own: own.interpolate(limit_direction="both"))
    ahead = np.flatnonzero(used[table.known :]) + table.known
    values = np.maximum(filled.to_numpy(dtype=np.float64), 0.1)
    made = model(season_length=len(table.open_weekdays)).forecast(y=values, h=len(ahead))["mean"]
    daily = np.zeros(len(table.dates))
    daily[ahead] = np.maximum(made, 0.0)
    return table.spread(daily)


def prophet(table: Layout) -> FloatArray:
    """Prophet on totals: weekly (and by itself yearly) season, holidays by name, cold and warm degrees where known ahead."""
    frame = pd.DataFrame({"ds": table.dates, "y": np.append(table.totals, np.full(len(table.dates) - table.known, np.nan))})
    named = table.names != ""
    book = pd.DataFrame({"holiday": table.names[named], "ds": table.dates[named]})
    model = Prophet(
        weekly_seasonality=True,
        daily_seasonality=False,
        holidays=book if named.any() else None,
        uncertainty_samples=0,
    )
    if table.weather is not None:
        frame["cold"], frame["warm"] = np.maximum(16.0 - table.weather, 0.0), np.maximum(table.weather - 20.0, 0.0)
        model.add_regressor("cold")
        model.add_regressor("warm")
    model.fit(frame[: table.known].dropna(subset=["y"]), seed=1)
    made = model.predict(frame.drop(columns="y"))["yhat"].to_numpy()
    return table.spread(np.maximum(made, 0.0))
