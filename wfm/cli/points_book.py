"""``wfm points claim|review|appeal|post|correct``: what is added to the points book."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wfm import words
from wfm.cli.common import json_option, lang_option, language_of, print_json, workspace_option
from wfm.cli.incentives_common import DAY, as_of_option, behalf_option, decision_of, person, reason_option, who_option
from wfm.cli.points_shown import spoken
from wfm.errors import UsageError

if TYPE_CHECKING:
    from wfm.scenario.points import Filed

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("employee", required=False)
@click.argument("item", required=False)
@workspace_option
@click.option("--from-contributions", "month", default=None, help="Claim this month's measured contributions at once.")
@click.option("--attendance", type=_FILE, default=None, help="With --from-contributions: export of punches.")
@click.option("--logins", type=_FILE, default=None, help="With --from-contributions: export of log-ins.")
@click.option("--file", "from_file", is_flag=True, help="Claim every row of claims.csv that is not claimed yet.")
@click.option("--date", "day", type=DAY, default=None, help="Day on which it was earned (for EMPLOYEE ITEM).")
@click.option("--times", type=click.IntRange(1, 100), default=1, show_default=True, help="How many times.")
@click.option("--evidence", default="", help="What shows it: a number of a record, a file, a name.")
@who_option
@as_of_option
@json_option
@lang_option
def claim(
    employee: str | None,
    item: str | None,
    workspace: Path,
    month: str | None,
    attendance: Path | None,
    logins: Path | None,
    from_file: bool,
    day: datetime | None,
    times: int,
    evidence: str,
    who: str | None,
    as_of: datetime | None,
    as_json: bool,
    lang: str | None,
) -> None:
    """File claims: EMPLOYEE ITEM, a month's measured contributions, or the rows of claims.csv.

    Doing it again adds nothing: what is claimed already is named and left out; later in a month only the days since are added.

    \b
    Example:  wfm points claim 000101 W07a --date 2026-08-12 --evidence "article 311" --as "Zhao"
              wfm points claim --from-contributions 2026-08 --as "Zhao"
    Python:   wfm.scenario.points.claim_contributions(Path("centre"), "2026-08", who="Zhao")
    """
    from wfm.scenario.points import claim_contributions, claim_file, claim_item

    spoken(workspace, lang)
    if sum(map(bool, (employee, month, from_file))) != 1 or bool(employee) != bool(item):
        raise UsageError("points.what_to_claim")
    if employee and item:
        if day is None or not evidence.strip():
            raise UsageError("points.day_and_evidence")
        filed = claim_item(
            workspace, employee, item, day=day.date(), evidence=evidence, who=person(who), times=times, as_of=as_of
        )
    elif month:
        filed = claim_contributions(workspace, month, who=person(who), attendance=attendance, logins=logins, as_of=as_of)
    else:
        filed = claim_file(workspace, who=person(who), as_of=as_of)
    _told(filed, as_json)


@click.command()
@click.argument("claims", nargs=-1, type=click.IntRange(1))
@workspace_option
@click.option("--approve", is_flag=True, help="The claims are right.")
@click.option("--return", "back", is_flag=True, help="Something is missing; they may be claimed again.")
@click.option("--reject", is_flag=True, help="The claims are wrong.")
@click.option("--month", default=None, help="Without numbers: all open claims of this month (default: of all months).")
@reason_option
@who_option
@as_of_option
@json_option
@lang_option
def review(
    claims: tuple[int, ...],
    workspace: Path,
    approve: bool,
    back: bool,
    reject: bool,
    month: str | None,
    reason: str,
    who: str | None,
    as_of: datetime | None,
    as_json: bool,
    lang: str | None,
) -> None:
    """Approve, return or reject claims. Whoever claimed, and whom it is for, may not review (four eyes).

    \b
    Example:  wfm points review --approve --month 2026-08 --reason "checked against the roster" --as "Qian"
              wfm points review 12 14 --reject --reason "no such article" --as "Qian"
    Python:   wfm.scenario.points.review_points(Path("centre"), "approve", reason="checked", who="Qian")
    """
    from wfm.scenario.points import review_points

    spoken(workspace, lang)
    decision = decision_of(approve=approve, back=back, reject=reject)
    name = person(who)
    filed = review_points(workspace, decision, reason=reason, who=name, claims=claims, month=month, as_of=as_of)
    if as_json:
        print_json([_entry(entry) for entry in filed.entries])
    else:
        click.echo(words.say("points.reviewed", language_of(), count=len(filed.entries), decision=decision, who=name))


@click.command()
@click.argument("number", metavar="CLAIM", type=click.IntRange(1))
@workspace_option
@click.option("--text", required=True, help="The objection, in the person's words.")
@behalf_option
@who_option
@as_of_option
@json_option
@lang_option
def appeal(
    number: int,
    workspace: Path,
    text: str,
    behalf: str,
    who: str | None,
    as_of: datetime | None,
    as_json: bool,
    lang: str | None,
) -> None:
    """Ask that a returned or rejected claim is looked at again, once, by another reviewer.

    By the person (--as with their id or name), or for them with --on-behalf.

    \b
    Example:  wfm points appeal 12 --text "the lead signed for that evening" --as "000101"
    Python:   wfm.scenario.points.appeal_points(Path("centre"), 12, text="...", who="000101")
    """
    from wfm.scenario.points import appeal_points

    spoken(workspace, lang)
    filed = appeal_points(workspace, number, text=text, who=person(who), behalf=behalf, as_of=as_of)
    if as_json:
        print_json([_entry(entry) for entry in filed.entries])
    else:
        click.echo(words.say("points.appealed", language_of(), claim=number))


@click.command()
@click.argument("claims", nargs=-1, type=click.IntRange(1))
@workspace_option
@click.option("--month", default=None, help="Without numbers: all approved claims of this month (default: of all months).")
@who_option
@as_of_option
@json_option
@lang_option
def post(
    claims: tuple[int, ...],
    workspace: Path,
    month: str | None,
    who: str | None,
    as_of: datetime | None,
    as_json: bool,
    lang: str | None,
) -> None:
    """Post approved claims: balances change now.

    \b
    Example:  wfm points post --month 2026-08 --as "Zhao"
    Python:   wfm.scenario.points.post_points(Path("centre"), who="Zhao")
    """
    from wfm.scenario.points import post_points

    spoken(workspace, lang)
    filed = post_points(workspace, who=person(who), claims=claims, month=month, as_of=as_of)
    if as_json:
        print_json([_entry(entry) for entry in filed.entries])
    else:
        total = sum(int(entry.content["points"]) for entry in filed.entries)
        click.echo(words.say("points.posted", language_of(), count=len(filed.entries), points=total))


@click.command()
@click.argument("number", metavar="CLAIM", type=click.IntRange(1))
@workspace_option
@click.option("--points", type=click.IntRange(1), default=None, help="How many of its points were wrong (default: all left).")
@reason_option
@who_option
@as_of_option
@json_option
@lang_option
def correct(
    number: int,
    workspace: Path,
    points: int | None,
    reason: str,
    who: str | None,
    as_of: datetime | None,
    as_json: bool,
    lang: str | None,
) -> None:
    """Claim that a posted entry was wrong. The correction is reviewed and posted like any claim; nothing is ever edited.

    The cumulative balance does not fall: what is earned afterwards first fills the gap. The redeemable balance does.

    \b
    Example:  wfm points correct 12 --points 3 --reason "counted twice" --as "Zhao"
    Python:   wfm.scenario.points.correct_points(Path("centre"), 12, reason="counted twice", who="Zhao")
    """
    from wfm.scenario.points import correct_points

    spoken(workspace, lang)
    _told(correct_points(workspace, number, reason=reason, who=person(who), points=points, as_of=as_of), as_json)


def _entry(entry: object) -> dict[str, object]:
    from wfm.store import BookEntry

    assert isinstance(entry, BookEntry)
    return {"entry": entry.seq, "kind": entry.kind, "employee": entry.subject, "who": entry.who, **entry.content}


def _told(filed: Filed, as_json: bool) -> None:
    """What was filed, the notice of new rules, what was left out, what is measured otherwise now."""
    if as_json:
        left = [{"employee": draft.employee, "name": draft.name, "reason": reason} for draft, reason in filed.skipped]
        print_json({"entries": [_entry(entry) for entry in filed.entries], "left_out": left, "changed": filed.changed})
        return
    language = language_of()
    for notice in filed.notices:
        changes = notice.content["changes"]
        numbers = {how: len(names) for how, names in changes.items()}
        click.echo(words.say("points.notice", language, version=notice.content["version"], **numbers))
        for how, names in changes.items():
            if names and len(names) <= 12:
                how_text = words.say(f"points.how_{how}", language)
                click.echo(words.say("points.notice_items", language, how=how_text, names=", ".join(names)))
    total = sum(int(entry.content["points"]) for entry in filed.claims)
    click.echo(words.say("points.claimed", language, count=len(filed.claims), points=total))
    for draft, reason in filed.skipped:
        why = words.say(f"points.skipped_{reason}", language)
        click.echo("  " + words.say("points.skipped", language, employee=draft.employee, name=draft.name, reason=why))
    for employee, measure, claimed, measured in filed.changed:
        values = {"employee": employee, "measure": measure, "claimed": claimed, "measured": measured}
        click.echo("  " + words.say("points.remeasured", language, **values))
