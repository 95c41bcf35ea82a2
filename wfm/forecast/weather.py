"""Weather as numbers of the day: the temperature itself and how long heat or cold has lasted.

Days without weather get a distribution instead of a number: the usual temperature of the season plus the deviations of past
spells, taken as whole stretches so that a heat wave stays one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from wfm import words
from wfm.data.tables import Weather
from wfm.forecast.history import FloatArray
from wfm.timegrid import Horizon

FEATURES = ("temperature", "heat", "cold")
"""Highest temperature of the day; mean excess over the hot threshold, and mean shortfall below the cold one, in the three days
up to it. °C."""
SPELL_DAYS = 3
YEAR_DAYS = 365.25
_HOT, _COLD = 0.8, 0.2
_LEAST_DAYS = 21
_WAVES = 2
_SEASON_REACH, _SEASON_STEP = 24, 3
_FEWEST_DRAWS, _MOST_DRAWS = 8, 24
_RECENT_DAYS = 60


@dataclass(frozen=True)
class WeatherPlan:
    """What the forecast is told of the weather.

    ``covariates``: date -> ``FEATURES`` [3], or [draws, 3] for the horizon's days without weather; empty without weather.
    ``hot``, ``cold``: thresholds, °C. ``usual``: days of the horizon without weather. ``years``: how much past weather there is;
    under one, the usual temperature is the mean of the latest ``recent`` days. ``past``: temperatures up to the horizon.
    """

    covariates: Mapping[date, FloatArray] = field(default_factory=dict)
    hot: float = float("nan")
    cold: float = float("nan")
    usual: tuple[date, ...] = ()
    years: float = 0.0
    recent: int = _RECENT_DAYS
    past: Mapping[date, float] = field(default_factory=dict)

    @property
    def seasonal(self) -> bool:
        """Whether the past weather holds a whole year."""
        return self.years >= 1.0

    def spell(self, temperature: FloatArray) -> FloatArray:
        """``FEATURES`` [n, 3] of days at the end of three days at each ``temperature`` (°C)."""
        return _features(np.repeat(temperature[:, None], SPELL_DAYS, axis=1), self.hot, self.cold)[:, -1]


def plan_weather(rows: Sequence[Weather], horizon: Horizon, instead: Mapping[date, float] | None = None) -> WeatherPlan:
    """Covariates of every day from the first one with weather to the horizon's end.

    ``rows``: ``weather.csv``; rows inside the horizon are the given forecast. ``instead``: temperatures that replace those of
    some days (a scenario). Under three weeks of past weather nothing can be learnt: an empty plan.
    """
    known = {row.date: row.temperature_max for row in rows} | dict(instead or {})
    past = {day: value for day, value in sorted(known.items()) if day < horizon.start}
    if len(past) < _LEAST_DAYS:
        return WeatherPlan()
    first = min(past)
    days = [first + timedelta(days=k) for k in range((horizon.end - first).days + 1)]
    hot, cold = (float(np.quantile(list(past.values()), level)) for level in (_HOT, _COLD))
    years = ((max(past) - first).days + 1) / YEAR_DAYS
    usual = _usual(past, days, years)
    given = np.array([known.get(day, np.nan) for day in days])
    deviation = np.where(np.isfinite(given), given - usual, np.nan)
    ahead = [k for k, day in enumerate(days) if day >= horizon.start]
    open_days = tuple(days[k] for k in ahead if np.isnan(given[k]))
    likely = np.where(np.isfinite(given), given, usual)
    covariates = dict(zip(days, _features(likely[None, :], hot, cold)[0], strict=True))
    if open_days:
        drawn = _features(_drawn(given, usual, deviation, ahead[0], years), hot, cold)
        touched = {day + timedelta(days=k) for day in open_days for k in range(SPELL_DAYS)}
        covariates |= {days[k]: drawn[:, k] for k in ahead if days[k] in touched}
    return WeatherPlan(covariates, hot, cold, open_days, years, min(len(past), _RECENT_DAYS), past)


def usual_temperatures(rows: Sequence[Weather], horizon: Horizon) -> dict[date, float]:
    """The usual highest temperature (°C) of each day of ``horizon``, learnt from the weather before it; empty without any."""
    past = {row.date: row.temperature_max for row in sorted(rows, key=lambda row: row.date) if row.date < horizon.start}
    if len(past) < _LEAST_DAYS:
        return {}
    years = ((max(past) - min(past)).days + 1) / YEAR_DAYS
    return dict(zip(horizon.dates, _usual(past, horizon.dates, years).tolist(), strict=True))


def weather_note(plan: WeatherPlan, horizon: Horizon, language: str) -> str:
    """What stands in for weather nobody knows yet; empty where all of it is given or none is used."""
    if not plan.usual:
        return ""
    key = "weather.usual_seasonal" if plan.seasonal else "weather.usual_recent"
    values = {"days": len(plan.usual), "all": horizon.days, "recent": plan.recent}
    return words.say(key, language, years=f"{plan.years:.1f}", **values)


def _features(temperature: FloatArray, hot: float, cold: float) -> FloatArray:
    """``FEATURES`` [draws, days, 3] of temperatures [draws, days]."""
    heat = _trailing(np.maximum(temperature - hot, 0.0))
    chill = _trailing(np.maximum(cold - temperature, 0.0))
    return np.stack([temperature, heat, chill], axis=2)


def _trailing(values: FloatArray) -> FloatArray:
    """Mean of each value and the two before it (fewer at the start), along the last axis."""
    total = np.cumsum(values, axis=-1)
    total[..., SPELL_DAYS:] = total[..., SPELL_DAYS:] - total[..., :-SPELL_DAYS].copy()
    return np.asarray(total / np.minimum(np.arange(values.shape[-1]) + 1, SPELL_DAYS), dtype=np.float64)


def _usual(past: Mapping[date, float], days: Sequence[date], years: float) -> FloatArray:
    """Usual temperature of each day: two yearly waves by least squares from a year of weather on, else the mean of late."""
    values = np.array(list(past.values()))
    if years < 1.0:
        return np.full(len(days), float(values[-_RECENT_DAYS:].mean()))
    coefficients, *_ = np.linalg.lstsq(_year(list(past)), values, rcond=None)
    return np.asarray(np.einsum("ij,j->i", _year(days), coefficients), dtype=np.float64)


def _year(days: Sequence[date]) -> FloatArray:
    angle = np.array([day.toordinal() for day in days]) * (2 * np.pi / YEAR_DAYS)
    waves = [wave(k * angle) for k in range(1, _WAVES + 1) for wave in (np.sin, np.cos)]
    return np.stack([np.ones(len(days)), *waves], axis=1)


def _drawn(given: FloatArray, usual: FloatArray, deviation: FloatArray, start: int, years: float) -> FloatArray:
    """Temperatures [draws, days]: what is given, and for the rest the usual plus deviations of stretches of the past.

    A stretch begins at the same time of an earlier year, up to ``_SEASON_REACH`` days off; where those are too few, anywhere.
    """
    past = np.where(np.isfinite(deviation[:start]), deviation[:start], 0.0)
    length = len(given) - start
    found = []
    for begin in _beginnings(start, years):
        path = np.where(np.isfinite(given), given, usual)
        gaps = np.isnan(given[start:])
        path[start:][gaps] = (usual[start:] + past[(begin + np.arange(length)) % start])[gaps]
        found.append(path)
    return np.array(found)


def _beginnings(start: int, years: float) -> list[int]:
    """Where the stretches begin, days from the first with weather."""
    shifts = range(-_SEASON_REACH, _SEASON_REACH + 1, _SEASON_STEP)
    lags = [round(year * YEAR_DAYS) + shift for year in range(1, int(years) + 2) for shift in shifts]
    found = sorted({start - lag for lag in lags if 0 <= start - lag < start})
    if len(found) < _FEWEST_DRAWS:
        found = sorted({*np.linspace(0, start - 1, _MOST_DRAWS).astype(int).tolist()})
    chosen = np.unique(np.linspace(0, len(found) - 1, min(len(found), _MOST_DRAWS)).astype(int))
    return [found[k] for k in chosen]
