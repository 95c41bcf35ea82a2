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
from wfm.forecast.history import FloatArray, History, IntArray
from wfm.forecast.members import MEMBERS, Fitted, WeekdayMean
from wfm.forecast.members.shared import covariate_spread, fit_members
from wfm.forecast.opening import BoolArray, Service, open_slots, served
from wfm.forecast.profile import fit_profile
from wfm.forecast.rates import RateLaw
from wfm.forecast.selection import TRAIN_DAYS, Backtest, Choice, choose, combined_held_out, run_backtest
from wfm.forecast.spread import ASSUMED, Spread, at_least, coverage_share, even, fit_spread, special_days
from wfm.timegrid import Horizon

_LONGEST_LEAD = 60
_SHORTEST = 7


@dataclass(frozen=True)
class Accuracy:
    """Backtest figures of one project; NaN where no backtest was possible.

    ``daily``, ``interval``: WAPE (sum of absolute errors / sum of calls) of daily totals and of intervals; ``naive``: daily
    WAPE of seasonal-naive; ``floor``: the interval WAPE of a perfect forecast of Poisson calls, from
    E|N - m| = sqrt(2 m / pi); ``daily_coverage``, ``interval_coverage``: share within p10..p90; ``days``: forecasts of a
    day judged, from ``origins`` points in the past, up to ``ahead`` days ahead.
    """

    daily: float = float("nan")
    naive: float = float("nan")
    interval: float = float("nan")
    floor: float = float("nan")
    daily_coverage: float = float("nan")
    interval_coverage: float = float("nan")
    days: int = 0
    origins: int = 0
    ahead: int = 0


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
    weather_spread: FloatArray = field(default_factory=lambda: np.zeros(0))
    """float64 [days]: relative standard deviation that weather not yet known adds to the rate of the day."""


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
    hours = open_slots(task.project, task.interval_minutes)
    service = served(history, hours, task.calendar)
    history, stretches = without_gaps(history, service, task.said, task.uplift)
    series, missing, zeros = daily_series(history, service, task)
    if series.known == 0:
        return None
    backtest, choice = _compete(series, task)
    ready = prepared(series)
    cleaned, outliers = ready.series, ready.outliers
    coming = task.horizon.dates
    daily = _predict(cleaned, choice.weights, coming)
    raw_totals = series.totals * series.factor(series.dates)
    profile = fit_profile(history, raw_totals, service)
    handling, measured = fit_handling_time(history, task.calendar, task.fallback_aht)
    accuracy, busy_day, interval_spread = _judge(history, series, raw_totals, backtest, choice)
    shares, weather = profile.shares(coming), covariate_spread(cleaned, coming)
    special = special_days(coming, task.calendar)
    dates = series.dates
    facts = Facts(
        history=history,
        known_days=series.known,
        missing=tuple(dates[k] for k in missing),
        zeros=tuple(dates[k] for k in zeros),
        outliers=tuple(dates[k] for k in outliers),
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
        treated=(*stretches, *treatments(day_totals(history, service), zeros, missing, ready)),
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
        accuracy=accuracy,
        facts=facts,
        weather_spread=weather,
    )


def daily_series(history: History, service: Service, task: Task) -> tuple[DailySeries, list[int], list[int]]:
    """The daily series without event uplift, the indices of missing days and of days whose zero is not believed."""
    totals = day_totals(history, service)
    series = DailySeries(history.first, totals, service, task.uplift, task.covariates, task.said.real)
    series = replace(series, totals=totals / series.factor(series.dates))
    zeros = sorted({*suspicious_zeros(series), *near_zeros(series)})
    missing = [int(k) for k in np.flatnonzero(service.opened(series.dates) & ~np.isfinite(totals))]
    return drop(series, zeros), missing, zeros


def cleaned_series(history: History, task: Task) -> DailySeries | None:
    """What the members are fitted to: daily totals without events and outliers; None when no day is usable."""
    service = served(history, open_slots(task.project, task.interval_minutes), task.calendar)
    history, _ = without_gaps(history, service, task.said, task.uplift)
    series, _, _ = daily_series(history, service, task)
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


