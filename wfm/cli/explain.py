"""``wfm explain``: why this duty; ``wfm diagnose``: which people's rules clash."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from wfm import words
from wfm.cli.common import json_option, lang_option, language_of, print_json, set_language, workspace_option
from wfm.errors import UsageError


@click.command()
@click.argument("employee")
@click.argument("day", metavar="DATE")
@workspace_option
@click.option("--version", type=click.IntRange(min=1), default=None, help="Published version (default: the month's draft).")
@json_option
@lang_option
def explain(employee: str, day: str, workspace: Path, version: int | None, as_json: bool, lang: str | None) -> None:
    """Say which rules and prices speak for EMPLOYEE's duty on DATE, and what the alternatives would cost.

    \b
    Example:  wfm explain 000012 2026-08-05
              wfm explain 000012 2026-08-05 --version 2 --json
    Python:   wfm.roster.explain.explain(problem, roster, "000012", date(2026, 8, 5))
    """
    from wfm.roster.explain import explain as explain_cell
    from wfm.roster.explain import explanation_text
    from wfm.scenario.in_force import problem_of
    from wfm.scenario.month import open_stored

    try:
        when = date.fromisoformat(day)
    except ValueError:
        raise UsageError("explain.bad_day", value=day) from None
    opened, result = open_stored(workspace, f"{when:%Y-%m}", version)
    if lang is None:
        set_language(opened.workspace.centre.language)
    problem = problem_of(opened, result.card)
    told = explain_cell(problem, result.roster, employee, when)
    if as_json:
        print_json(asdict(told))
    else:
        click.echo(explanation_text(problem, told, language_of()))


@click.command()
@workspace_option
@click.option("--month", required=True, help="Month to diagnose, such as 2026-08.")
@json_option
@lang_option
def diagnose(workspace: Path, month: str, as_json: bool, lang: str | None) -> None:
    """Find people who can have no legal line, and name the rules and dates that clash.

    Exit code 0 when everybody has a legal line, 3 when somebody has none.

    \b
    Example:  wfm diagnose --month 2026-08
    Python:   wfm.roster.diagnose.diagnose(problem)
    """
    from wfm.roster.diagnose import diagnose as find_clashes
    from wfm.scenario.month import open_month

    opened = open_month(workspace, month)
    if lang is None:
        set_language(opened.workspace.centre.language)
    language = language_of()
    problem = opened.problem()
    clashes = find_clashes(problem)
    if as_json:
        print_json([clash.to_json() for clash in clashes])
    elif clashes:
        click.echo("\n".join(clash.message(language) for clash in clashes))
    else:
        horizon = problem.horizon
        click.echo(words.say("diagnose.none", language, people=len(problem.employees), start=horizon.start, end=horizon.end))
    sys.exit(3 if clashes else 0)
