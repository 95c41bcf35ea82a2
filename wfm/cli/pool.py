"""``wfm pool``: what pooling can save, who lacks people whatever the routing, which certificate would help most."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wfm import words
from wfm.cli.common import json_option, lang_option, language_of, note, print_json, set_language, workspace_option

if TYPE_CHECKING:
    from wfm.scenario.pooled_result import Certificate, Pooling, TightSet


@click.command()
@workspace_option
@click.option("--month", required=True, help="Month to look at, such as 2026-08.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="One day of it, interval by interval.")
@click.option("--version", type=click.IntRange(min=1), default=None, help="Published version (default: draft, else in force).")
@json_option
@lang_option
def pool(workspace: Path, month: str, day: datetime | None, version: int | None, as_json: bool, lang: str | None) -> None:
    """Heads needed with several skills: every agent in one queue, one team, and whatever the routing.

    The people are those of the draft or the published roster, else the staff list's mix of skills. Tells the pooling reserve
    by hour, the sets of projects that lack people, and the certificates that would help most. Emergency-only certificates are
    not counted.

    \b
    Example:  wfm pool --month 2026-08
              wfm pool --month 2026-08 --date 2026-08-12 --json
    Python:   wfm.scenario.pooled.pool_month(Path("centre"), "2026-08")
    """
    from wfm.scenario.month import open_month
    from wfm.scenario.pooled import pool_opened
    from wfm.scenario.refused import leaves_results

    chosen: date | None = day.date() if day else None
    with leaves_results(workspace):
        opened = open_month(workspace, month)
        if lang is None:
            set_language(opened.workspace.centre.language)
        found = pool_opened(opened, day=chosen, version=version)
    language = language_of()
    if as_json:
        print_json(found.to_json())
        return
    for line in (*_totals(found, language), *_table(found, chosen is not None, language), *_advice(found, language)):
        click.echo(line)
    for text in _notes(found, language):
        note(text)


def _totals(found: Pooling, language: str) -> list[str]:
    dedicated = found.hours["dedicated"]
    lines = [words.say(f"pooling.from_{found.source}", language, version=found.version)]
    lines.append(words.say("pooling.needed", language, **{name: f"{hours:,.0f}" for name, hours in found.hours.items()}))
    if dedicated:
        values = {"team": found.reserve, "most": found.most_reserve}
        shares = {f"{name}_share": f"{hours / dedicated:.0%}" for name, hours in values.items()}
        hours = {name: f"{value:,.0f}" for name, value in values.items()}
        lines.append(words.say("pooling.reserve", language, **hours, **shares))
    for key, values_of in (("missing", found.missing), ("in_mix", found.in_mix)):
        texts = {name: _number(value, language) for name, value in values_of.items()}
        lines.append(words.say(f"pooling.{key}", language, **texts))
    return lines


def _number(hours: float, language: str) -> str:
    return f"{hours:,.0f}" if hours < float("inf") else words.say("pooling.endless", language)


def _table(found: Pooling, intervals: bool, language: str) -> list[str]:
    """Mean agents by hour, or the day's intervals."""
    rows = found.frame if intervals else found.by_hour()
    lines = [words.say("pooling.head_intervals" if intervals else "pooling.head_hours", language)]
    for row in rows.to_dict("records"):
        clock = str(row["clock"]) if intervals else f"{int(row['hour']):02d}:00"
        texts = {
            name: f"{float(row[name]):.{0 if intervals else 1}f}"
            for name in ("dedicated", "team", "lower", "heads", "missing_dedicated", "missing_team", "missing_lower")
        }
        lines.append(words.say("pooling.row", language, clock=clock, **texts))
    return lines


def _advice(found: Pooling, language: str) -> list[str]:
    tight = [_tight(entry, language) for entry in found.tight] or [words.say("pooling.nobody_missing", language)]
    return [*tight, *(_certificate(entry, language) for entry in found.certificates)]


def _tight(entry: TightSet, language: str) -> str:
    return words.say(
        f"pooling.tight_{entry.value}",
        language,
        projects=" + ".join(entry.projects),
        lacking=entry.lacking,
        day=entry.day,
        clock=entry.clock,
        hours=f"{entry.agent_hours:,.1f}",
        intervals=entry.intervals,
    )


def _certificate(entry: Certificate, language: str) -> str:
    return words.say(
        "pooling.certificate",
        language,
        holds=" + ".join(entry.holds),
        project=entry.project,
        hours=f"{entry.agent_hours:,.1f}",
        people=f"{entry.people:.0f}",
    )


def _notes(found: Pooling, language: str) -> list[str]:
    texts = []
    if found.emergency_only:
        texts.append(words.say("pooling.emergency_only", language, count=found.emergency_only))
    if found.without:
        key = "pooling.people_without" if found.source == "staff" else "pooling.duties_without"
        texts.append(words.say(key, language, count=found.without))
    if not found.complete:
        texts.append(words.say("pooling.not_complete", language))
    return texts
