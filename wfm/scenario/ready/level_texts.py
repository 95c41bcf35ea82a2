"""Sentences about echelon levels that the terminal, the page and the table share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wfm import words
from wfm.timegrid import clock_of

SHOWN = 8
"""People of a level named in a line; page and table have all."""


def say(key: str, language: str, /, **values: object) -> str:
    """A text of this part."""
    return words.say(f"ready_levels.{key}", language, **values)


def verdict(found: Mapping[str, Any], language: str) -> str:
    """The lowest level that makes the day ready, in a sentence, or why there is none."""
    made, quantile = found["echelons"], found["card"]["quantile"]
    levels = [row["level"] for row in made["levels"]]
    if not levels:
        return say("none_on_file", language)
    lowest = made["lowest"][quantile]
    if lowest == 0:
        return say("verdict_0", language, quantile=quantile)
    last = levels[-1] if lowest is None else lowest
    rows = [row for row in made["levels"] if row["level"] <= last]
    missing, required = made["missing"][quantile][f"level_{last}"], found["table"][quantile]["required_hours"]
    values = {
        "quantile": quantile,
        "levels": _levels(levels[0], last, language),
        "missing": f"{missing:,.1f}",
        "required": f"{required:,.0f}",
        "share": f"{missing / required if required else 0.0:.1%}",
    }
    if lowest is None:
        return say("verdict_none", language, **values)
    call_by = min(row["call_by"] for row in rows if row["call_by"])
    return say("verdict_level", language, people=sum(row["named"] for row in rows), call_by=shown(call_by), **values)


def _levels(first: int, last: int, language: str) -> str:
    key = "levels_one" if first == last else "levels_many"
    return say(key, language, first=first, last=last)


def shown(stamp: str) -> str:
    """``2026-08-12T15:00`` as ``08-12 15:00``; a dash for nothing."""
    return stamp[5:].replace("T", " ") if stamp else "-"


def lead(row: Mapping[str, Any]) -> str:
    """Lead time of a level, hours."""
    low, high = row["lead_hours"]
    return f"{low:g}" if low == high else f"{low:g}-{high:g}"


def people(row: Mapping[str, Any], minutes: int, language: str, most: int | None = SHOWN) -> str:
    """Whom a level names, in order, and what it adds when."""
    named = row["called"] if most is None else row["called"][:most]
    told = [say("person", language, employee=o["employee"], shift=o["shift"], begins=o["begins"][11:]) for o in named]
    if len(named) < len(row["called"]):
        told.append(say("more", language, count=len(row["called"]) - len(named)))
    values = {"level": row["level"], "hours": f"{row['added_hours']:,.1f}"}
    times = _list(_times(row, minutes, language), language) or "-"
    return say("people_line", language, times=times, people=_list(told, language) or say("nobody", language), **values)


def _times(row: Mapping[str, Any], minutes: int, language: str) -> Iterator[str]:
    """First and last interval in which a level adds somebody, and the most at once, by project."""
    for project, added in row["added"].items():
        slots = [slot for slot, agents in enumerate(added) if agents]
        if slots:
            begin, end = clock_of(slots[0] * minutes), clock_of((slots[-1] + 1) * minutes)
            yield say("times_one", language, project=project, begin=begin, end=end, agents=max(added))


def away(unit: Mapping[str, Any], language: str) -> str:
    """Why the others of a unit do not come."""
    if not unit["people"]:
        return say("empty_unit", language)
    return _list((say("away_one", language, count=one["people"], why=one["why"][language]) for one in unit["away"]), language)


def open_places(made: Mapping[str, Any], language: str) -> Iterator[str]:
    """Units whose quota cannot be filled, with why."""
    for row in made["levels"]:
        for unit in row["units"]:
            if unit["open"]:
                values = {key: unit[key] for key in ("level", "unit", "open", "quota", "people")}
                yield say("open_line", language, away=away(unit, language), **values)


def may_activate(made: Mapping[str, Any], language: str) -> str:
    """Who may activate which level."""
    told = (say("may_one", language, level=row["level"], names=" + ".join(row["may_activate"])) for row in made["levels"])
    return say("row_may", language, names=_list(told, language))


def _list(parts: Any, language: str) -> str:
    return words.say("diagnose.comma", language).join(parts)
