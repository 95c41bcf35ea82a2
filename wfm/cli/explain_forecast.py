"""``wfm explain-forecast``: why a day's forecast is what it is, and what it would be at another temperature."""

from __future__ import annotations

import math
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from wfm import words
from wfm.cli.common import json_option, lang_option, language_of, note, print_json, quiet_option, set_language, workspace_option
from wfm.errors import InputError, UsageError
from wfm.forecast.explain import Explanation

_COLDEST, _HOTTEST = -60.0, 60.0


@click.command("explain-forecast")
@click.argument("project")
@click.argument("day", metavar="DATE")
@workspace_option
@click.option("--temperature", type=float, default=None, help="Scenario: highest temperature of that day, °C.")
@click.option("--html", is_flag=True, help="Write a page with plots beside the results.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Where the page goes (implies --html)."
)
@json_option
@quiet_option
@lang_option
def explain_forecast(
    project: str,
    day: str,
    workspace: Path,
    temperature: float | None,
    html: bool,
    out: Path | None,
    as_json: bool,
    quiet: bool,
    lang: str | None,
) -> None:
    """Explain PROJECT's forecast of DATE, as made for its month: parts in calls and percent, models, days, error.

    The calls of the parts add up to the forecast. --temperature asks what the day would be at another temperature.

    \b
    Example:  wfm explain-forecast power 2026-08-12
              wfm explain-forecast power 2026-08-12 --temperature 38 --html
    Python:   wfm.forecast.explain.explain_forecast(workspace, "power", date(2026, 8, 12), temperature=38)
    """
    from wfm.data.gate import open_workspace
    from wfm.forecast.explain import compare_temperature
    from wfm.forecast.explain import explain_forecast as explain
    from wfm.report.forecast import lines_of, part_title
    from wfm.report.forecast.texts import calls_text, percent_text

    when = _date(day)
    if temperature is not None and not _COLDEST <= temperature <= _HOTTEST:
        raise UsageError("explain_forecast.bad_temperature", value=temperature)
    opened = open_workspace(workspace, needs=("projects", "history"))
    if lang is None:
        set_language(opened.centre.language)
    language = language_of()
    if temperature is None:
        found, without = explain(opened, project, when), None
    else:
        found, without = compare_temperature(opened, project, when, temperature)
    if as_json:
        print_json(_json(found, without))
    else:
        for line in lines_of(found, without):
            click.echo(line[language])
        rows = [
            (part_title(part, found)[language], calls_text(part.calls, found.calls), percent_text(part)) for part in found.parts
        ]
        rows.append((words.say("explain_forecast.total", language), calls_text(found.calls, found.calls), ""))
        for name, calls, percent in [tuple(words.say("explain_forecast.head", language).split("|")), *rows]:
            click.echo(f"  {calls:>10} {percent:>9}  {name}")
    if html or out is not None:
        path = out or opened.results / f"explain-forecast-{project}-{when}.html"
        _page(opened, found, without, path, language)
        note(words.say("explain_forecast.written", language, path=path), quiet)


def _page(opened: Any, found: Explanation, without: Explanation | None, path: Path, language: str) -> None:
    from wfm.data.files import write_text
    from wfm.forecast.temperature import temperature_effect
    from wfm.report.forecast import build_forecast_view, render_forecast
    from wfm.timegrid import month_horizon

    try:
        effect = temperature_effect(opened, found.project, month_horizon(f"{found.day:%Y-%m}"))
    except InputError:
        effect = None
    write_text(path, render_forecast(build_forecast_view(opened, found, effect, without, language=language)))


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError("explain_forecast.bad_date", value=text) from error


def _json(found: Explanation, without: Explanation | None) -> dict[str, Any]:
    members = {name: {"weight": weight, "calls": calls} for name, (weight, calls) in found.members.items()}
    whole = {**asdict(found), "members": members, "calls_without_scenario": without.calls if without else None}
    return {name: _plain(value) for name, value in whole.items()}


def _plain(value: Any) -> Any:
    """JSON has no NaN."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return None if isinstance(value, float) and math.isnan(value) else value