@dataclass(frozen=True)
class _Past:
    """Forecasts of the past, one entry per case: recorded ``calls`` (NaN = not known), the ``mean`` forecast, whether the day is
    ``special``, the number of its ``day`` and of its ``origin``."""

    calls: FloatArray
    mean: FloatArray
    special: BoolArray
    day: IntArray
    origin: IntArray

    def spread(self, default: float) -> Spread:
        """The spread that all origins show."""
        return fit_spread(self.calls, self.mean, self.special, self.day, default)

    def coverage(self, default: float) -> float:
        """Share within p10..p90, each origin judged with the spread that the others show; one origin by its own."""
        spread = np.empty(len(self.mean))
        for here in np.unique(self.origin):
            own = self.origin == here
            spread[own] = (self if own.all() else self._only(~own)).spread(default).of(self.special[own])
        return coverage_share(self.calls, self.mean, spread)

    def _only(self, use: BoolArray) -> _Past:
        return _Past(self.calls[use], self.mean[use], self.special[use], self.day[use], self.origin[use])


def _judge(
    history: History, series: DailySeries, raw_totals: FloatArray, backtest: Backtest, choice: Choice
) -> tuple[Accuracy, Spread, Spread]:
    """Accuracy, and spread of days and of intervals, from the backtest of the combination with weights learnt on the other
    origins: weights fitted to the days judged would make it look too sure."""
    if not backtest.origins:
        return Accuracy(), even(ASSUMED), even(ASSUMED)
    days, intervals = _past(history, series, raw_totals, backtest)
    busy_day = days.spread(ASSUMED)
    interval_spread = at_least(intervals.spread(busy_day.common), busy_day)
    known = np.isfinite(intervals.calls) & (intervals.mean > 0)
    calls, mean = intervals.calls[known], intervals.mean[known]
    volume = max(float(calls.sum()), 1e-9)
    accuracy = Accuracy(
        daily=choice.error,
        naive=choice.naive,
        interval=float(np.abs(calls - mean).sum()) / volume,
        floor=float(np.sqrt(2.0 * mean / np.pi).sum()) / volume,
        daily_coverage=days.coverage(ASSUMED),
        interval_coverage=intervals.coverage(busy_day.common),
        days=int(np.isfinite(days.calls).sum()),
        origins=len(backtest.origins),
        ahead=max(origin.last - origin.train for origin in backtest.origins),
    )
    return accuracy, busy_day, interval_spread


def _past(history: History, series: DailySeries, raw_totals: FloatArray, backtest: Backtest) -> tuple[_Past, _Past]:
    """Days and intervals forecast from the origins of the backtest."""
    days, intervals = [], []
    for k, (origin, daily) in enumerate(zip(backtest.origins, combined_held_out(backtest), strict=True)):
        dates = series.dates[origin.first : origin.last]
        shares = fit_profile(history.until(origin.train), raw_totals[: origin.train], series.service).shares(dates)
        believed = np.isfinite(raw_totals[origin.first : origin.last])[:, None]
        calls = np.where(believed, history.calls[origin.first : origin.last], np.nan)
        number = np.arange(origin.first, origin.last)
        place = (special_days(dates, series.calendar), number, np.full(len(dates), k))
        days.append((backtest.actual[k], daily, *place))
        intervals.append((calls.ravel(), (daily[:, None] * shares).ravel(), *(np.repeat(p, calls.shape[1]) for p in place)))
    found = [_Past(*(np.concatenate(column) for column in zip(*parts, strict=True))) for parts in (days, intervals)]
    return found[0], found[1]


def _outside(history: History, service: Service, hours: BoolArray) -> float:
    """Share of recorded calls outside the opening hours."""
    weekday = np.array([day.weekday() for day in history.dates])
    calls = np.nan_to_num(history.calls)
    return float(calls[~hours[weekday] & ~service.mask(history.dates)].sum() / max(calls.sum(), 1e-9))
