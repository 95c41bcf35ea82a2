"""An explanation as sentences, in both languages."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from wfm import words
from wfm.calendars import Part as Place
from wfm.calendars import holiday_label
from wfm.forecast.explain import Explanation, Part
from wfm.report.texts import Text, date_text, joined, said, same, weekday

_NAMED = 5
_QUIET = 1000.0
_SEPARATORS: Text = {"en": ", ", "zh": "、"}


def lines_of(found: Explanation, without: Explanation | None = None) -> Iterator[Text]:
    """What a planner should know of the forecast, one sentence each; ``without``: the same day without the scenario."""
    if found.closed:
        yield said("explain_forecast.sentence_closed", project=found.project, date=date_text(found.day))
        return
    numbers = {name: f"{getattr(found, name):,.0f}" for name in ("calls", "low", "high")}
    yield said("explain_forecast.sentence_total", project=found.project, date=date_text(found.day), **numbers)
    yield said("explain_forecast.sentence_level", end=found.history_end, calls=f"{found.parts[0].calls:,.0f}")
    if np.isfinite(found.temperature):
        case = "scenario" if without is not None else "given" if found.temperature_known else "usual"
        source = said(f"explain_forecast.source_{case}")
        yield said("explain_forecast.sentence_weather", temperature=f"{found.temperature:.1f}", source=source)
    if without is not None:
        yield said("explain_forecast.sentence_against", **against(found, without))
    yield said(
        "explain_forecast.sentence_models", members=joined([_member(name, found) for name in _heaviest(found)], _SEPARATORS)
    )
    if found.days:
        days = ", ".join(f"{each.day} ({each.share:.1%})" for each in found.days[:_NAMED])
        yield said("explain_forecast.sentence_days", days=days)
    yield _error(found)


def against(found: Explanation, without: Explanation) -> dict[str, str]:
    """The scenario's difference as texts."""
    percent = 100.0 * (found.calls / without.calls - 1.0) if without.calls > 0 else 0.0
    return {
        "calls": f"{without.calls:,.0f}",
        "difference": f"{found.calls - without.calls:+,.0f}",
        "percent": f"{percent:+.1f} %",
    }


def part_title(part: Part, found: Explanation) -> Text:
    """A part by name, with the holiday's name and place, the temperature, or the events."""
    if part.name == "holiday" and found.holiday is not None:
        at = found.holiday
        name = {language: holiday_label(at.name, language) for language in words.LANGUAGES}
        place = said(f"explain_forecast.place_{Place(at.part).value}", number=at.distance + 1)
        return said("explain_forecast.part_holiday_named", name=name, place=place)
    names = ", ".join(name for name, _ in found.events)
    temperature = f"{found.temperature:.1f}"
    return said(f"explain_forecast.part_{part.name}", weekday=weekday(found.day), temperature=temperature, names=names)


def percent_text(part: Part) -> str:
    """``+12.3 %``; empty for the level."""
    return "" if np.isnan(part.percent) else f"{part.percent:+.1f} %"


def calls_text(calls: float, whole: float, *, signed: bool = False) -> str:
    """Calls of a day of ``whole`` calls: with a decimal on a quiet day."""
    return f"{calls:{'+' if signed else ''},.{1 if whole < _QUIET else 0}f}"


def member_name(name: str) -> Text:
    """A model by name."""
    return said("forecast.member_" + name.replace("-", "_"))


def _heaviest(found: Explanation) -> list[str]:
    return sorted(found.members, key=lambda name: -found.members[name][0])


def _member(name: str, found: Explanation) -> Text:
    weight = f" {found.members[name][0]:.0%}"
    return joined([member_name(name), same(weight)], same(""))


def _error(found: Explanation) -> Text:
    seen = found.accuracy
    if not np.isfinite(seen.daily):
        return said("explain_forecast.sentence_untested")
    return said("explain_forecast.sentence_error", daily=f"{seen.daily:.1%}", naive=f"{seen.naive:.1%}", days=seen.days)
