"""One project from history to the numbers of its forecast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from threadpoolctl import threadpool_limits

from wfm.calendars import DayCalendar
from wfm.data.tables import Project
from wfm.errors import InputError
from wfm.forecast.cleaning import Treated, Verdicts, drop, near_zeros, prepared, treatments, without_gaps
from wfm.forecast.daily import DailySeries, day_totals, suspicious_zeros
from wfm.forecast.handling import fit_handling_time
from wfm.forecast.handling_spread import ASSUMED_HANDLING, handling_spread
from wfm.forecast.history import FloatArray, History
from wfm.forecast.judge import Accuracy, judge
from wfm.forecast.members import MEMBERS, Fitted, WeekdayMean
from wfm.forecast.members.shared import covariate_spread, fit_members
from wfm.forecast.opening import BoolArray, Service, open_slots, served
from wfm.forecast.profile import fit_profile
from wfm.forecast.rates import RateLaw
from wfm.forecast.selection import TRAIN_DAYS, Backtest, Choice, choose, run_backtest
from wfm.forecast.spread import special_days
from wfm.timegrid import Horizon

_LONGEST_LEAD = 60
_SHORTEST = 7


@dataclass(frozen=True)
class ProjectForecast:
    """``daily``: float64 [days], expected calls; ``shares``: float64 [days, slots]; ``aht_seconds`` likewise; ``served``:
    bool [days, slots], intervals with service. ``busy_day`` and ``interval_spread``: relative standard deviation of the
    rate of a day and of an interval. ``members``: names averaged. ``facts`` is for the notes."""

    project: str
    daily: FloatArray
    shares: FloatArray
    served: BoolArray
    aht_seconds: FloatArray
    busy_day: float
    interval_spread: float
    members: tuple[str, ...]
    accuracy: Accuracy
    facts: Facts
    rates: RateLaw
    """The distributions of rates and counts, day by day; weather not yet known included."""
    handling_spread: float = ASSUMED_HANDLING
    """Relative standard deviation of a day's true mean handling time around ``aht_seconds``."""
    weather_spread: FloatArray = field(default_factory=lambda: np.zeros(0))
    """float64 [days]: relative standard deviation that weather not yet known adds to the rate of the day."""
    errors: Mapping[date, float] = field(default_factory=dict)
    """Day of the backtest -> its error in standard deviations of the count."""


@dataclass(frozen=True)
class Facts:
    """What was found and decided on the way, for the notes. ``weights``: of the members; ``cleaned``: what they saw."""

    history: History
    known_days: int
    missing: tuple[date, ...] = ()
    zeros: tuple[date, ...] = ()
    outliers: tuple[date, ...] = ()
    failed: tuple[str, ...] = ()
    outside_share: float = 0.0
    unseen_slots: int = 0
    unseen_weekdays: tuple[int, ...] = ()
    closed_holidays: tuple[date, ...] = ()
    makeup_days: tuple[date, ...] = ()
    measured_aht: bool = True
    backtested: bool = True
    all_zero: bool = False
    weights: Mapping[str, float] = field(default_factory=dict)
    cleaned: DailySeries | None = None
    treated: tuple[Treated, ...] = ()


@dataclass(frozen=True)
class Task:
    """What the forecast of a project is asked for. ``covariates``: date -> numbers known for past and coming days,
    [numbers], or [draws, numbers] for coming days of which only a distribution is known."""

    project: Project
    horizon: Horizon
    calendar: DayCalendar
    interval_minutes: int
    fallback_aht: float
    uplift: dict[date, float] = field(default_factory=dict)
    covariates: Mapping[date, FloatArray] = field(default_factory=dict)
    said: Verdicts = field(default_factory=Verdicts)


def forecast_project(history: History, task: Task) -> ProjectForecast | None:
    """Forecast one project; None when history has no usable day."""
    with threadpool_limits(1, "blas"):
        return _forecast_project(history, task)


