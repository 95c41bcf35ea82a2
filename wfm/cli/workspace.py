"""``wfm init`` and ``wfm check``: a workspace to begin with, and the gate every other command goes through."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wfm import words
from wfm.cli.common import json_option, lang_option, language_of, note, print_json, set_language, workspace_option
from wfm.errors import UsageError

if TYPE_CHECKING:
    from wfm.data.gate import CheckReport
    from wfm.data.reading import Issue, Level

LISTED = 5
"""Findings shown per rule; the rest are counted."""


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "source",
    type=click.Choice(["template", "bank-1999", "utility"]),
    default="template",
    show_default=True,
    help="Empty tables to fill in, or a ready scenario.",
)
@click.option("--agents", type=click.IntRange(min=1), default=None, help="People in a scenario (default: its own).")
@click.option("--seed", type=click.IntRange(min=0), default=None, help="Seed of a scenario (default: its own).")
@click.option("--month", default=None, help="Month a scenario is to be planned for, such as 2026-08.")
@lang_option
def init(target: Path, source: str, agents: int | None, seed: int | None, month: str | None, lang: str | None) -> None:
    """Make a workspace in the new or empty folder TARGET.

    The template holds empty CSV files with their heads, wfm.yaml and rules.yaml with every setting explained, and
    wfm-template.xlsx with the same tables as sheets.

    \b
    Example:  wfm init centre
              wfm init demo --from utility --agents 120 --seed 7
    Python:   wfm.data.template.write_template(Path("centre"))
              wfm.scenario.library.create("utility", Path("demo"), agents=120, seed=7)
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError("gate.not_empty", path=target)
    if source == "template":
        from wfm.data.template import write_template

        if (agents, seed, month) != (None, None, None):
            raise UsageError("gate.no_scenario_options")
        write_template(target, language_of())
    else:
        from wfm.scenario.library import create

        create(source, target, agents=agents, seed=seed, month=month)
    note(words.say("gate.written", language_of(), path=target))


@click.command()
@workspace_option
@click.option("--month", default=None, help="Month to plan, such as 2026-08: also check that the data reaches it.")
@click.option(
    "--xlsx", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Also write the report to this workbook."
)
@json_option
@lang_option
def check(workspace: Path, month: str | None, xlsx: Path | None, as_json: bool, lang: str | None) -> None:
    """Check the input: every finding with file, row, value and remedy; scores; totals.

    Exit code 1 when anything is refused, 0 otherwise. Doubts and notes do not stop a plan.

    \b
    Example:  wfm check --month 2026-08
              wfm check -w centre.xlsx --xlsx findings.xlsx --lang zh
    Python:   wfm.data.gate.check(Path("centre"), "2026-08")
    """
    from wfm.data.gate import check as check_workspace
    from wfm.data.gate.excel import write_excel

    report = check_workspace(workspace, month)
    if lang is None:
        set_language(report.language)
    language = language_of()
    if xlsx is not None:
        write_excel(report, xlsx, language)
        note(words.say("gate.written", language, path=xlsx))
    if as_json:
        print_json(report.to_json(language))
    else:
        click.echo("\n".join(_lines(report, language)))
    if report.refused:
        sys.exit(1)


def _lines(report: CheckReport, language: str) -> Iterator[str]:
    from wfm.data.reading import Level

    counts = {level.value: len(report.of_level(level)) for level in Level}
    for level in Level:
        yield from _level(report, level, language)
    yield from _totals(report, language)
    yield ""
    for dimension, score in report.scores.items():
        yield f"{words.say(f'gate.dimension_{dimension.value}', language)}: {score:g}"
    yield ""
    if report.skipped:
        yield words.say("gate.skipped", language, count=len(report.skipped))
    yield words.say("gate.verdict_refused" if report.refused else "gate.verdict_accepted", language, **counts)


def _level(report: CheckReport, level: Level, language: str) -> Iterator[str]:
    issues = report.of_level(level)
    if not issues:
        return
    yield f"{words.say(f'gate.level_{level.value}', language)} ({len(issues)})"
    for rule in dict.fromkeys(issue.rule for issue in issues):
        same = [issue for issue in issues if issue.rule == rule]
        yield f"  {rule} {same[0].title(language)}"
        for issue in same[:LISTED]:
            yield f"    {_where(issue, language)}: {issue.message(language)}"
        if len(same) > LISTED:
            yield "    " + words.say("gate.more", language, count=len(same) - LISTED, rule=rule)
        yield f"    -> {same[0].remedy(language)}"
    yield ""


def _where(issue: Issue, language: str) -> str:
    return issue.file + (words.say("gate.row", language, row=issue.row) if issue.row is not None else "")


def _totals(report: CheckReport, language: str) -> Iterator[str]:
    heads = [words.say(f"gate.head_{name}", language) for name in ("table", "in_file", "read", "refused", "repeated")]
    yield "  ".join([f"{heads[0]:<14}", *(f"{head:>10}" for head in heads[1:])])
    for name, one in report.totals.items():
        yield "  ".join([f"{name:<14}", *(f"{n:>10}" for n in (one.in_file, one.read, one.refused, one.repeated))])
    if report.calls:
        calls = ", ".join(f"{project} {total:,.0f}" for project, total in report.calls.items())
        yield f"{words.say('gate.head_calls', language)}: {calls}"
