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
_BENCHMARKS = frozenset(member.name for member in MEMBERS if member.benchmark)
_CLEAR_WIN = 0.99
"""A later (less simple) candidate must have at most this share of the leader's score."""


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

    Origins lie two weeks apart, four with a year of history, eight with more than two (so that every season is judged). A
    short history gets a smaller gap and fewer days rather than no backtest; under seven weeks there is none.
    """
    gap = max(min(gap, days - TRAIN_DAYS - length), 0)
    length = min(length, days - TRAIN_DAYS)
    if length < 7:
        return ()
    stride = 14 if days < 365 else 28 if days < 800 else 56
    trains = range(days - gap - length, TRAIN_DAYS - 1, -stride)
    return tuple(Origin(train, train + gap, train + gap + length) for train in list(trains)[:_ORIGINS])


def run_backtest(series: DailySeries, gap: int, length: int, members: Sequence[Member] = MEMBERS) -> Backtest:
    """Fit every member at every origin on winsorised training days only."""
    origins = [o for o in plan_origins(series.days, gap, length) if _usable(series, o)]
    dates = series.dates
    factors = series.factor(dates)
    predicted: dict[str, list[FloatArray]] = {member.name: [] for member in members}
    failed: set[str] = set()
    short: set[str] = set()
    for origin in origins:
        training, _ = winsorised(series.until(origin.train))
        for member in members:
            try:
                forecast = member.fit(training).predict(dates[origin.first : origin.last])
            except InputError as error:
                (short if error.key == "forecast.too_short" else failed).add(member.name)
                continue
            predicted[member.name].append(forecast)
    kept = {name: tuple(values) for name, values in predicted.items() if name not in failed | short and values}
    actual = tuple((series.totals * factors)[o.first : o.last] for o in origins)
    return Backtest(tuple(origins), actual, kept, tuple(sorted(failed)))


def choose(backtest: Backtest) -> Choice:
    """The member with the best score over all origins, or the average of the best two when that is clearly better."""
    if not backtest.origins or not backtest.predicted.keys() - _BENCHMARKS:
        return Choice(("weekday-mean",), float("nan"), float("nan"))
    everywhere = range(len(backtest.origins))
    without = [_best(backtest, [k for k in everywhere if k != o] or everywhere) for o in everywhere]
    naive = [("seasonal-naive",) if "seasonal-naive" in backtest.predicted else () for _ in everywhere]
    return Choice(_best(backtest, everywhere), _wape(backtest, without), _wape(backtest, naive))


def _wape(backtest: Backtest, members: Sequence[tuple[str, ...]]) -> float:
    """Sum of absolute errors over sum of calls, with ``members[k]`` averaged at origin k; NaN without them."""
    if not all(members):
        return float("nan")
    found = [_errors(backtest, names, k) for k, names in enumerate(members)]
    return sum(absolute for absolute, _, _ in found) / max(sum(volume for _, _, volume in found), 1e-9)


def combined(backtest: Backtest, members: Sequence[str]) -> tuple[FloatArray, ...]:
    """Mean of the members' forecasts, one array per origin."""
    return tuple(np.mean([backtest.predicted[name][k] for name in members], axis=0) for k in range(len(backtest.origins)))


def _best(backtest: Backtest, origins: Sequence[int]) -> tuple[str, ...]:
    single = {name: _score(backtest, (name,), origins) for name in backtest.predicted if name not in _BENCHMARKS}
    leader: tuple[str, ...] = ()
    for name, score in single.items():
        if not leader or score < _CLEAR_WIN * single[leader[0]]:
            leader = (name,)
    pair = tuple(sorted(single, key=lambda name: single[name])[:2])
    if len(pair) == 2 and _score(backtest, pair, origins) < _CLEAR_WIN * single[leader[0]]:
        return pair
    return leader


def _score(backtest: Backtest, members: Sequence[str], origins: Sequence[int]) -> float:
    """Daily WAPE plus the net error of each origin's whole month, relative to calls: absolute error alone would reward
    the median, which is too low for small or skewed counts."""
    found = [_errors(backtest, members, k) for k in origins]
    return sum(absolute + net for absolute, net, _ in found) / max(sum(volume for _, _, volume in found), 1e-9)


def _errors(backtest: Backtest, members: Sequence[str], origin: int) -> tuple[float, float, float]:
    """Over the known days of one origin: sum of absolute errors, absolute sum of errors, sum of calls."""
    actual = backtest.actual[origin]
    known = np.isfinite(actual)
    forecast = np.mean([backtest.predicted[name][origin] for name in members], axis=0)
    wrong = forecast[known] - actual[known]
    return float(np.abs(wrong).sum()), abs(float(wrong.sum())), float(actual[known].sum())


def _usable(series: DailySeries, origin: Origin) -> bool:
    known = np.isfinite(series.totals)
    return bool(known[: origin.train].sum() >= 4 * len(series.open_weekdays) and known[origin.first : origin.last].any())