def _forecast_project(history: History, task: Task) -> ProjectForecast | None:
    ready = usable(history, task)
    history, series = ready.history, ready.series
    service, hours = series.service, open_slots(task.project, task.interval_minutes)
    if series.known == 0:
        return None
    backtest, choice = _compete(series, task)
    fit = prepared(series)
    cleaned = fit.series
    coming = task.horizon.dates
    daily = _predict(cleaned, choice.weights, coming)
    raw_totals = series.totals * series.factor(series.dates)
    profile = fit_profile(history, raw_totals, service)
    handling, measured = fit_handling_time(history, task.calendar, task.fallback_aht)
    judged = judge(history, series, raw_totals, backtest, choice)
    busy_day, interval_spread = judged.busy_day, judged.interval_spread
    shares, weather = profile.shares(coming), covariate_spread(cleaned, coming)
    special = special_days(coming, task.calendar)
    dates = series.dates
    facts = Facts(
        history=history,
        known_days=series.known,
        missing=tuple(dates[k] for k in ready.missing),
        zeros=tuple(dates[k] for k in ready.zeros),
        outliers=tuple(dates[k] for k in fit.outliers),
        failed=backtest.failed,
        outside_share=_outside(history, service, hours),
        unseen_slots=int((hours & ~service.week)[sorted(service.weekdays)].sum()),
        unseen_weekdays=tuple(sorted({w for w in range(7) if hours[w].any()} - service.weekdays)),
        closed_holidays=tuple(d for d in coming if service.rests_on_holidays and task.calendar.holiday(d)),
        makeup_days=tuple(filter(service.borrows, coming)),
        measured_aht=measured,
        backtested=bool(backtest.origins),
        all_zero=bool(np.nansum(series.totals) == 0),
        weights=choice.weights,
        cleaned=cleaned,
        treated=(*ready.stretches, *treatments(day_totals(history, service), ready.zeros, ready.missing, fit)),
    )
    return ProjectForecast(
        project=task.project.project,
        daily=daily,
        shares=shares,
        served=service.mask(coming),
        aht_seconds=handling.by_slot(coming),
        busy_day=busy_day.common,
        interval_spread=interval_spread.common,
        rates=RateLaw(
            daily[:, None] * shares,
            np.hypot(busy_day.of(special), weather),
            np.hypot(interval_spread.of(special), weather),
        ),
        members=choice.members,
        accuracy=judged.accuracy,
        facts=facts,
        handling_spread=handling_spread(history, backtest.origins, task.calendar),
        weather_spread=weather,
        errors=judged.errors,
    )


@dataclass(frozen=True, eq=False)
class Usable:
    """What there is to learn from. ``history``: without gaps; ``series``: its days without event uplift; ``missing``: indices of
    days without a total; ``zeros``: of days whose zero is not believed; ``stretches``: gaps taken out."""

    history: History
    series: DailySeries
    missing: tuple[int, ...]
    zeros: tuple[int, ...]
    stretches: tuple[Treated, ...]


def usable(history: History, task: Task) -> Usable:
    """Recorded calls as the forecast, the backtest and the law of the day learn from them."""
    service = served(history, open_slots(task.project, task.interval_minutes), task.calendar)
    history, stretches = without_gaps(history, service, task.said, task.uplift)
    totals = day_totals(history, service)
    series = DailySeries(history.first, totals, service, task.uplift, task.covariates, task.said.real)
    series = replace(series, totals=totals / series.factor(series.dates))
    zeros = sorted({*suspicious_zeros(series), *near_zeros(series)})
    missing = (int(k) for k in np.flatnonzero(service.opened(series.dates) & ~np.isfinite(totals)))
    return Usable(history, drop(series, zeros), tuple(missing), tuple(zeros), tuple(stretches))


def cleaned_series(history: History, task: Task) -> DailySeries | None:
    """What the members are fitted to: daily totals without events and outliers; None when no day is usable."""
    series = usable(history, task).series
    return prepared(series).series if series.known else None


def _compete(series: DailySeries, task: Task) -> tuple[Backtest, Choice]:
    if series.known < TRAIN_DAYS:
        none = Backtest((), (), {})
        return none, choose(none, series.known)
    gap = max((task.horizon.start - series.first).days - series.days, 0)
    backtest = run_backtest(series, min(gap, _LONGEST_LEAD), max(task.horizon.days, _SHORTEST))
    return backtest, choose(backtest, series.known)


def _predict(cleaned: DailySeries, weights: Mapping[str, float], dates: Sequence[date]) -> FloatArray:
    """Weighted mean of the members trained on everything known; the simplest alone where nothing else is allowed."""
    chosen = trained_members(cleaned, weights)
    return np.asarray(np.sum([weight * fitted.predict(dates) for fitted, weight in chosen], axis=0), dtype=np.float64)


def trained_members(cleaned: DailySeries, weights: Mapping[str, float]) -> list[tuple[Fitted, float]]:
    """The members of ``weights`` trained on everything known, with their weights."""
    chosen = [member for member in MEMBERS if member.name in weights] or [WeekdayMean()]
    found = []
    for member, fitted in fit_members(chosen, cleaned, {}):
        if isinstance(fitted, InputError):
            raise fitted
        found.append((fitted, weights.get(member.name, 1.0)))
    return found


def _outside(history: History, service: Service, hours: BoolArray) -> float:
    """Share of recorded calls outside the opening hours."""
    weekday = np.array([day.weekday() for day in history.dates])
    calls = np.nan_to_num(history.calls)
    return float(calls[~hours[weekday] & ~service.mask(history.dates)].sum() / max(calls.sum(), 1e-9))
