"""``backtest``: every member and their combination judged from points in the past, as a planner would have seen them.

The rolling origins are those of ``wfm.forecast.selection``. At each the members, the day's shape and the spread know only what
was known then; the combination's weights, and the spread of every model, come from the other origins.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from wfm.data.tables import Project
from wfm.data.workspace import Workspace
from wfm.errors import InputError, UsageError
from wfm.forecast.daily import DailySeries
from wfm.forecast.event_history import past_effects
from wfm.forecast.handling import fit_handling_time
from wfm.forecast.history import FloatArray, History
from wfm.forecast.judge import Past
from wfm.forecast.metrics import seasonal_step
from wfm.forecast.profile import fit_profile
from wfm.forecast.project import Task, usable
from wfm.forecast.selection import ORIGINS, TRAIN_DAYS, Backtest, choose, combined_held_out, run_backtest
from wfm.forecast.spread import ASSUMED, LEVELS, count_quantile, even, special_days
from wfm.forecast.task import project_task, recorded_history, workspace_calendar
from wfm.forecast.weather import plan_weather
from wfm.timegrid import Horizon

COMBINATION = "combination"
"""Name of the weighted mean of the members, what ``wfm forecast`` uses."""
QUANTILES = ("p10", "p50", "p90")


@dataclass(frozen=True)
class ProjectBacktest:
    """The past forecasts of one project.

    ``days``: a row per model, origin and open day: model, origin (date of the first day forecast), date, lead (days after the
    last known day, from 1), calls (as recorded, NaN = unknown), mean, p10, p50, p90, step (``seasonal_step`` of the training
    days). ``intervals``: a row per model and recorded interval of those days: slot and aht_seconds instead of step.
    ``weights``: member -> weight in the combination now. ``failed``: members that broke down. ``known``: last day known.
    """

    project: str
    days: pd.DataFrame
    intervals: pd.DataFrame
    weights: dict[str, float]
    failed: tuple[str, ...]
    known: date

    @property
    def origins(self) -> tuple[date, ...]:
        """First day of each stretch forecast, oldest first."""
        return tuple(dict.fromkeys(self.days["origin"]))

    @property
    def ahead(self) -> int:
        """Days between the last known day and the first forecast."""
        return int(self.days["lead"].min()) - 1


@dataclass(frozen=True)
class BacktestReport:
    """``projects``: project -> its backtest; ``without``: project -> days of history, too few for one. ``weather_known``: whether
    the models were told the weather of the days they forecast, which flatters them a month ahead."""

    projects: dict[str, ProjectBacktest]
    without: dict[str, int]
    interval_minutes: int
    weather_known: bool = False

    @property
    def days(self) -> pd.DataFrame:
        """``days`` of all projects, with a column project."""
        return pd.concat([one.days.assign(project=name) for name, one in self.projects.items()], ignore_index=True)

    @property
    def intervals(self) -> pd.DataFrame:
        """``intervals`` of all projects, with a column project."""
        return pd.concat([one.intervals.assign(project=name) for name, one in self.projects.items()], ignore_index=True)


def backtest(
    workspace: Workspace, *, projects: Sequence[str] = (), origins: int = ORIGINS, days: int = 28, ahead: int = 0
) -> BacktestReport:
    """Judge the members on every project (or ``projects``) from up to ``origins`` points in the past.

    ``days``: length of each stretch forecast; ``ahead``: days left out between the last known day and the first forecast. A
    short history gets fewer origins, days and days ahead; under seven weeks there is none. Raises UsageError for an unknown
    project or a number under 1, InputError when no project has enough history.
    """
    for name, value, least in (("origins", origins, 1), ("days", days, 7), ("ahead", ahead, 0)):
        if value < least:
            raise UsageError("backtest.bad_number", name=name, value=value, least=least)
    found: dict[str, ProjectBacktest] = {}
    without: dict[str, int] = {}
    calendar = workspace_calendar(workspace)
    after = _after(workspace)
    past = past_effects(workspace, after, calendar)
    weather = plan_weather(workspace.weather, Horizon(after, 1))
    for project in _chosen(workspace, projects):
        history = recorded_history(workspace, project.project, after)
        task = project_task(workspace, project, Horizon(after, 1), calendar, past, weather)
        made = backtest_project(history, task, origins=origins, days=days, ahead=ahead) if history else None
        if made is None:
            without[project.project] = history.days if history else 0
        else:
            found[project.project] = made
    if not found:
        raise InputError("backtest.nothing_to_judge", projects=len(without), needed=TRAIN_DAYS + 7)
    return BacktestReport(found, without, workspace.centre.interval_minutes, bool(weather.covariates))


def backtest_project(
    history: History, task: Task, *, origins: int = ORIGINS, days: int = 28, ahead: int = 0
) -> ProjectBacktest | None:
    """The backtest of one project; None when its history is too short. ``task.horizon`` is not looked at."""
    ready = usable(history, task)
    history, series = ready.history, ready.series
    if series.known < TRAIN_DAYS:
        return None
    with threadpool_limits(1, "blas"):
        run = run_backtest(series, ahead, days, count=origins)
    if not run.origins or not run.predicted:
        return None
    predicted = {COMBINATION: combined_held_out(run), **run.predicted}
    spread = {model: _spread_of_days(series, run, means) for model, means in predicted.items()}
    steps = [seasonal_step(series.totals[: origin.train]) for origin in run.origins]
    day_rows = [
        _day_rows(series, run, k, model, means[k], spread[model][k]).assign(step=steps[k])
        for model, means in predicted.items()
        for k in range(len(run.origins))
    ]
    return ProjectBacktest(
        project=task.project.project,
        days=pd.concat(day_rows, ignore_index=True),
        intervals=_intervals(history, series, run, predicted, spread, task),
        weights=dict(choose(run, series.known).weights),
        failed=run.failed,
        known=history.dates[-1],
    )


def _chosen(workspace: Workspace, names: Iterable[str]) -> list[Project]:
    known = {project.project: project for project in workspace.projects}
    asked = list(names) or list(known)
    for name in asked:
        if name not in known:
            raise UsageError("backtest.unknown_project", value=name, known=", ".join(known))
    return [known[name] for name in asked]


def _after(workspace: Workspace) -> date:
    """A day after everything recorded."""
    return date.min if workspace.history.empty else workspace.history["start"].max().date() + timedelta(days=1)


def _spread_of_days(series: DailySeries, run: Backtest, means: Sequence[FloatArray]) -> list[FloatArray]:
    """For each origin the relative spread of each day's rate that the other origins show; an assumption where there are none."""
    return _held_out(series, run, run.actual, means)


