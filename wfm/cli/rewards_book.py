"""``wfm rewards review|grant|withdraw``: decisions with names and reasons."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wfm import words
from wfm.cli.common import json_option, lang_option, language_of, note, print_json, workspace_option
from wfm.cli.incentives_common import as_of_option, decision_of, person, reason_option, who_option
from wfm.cli.points_shown import spoken
from wfm.errors import UsageError

if TYPE_CHECKING:
    from wfm.store import BookEntry

month_option = click.option("--month", required=True, help="Month the rewards are for, such as 2026-09.")
_reward = click.option("--reward", default="", help="Only this reward (default: every one).")


def entries_json(entries: tuple[BookEntry, ...]) -> None:
    """Entries as JSON on standard output."""
    print_json([{"entry": e.seq, "kind": e.kind, "subject": e.subject, "who": e.who, **e.content} for e in entries])


def warn_unconsulted(workspace: Path, month: str) -> None:
    """A line on standard error when the rules of the month's allocation lack a staff consultation on record."""
    from wfm.scenario.rewards_consulted import consultations_of

    found = consultations_of(workspace, month)
    if found.lacking and found.policy == "warn":
        note(words.say("rewards.unconsulted", language_of(), versions=found.named(language_of())))


@click.command()
@click.argument("employees", nargs=-1)
@workspace_option
@month_option
@_reward
@click.option("--approve", is_flag=True, help="The proposals are right.")
@click.option("--return", "back", is_flag=True, help="Something is missing; allocate again.")
@click.option("--reject", is_flag=True, help="The proposals are wrong.")
@reason_option
@who_option
@as_of_option
@json_option
@lang_option
def review(
    employees: tuple[str, ...],
    workspace: Path,
    month: str,
    reward: str,
    approve: bool,
    back: bool,
    reject: bool,
    reason: str,
    who: str | None,
    as_of: datetime | None,
    as_json: bool,
    lang: str | None,
) -> None:
    """Approve, return or reject proposals, of EMPLOYEES or all. Whoever proposed, and whom it is for, may not review.

    \b
    Example:  wfm rewards review --month 2026-09 --approve --reason "publicity period over" --as "Qian"
              wfm rewards review 000101 --month 2026-09 --reward regular-day --reject --reason "leaves in October" --as "Qian"
    Python:   wfm.scenario.rewards.review_rewards(Path("centre"), "2026-09", "approve", reason="fine", who="Qian")
    """
    from wfm.scenario.rewards import review_rewards

    spoken(workspace, lang)
    decision = decision_of(approve=approve, back=back, reject=reject)
    name = person(who)
    found = review_rewards(workspace, month, decision, reason=reason, who=name, employees=employees, reward=reward, as_of=as_of)
    warn_unconsulted(workspace, month)
    if as_json:
        entries_json(found)
    else:
        click.echo(words.say("rewards.reviewed", language_of(), count=len(found), decision=decision, who=name))


@click.command()
@click.argument("employees", nargs=-1)
@workspace_option
@month_option
@_reward
@click.option("--confirmed", multiple=True, metavar="EMPLOYER=NAME", help="Who confirmed for this employer's people (repeat).")
@reason_option
@who_option
@as_of_option
@json_option
@lang_option
def grant(
    employees: tuple[str, ...],
    workspace: Path,
    month: str,
    reward: str,
    confirmed: tuple[str, ...],
    reason: str,
    who: str | None,
    as_of: datetime | None,
    as_json: bool,
    lang: str | None,
) -> None:
    """Grant approved proposals, of EMPLOYEES or all. The awards enter the next wfm plan of their days by themselves.

    \b
    Example:  wfm rewards grant --month 2026-09 --reason "as reviewed" --confirmed "agency=Wu" --as "Zhao"
    Python:   wfm.scenario.rewards.grant_rewards(Path("centre"), "2026-09", reason="as reviewed", who="Zhao")
    """
    from wfm.scenario.rewards import grant_rewards

    spoken(workspace, lang)
    said: dict[str, str] = {}
    for text in confirmed:
        employer, equals, name = (part.strip() for part in text.partition("="))
        if not (employer and equals and name):
            raise UsageError("rewards.bad_confirmation", value=text)
        said[employer] = name
    name = person(who)
    found = grant_rewards(
        workspace, month, reason=reason, who=name, employees=employees, reward=reward, confirmed=said, as_of=as_of
    )
    warn_unconsulted(workspace, month)
    if as_json:
        entries_json(found)
        return
    click.echo(words.say("rewards.granted", language_of(), count=len(found), who=name))
    for entry in found:
        shown = {key: entry.content[key] for key in ("name", "first", "last")}
        click.echo("  " + words.say("rewards.grant_line", language_of(), number=entry.seq, employee=entry.subject, **shown))


@click.command()
@click.argument("number", metavar="GRANT", type=click.IntRange(1))
@workspace_option
@reason_option
@who_option
@as_of_option
@json_option
@lang_option
def withdraw(
    number: int, workspace: Path, reason: str, who: str | None, as_of: datetime | None, as_json: bool, lang: str | None
) -> None:
    """Take a grant back; the entry stays in the book, the points it spent are redeemable again.

    \b
    Example:  wfm rewards withdraw 31 --reason "leaves the centre" --as "Zhao"
    Python:   wfm.scenario.rewards.withdraw_grant(Path("centre"), 31, reason="leaves the centre", who="Zhao")
    """
    from wfm.scenario.rewards import withdraw_grant

    spoken(workspace, lang)
    entry = withdraw_grant(workspace, number, reason=reason, who=person(who), as_of=as_of)
    if as_json:
        entries_json((entry,))
    else:
        click.echo(words.say("rewards.withdrawn", language_of(), number=number, employee=entry.subject))
