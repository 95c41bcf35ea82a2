"""Why a day's forecast is what it is: parts in calls and percent that add up to it, members, days that speak most, error.

Each member's forecast is taken apart on the log scale, where its parts add up: log T = level + trend + weekday + ... . Calls of
a part follow by the logarithmic mean (LMDI; Ang 2005, Energy Policy 33): L(T, B) x part, with T the forecast, B = exp(level) and
L(T, B) = (T - B) / log(T / B). They sum to T - B exactly and in no order of their own; the combination's are the weighted
sums of its members'.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from wfm.calendars import Position
from wfm.data.demand import Forecast
from wfm.data.workspace import Workspace
from wfm.errors import UsageError
from wfm.forecast.adjust import adjusted, model_calls
from wfm.forecast.daily import DailySeries
from wfm.forecast.engine import interval_rows, project_forecast
from wfm.forecast.judge import Accuracy
from wfm.forecast.members import Fitted, Process, Regression
from wfm.forecast.members.regression import fit_log_model
from wfm.forecast.project import ProjectForecast, trained_members
from wfm.forecast.spread import LEVELS, count_quantile
from wfm.forecast.task import workspace_calendar
from wfm.forecast.weather import plan_weather
from wfm.timegrid import Horizon, month_horizon

PARTS = ("level", "trend", "weekday", "month", "season", "holiday", "temperature", "event", "adjustment", "today")
"""Names of the parts, in the order they are shown."""
_SPEAKING = 8
_LEAST_CALLS = 1e-6


@dataclass(frozen=True)
class Part:
    """``calls``: what the part adds; ``percent``: by which it multiplies what was there, 12.0 = 12 % more (NaN for the level)."""

    name: str
    calls: float
    percent: float


@dataclass(frozen=True)
class SpeakingDay:
    """A day of the history: ``share`` of all days' weights in the Gaussian process, and its calls."""

    day: date
    share: float
    calls: float


@dataclass(frozen=True)
class Explanation:
    """A day's forecast explained. ``calls`` = sum of the parts' calls; ``low``, ``high``: p10 and p90 of the count; ``busy_day``:
    relative standard deviation of the rate. ``members``: name -> (weight, calls). ``temperature``: °C, NaN without;
    ``temperature_known``: given, not the season's. ``events``: (name, uplift). ``closed``: no service, no calls."""

    project: str
    day: date
    calls: float
    low: float
    high: float
    busy_day: float
    parts: tuple[Part, ...]
    members: Mapping[str, tuple[float, float]]
    days: tuple[SpeakingDay, ...]
    accuracy: Accuracy
    closed: bool
    history_end: date
    holiday: Position | None
    temperature: float
    temperature_known: bool
    events: tuple[tuple[str, float], ...]


def explain_forecast(
    workspace: Workspace,
    project: str,
    day: date,
    *,
    temperature: float | None = None,
    later: Mapping[str, float] | None = None,
    horizon: Horizon | None = None,
) -> Explanation:
    """Take apart the forecast of ``day`` as made for ``horizon`` (default: its month).

    ``temperature``: highest temperature (°C) of that day instead of what is known. ``later``: factors laid over the forecast, by
    part (``today``: correction by the calls so far). Raises UsageError for an unknown project and for a temperature without
    past weather, InputError for a project without history.
    """
    horizon = horizon or month_horizon(f"{day:%Y-%m}")
    return _explained(workspace, project_forecast(workspace, project, horizon), horizon, day, temperature, later or {})


def compare_temperature(
    workspace: Workspace, project: str, day: date, temperature: float, horizon: Horizon | None = None
) -> tuple[Explanation, Explanation]:
    """The day at ``temperature`` (°C), and as forecast; raises as ``explain_forecast`` does."""
    horizon = horizon or month_horizon(f"{day:%Y-%m}")
    result = project_forecast(workspace, project, horizon)
    asked, usual = (_explained(workspace, result, horizon, day, value, {}) for value in (temperature, None))
    return asked, usual


def _explained(
    workspace: Workspace,
    result: ProjectForecast,
    horizon: Horizon,
    day: date,
    temperature: float | None,
    later: Mapping[str, float],
) -> Explanation:
    project = result.project
    plan = plan_weather(workspace.weather, horizon, None if temperature is None else {day: temperature})
    if temperature is not None and not plan.covariates:
        raise UsageError("explain_forecast.no_weather", project=project, days=len(workspace.weather))
    assert result.facts.cleaned is not None
    cleaned = result.facts.cleaned
    if temperature is not None:
        cleaned = replace(cleaned, covariates=plan.covariates)
    chosen = trained_members(cleaned, result.facts.weights)
    factors = {"adjustment": _adjustment(workspace, result, horizon, day), **later}
    calls, parts = _combined(chosen, cleaned, day, factors)
    where = horizon.dates.index(day)
    known = 0.0 if temperature is None else float(result.weather_spread[where])
    spread = float(np.sqrt(max(float(result.rates.busy_day[where]) ** 2 - known**2, 0.0)))
    low, high = (float(count_quantile(np.array([calls]), spread, level)[0]) for level in (LEVELS[0], LEVELS[2]))
    drawn = plan.covariates.get(day)
    return Explanation(
        project=project,
        day=day,
        calls=calls,
        low=low,
        high=high,
        busy_day=spread,
        parts=parts,
        members={fitted.name: (weight, float(fitted.predict([day])[0])) for fitted, weight in chosen},
        days=_speaking(cleaned, chosen, day),
        accuracy=result.accuracy,
        closed=not bool(cleaned.service.opened([day])[0]),
        history_end=_end(result),
        holiday=workspace_calendar(workspace).position(day),
        temperature=float("nan") if drawn is None else float(np.atleast_2d(drawn)[:, 0].mean()),
        temperature_known=drawn is not None and day not in plan.usual,
        events=tuple((e.name, e.uplift) for e in workspace.events if e.project == project and e.from_date <= day <= e.to_date),
    )


