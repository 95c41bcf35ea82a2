"""``wfm rewards consult``: the record of staff consultation about the rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import click

from wfm import words
from wfm.cli.common import json_option, lang_option, language_of, print_json, workspace_option
from wfm.cli.incentives_common import DAY, as_of_option, day_of, person, who_option
from wfm.cli.points_shown import spoken
from wfm.cli.rewards_book import entries_json
from wfm.errors import UsageError


@click.command()
@workspace_option
@click.option("--with", "consulted", multiple=True, metavar="BODY", help="Who was consulted: a body or a person (repeat).")
@click.option("--held-on", type=DAY, default=None, help="Day of the consultation.")
@click.option("--summary", default="", help="What was put to them, and what they said.")
@click.option("--objection", "objections", multiple=True, help="An objection (repeat).")
@click.option("--outcome", default="", help="What came of the objections.")
@click.option("--known-on", type=DAY, default=None, help="Day on which the rules were made known to the staff.")
@who_option
@as_of_option
@json_option
@lang_option
def consult(
    workspace: Path,
    consulted: tuple[str, ...],
    held_on: datetime | None,
    summary: str,
    objections: tuple[str, ...],
    outcome: str,
    known_on: datetime | None,
    who: str | None,
    as_of: datetime | None,
    as_json: bool,
    lang: str | None,
) -> None:
    """Write down a staff consultation about the rules in force; without --with, show what is on record.

    Kept with the version of the points table and measures and of the catalogue of rewards. Review and grant say when the rules of
    an allocation have none (rewards.yaml: consultation: warn, refuse or ignore).

    \b
    Example:  wfm rewards consult --with "trade union" --held-on 2026-07-10 --summary "quotas and measures explained" --as "Qian"
              wfm rewards consult
    Python:   wfm.scenario.rewards_consulted.consult_staff(Path("c"), consulted=["union"], held_on=day, summary="...", who="Qian")
    """
    from wfm.scenario.rewards_consulted import consult_staff, consultation_text, consultations_of

    spoken(workspace, lang)
    language = language_of()
    day = day_of(held_on)
    if consulted or day or summary or objections:
        if day is None:
            raise UsageError("rewards.no_day")
        entry = consult_staff(
            workspace,
            consulted=consulted,
            held_on=day,
            summary=summary,
            who=person(who),
            objections=objections,
            outcome=outcome,
            known_on=day_of(known_on),
            as_of=as_of,
        )
        if as_json:
            entries_json((entry,))
            return
        click.echo(words.say("rewards.consulted", language, number=entry.seq, **_signs(entry.content["versions"])))
        return
    found = consultations_of(workspace)
    if as_json:
        print_json(found.to_json())
        return
    click.echo(words.say("rewards.in_force", language, **_signs(found.versions)))
    for seq, one in found.record.items():
        click.echo("  " + consultation_text(seq, one, language))
    if found.lacking:
        click.echo(words.say("rewards.unconsulted", language, versions=found.named(language)))


def _signs(versions: Mapping[str, str]) -> dict[str, str]:
    return {"points": versions.get("points", "-"), "rewards": versions.get("rewards", "-")}
