"""Choice of the daily model by rolling origins: train up to a day, forecast a month as far ahead as the real task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from wfm.errors import InputError
from wfm.forecast.cleaning import prepared
from wfm.forecast.daily import DailySeries
from wfm.forecast.history import FloatArray
from wfm.forecast.members import MEMBERS, Fitted, Member
from wfm.forecast.members.shared import fit_members

TRAIN_DAYS = 42
"""Six weeks: with less history no member can be told from another."""
ORIGINS = 6
_BENCHMARKS = frozenset(member.name for member in MEMBERS if member.benchmark)
_SHARPNESS, _HALF_SHARP_DAYS = 4.0, 60.0
_LEAST = 0.08


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
    """``weights``: member -> weight, summing to 1. ``error``: daily WAPE when each origin is judged with weights learnt on the
    others; ``naive``: WAPE of seasonal-naive. Both NaN without a backtest."""

    weights: Mapping[str, float]
    error: float
    naive: float

    @property
    def members(self) -> tuple[str, ...]:
        """Names, heaviest first."""
        return tuple(sorted(self.weights, key=lambda name: (-self.weights[name], name)))


def plan_origins(days: int, gap: int, length: int, count: int = ORIGINS) -> tuple[Origin, ...]:
    """Up to ``count`` origins, newest first; ``gap`` days lie between training and the ``length`` days forecast.

    Origins lie two weeks apart, four with a year of history, eight with more than two (so that every season is judged). A
    short history gets a smaller gap and fewer days rather than no backtest; under seven weeks there is none.
    """
    gap = max(min(gap, days - TRAIN_DAYS - length), 0)
    length = min(length, days - TRAIN_DAYS)
    if length < 7:
        return ()
    stride = 14 if days < 365 else 28 if days < 800 else 56
    trains = range(days - gap - length, TRAIN_DAYS - 1, -stride)
    return tuple(Origin(train, train + gap, train + gap + length) for train in list(trains)[:count])


def run_backtest(
    series: DailySeries, gap: int, length: int, members: Sequence[Member] = MEMBERS, count: int = ORIGINS
) -> Backtest:
    """Fit every member at every origin on cleaned training days only, oldest first: what a member learnt slowly at the
    first origin it may use at the later ones."""
    origins = [o for o in plan_origins(series.days, gap, length, count) if _usable(series, o)][::-1]
    dates = series.dates
    past = set(dates)
    known = replace(series, covariates={day: numbers for day, numbers in series.covariates.items() if day in past})
    factors = series.factor(dates)
    predicted: dict[str, list[FloatArray]] = {member.name: [] for member in members}
    failed: set[str] = set()
    short: set[str] = set()
    learnt: dict[str, Fitted] = {}
    for origin in origins:
        training = prepared(known.until(origin.train)).series
        for member, fitted in fit_members(members, training, learnt):
            try:
                if isinstance(fitted, InputError):
                    raise fitted
                forecast = fitted.predict(dates[origin.first : origin.last])
            except InputError as error:
                (short if error.key == "forecast.too_short" else failed).add(member.name)
                continue
            predicted[member.name].append(forecast)
            learnt.setdefault(member.name, fitted)
    kept = {name: tuple(values) for name, values in predicted.items() if name not in failed | short and values}
    actual = tuple((series.totals * factors)[o.first : o.last] for o in origins)
    return Backtest(tuple(origins), actual, kept, tuple(sorted(failed)))


def choose(backtest: Backtest, known: int) -> Choice:
    """Weights of the members: their prior weights, moved by how they did over the origins (``_weights``).

    ``known``: days with a total. Without a backtest the prior weights of the members that such a history allows.
    """
    if not backtest.origins or not backtest.predicted.keys() - _BENCHMARKS:
        allowed = {member.name: member.prior_weight for member in MEMBERS if known >= max(member.needs_days, 1)}
        prior = {name: weight for name, weight in allowed.items() if name not in _BENCHMARKS and name not in backtest.failed}
        return Choice(_normal(prior), float("nan"), float("nan"))
    everywhere = range(len(backtest.origins))
    naive = {"seasonal-naive": 1.0} if "seasonal-naive" in backtest.predicted else {}
    error = _wape(backtest, held_out_weights(backtest))
    return Choice(_weights(backtest, everywhere), error, _wape(backtest, [naive for _ in everywhere]))


def held_out_weights(backtest: Backtest) -> tuple[Mapping[str, float], ...]:
    """Weights for each origin, learnt on the other origins only: what judges the combination fairly."""
    everywhere = range(len(backtest.origins))
    return tuple(_weights(backtest, [k for k in everywhere if k != o]) for o in everywhere)


def combined_held_out(backtest: Backtest) -> tuple[FloatArray, ...]:
    """The combination's forecasts, one array per origin, each with weights learnt on the others."""
    return tuple(_mean(backtest, weights, k) for k, weights in enumerate(held_out_weights(backtest)))


