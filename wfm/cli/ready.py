"""``wfm ready``: peak readiness for a dated event."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import cast

import click

from wfm import words
from wfm.cli.common import json_option, lang_option, language_of, note, print_json, quiet_option, set_language, workspace_option
from wfm.cli.echelon import TIMES
from wfm.cli.ready_lines import ready_lines


@click.command()
@workspace_option
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Day of the event, such as 2026-08-12.")
@click.option("--scenario", required=True, help="What-if, by name or path.")
@click.option("--month", default=None, help="Month (default: the day's).")
@click.option(
    "--level", type=click.Choice(["low", "base", "high"]), default="base", show_default=True, help="Level of the what-if."
)
@click.option("--quantile", default="p90", show_default=True, help="Demand quantile of the verdict: p50, p80, p90 or p95.")
@click.option(
    "--tolerance",
    type=click.FloatRange(0, 1),
    default=0.05,
    show_default=True,
    help="Share of required hours that may be missing.",
)
@click.option(
    "--candidates", type=click.IntRange(min=0), default=24, show_default=True, help="Certificates solved again; 0 = none."
)
@click.option(
    "--work-limit", type=click.IntRange(min=1000), default=200_000, show_default=True, help="Moves of each such search."
)
@click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True, help="Local processes for them.")
@click.option(
    "--as-of",
    type=click.DateTime(TIMES),
    default=None,
    help="Local time at which echelon levels would be called, such as 2026-08-12T10:00 (default: long before).",
)
@click.option("--version", type=click.IntRange(min=1), default=None, help="Published version (default: latest, else the draft).")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Page (default: results/).")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Call-up list as CSV (default: results/); levels beside it.",
)
@json_option
@quiet_option
@lang_option
def ready(
    workspace: Path,
    day: datetime,
    scenario: str,
    month: str | None,
    level: str,
    quantile: str,
    tolerance: float,
    candidates: int,
    work_limit: int,
    workers: int,
    as_of: datetime | None,
    version: int | None,
    html: Path | None,
    out: Path | None,
    as_json: bool,
    quiet: bool,
    lang: str | None,
) -> None:
    """Is the centre ready for this day? Capacity by lead time and by echelon level against demand quantiles, and what would help.

    Who is on duty, could be lent, stay longer or come in within 2, 4 and 24 hours, emergency-only last; whom each echelon level
    names within its quotas and which level makes the day ready; the legal call-up list in order with reasons; certificates that
    end before the day; who is near a limit; how long the queue takes to clear; and the certificates that would help most,
    measured by solving again. Writes results/ready-DATE.json, .html, .csv and -levels.csv.

    \b
    Example:  wfm ready --date 2026-08-12 --scenario storm-surge
              wfm ready --date 2026-08-12 --scenario storm-surge --level high --quantile p80 --candidates 0
    Python:   wfm.scenario.ready.run.readiness(Path("centre"), date(2026, 8, 12), "storm-surge")
    """
    from wfm.data.files import write_text
    from wfm.data.reading import read_workspace
    from wfm.report.ready import build_view, render_ready
    from wfm.scenario.ready.certificates import Budget
    from wfm.scenario.ready.run import Aim, readiness
    from wfm.scenario.ready.table import write_called, write_levels
    from wfm.scenario.whatif.levels import Level

    budget = Budget(candidates=candidates, moves=work_limit, workers=workers) if candidates else None
    aim = Aim(quantile=quantile, tolerance=tolerance, level=cast(Level, level), certificates=budget, told=as_of)
    found = readiness(workspace, day.date(), scenario, month, aim=aim, version=version, say=lambda text: note(text, quiet))
    opened, _ = read_workspace(workspace)
    if lang is None:
        set_language(opened.centre.language)
    language = language_of()
    page, table = (given or opened.results / f"ready-{day.date()}.{end}" for given, end in ((html, "html"), (out, "csv")))
    write_text(page, render_ready(build_view(opened, found, language)))
    write_called(found, table)
    levels = table.with_name(f"{table.stem}-levels.csv")
    write_levels(found, levels)
    if as_json:
        print_json(found)
    else:
        for line in ready_lines(found, language):
            click.echo(line)
    for file in (opened.results / f"ready-{day.date()}.json", page, table, levels):
        note(words.say("ready.written", language, file=file), quiet)
