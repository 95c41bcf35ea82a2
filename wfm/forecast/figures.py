"""A backtest in figures: per model, project, hour and lead; ready for JSON, tables and pages."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from wfm.forecast.evaluate import COMBINATION, QUANTILES, BacktestReport
from wfm.forecast.history import FloatArray
from wfm.forecast.metrics import bias, coverage, mase, noise_floor, scaled_crps, wape

LEAD_WEEKS = 7
"""Days of a lead group."""


@dataclass(frozen=True)
class Scores:
    """Measures of a model (``wfm.forecast.metrics``): of days (``daily``, ``bias``, ``mase``, ``daily_crps``,
    ``daily_coverage``) and of intervals (``interval``, ``interval_crps``, ``interval_coverage``, ``floor``: the interval WAPE
    of pure chance). ``calls``: calls judged against; ``days``: days judged. NaN where nothing could be judged."""

    daily: float
    bias: float
    mase: float
    daily_crps: float
    daily_coverage: float
    interval: float
    interval_crps: float
    interval_coverage: float
    floor: float
    calls: float
    days: int


def scores(days: pd.DataFrame, intervals: pd.DataFrame) -> Scores:
    """Measures over rows of ``ProjectBacktest.days`` and ``.intervals``, of one model and one or more projects."""
    actual, mean, quantiles = _arrays(days)
    calls, expected, bands = _arrays(intervals)
    return Scores(
        daily=wape(actual, mean),
        bias=bias(actual, mean),
        mase=mase(actual, mean, days["step"].to_numpy(np.float64)),
        daily_crps=scaled_crps(actual, quantiles),
        daily_coverage=coverage(actual, quantiles),
        interval=wape(calls, expected),
        interval_crps=scaled_crps(calls, bands),
        interval_coverage=coverage(calls, bands),
        floor=noise_floor(calls, expected),
        calls=float(np.nansum(actual)),
        days=int(np.isfinite(actual).sum()),
    )


def ranking(report: BacktestReport, project: str = "") -> dict[str, Scores]:
    """Model -> scores over all projects (or one), smallest interval error first.

    Only the stretches that every model forecast are compared.
    """
    days, intervals = report.days, report.intervals
    if project:
        days, intervals = days[days["project"] == project], intervals[intervals["project"] == project]
    models = _everywhere(days)
    found = {model: scores(days[days["model"] == model], intervals[intervals["model"] == model]) for model in models}
    return dict(sorted(found.items(), key=lambda item: (item[1].interval, item[1].daily, item[0])))


def by_hour(report: BacktestReport, project: str, model: str = COMBINATION) -> list[dict[str, Any]]:
    """Per hour of the day: hour, calls (mean a day), wape, bias, coverage, floor of the intervals that begin in it."""
    rows = _of(report.projects[project].intervals, model)
    hours = rows["slot"] * report.interval_minutes // 60
    return [{"hour": int(str(hour)), **_interval_figures(part)} for hour, part in rows.groupby(hours)]


def by_lead(report: BacktestReport, project: str, model: str = COMBINATION) -> list[dict[str, Any]]:
    """Per week ahead: from, to (days after the last known day), daily (WAPE), bias, daily_coverage, interval (WAPE)."""
    one = report.projects[project]
    days, intervals = _of(one.days, model), _of(one.intervals, model)
    group, cells = (days["lead"] - 1) // LEAD_WEEKS, (intervals["lead"] - 1) // LEAD_WEEKS
    found = []
    for week, part in days.groupby(group):
        score = scores(part, intervals[cells == week])
        found.append(
            {
                "from": int(part["lead"].min()),
                "to": int(part["lead"].max()),
                **{name: getattr(score, name) for name in ("daily", "bias", "daily_coverage", "interval", "days")},
            }
        )
    return found


def worst_days(report: BacktestReport, project: str, count: int = 5, model: str = COMBINATION) -> list[dict[str, Any]]:
    """The days missed by most calls: date, origin, lead, calls, forecast; worst first, a date once."""
    rows = _of(report.projects[project].days, model).dropna(subset=["calls"])
    rows = rows.assign(error=(rows["mean"] - rows["calls"]).abs()).sort_values(["error", "date"], ascending=[False, True])
    rows = rows.drop_duplicates("date").head(count)
    columns = ["date", "origin", "lead", "calls", "mean"]
    return [dict(zip(columns, line, strict=True)) for line in rows[columns].itertuples(index=False, name=None)]


def to_json(report: BacktestReport) -> dict[str, Any]:
    """Everything above as plain data; None for NaN, shares rounded to five places."""
    projects = {}
    for name, one in report.projects.items():
        projects[name] = {
            "models": {model: asdict(score) for model, score in ranking(report, name).items()},
            "weights": one.weights,
            "failed": list(one.failed),
            "origins": list(one.origins),
            "ahead": one.ahead,
            "hours": by_hour(report, name),
            "leads": by_lead(report, name),
            "worst_days": worst_days(report, name),
        }
    overall = {model: asdict(score) for model, score in ranking(report).items()}
    made: dict[str, Any] = rounded(
        {"all": overall, "projects": projects, "without": report.without, "weather_known": report.weather_known}
    )
    return made


def rounded(value: Any) -> Any:
    """``value`` with dates as text, numbers to five places, NaN as None, all the way down."""
    if isinstance(value, dict):
        return {str(key): rounded(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(part) for part in value]
    if isinstance(value, float | np.floating):
        return None if not np.isfinite(value) else round(float(value), 5)
    return value.isoformat() if isinstance(value, date) else int(value) if isinstance(value, np.integer) else value


def _arrays(rows: pd.DataFrame) -> tuple[FloatArray, FloatArray, FloatArray]:
    numbers = (rows["calls"].to_numpy(np.float64), rows["mean"].to_numpy(np.float64))
    return (*numbers, rows[list(QUANTILES)].to_numpy(np.float64))


def _of(rows: pd.DataFrame, model: str) -> pd.DataFrame:
    return rows[rows["model"] == model]


def _everywhere(days: pd.DataFrame) -> list[str]:
    """Models that forecast every project and stretch, in order of appearance."""
    count = days.groupby("model", sort=False).size()
    return [str(model) for model, rows in count.items() if rows == count.max()]


def _interval_figures(rows: pd.DataFrame) -> dict[str, float]:
    calls, mean, quantiles = _arrays(rows)
    stretches = len(rows[["origin", "date"]].drop_duplicates())
    return {
        "calls": float(calls.sum()) / max(stretches, 1),
        "wape": wape(calls, mean),
        "bias": bias(calls, mean),
        "coverage": coverage(calls, quantiles),
        "floor": noise_floor(calls, mean),
    }
