"""``wfm swap``: two people exchange duties."""

from __future__ import annotations

from pathlib import Path

import click

from wfm import words
from wfm.cli.adjust import day_of, time_of
from wfm.cli.common import json_option, lang_option, language_of, print_json, set_language, workspace_option
from wfm.cli.versions import login
from wfm.data.reading.settings import read_centre
from wfm.data.reading.sources import find_sources


@click.command()
@click.argument("first", metavar="A")
@click.argument("first_day", metavar="DATE")
@click.argument("second", metavar="B")
@click.argument("second_day", metavar="DATE")
@workspace_option
@click.option("--check", is_flag=True, help="Only say what would happen; nothing is published or logged.")
@click.option("--as-of", default=None, metavar="TIME", help="Local time at which it is agreed (default: now).")
@click.option("--reason", default="", help="Why, in a few words (default: who swaps what).")
@click.option("--as", "author", default=None, help="Who publishes (default: the login name).")
@json_option
@lang_option
def swap(
    first: str,
    first_day: str,
    second: str,
    second_day: str,
    workspace: Path,
    check: bool,
    as_of: str | None,
    reason: str,
    author: str | None,
    as_json: bool,
    lang: str | None,
) -> None:
    """Exchange duties: A gives the duty on the first DATE to B and takes the one B has on the second DATE.

    Both lines are audited with the whole month; the swap is published as a new version or refused with the rule named (exit
    code 3). Refusals are kept in the audit log.

    \b
    Example:  wfm swap 000012 2026-08-12 000034 2026-08-13 --as-of 2026-08-07T12:00 --as "Li Na"
              wfm swap 000012 2026-08-12 000034 2026-08-12 --check --json
    Python:   wfm.scenario.swap.swap_duties(Path("centre"), "000012", day, "000034", other, as_of=now, author="Li Na")
    """
    from wfm.scenario.swap import swap_duties

    centre, _, _ = read_centre(find_sources(workspace))
    if lang is None:
        set_language(centre.language)
    found, version = swap_duties(
        workspace,
        first,
        day_of(first_day),
        second,
        day_of(second_day),
        as_of=time_of(as_of),
        author=author or login(),
        reason=reason,
        check=check,
    )
    if as_json:
        print_json({**found.to_json(), "version": version.number if version else None})
        return
    language = language_of()
    for giver, duty, taker in ((first, found.gives, second), (second, found.takes, first)):
        values = {"giver": giver, "taker": taker, "day": duty.day, "duty": f"{duty.shift} {duty.project}".strip()}
        click.echo(words.say("swap.passes", language, **values))
    parts = ", ".join(f"{words.say(f'rules.{rule}_title', language)} {more:+d}" for rule, more in found.by_rule.items())
    after = found.result.card.cost
    costs = {"more": f"{found.more:+d}", "before": after - found.more, "after": after}
    click.echo(words.say("swap.costs", language, parts=f" ({parts})" if parts else "", **costs))
    if found.price_of_changes:
        total = after - found.more + found.price_of_changes
        click.echo(words.say("swap.base_paid", language, base=found.base, price=found.price_of_changes, total=total))
    click.echo(words.say("swap.notice", language, hours=f"{found.notice_hours:.0f}"))
    if version is None:
        click.echo(words.say("swap.checked", language))
    else:
        click.echo(words.say("swap.published", language, number=version.number, base=version.base, author=version.author))