def combined(backtest: Backtest, weights: Mapping[str, float]) -> tuple[FloatArray, ...]:
    """Weighted mean of the members' forecasts, one array per origin."""
    return tuple(_mean(backtest, weights, k) for k in range(len(backtest.origins)))


def _weights(backtest: Backtest, origins: Sequence[int]) -> dict[str, float]:
    """Prior weight x (best score / own score)^p, p growing from 0 with the days judged to ``_SHARPNESS``: a few weeks say
    little about which model is better (equal weights are hard to beat: Clemen 1989), many say more."""
    names = [name for name in backtest.predicted if name not in _BENCHMARKS]
    prior = {member.name: member.prior_weight for member in MEMBERS}
    score = {name: max(_score(backtest, {name: 1.0}, origins), 1e-6) for name in names}
    best = min(score.values())
    judged = sum(int(np.isfinite(backtest.actual[k]).sum()) for k in origins)
    power = _SHARPNESS * judged / (judged + _HALF_SHARP_DAYS)
    return _normal({name: prior.get(name, 1.0) * (best / score[name]) ** power for name in names})


def _normal(weights: Mapping[str, float]) -> dict[str, float]:
    """Weights that sum to 1; those under ``_LEAST`` are left out."""
    total = sum(weights.values())
    kept = {name: weight for name, weight in weights.items() if weight >= _LEAST * total}
    return {name: weight / sum(kept.values()) for name, weight in kept.items()}


def _mean(backtest: Backtest, weights: Mapping[str, float], origin: int) -> FloatArray:
    parts = [weight * backtest.predicted[name][origin] for name, weight in weights.items()]
    return np.asarray(np.sum(parts, axis=0), dtype=np.float64)


def _wape(backtest: Backtest, weights: Sequence[Mapping[str, float]]) -> float:
    """Sum of absolute errors over sum of calls, with ``weights[k]`` at origin k; NaN without them."""
    if not all(weights):
        return float("nan")
    found = [_errors(backtest, own, k) for k, own in enumerate(weights)]
    return sum(absolute for absolute, _, _ in found) / max(sum(volume for _, _, volume in found), 1e-9)


def _score(backtest: Backtest, weights: Mapping[str, float], origins: Sequence[int]) -> float:
    """Daily WAPE plus the net error of each origin's whole month, relative to calls: absolute error alone would reward
    the median, which is too low for small or skewed counts."""
    found = [_errors(backtest, weights, k) for k in origins]
    return sum(absolute + net for absolute, net, _ in found) / max(sum(volume for _, _, volume in found), 1e-9)


def _errors(backtest: Backtest, weights: Mapping[str, float], origin: int) -> tuple[float, float, float]:
    """Over the known days of one origin: sum of absolute errors, absolute sum of errors, sum of calls."""
    actual = backtest.actual[origin]
    known = np.isfinite(actual)
    wrong = _mean(backtest, weights, origin)[known] - actual[known]
    return float(np.abs(wrong).sum()), abs(float(wrong.sum())), float(actual[known].sum())


def _usable(series: DailySeries, origin: Origin) -> bool:
    known = np.isfinite(series.totals)
    return bool(known[: origin.train].sum() >= 4 * len(series.open_weekdays) and known[origin.first : origin.last].any())
