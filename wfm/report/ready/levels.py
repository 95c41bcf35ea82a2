"""The part of the readiness page about echelon levels, and the pictures of a project over the day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wfm import words
from wfm.report.ready.view import LevelRow, LevelsPart, Picture
from wfm.report.steps import WIDTH, step_path
from wfm.report.texts import Text, said
from wfm.scenario.ready import level_texts

LINES = ("p50", "p90")


def levels_part(found: Mapping[str, Any]) -> LevelsPart:
    """Capacity by echelon level; without levels only the sentence that says so."""
    made = found["echelons"]
    verdict = {language: level_texts.verdict(found, language) for language in words.LANGUAGES}
    if not made["levels"]:
        return LevelsPart(verdict, (), (), ())
    pictures = tuple(picture(found, project, _areas(made, project)) for project in found["watched"] if _adds(made, project))
    return LevelsPart(verdict, tuple(_rows(found)), tuple(_notes(made)), pictures)


def _rows(found: Mapping[str, Any]) -> Iterator[LevelRow]:
    made = found["echelons"]
    key = "row_already" if made["already"] else "row_on_duty"
    first = ("", str(made["on_duty"]), "", "", "")
    yield LevelRow(said(f"ready_levels.{key}", count=made["already"]), (*first, *_missing(made, "on_duty")))
    for row in made["levels"]:
        times = (level_texts.shown(row["first_begins"]), level_texts.shown(row["call_by"]))
        cells = (str(row["quota"]), str(row["named"]), level_texts.lead(row), *times)
        people = {
            language: level_texts.people(row, found["interval_minutes"], language, most=None) for language in words.LANGUAGES
        }
        name = said("ready_levels.row_level", level=row["level"])
        yield LevelRow(name, (*cells, *_missing(made, f"level_{row['level']}")), people)


def _missing(made: Mapping[str, Any], tier: str) -> tuple[str, ...]:
    return tuple(f"{missing[tier]:,.1f}" for missing in made["missing"].values())


def _notes(made: Mapping[str, Any]) -> Iterator[Text]:
    yield {language: level_texts.may_activate(made, language) for language in words.LANGUAGES}
    if made["told"]:
        yield said("ready_levels.told", told=made["told"])
    told = [list(level_texts.open_places(made, language)) for language in words.LANGUAGES]
    for each in zip(*told, strict=True):
        yield dict(zip(words.LANGUAGES, each, strict=True))


def _adds(made: Mapping[str, Any], project: str) -> bool:
    return any(any(row["added"][project]) for row in made["levels"])


def _areas(made: Mapping[str, Any], project: str) -> list[tuple[str, Sequence[float]]]:
    """From all levels down to those on duty: opacity and agents there."""
    there = [made["present"][project]]
    for row in made["levels"]:
        there.append([a + b for a, b in zip(there[-1], row["added"][project], strict=True)])
    last = len(there) - 1
    return [(f"{0.95 - 0.75 * k / last:.2f}", there[k]) for k in range(last, -1, -1)]


def picture(found: Mapping[str, Any], project: str, areas: Sequence[tuple[str, Sequence[float]]]) -> Picture:
    """A project over the day: ``areas`` (opacity, agents by interval) from everything down, the demand as lines."""
    required = {quantile: found["required"][quantile][project] for quantile in LINES}
    top = float(max(max(row) for row in (*(row for _, row in areas), *required.values())) or 1)
    return Picture(
        title=found["projects"].get(project, project),
        areas=tuple((tone, step_path(row, top, closed=True)) for tone, row in areas),
        lines=tuple((quantile, step_path(row, top)) for quantile, row in required.items()),
        top=f"{top:,.0f}",
        hours=tuple((WIDTH * hour / 24, f"{hour:02d}:00") for hour in range(0, 24, 3)),
    )