def _adjustment(workspace: Workspace, result: ProjectForecast, horizon: Horizon, day: date) -> float:
    """The planner's adjustments of the day as a factor."""
    centre = workspace.centre
    made = Forecast(interval_rows(result, horizon, centre.interval_minutes, centre.timezone))
    rows = adjusted(made, workspace.adjustments).frame
    rows = rows[rows["start"].dt.date == day]
    before, after = float(model_calls(rows).sum()), float(rows["calls"].sum())
    return max(after, _LEAST_CALLS) / before if before > 0 else 1.0


def _end(result: ProjectForecast) -> date:
    return result.facts.history.dates[-1]


def _combined(
    chosen: Sequence[tuple[Fitted, float]], cleaned: DailySeries, day: date, later: Mapping[str, float]
) -> tuple[float, tuple[Part, ...]]:
    """The day's calls and their parts: the members' parts by the logarithmic mean, weighted."""
    moved = float(np.prod(list(later.values())))
    total = base = 0.0
    calls = dict.fromkeys(PARTS, 0.0)
    for fitted, weight in chosen:
        final = float(fitted.predict([day])[0]) * moved
        if final <= _LEAST_CALLS:
            continue
        logs = _log_parts(fitted, cleaned, day) | {name: float(np.log(factor)) for name, factor in later.items()}
        start = final / float(np.exp(sum(logs.values())))
        middle = _log_mean(final, start)
        for name, log in logs.items():
            calls[name] += weight * middle * log
        base += weight * start
        total += weight * final
    calls["level"] = base
    middle = _log_mean(total, base)
    percent = {name: 100.0 * float(np.expm1(value / middle)) if middle > 0 else 0.0 for name, value in calls.items()}
    parts = (Part(name, calls[name], float("nan") if name == "level" else percent[name]) for name in PARTS)
    return total, tuple(part for part in parts if part.name in ("level", "trend", "weekday") or abs(part.calls) > 1e-6 * total)


def _log_mean(first: float, second: float) -> float:
    """(a - b) / log(a / b), a where they are equal, 0 where one is 0."""
    if first <= 0 or second <= 0:
        return 0.0
    gap = np.log(first / second)
    return float(first if abs(gap) < 1e-12 else second * np.expm1(gap) / gap)


def _log_parts(fitted: Fitted, cleaned: DailySeries, day: date) -> dict[str, float]:
    """Every part but the level of one member's forecast, on the log scale; the level is what remains."""
    event = float(np.log(cleaned.factor([day])[0]))
    soon = _week(cleaned, cleaned.dates[-1] + timedelta(days=4), day)
    around = _week(cleaned, day, day)
    dates = [day, *soon, *around]
    parts = _process_parts(fitted, dates) if fitted.name == Process.name else _other_parts(fitted, cleaned, dates)
    level, weekday = parts.pop("level"), parts.pop("weekday")
    here, now, then = slice(0, 1), slice(1, 1 + len(soon)), slice(1 + len(soon), None)
    usual = float(weekday[then].mean())
    change = level[then].mean() + usual - level[now].mean() - float(weekday[now].mean())
    drift = float(level[here][0] - level[then].mean())
    found = {"trend": float(change) + drift, "weekday": float(weekday[0]) - usual, "event": event}
    return found | {name: float(values[0]) for name, values in parts.items()}


def _week(cleaned: DailySeries, middle: date, otherwise: date) -> list[date]:
    """The days with service (by weekday) within three days of ``middle``."""
    days = [middle + timedelta(days=k) for k in range(-3, 4)]
    return [day for day in days if day.weekday() in cleaned.open_weekdays] or [otherwise]


def _process_parts(fitted: Fitted, dates: Sequence[date]) -> dict[str, np.ndarray]:
    trained = Process().trained(fitted.series, fitted.learnt)
    parts = trained.log_effects(dates)
    response = parts.pop("covariates") - trained.usual_effect
    return {**parts, "temperature": response}


def _other_parts(fitted: Fitted, cleaned: DailySeries, dates: Sequence[date]) -> dict[str, np.ndarray]:
    """A member that is asked only for predictions: holidays as in the regression, weekday against the week's mean."""
    model = fit_log_model(fitted.series)
    holiday = model.day_effect(dates)
    plain = np.log(np.maximum(fitted.predictor(dates), _LEAST_CALLS)) - holiday
    season, month = model.waves(dates) if fitted.name == Regression.name else (np.zeros(len(dates)), np.zeros(len(dates)))
    response = np.log(fitted.series.factor(dates) / cleaned.factor(dates))
    return {
        "level": np.zeros(len(dates)),
        "weekday": plain - season - month,
        "holiday": holiday,
        "season": season,
        "month": month,
        "temperature": response,
    }


def _speaking(cleaned: DailySeries, chosen: Sequence[tuple[Fitted, float]], day: date) -> tuple[SpeakingDay, ...]:
    """The days of the history with most weight in the Gaussian process; none where it is not among the members."""
    own = next((fitted for fitted, _ in chosen if fitted.name == Process.name), None)
    if own is None:
        return ()
    trained = Process().trained(cleaned, own.learnt)
    weight = np.abs(trained.day_weights(day))
    share = weight / max(float(weight.sum()), 1e-12)
    first = np.argsort(-share, kind="stable")[:_SPEAKING]
    return tuple(SpeakingDay(trained.task.dates[k], float(share[k]), float(trained.task.totals[k])) for k in first)
