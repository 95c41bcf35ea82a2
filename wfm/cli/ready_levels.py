"""Capacity by echelon level as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wfm.scenario.ready import level_texts as texts


def level_lines(found: Mapping[str, Any], language: str) -> Iterator[str]:
    """The table of levels, whom each names, which quotas cannot be filled."""
    made = found["echelons"]
    if not made["levels"]:
        return
    quantiles = list(made["missing"])
    names = ("name", "quota", "named", "lead", "first", "call_by")
    head = {name: texts.say(f"col_{name}", language) for name in names}
    yield texts.say("head_line", language, cells="  ".join(f"{quantile:>8}" for quantile in quantiles), **head)
    key = "row_already" if made["already"] else "row_on_duty"
    first = {"name": texts.say(key, language, count=made["already"]), "named": made["on_duty"]}
    rest = dict.fromkeys(("quota", "lead", "first", "call_by"), "")
    yield texts.say("head_line", language, cells=_cells(made, "on_duty"), **first, **rest)
    for row in made["levels"]:
        yield texts.say(
            "head_line",
            language,
            name=texts.say("row_level", language, level=row["level"]),
            quota=row["quota"],
            named=row["named"],
            lead=texts.lead(row),
            first=texts.shown(row["first_begins"]),
            call_by=texts.shown(row["call_by"]),
            cells=_cells(made, f"level_{row['level']}"),
        )
    yield texts.may_activate(made, language)
    if made["told"]:
        yield texts.say("told", language, told=made["told"])
    for row in made["levels"]:
        yield "  " + texts.people(row, found["interval_minutes"], language)
    for line in texts.open_places(made, language):
        yield "  " + line


def _cells(made: Mapping[str, Any], tier: str) -> str:
    return "  ".join(f"{missing[tier]:>8,.1f}" for missing in made["missing"].values())
