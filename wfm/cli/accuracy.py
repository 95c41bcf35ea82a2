"""``wfm accuracy``: past forecasts of a month against what came."""

from __future__ import annotations

from pathlib import Path

import click

from wfm import words
from wfm.cli.common import json_option, lang_option, language_of, print_json, set_language, workspace_option
from wfm.data.diff import table
from wfm.scenario.forecast_accuracy import Accuracy, VersionAccuracy, WorstDay, better, forecast_accuracy
from wfm.store import Store

_HEADS = ("version", "project", "daily", "interval", "floor", "bias", "coverage", "without")


@click.command()
@workspace_option
@click.option("--month", required=True, help="Month to judge, such as 2026-08.")
@click.option("--versions", multiple=True, type=click.IntRange(1), help="Only this version (repeatable; default: all).")
@click.argument("others", nargs=-1, type=click.IntRange(1), metavar="[N]...")
@json_option
@lang_option
def accuracy(
    workspace: Path, month: str, versions: tuple[int, ...], others: tuple[int, ...], as_json: bool, lang: str | None
) -> None:
    """Compare each stored forecast of a month with the calls that came, with and without planners' adjustments.

    Errors are shares of the calls, over the intervals recorded so far. The days missed most are named with the holiday, event,
    weather and adjustments that the workspace knows of.

    \b
    Example:  wfm accuracy --month 2026-08
              wfm accuracy --month 2026-08 --versions 1 2 --json
    Python:   wfm.scenario.forecast_accuracy.forecast_accuracy(workspace, store, "2026-08", versions=(1, 2))
    """
    from wfm.data.gate import open_workspace

    opened = open_workspace(workspace, needs=("projects", "history"))
    if lang is None:
        set_language(opened.centre.language)
    language = language_of()
    store = Store.open(opened.path, opened.centre.database)
    found = forecast_accuracy(opened, store, month, versions=(*versions, *others), language=language)
    if as_json:
        print_json({"month": month, "best": better(found), "versions": [one.to_json() for one in found]})
        return
    click.echo("\n".join(_lines(found, month, language)))


def _lines(found: list[VersionAccuracy], month: str, language: str) -> list[str]:
    last = found[-1]
    values = {"until": last.until, "days": last.all.days, "calls": f"{last.all.calls:,.0f}"}
    lines = [words.say("accuracy.judged", language, month=month, **values), ""]
    rows = [row for one in found for row in _rows(one, language)]
    lines += table([[words.say(f"accuracy.head_{name}", language) for name in _HEADS], *rows])
    for one in found:
        version = one.version
        until = max(version.parameters["history_until"].values(), default="-")
        made = {"number": version.number, "at": version.created_at[:16] + "Z", "author": version.author, "until": until}
        lines += ["", words.say("accuracy.version_line", language, **made)]
        if not version.parameters["adjustments"]:
            lines.append(words.say("accuracy.not_adjusted", language))
        lines += [words.say("accuracy.worst", language), *("  " + _worst(day, language) for day in one.worst)]
    if len(found) > 1:
        lines += ["", words.say("accuracy.best", language, number=better(found))]
    return lines


def _rows(one: VersionAccuracy, language: str) -> list[list[str]]:
    parts = list(one.projects.items())
    if len(parts) > 1:
        parts.append((words.say("accuracy.all_projects", language), one.all))
    return [[str(one.version.number), name, *_cells(part)] for name, part in parts]


def _cells(part: Accuracy) -> list[str]:
    return [
        _share(part.daily),
        _share(part.interval),
        _share(part.floor),
        _share(part.bias, sign=True),
        f"{_share(part.daily_coverage)} / {_share(part.interval_coverage)}",
        f"{_share(part.model_daily)} / {_share(part.model_interval)}",
    ]


def _share(value: float, *, sign: bool = False) -> str:
    return "-" if value != value else f"{value:+.1%}" if sign else f"{value:.1%}"


def _worst(day: WorstDay, language: str) -> str:
    notes = " · " + ", ".join(day.notes) if day.notes else ""
    error = f"{day.forecast - day.calls:+,.0f}"
    numbers = {"calls": f"{day.calls:,.0f}", "forecast": f"{day.forecast:,.0f}", "error": error}
    return words.say("accuracy.worst_line", language, day=day.day, project=day.project, notes=notes, **numbers)
