"""Unplanned absence of a month, learnt from past person-days: overall share x weekday x month of the year x team, with an
interval.

    share = absent / at risk,     factor of a group = 1 + w (r - 1),   w = t^2 / (t^2 + D / E + v)

r: absent person-days of the group over those expected (E) at the overall share; t: how far such groups usually differ; D: the
design effect of spells (an illness takes several days: sum of squared spell lengths / sum of lengths; Kish 1965), so that E / D
counts independent illnesses; v: variance of single months, for the month of the year only. Empirical-Bayes shrinkage, as for
holidays and shapes of days. The interval is a gamma law with mean the share and relative variance D / absent + s^2, s the
spread of months beyond chance (a prior of 15 % worth six months).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from scipy.stats import gamma

from wfm.errors import InputError
from wfm.forecast.history import FloatArray

LEAST_PERSON_DAYS = 400.0
LEAST_MONTHS_FOR_SEASON = 12
_HALF_LIFE_DAYS = 365.0
_WEEKDAY, _SEASON, _TEAM = 0.15, 0.25, 0.20
"""t: how far weekdays, months of the year and teams usually differ, relative."""
_USUAL_MONTH, _PRIOR_MONTHS = 0.15, 6.0
_MONTHS = (0.05**2, 0.5**2)
"""Least and largest variance of single months that is believed."""
_MOST = 0.89


@dataclass(frozen=True)
class AbsenceForecast:
    """Unplanned absence expected in ``month``, as shares of rostered person-days.

    ``share`` with ``low`` and ``high`` (10 and 90 %) of the month's mean; ``past``: the share of all past days; ``weekday``:
    float64 [7], share of the month on each weekday; ``season``: factor of the month of the year (1 with under a year of
    history); ``teams``: team -> factor. ``person_days``, ``absent_days``, ``spells``: what it rests on, from ``first`` to
    ``last``; ``spell_days``: the design effect D.
    """

    month: str
    share: float
    low: float
    high: float
    past: float
    weekday: FloatArray
    season: float
    teams: Mapping[str, float]
    person_days: float
    absent_days: float
    spells: int
    spell_days: float
    first: date
    last: date


def forecast_absence(days: pd.DataFrame, team_of: Mapping[str, str], month: str) -> AbsenceForecast:
    """Learn from ``days`` (``wfm.forecast.absence_days.absence_days``, all before ``month``, YYYY-MM).

    Raises InputError when there are too few person-days, and when no absence is recorded at all: that is a missing record rather
    than a centre where nobody is ever ill.
    """
    used = days[days["at_risk"] > 0]
    at_risk = float(used["at_risk"].sum())
    if at_risk < LEAST_PERSON_DAYS:
        raise InputError("absence.too_little", days=f"{at_risk:,.0f}", needed=f"{LEAST_PERSON_DAYS:,.0f}", month=month)
    if not (used["absent"] > 0).any():
        raise InputError("absence.none_recorded", days=f"{at_risk:,.0f}", first=used["date"].min(), last=used["date"].max())
    cells = _Cells.of(used)
    effect = _design_effect(used)
    past = float(cells.absent.sum() / cells.at_risk.sum())
    weekday = cells.factors(cells.weekday, 7, past, effect, _WEEKDAY)
    level = past * weekday[cells.weekday]
    months, numbers = np.unique(cells.month, return_inverse=True)
    spread = _month_spread(cells, level, numbers, effect)
    season = 1.0
    if len(months) >= LEAST_MONTHS_FOR_SEASON:
        own = cells.month % 100 == int(month[5:])
        seen = max(len(np.unique(cells.month[own])), 1)
        season = _factor(cells.absent[own].sum(), (cells.at_risk * level)[own].sum(), effect, _SEASON, spread**2 / seen)
    names, team = np.unique(np.array([team_of.get(name, "") for name in used["employee"]], dtype=np.str_), return_inverse=True)
    by_team = cells.factors(team, len(names), level, effect, _TEAM) if len(names) > 1 else np.ones(len(names))
    share = min(past * season, _MOST)
    relative = effect / max(float(cells.absent.sum()), 1e-9) + spread**2
    low, high = (float(gamma.ppf(point, 1.0 / relative, scale=share * relative)) for point in (0.1, 0.9))
    return AbsenceForecast(
        month=month,
        share=share,
        low=low,
        high=min(high, _MOST),
        past=past,
        weekday=np.minimum(share * weekday, _MOST),
        season=season,
        teams={str(name): float(size) for name, size in zip(names, by_team, strict=True) if name},
        person_days=at_risk,
        absent_days=float(used["absent"].sum()),
        spells=int(used.loc[used["absent"] > 0, "spell"].nunique()),
        spell_days=effect,
        first=used["date"].min(),
        last=used["date"].max(),
    )


@dataclass(frozen=True, eq=False)
class _Cells:
    """Person-days with weights that fade over a year: at_risk, absent float64 [n]; weekday 0..6; month = year x 100 + month."""

    at_risk: FloatArray
    absent: FloatArray
    weekday: np.ndarray
    month: np.ndarray

    @staticmethod
    def of(days: pd.DataFrame) -> _Cells:
        """The rows of ``days`` as arrays."""
        dates = list(days["date"])
        last = max(dates)
        fade = 0.5 ** (np.array([(last - day).days for day in dates]) / _HALF_LIFE_DAYS)
        return _Cells(
            days["at_risk"].to_numpy(np.float64) * fade,
            days["absent"].to_numpy(np.float64) * fade,
            np.array([day.weekday() for day in dates], dtype=np.int64),
            np.array([day.year * 100 + day.month for day in dates], dtype=np.int64),
        )

    def factors(self, group: np.ndarray, count: int, level: float | FloatArray, effect: float, apart: float) -> FloatArray:
        """Shrunken factor of each group, float64 [count]; 1 for a group without person-days."""
        expected = np.bincount(group, weights=self.at_risk * level, minlength=count)
        absent = np.bincount(group, weights=self.absent, minlength=count)
        return np.array([_factor(a, e, effect, apart) for a, e in zip(absent, expected, strict=True)])


def _factor(absent: float, expected: float, effect: float, apart: float, more: float = 0.0) -> float:
    if expected <= 0:
        return 1.0
    weight = apart**2 / (apart**2 + effect / expected + more)
    return float(1.0 + weight * (absent / expected - 1.0))


def _design_effect(days: pd.DataFrame) -> float:
    """Sum of squared lengths / sum of lengths of the spells, in absent person-days; at least 1."""
    lengths = days[days["absent"] > 0].groupby("spell")["absent"].sum().to_numpy(np.float64)
    return max(float((lengths**2).sum() / lengths.sum()), 1.0)


def _month_spread(cells: _Cells, level: FloatArray, numbers: np.ndarray, effect: float) -> float:
    """Relative standard deviation of single months' shares beyond chance, leaning on the prior."""
    expected = np.bincount(numbers, weights=cells.at_risk * level)
    absent = np.bincount(numbers, weights=cells.absent)
    full = expected > 0.25 * np.median(expected)
    beyond = (absent[full] / expected[full] - 1.0) ** 2 - effect / expected[full]
    months = int(full.sum()) - 1
    variance = (float(beyond.sum()) + _PRIOR_MONTHS * _USUAL_MONTH**2) / (months + _PRIOR_MONTHS)
    return float(np.sqrt(np.clip(variance, *_MONTHS)))
