"""What people must know about a forecast, as sentences of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import numpy as np

from wfm import words
from wfm.calendars import DayCalendar, holiday_label
from wfm.data.workspace import Workspace
from wfm.forecast.events import PHASES, Observed, project_effects
from wfm.forecast.members.design import YEARLY_FROM_DAYS
from wfm.forecast.project import ProjectForecast
from wfm.forecast.selection import TRAIN_DAYS
from wfm.timegrid import Horizon

_LISTED = 8
_STALE_DAYS = 62
_WORTH_SAYING = 0.005


def model_text(result: ProjectForecast, language: str) -> str:
    """Which model was used, and how it did in the backtest."""
    names = " + ".join(words.say("forecast.member_" + name.replace("-", "_"), language) for name in result.members)
    seen = result.accuracy
    if not result.facts.backtested:
        return words.say("forecast.model_untested", language, model=names, days=result.facts.known_days)
    return words.say(
        "forecast.model_tested",
        language,
        model=names,
        origins=seen.origins,
        ahead=seen.ahead,
        daily=_percent(seen.daily),
        naive=_percent(seen.naive),
        interval=_percent(seen.interval),
        floor=_percent(seen.floor),
        daily_coverage=_percent(seen.daily_coverage),
        interval_coverage=_percent(seen.interval_coverage),
    )


def notes_without_forecast(project: str, language: str, key: str = "forecast.no_history") -> str:
    """The note for a project that gets no forecast."""
    return words.say(key, language, project=project)


def project_notes(
    result: ProjectForecast,
    workspace: Workspace,
    horizon: Horizon,
    calendar: DayCalendar,
    language: str,
    past: Sequence[Observed] = (),
) -> list[str]:
    """Everything worth knowing about one project's forecast, most serious first."""
    found = [
        *_about_history(result, horizon),
        *_about_model(result),
        *_about_days(result, language),
        *_about_hours(result, workspace, language),
        *_about_calendar(result, horizon, calendar, language),
    ]
    spoken = [words.say(f"forecast.{key}", language, project=result.project, **values) for key, values in found]
    found = [*_about_treated(result), *_about_events(result, workspace, horizon, past)]
    return spoken + [
        words.say(f"forecast_cleaning.note_{key}", language, project=result.project, **values) for key, values in found
    ]


Note = tuple[str, dict[str, object]]


def _about_history(result: ProjectForecast, horizon: Horizon) -> Iterator[Note]:
    facts = result.facts
    last = facts.history.dates[-1]
    if facts.all_zero:
        yield "all_zero", {}
    if facts.known_days < TRAIN_DAYS:
        yield "short_history", {"days": facts.known_days, "needed": TRAIN_DAYS}
    elif not facts.backtested:
        yield "no_backtest", {"days": facts.history.days}
    elif facts.history.days < YEARLY_FROM_DAYS:
        yield "no_yearly_season", {"days": facts.history.days}
    needed = (horizon.end - last).days
    if 0 < result.accuracy.ahead < needed:
        yield "short_lead", {"ahead": result.accuracy.ahead, "needed": needed}
    lead = (horizon.start - last).days - 1
    if lead > _STALE_DAYS:
        yield "stale_history", {"last": last, "days": lead}


def _about_model(result: ProjectForecast) -> Iterator[Note]:
    facts, seen = result.facts, result.accuracy
    if seen.daily > seen.naive + _WORTH_SAYING / 5:
        yield "naive_not_beaten", {"daily": _percent(seen.daily), "naive": _percent(seen.naive)}
    for member in facts.failed:
        yield "failed_member", {"member": member}
    if not facts.measured_aht:
        yield "aht_fallback", {"seconds": round(float(result.aht_seconds.mean())) if result.aht_seconds.size else 0}


def _about_days(result: ProjectForecast, language: str) -> Iterator[Note]:
    for key, days in (
        ("missing_days", result.facts.missing),
        ("zero_days", result.facts.zeros),
        ("outliers", result.facts.outliers),
    ):
        if days:
            yield key, {"count": len(days), "dates": _dates(days, language)}


def _about_hours(result: ProjectForecast, workspace: Workspace, language: str) -> Iterator[Note]:
    facts = result.facts
    if facts.history.step != workspace.centre.interval_minutes:
        yield "other_step", {"step": facts.history.step, "interval": workspace.centre.interval_minutes}
    if facts.outside_share > _WORTH_SAYING:
        yield "outside_hours", {"share": _percent(facts.outside_share)}
    if facts.unseen_weekdays:
        names = [words.say(f"forecast.weekday_{w}", language) for w in facts.unseen_weekdays]
        yield "unseen_weekdays", {"weekdays": ", ".join(names)}
    if facts.unseen_slots:
        yield "unseen_slots", {"count": facts.unseen_slots}


def _about_calendar(result: ProjectForecast, horizon: Horizon, calendar: DayCalendar, language: str) -> Iterator[Note]:
    history = result.facts.history
    dates = history.dates
    for year in sorted({day.year for day in dates}):
        if not calendar.covers(year):
            yield "history_year_uncovered", {"year": year, "country": calendar.country}
    past = {found.name for day in dates if (found := calendar.holiday(day)) is not None}
    coming = {found.name for day in horizon.dates if (found := calendar.holiday(day)) is not None}
    if result.facts.makeup_days:
        yield "makeup_days", {"dates": _dates(result.facts.makeup_days, language)}
    if result.facts.closed_holidays:
        yield "closed_holidays", {"dates": _dates(result.facts.closed_holidays, language)}
    elif coming - past:
        names = [holiday_label(name, language) for name in sorted(coming - past)]
        yield "unseen_holiday", {"names": ", ".join(names)}


def _about_events(result: ProjectForecast, workspace: Workspace, horizon: Horizon, past: Sequence[Observed]) -> Iterator[Note]:
    for effect in project_effects(workspace.events, result.project, past):
        event = effect.event
        if event.from_date <= horizon.end and event.to_date >= horizon.start:
            sizes = {name: f"{getattr(effect, name) - 1.0:+.0%}" for name in PHASES}
            if effect.seen:
                yield "event_learnt", {"name": event.name, "count": effect.seen, "given": f"{event.uplift:+.0%}", **sizes}
            else:
                yield "event_unseen", {"name": event.name, "given": f"{event.uplift:+.0%}"}


def _about_treated(result: ProjectForecast) -> Iterator[Note]:
    treated = result.facts.treated
    stretches = [one for one in treated if one.kind == "stretch"]
    if stretches:
        yield "stretches", {"count": len(stretches), "first": stretches[0].first}
    for one in treated:
        if one.kind == "break":
            share = f"{one.used / one.recorded - 1.0:+.0%}"
            yield "break", {"day": one.last + timedelta(days=1), "share": share}


def _dates(days: Sequence[date], language: str) -> str:
    """Runs of dates as first..last, the first few of them."""
    runs: list[tuple[date, date]] = []
    for day in days:
        if runs and day - runs[-1][1] == timedelta(days=1):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    shown = [str(first) if first == last else f"{first}..{last}" for first, last in runs[:_LISTED]]
    text = ", ".join(shown)
    return text if len(runs) <= _LISTED else words.say("forecast.and_more", language, dates=text, more=len(runs) - _LISTED)


def _percent(share: float) -> str:
    return f"{share:.1%}" if np.isfinite(share) else "-"
