"""``wfm echelon``: emergency call-up as a record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from wfm.cli.common import json_option, lang_option, language_of, note, print_json, quiet_option, set_language, workspace_option
from wfm.cli.echelon_lines import activation_json, activation_lines, nothing_line
from wfm.cli.versions import login

F = TypeVar("F", bound=Callable[..., Any])
TIMES = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]


def as_of_option(command: F) -> F:
    """``--as-of``: the local time it happens, the clock without it."""
    return click.option(
        "--as-of", type=click.DateTime(TIMES), default=None, help="Local time, such as 2026-08-11T18:00 (default: now)."
    )(command)


def who_option(command: F) -> F:
    """``--as NAME``."""
    return click.option("--as", "who", default=None, help="Who does it (default: the login name).")(command)


def id_option(command: F) -> F:
    """``--id``: the activation."""
    return click.option("--id", "activation", default=None, help="Activation, such as E1 (default: the only open one).")(command)


@click.group()
@lang_option
def echelon(lang: str | None) -> None:
    """Emergency echelons (应急梯队): activate a level, write down replies and arrivals, stand down; drills too.

    Levels, quotas per unit, lead times and who may activate stand in echelons.csv (members of a level, if any, in
    echelon_members.csv). Every step is checked alone with the book and kept in the store.

    \b
    Example:  wfm echelon activate --level 1 --date 2026-08-12 --project hotline --trigger "storm" --as "Li Na"
              wfm echelon reply 000050 --yes
              wfm echelon show --drills
    Python:   wfm.scenario.echelon.book.reply(Path("centre"), "000050", answer="yes", who="Li Na")
              wfm.scenario.echelon.book.show(Path("centre"))
    """


@echelon.command("activate")
@workspace_option
@click.option("--level", type=click.IntRange(1, 9), required=True, help="Level of echelons.csv.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Day for which people are called.")
@click.option("--project", required=True, help="Project that is helped.")
@click.option("--trigger", required=True, help="What happened, in a few words.")
@click.option("--people", type=click.IntRange(min=1), default=None, help="Fewer people than the quotas give.")
@click.option("--scenario", default=None, help="What-if whose demand decides which duties are worth most.")
@click.option(
    "--at-level", type=click.Choice(["low", "base", "high"]), default="base", show_default=True, help="Level of the what-if."
)
@click.option("--version", type=click.IntRange(min=1), default=None, help="Published version (default: latest, else the draft).")
@click.option("--drill", is_flag=True, help="An exercise: marked, never counted as real.")
@who_option
@as_of_option
@json_option
@quiet_option
@lang_option
def activate_(
    workspace: Path,
    level: int,
    day: datetime,
    project: str,
    trigger: str,
    people: int | None,
    scenario: str | None,
    at_level: str,
    version: int | None,
    drill: bool,
    who: str | None,
    as_of: datetime | None,
    as_json: bool,
    quiet: bool,
    lang: str | None,
) -> None:
    """Call the people of a level in fair legal order, with why, and a reserve.

    \b
    Example:  wfm echelon activate --level 1 --date 2026-08-12 --project hotline --trigger "storm warning" --as "Li Na"
    Python:   wfm.scenario.echelon.book.activate(folder, level=1, day=day, project="hotline", trigger="storm", who="Li Na")
    """
    from wfm.scenario.echelon.book import activate
    from wfm.scenario.whatif.levels import Level

    found = activate(
        workspace, level=level, day=day.date(), project=project, trigger=trigger, who=who or login(), as_of=as_of, drill=drill,
        people=people, scenario=scenario, at_level=cast(Level, at_level), version=version, say=lambda text: note(text, quiet),
    )  # fmt: skip
    _show([found], workspace, as_json, lang)


@echelon.command("reply")
@click.argument("employee")
@click.option("--yes/--no", "agreed", required=True, help="Whether the person comes.")
@workspace_option
@id_option
@who_option
@as_of_option
@json_option
@lang_option
def reply_(
    employee: str,
    agreed: bool,
    workspace: Path,
    activation: str | None,
    who: str | None,
    as_of: datetime | None,
    as_json: bool,
    lang: str | None,
) -> None:
    """Write down an answer; a no calls the next of the reserve.

    \b
    Example:  wfm echelon reply 000050 --yes --as-of 2026-08-11T18:12
    Python:   wfm.scenario.echelon.book.reply(Path("centre"), "000050", answer="yes", who="Li Na")
    """
    from wfm.scenario.echelon.book import reply

    answer = "yes" if agreed else "no"
    _show(
        [reply(workspace, employee, answer=answer, who=who or login(), activation=activation, as_of=as_of)],
        workspace,
        as_json,
        lang,
    )


@echelon.command("arrive")
@click.argument("employee")
@workspace_option
@id_option
@who_option
@as_of_option
@json_option
@lang_option
def arrive_(
    employee: str,
    workspace: Path,
    activation: str | None,
    who: str | None,
    as_of: datetime | None,
    as_json: bool,
    lang: str | None,
) -> None:
    """Write down that somebody has arrived.

    \b
    Example:  wfm echelon arrive 000050 --as-of 2026-08-12T12:50
    Python:   wfm.scenario.echelon.book.arrive(Path("centre"), "000050", who="Li Na")
    """
    from wfm.scenario.echelon.book import arrive

    _show([arrive(workspace, employee, who=who or login(), activation=activation, as_of=as_of)], workspace, as_json, lang)


@echelon.command("stand-down")
@click.option("--reason", required=True, help="Why it ends.")
@workspace_option
@id_option
@who_option
@as_of_option
@json_option
@lang_option
def stand_down_(
    reason: str, workspace: Path, activation: str | None, who: str | None, as_of: datetime | None, as_json: bool, lang: str | None
) -> None:
    """End an activation; of a real one those who came are written into the day's book as call-ins.

    \b
    Example:  wfm echelon stand-down --reason "queue cleared" --as "Li Na"
    Python:   wfm.scenario.echelon.book.stand_down(Path("centre"), reason="queue cleared", who="Li Na")
    """
    from wfm.scenario.echelon.book import stand_down

    _show(
        [stand_down(workspace, reason=reason, who=who or login(), activation=activation, as_of=as_of)], workspace, as_json, lang
    )


@echelon.command("show")
@workspace_option
@id_option
@click.option("--drills", is_flag=True, help="Drills instead of real activations.")
@json_option
@lang_option
def show_(workspace: Path, activation: str | None, drills: bool, as_json: bool, lang: str | None) -> None:
    """Activations as they stand: who was called in which order and why, answers, response times.

    \b
    Example:  wfm echelon show --id E1
    Python:   wfm.scenario.echelon.book.show(Path("centre"))
    """
    from wfm.scenario.echelon.book import show

    found = show(workspace, activation, drills=drills)
    _show(found, workspace, as_json, lang)
    if not found and not as_json:
        click.echo(nothing_line(drills, language_of()))


def _show(found: list[Any], workspace: Path, as_json: bool, lang: str | None) -> None:
    from wfm.data.reading.settings import read_centre
    from wfm.data.reading.sources import find_sources

    if lang is None:
        centre, _, _ = read_centre(find_sources(workspace))
        set_language(centre.language)
    if as_json:
        print_json([activation_json(one) for one in found])
        return
    for one in found:
        for line in activation_lines(one, language_of()):
            click.echo(line)
