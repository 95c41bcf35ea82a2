"""``wfm forecast-day``: the rest of a day from the calls so far."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wfm import words
from wfm.cli.common import (
    json_option,
    lang_option,
    language_of,
    note,
    print_json,
    quiet_option,
    set_language,
    workspace_option,
)
from wfm.errors import UsageError

if TYPE_CHECKING:
    from wfm.forecast.day import DayForecast, ProjectDay


@click.command("forecast-day")
@workspace_option
@click.option("--date", "day", required=True, help="The day, such as 2026-08-12.")
@click.option("--calls-so-far", required=True, type=click.Path(path_type=Path, dir_okay=False), help="CSV project,start,calls.")
@click.option(
    "--forecast",
    "made",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Morning's forecast (default: results/forecast.csv).",
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File (default: results/forecast-day-DATE.csv).")
@json_option
@quiet_option
@lang_option
def forecast_day(
    workspace: Path,
    day: str,
    calls_so_far: Path,
    made: Path | None,
    out: Path | None,
    as_json: bool,
    quiet: bool,
    lang: str | None,
) -> None:
    """Update the forecast of the rest of a day with the calls so far.

    \b
    Example:  wfm forecast-day --date 2026-08-12 --calls-so-far today.csv
    Python:   wfm.forecast.day.update_forecast(workspace, forecast, date(2026, 8, 12), so_far)
    """
    from wfm.data.gate import open_workspace
    from wfm.forecast import read_forecast, write_forecast
    from wfm.forecast.day import update_forecast
    from wfm.forecast.day_file import read_calls_so_far

    when = date_of(day)
    opened = open_workspace(workspace, needs=("projects", "history"))
    if lang is None:
        set_language(opened.centre.language)
    centre = opened.centre
    morning = read_forecast(made or opened.results / "forecast.csv", centre.timezone)
    projects = set(map(str, morning.frame["project"].unique()))
    so_far = read_calls_so_far(calls_so_far, when, projects, centre.interval_minutes, centre.timezone)
    note(words.say("forecast_day.working", language_of(), date=when, rows=len(so_far)), quiet)
    updated = update_forecast(opened, morning, when, so_far)
    path = out or opened.results / f"forecast-day-{when}.csv"
    write_forecast(updated.forecast, path)
    if as_json:
        print_json({"date": when, "file": str(path), "projects": [asdict(project) for project in updated.projects]})
        return
    click.echo("\n".join(day_lines(updated, language_of())))
    note(words.say("forecast_day.written", language_of(), path=path, rows=len(updated.forecast.frame)), quiet)


def date_of(text: str) -> date:
    """``2026-08-12`` as a date; UsageError otherwise."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError("forecast_day.bad_date", value=text) from None


def day_lines(updated: DayForecast, language: str) -> list[str]:
    """What changed, a sentence or two per project."""
    if not updated.projects:
        return [words.say("forecast_day.untouched", language)]
    return [line for project in updated.projects for line in _told(project, language)]


def _told(project: ProjectDay, language: str) -> list[str]:
    lines = [
        words.say(
            "forecast_day.changed" if project.before > 0 else "forecast_day.over",
            language,
            project=project.project,
            until=project.until,
            so_far=f"{project.so_far:,.0f}",
            expected=f"{project.expected:,.0f}",
            off=_percent(project.so_far, project.expected),
            now=f"{project.now:,.0f}",
            before=f"{project.before:,.0f}",
            change=_percent(project.now, project.before),
        )
    ]
    if not project.learnt_days:
        lines.append("! " + words.say("forecast_day.unlearnt", language, project=project.project))
    if project.ignored:
        lines.append("! " + words.say("forecast_day.ignored", language, project=project.project, calls=f"{project.ignored:,.0f}"))
    return lines


def _percent(now: float, before: float) -> str:
    return f"{now / before - 1.0:+.1%}" if before > 0 else "-"
