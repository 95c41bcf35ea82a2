"""Choice of the daily model by rolling origins: train up to a day, forecast a month as far ahead as the real task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from wfm.errors import InputError
from wfm.forecast.daily import DailySeries, winsorised
from wfm.forecast.history import FloatArray
from wfm.forecast.members import MEMBERS, Member

TRAIN_DAYS = 42
"""Six weeks: with less history no member can be told from another."""
_ORIGINS = 6
_CLEAR_WIN = 0.99
"""A later (less simple) candidate must have at most this share of the leader's error."""


@dataclass(frozen=True)
class Origin:
    """One cut of the past: the first ``train`` days are known; days ``first`` .. ``last`` (excluded) are forecast."""

    train: int
    first: int
    last: int


@dataclass(frozen=True)
class Backtest:
    """Daily forecasts of the past. ``predicted``: member -> one float64 [days of the origin] per origin, events included;
    ``actual``: the totals as recorded (NaN = unknown). ``failed``: members left out because they broke down."""

    origins: tuple[Origin, ...]
    actual: tuple[FloatArray, ...]
    predicted: Mapping[str, tuple[FloatArray, ...]]
    failed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """``members``: the one or two names averaged. ``error``: daily WAPE when each origin is judged by a choice made on the
    others; ``naive``: the same for seasonal-naive. Both NaN without a backtest."""

    members: tuple[str, ...]
    error: float
    naive: float


def plan_origins(days: int, gap: int, length: int) -> tuple[Origin, ...]:
    """Up to six origins, newest first; ``gap`` days lie between training and the ``length`` days forecast.

    A short history gets a smaller gap and fewer days rather than no backtest; under seven weeks there is none.
    """
    gap = max(min(gap, days - TRAIN_DAYS - length), 0)
    length = min(length, days - TRAIN_DAYS)
    if length < 7:
        return ()
    stride = 28 if days >= 365 else 14
    trains = range(days - gap - length, TRAIN_DAYS - 1, -stride)
    return tuple(Origin(train, train + gap, train + gap + length) for train in list(trains)[:_ORIGINS])


def run_backtest(series: DailySeries, gap: int, length: int, members: Sequence[Member] = MEMBERS) -> Backtest:
    """Fit every member at every origin on winsorised training days only."""
    origins = [o for o in plan_origins(series.days, gap, length) if _usable(series, o)]
    dates = series.dates()
    factors = series.factor(dates)
    predicted: dict[str, list[FloatArray]] = {member.name: [] for member in members}
    failed: set[str] = set()
    for origin in origins:
        training, _ = winsorised(series.until(origin.train))
        for member in members:
            try:
                forecast = member.fit(training).predict(dates[origin.first : origin.last])
            except (InputError, np.linalg.LinAlgError):
                failed.add(member.name)
                continue
            predicted[member.name].append(forecast)
    kept = {name: tuple(values) for name, values in predicted.items() if name not in failed and values}
    actual = tuple((series.totals * factors)[o.first : o.last] for o in origins)
    return Backtest(tuple(origins), actual, kept, tuple(sorted(failed)))


def choose(backtest: Backtest) -> Choice:
    """The member with the least daily WAPE over all origins, or the average of the best two when that is clearly better."""
    if not backtest.origins or not backtest.predicted:
        return Choice(("weekday-mean",), float("nan"), float("nan"))
    everywhere = range(len(backtest.origins))
    members = _best(backtest, everywhere)
    honest = [
        _errors(backtest, _best(backtest, [k for k in everywhere if k != o] or everywhere), [o]) for o in everywhere
    ]
    naive = _errors(backtest, ("seasonal-naive",), everywhere) if "seasonal-naive" in backtest.predicted else (np.nan, 1.0)
    return Choice(members, sum(e for e, _ in honest) / max(sum(v for _, v in honest), 1e-9), naive[0] / max(naive[1], 1e-9))


def combined(backtest: Backtest, members: Sequence[str]) -> tuple[FloatArray, ...]:
    """Mean of the members' forecasts, one array per origin."""
    return tuple(np.mean([backtest.predicted[name][k] for name in members], axis=0) for k in range(len(backtest.origins)))


def _best(backtest: Backtest, origins: Sequence[int]) -> tuple[str, ...]:
    single = {name: _wape(backtest, (name,), origins) for name in backtest.predicted}
    leader: tuple[str, ...] = ()
    for name, error in single.items():
        if not leader or error < _CLEAR_WIN * single[leader[0]]:
            leader = (name,)
    pair = tuple(sorted(single, key=lambda name: single[name])[:2])
    if len(pair) == 2 and _wape(backtest, pair, origins) < _CLEAR_WIN * single[leader[0]]:
        return pair
    return leader


def _wape(backtest: Backtest, members: Sequence[str], origins: Sequence[int]) -> float:
    wrong, volume = _errors(backtest, members, origins)
    return wrong / max(volume, 1e-9)


def _errors(backtest: Backtest, members: Sequence[str], origins: Sequence[int]) -> tuple[float, float]:
    """Sum of absolute errors, and sum of calls, over the known days of ``origins``."""
    wrong = volume = 0.0
    for k in origins:
        actual = backtest.actual[k]
        known = np.isfinite(actual)
        forecast = np.mean([backtest.predicted[name][k] for name in members], axis=0)
        wrong += float(np.abs(forecast[known] - actual[known]).sum())
        volume += float(actual[known].sum())
    return wrong, volume


def _usable(series: DailySeries, origin: Origin) -> bool:
    known = np.isfinite(series.totals)
    return bool(known[: origin.train].sum() >= 4 * len(series.open_weekdays) and known[origin.first : origin.last].any())

