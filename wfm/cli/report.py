"""``wfm report``: a draft or a published version as one HTML file."""

from __future__ import annotations

from pathlib import Path

import click

from wfm import words
from wfm.cli.common import lang_option, language_of, note, quiet_option, set_language, workspace_option
from wfm.data.files import write_text


@click.command()
@workspace_option
@click.option("--month", default=None, help="Month to report, such as 2026-08 (default: the only month with a draft).")
@click.option("--version", type=click.IntRange(1), default=None, help="Published version (default: the draft, else the latest).")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="File to write (default: results/report-MONTH.html).")
@quiet_option
@lang_option
def report(workspace: Path, month: str | None, version: int | None, out: Path | None, quiet: bool, lang: str | None) -> None:
    """Show a roster in the browser: month grid, cover, shortages, fairness, rules, run card.

    Writes one HTML file that works offline, on a phone and on paper, in both languages; prints its path.

    \b
    Example:  wfm report --month 2026-08
              wfm report --version 3 --out august.html --lang zh
    Python:   wfm.report.render_report(wfm.report.build_view(workspace, result))
    """
    from wfm.data.gate import open_workspace
    from wfm.report import build_view, render_report
    from wfm.report.source import holidays_of, month_inputs, open_result, rule_notes_of

    tables = open_workspace(workspace)
    if lang is None:
        set_language(tables.centre.language)
    language = language_of()
    opened = open_result(tables, month, version)
    forecast, demand = month_inputs(tables, opened.result.roster)
    for name, found in (("no_forecast", forecast), ("no_staffing", demand)):
        if found is None:
            note(words.say(f"report.{name}", language), quiet)
    view = build_view(
        tables,
        opened.result,
        forecast=forecast,
        demand=demand,
        language=language,
        rule_notes=rule_notes_of(tables),
        holidays=holidays_of(tables, opened.result.roster),
        version=opened.version,
    )
    path = out or tables.results / f"report-{view.month}.html"
    write_text(path, render_report(view))
    note(words.say("report.written", language, file=path), quiet)
    click.echo(path)
