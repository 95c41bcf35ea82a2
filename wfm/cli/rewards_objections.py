"""``wfm rewards appeal|answer|decline``: what staff say to an allocation, and the answers."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from wfm import words
from wfm.cli.common import json_option, lang_option, language_of, workspace_option
from wfm.cli.incentives_common import as_of_option, behalf_option, decision_of, person, reason_option, who_option
from wfm.cli.points_shown import spoken
from wfm.cli.rewards_book import entries_json, month_option


@click.command()
@click.argument("employee")
@click.argument("reward")
@workspace_option
@month_option
@click.option("--text", required=True, help="The objection, in the person's words.")
@behalf_option
@who_option
@as_of_option
@json_option
@lang_option
def appeal(
    employee: str,
    reward: str,
    workspace: Path,
    month: str,
    text: str,
    behalf: str,
    who: str | None,
    as_of: datetime | None,
    as_json: bool,
    lang: str | None,
) -> None:
    """Object to what an allocation says about a person. That reward is not granted to anybody before it is answered.

    By the person (--as with their id or name), or for them with --on-behalf. Once for each decision, within the days of
    rewards.yaml (appeal_days, default 7, after the allocation or a review).

    \b
    Example:  wfm rewards appeal 000017 regular-day --month 2026-09 --text "my drill of 3 August is missing" --as "000017"
              wfm rewards appeal 000017 regular-day --month 2026-09 --text "..." --on-behalf "asked by phone" --as "Li Na"
    Python:   wfm.scenario.rewards_objections.appeal_reward(Path("c"), "2026-09", "000017", "regular-day", text="", who="000017")
    """
    from wfm.scenario.rewards_objections import appeal_reward

    spoken(workspace, lang)
    entry = appeal_reward(workspace, month, employee, reward, text=text, who=person(who), behalf=behalf, as_of=as_of)
    if as_json:
        entries_json((entry,))
    else:
        click.echo(words.say("rewards.appealed", language_of(), number=entry.seq, employee=employee, reward=reward))


@click.command()
@click.argument("number", metavar="APPEAL", type=click.IntRange(1))
@workspace_option
@click.option("--uphold", is_flag=True, help="The person is right.")
@click.option("--deny", is_flag=True, help="The allocation stands.")
@click.option(
    "--then",
    "consequence",
    type=click.Choice(["propose", "reallocate", "next-month"]),
    default=None,
    help="What follows from --uphold: the person is proposed (default), the month is allocated anew, or the person stands in "
    "front of the line next time.",
)
@reason_option
@who_option
@as_of_option
@json_option
@lang_option
def answer(
    number: int,
    workspace: Path,
    uphold: bool,
    deny: bool,
    consequence: str | None,
    reason: str,
    who: str | None,
    as_of: datetime | None,
    as_json: bool,
    lang: str | None,
) -> None:
    """Answer an appeal: uphold it, with what follows, or deny it. Whoever filed it, or allocated, may not answer.

    \b
    Example:  wfm rewards answer 7 --deny --reason "drills are no regular-day months" --as "Qian"
              wfm rewards answer 7 --uphold --then next-month --reason "the list was closed" --as "Qian"
    Python:   wfm.scenario.rewards_objections.answer_appeal(Path("centre"), 7, "deny", reason="...", who="Qian")
    """
    from wfm.scenario.rewards_objections import answer_appeal

    spoken(workspace, lang)
    language = language_of()
    decision = decision_of(uphold=uphold, deny=deny)
    name = person(who)
    entry = answer_appeal(workspace, number, decision, reason=reason, who=name, consequence=consequence or "", as_of=as_of)
    if as_json:
        entries_json((entry,))
        return
    said = words.say(f"rewards.decision_{decision}", language)
    click.echo(words.say("rewards.answered_now", language, number=number, decision=said))
    if decision == "uphold":
        click.echo("  " + words.say(f"rewards.then_{entry.content['consequence']}", language))


@click.command()
@click.argument("employee")
@click.argument("reward")
@workspace_option
@month_option
@behalf_option
@reason_option
@who_option
@as_of_option
@json_option
@lang_option
def decline(
    employee: str,
    reward: str,
    workspace: Path,
    month: str,
    behalf: str,
    reason: str,
    who: str | None,
    as_of: datetime | None,
    as_json: bool,
    lang: str | None,
) -> None:
    """Decline an award before its first day: points it spent return, the next in line is proposed for review.

    By the person (--as with their id or name), or for them with --on-behalf. It is no term of a month planned from now on;
    what is published already changes with its next version only.

    \b
    Example:  wfm rewards decline 000101 regular-day --month 2026-09 --reason "evening school" --as "000101"
    Python:   wfm.scenario.rewards_objections.decline_award(Path("c"), "2026-09", "000101", "rest", reason="", who="000101")
    """
    from wfm.scenario.rewards_objections import decline_award

    spoken(workspace, lang)
    language = language_of()
    entry = decline_award(workspace, month, employee, reward, reason=reason, who=person(who), behalf=behalf, as_of=as_of)
    if as_json:
        entries_json((entry,))
        return
    following = entry.content["next"]
    click.echo(words.say("rewards.declined", language, employee=employee, reward=reward, points=entry.content["returned"]))
    case = "declined_next" if following else "declined_nobody"
    click.echo("  " + words.say(f"rewards.{case}", language, employee=following, reward=reward))
