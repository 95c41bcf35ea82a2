"""``wfm scenario``: what-ifs over a workspace, run, listed and compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from wfm import words
from wfm.cli.common import json_option, lang_option, language_of, note, print_json, quiet_option, set_language, workspace_option
from wfm.cli.scenario_lines import comparison_lines, result_lines


@click.group()
@lang_option
def scenario(lang: str | None) -> None:
    """What-ifs: a YAML file over a workspace, run on a copy in memory; low, base and high; side by side.

    Shipped ones go by name (wfm scenario list), others by path. docs/peak.md has every key. Ready workspaces are wfm init --from.

    \b
    Example:  wfm scenario run heat-wave --month 2026-08
              wfm scenario compare heat-wave storm-surge --html peak.html
              wfm scenario list
    Python:   wfm.scenario.whatif.command.run_scenarios(Path("centre"), ["heat-wave"], "2026-08")
              wfm.scenario.whatif.command.compare_scenarios(Path("centre"), ["heat-wave", "storm-surge"])
              wfm.scenario.whatif.command.list_scenarios(Path("centre"))
    """


@scenario.command("run")
@click.argument("files", nargs=-1, required=True)
@workspace_option
@click.option("--month", default=None, help="Month, such as 2026-08 (default: the file's).")
@click.option("--version", type=click.IntRange(min=1), default=None, help="Published version (default: latest, else the draft).")
@click.option("--levels", default=None, help="Some of low,base,high (default: those the file tells).")
@click.option("--resolve", is_flag=True, help="Also solve the window's days again, from the roster in force.")
@click.option("--time-limit", type=click.FloatRange(min=1), default=None, help="Seconds of that search (default: 20).")
@click.option("--work-limit", type=click.IntRange(min=1), default=None, help="Moves of it: the reproducible mode.")
@click.option("--simulate", is_flag=True, help="Judge by simulation too, with intervals.")
@click.option("--replications", type=click.IntRange(min=2), default=20, show_default=True, help="How often each day is drawn.")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Seed of search and simulation.")
@click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True, help="Local processes for levels and files.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Page (default: results/).")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Write the figures as CSV.")
@json_option
@quiet_option
@lang_option
def run(
    files: tuple[str, ...],
    workspace: Path,
    month: str | None,
    version: int | None,
    levels: str | None,
    resolve: bool,
    time_limit: float | None,
    work_limit: int | None,
    simulate: bool,
    replications: int,
    seed: int,
    workers: int,
    html: Path | None,
    out: Path | None,
    as_json: bool,
    quiet: bool,
    lang: str | None,
) -> None:
    """Re-forecast, re-staff, judge the roster in force: as it stands, and with people lent and called in, by name.

    FILES are what-ifs by name or path. Keeps results/scenarios/NAME.json and results/scenario-NAME.html; nothing else of the
    workspace is written.

    \b
    Example:  wfm scenario run heat-wave --month 2026-08
              wfm scenario run storm-surge mine.yaml --levels base,high --simulate --html storm.html
    Python:   wfm.scenario.whatif.command.run_scenarios(Path("centre"), ["heat-wave"], "2026-08")
    """
    from wfm.roster.engine.search import Limit
    from wfm.scenario.whatif.command import levels_of, run_scenarios

    if time_limit is not None and work_limit is not None:
        raise click.UsageError("--time-limit and --work-limit exclude each other")
    limit = Limit(moves=work_limit) if work_limit else Limit(seconds=time_limit or 20.0)
    asked = resolve or time_limit is not None or work_limit is not None
    results = run_scenarios(
        workspace,
        files,
        month,
        version=version,
        levels=levels_of(levels),
        limit=limit if asked else None,
        simulate=simulate,
        replications=replications,
        seed=seed,
        workers=workers,
        say=lambda text: note(text, quiet),
    )
    _show(workspace, results, lang, as_json, quiet, html, out, comparing=False)


@scenario.command("compare")
@click.argument("names", nargs=-1, required=True)
@workspace_option
@click.option("--month", default=None, help="Month of what-ifs that have no result yet.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Page (default: results/).")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Write the figures as CSV.")
@json_option
@quiet_option
@lang_option
def compare(
    names: tuple[str, ...],
    workspace: Path,
    month: str | None,
    html: Path | None,
    out: Path | None,
    as_json: bool,
    quiet: bool,
    lang: str | None,
) -> None:
    """What-ifs side by side: kept results by name, or result files; one without a result is run first.

    Writes results/scenario-comparison.html and results/scenario-comparison.csv.

    \b
    Example:  wfm scenario compare heat-wave storm-surge
    Python:   wfm.scenario.whatif.command.compare_scenarios(Path("centre"), ["heat-wave", "storm-surge"])
    """
    from wfm.scenario.whatif.command import compare_scenarios

    results = compare_scenarios(workspace, names, month)
    _show(workspace, results, lang, as_json, quiet, html, out, comparing=True)


@scenario.command("list")
@workspace_option
@json_option
@lang_option
def list_(workspace: Path, as_json: bool, lang: str | None) -> None:
    """The what-ifs that come with wfm, and which have a result here.

    \b
    Example:  wfm scenario list
    Python:   wfm.scenario.whatif.command.list_scenarios(Path("centre"))
    """
    from wfm.scenario.whatif.command import list_scenarios

    rows = list_scenarios(workspace)
    if as_json:
        print_json(rows)
        return
    language = language_of()
    for row in rows:
        mark = " *" if row["result"] else ""
        values = {"name": row["name"] + mark, "levels": ",".join(row["levels"]), "title": row["title"][language]}
        click.echo(words.say("whatif.list_line", language, **values))
    note(words.say("whatif.list_note", language))


def _show(
    workspace: Path,
    results: list[dict[str, Any]],
    lang: str | None,
    as_json: bool,
    quiet: bool,
    html: Path | None,
    out: Path | None,
    *,
    comparing: bool,
) -> None:
    """Text or JSON, the page and the table."""
    from wfm.data.files import write_text
    from wfm.data.reading import read_workspace
    from wfm.report.whatif import build_view, render_whatif
    from wfm.scenario.whatif.command import write_table

    opened, _ = read_workspace(workspace)
    if lang is None:
        set_language(opened.centre.language)
    language = language_of()
    several = comparing or len(results) > 1
    stem = "scenario-comparison" if several else f"scenario-{results[0]['name']}"
    page, table = html or opened.results / f"{stem}.html", out or opened.results / f"{stem}.csv"
    write_text(page, render_whatif(build_view(opened, results, language)))
    write_table(results, table)
    if as_json:
        print_json(results if several else results[0])
    else:
        for found in results if not comparing else ():
            for line in result_lines(found, language):
                click.echo(line)
        for line in comparison_lines(results, language) if several else ():
            click.echo(line)
    for file in (page, table):
        note(words.say("whatif.written", language, file=file), quiet)