def _held_out(series: DailySeries, run: Backtest, calls: Sequence[FloatArray], means: Sequence[FloatArray]) -> list[FloatArray]:
    """The same for values [days] or [days, slots] of each origin; days at a holiday have their own."""
    parts = []
    for k, (origin, seen, mean) in enumerate(zip(run.origins, calls, means, strict=True)):
        wide = seen.size // len(seen)
        special = special_days(series.dates[origin.first : origin.last], series.calendar)
        day = np.arange(origin.first, origin.last)
        parts.append((seen.ravel(), mean.ravel(), np.repeat(special, wide), np.repeat(day, wide), np.full(seen.size, k)))
    past = Past(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    found = np.split(past.held_out(ASSUMED, even(ASSUMED)), np.cumsum([seen.size for seen in calls])[:-1])
    return [spread.reshape(seen.shape) for spread, seen in zip(found, calls, strict=True)]


def _day_rows(series: DailySeries, run: Backtest, k: int, model: str, mean: FloatArray, spread: FloatArray) -> pd.DataFrame:
    origin = run.origins[k]
    dates = series.dates[origin.first : origin.last]
    rows = pd.DataFrame(
        {
            "model": model,
            "origin": dates[0],
            "date": dates,
            "lead": np.arange(origin.first, origin.last) - origin.train + 1,
            "calls": run.actual[k],
            "mean": mean,
            **_quantiles(mean, spread),
        }
    )
    return rows[series.service.opened(dates)]


def _quantiles(mean: FloatArray, spread: FloatArray) -> dict[str, FloatArray]:
    return {name: count_quantile(mean, spread, level) for name, level in zip(QUANTILES, LEVELS, strict=True)}


def _intervals(
    history: History,
    series: DailySeries,
    run: Backtest,
    predicted: dict[str, tuple[FloatArray, ...]],
    of_days: dict[str, list[FloatArray]],
    task: Task,
) -> pd.DataFrame:
    """The rows of ``ProjectBacktest.intervals``: served and recorded intervals of days that are believed."""
    raw_totals = series.totals * series.factor(series.dates)
    shares, calls, places = [], [], []
    for k, origin in enumerate(run.origins):
        dates = series.dates[origin.first : origin.last]
        shares.append(fit_profile(history.until(origin.train), raw_totals[: origin.train], series.service).shares(dates))
        believed = np.isfinite(run.actual[k])[:, None] & series.service.mask(dates)
        calls.append(np.where(believed, history.calls[origin.first : origin.last], np.nan))
        handling, _ = fit_handling_time(history.until(origin.train), task.calendar, task.fallback_aht)
        places.append(_places(dates, origin.first - origin.train, handling.by_slot(dates), np.isfinite(calls[k])))
    frames = []
    for model, daily in predicted.items():
        means = [day[:, None] * share for day, share in zip(daily, shares, strict=True)]
        spread = _held_out(series, run, calls, means)
        for k, place in enumerate(places):
            seen = np.isfinite(calls[k])
            mean, own = means[k][seen], np.maximum(spread[k], of_days[model][k][:, None])[seen]
            frames.append(place.assign(model=model, calls=calls[k][seen], mean=mean, **_quantiles(mean, own)))
    return pd.concat(frames, ignore_index=True)


def _places(dates: Sequence[date], gap: int, aht: FloatArray, seen: np.ndarray) -> pd.DataFrame:
    """Where the recorded intervals of an origin lie: origin, date, lead, slot; and their handling time."""
    day, slot = np.nonzero(seen)
    stamps = np.array(dates, dtype=object)
    return pd.DataFrame({"origin": dates[0], "date": stamps[day], "lead": day + gap + 1, "slot": slot, "aht_seconds": aht[seen]})
