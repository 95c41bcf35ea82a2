"""``wfm rewards why|sheet|fulfilment``: reasons for people, proof for everybody."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wfm import words
from wfm.cli.common import json_option, lang_option, language_of, print_json, workspace_option
from wfm.cli.incentives_common import csv_option, employer_option, html_option, told_written, write_rows
from wfm.cli.points_shown import listed, spoken
from wfm.cli.rewards_proposed import reward_heads
from wfm.errors import UsageError

if TYPE_CHECKING:
    from wfm.scenario.rewards_employer import GroupSpread
    from wfm.scenario.rewards_fulfilment import AwardKept, Fulfilment
    from wfm.scenario.rewards_sheet import PersonSheet


@click.command()
@click.argument("employee")
@workspace_option
@click.option("--month", default=None, help="Month of the rewards (default: the latest allocated).")
@json_option
@lang_option
def why(employee: str, workspace: Path, month: str | None, as_json: bool, lang: str | None) -> None:
    """Say why a person is proposed for a reward or not, and what would change it.

    \b
    Example:  wfm rewards why 000101 --month 2026-09
    Python:   wfm.scenario.rewards_sheet.sheets_of(Path("centre"), "2026-09", "000101")
    """
    from wfm.scenario.rewards_sheet import sheet_text, sheets_of

    spoken(workspace, lang)
    (found,) = sheets_of(workspace, month, employee)
    if as_json:
        print_json(_rows_json(found))
    else:
        click.echo(sheet_text(found, language_of()))


def _rows_json(found: PersonSheet) -> dict[str, object]:
    rows = [{**line.decision.to_json(), "state": line.state, "why": line.why(), "change": line.change()} for line in found.lines]
    head = {"employee": found.employee, "month": found.month, "points": found.points, "waiting": found.waiting}
    return {**head, "rewards": rows, "history": [event.to_json() for event in found.history]}


@click.command()
@workspace_option
@click.option("--month", default=None, help="Month of the rewards (default: the latest allocated).")
@employer_option
@csv_option
@html_option
@json_option
@lang_option
def sheet(
    workspace: Path,
    month: str | None,
    employer: str,
    csv_file: Path | None,
    html: Path | None,
    as_json: bool,
    lang: str | None,
) -> None:
    """Write everybody's sheet: why, why not, what would change it, what happened; who carries the nights; appeals; the spread.

    With --employer the page of one outsourcer: its own people; of everybody else only the centre's totals.

    \b
    Example:  wfm rewards sheet --month 2026-09 --html rewards.html --csv rewards.csv
              wfm rewards sheet --month 2026-09 --employer "agency" --html agency.html
    Python:   wfm.scenario.rewards_sheet.sheets_of(Path("centre"), "2026-09", employer="agency")
    """
    from wfm.scenario.rewards_employer import employer_groups, spread_of
    from wfm.scenario.rewards_sheet import sheets_of

    tables = spoken(workspace, lang)
    language = language_of()
    found = sheets_of(workspace, month, employer=employer)
    if not found:
        raise UsageError("rewards.nobody_of", employer=employer, month=month or "-")
    columns = reward_heads(("employee", "name", "reward", "points", "place", "state", "why", "change"))
    rows = []
    for one in found:
        for line in one.lines:
            state = words.say(f"rewards.state_{line.state}", language) if line.state else ""
            shown = [line.name[language], str(line.decision.points), str(line.decision.place), state]
            rows.append([one.employee, one.name, *shown, line.why(language), line.change(language)])
    if csv_file is not None:
        write_rows(csv_file, columns, rows)
    if html is not None:
        from wfm.data.files import write_text
        from wfm.report.incentives import render_sheets
        from wfm.report.incentives.rewards import rewards_view
        from wfm.scenario.rewards_consulted import consultations_of

        write_text(
            html, render_sheets(rewards_view(tables, found, language, consultations_of(workspace, found[0].month), employer))
        )
    if as_json:
        print_json([_rows_json(one) for one in found])
        return
    for file in (csv_file, html):
        if file is not None:
            click.echo(told_written(file, language))
    if csv_file is None and html is None:
        listed([columns, *rows])
    spread = [
        one for one in spread_of(found[0].allocation, employer_groups(tables)) if employer in ("", one.group) or not one.group
    ]
    click.echo(words.say("rewards.spread_head", language))
    listed([reward_heads(SPREAD), *(spread_cells(one, language) for one in spread)])


SPREAD = ("employer", "people", "coverage", "points", "gini", "awards")


def spread_cells(one: GroupSpread, language: str) -> list[str]:
    """A row of the spread: group, people, with points, points, Gini, awards."""
    gini = "–" if one.spread.gini is None else f"{one.spread.gini:.2f}"
    group = one.group or words.say("rewards.everybody", language)
    return [group, str(one.people), str(one.spread.with_points), str(one.points), gini, str(one.given)]


@click.command()
@workspace_option
@click.option("--month", required=True, help="Month to prove, such as 2026-09.")
@employer_option
@html_option
@json_option
@lang_option
def fulfilment(workspace: Path, month: str, employer: str, html: Path | None, as_json: bool, lang: str | None) -> None:
    """Prove from the published roster, day by day, that each granted award was honoured, or say why not.

    An award declined before it began is shown as such and owes nothing. Exit code 1 when one was not honoured.

    \b
    Example:  wfm rewards fulfilment --month 2026-09 --html fulfilment.html
    Python:   wfm.scenario.rewards_fulfilment.fulfilment_of(Path("centre"), "2026-09")
    """
    from wfm.scenario.rewards_fulfilment import fulfilment_of

    tables = spoken(workspace, lang)
    language = language_of()
    found = fulfilment_of(workspace, month, employer)
    if html is not None:
        from wfm.data.files import write_text
        from wfm.report.incentives import render_sheets
        from wfm.report.incentives.build import fulfilment_view

        write_text(html, render_sheets(fulfilment_view(tables, found, language)))
    if as_json:
        print_json(found.to_json())
    else:
        click.echo("\n".join(_told(found, language)))
        if html is not None:
            click.echo(told_written(html, language))
    if not found.ok:
        sys.exit(1)


def _told(found: Fulfilment, language: str) -> list[str]:
    broken = sum(not one.ok for one in found.awards)
    if not found.awards:
        return [words.say("rewards.none_granted", language, month=found.month)]
    values = {"count": len(found.owed), "broken": broken, "month": found.month, "version": found.version}
    lines = [words.say("rewards.not_fulfilled" if broken else "rewards.fulfilled", language, **values)]
    for one in found.awards:
        lines += _award(one, language)
    return lines


def _award(one: AwardKept, language: str) -> list[str]:
    def say(key: str, **values: object) -> str:
        return words.say(f"rewards.{key}", language, **values)

    award = one.award
    kept = one.said or say("kept_days", kept=len(one.days) - len(one.broken), days=len(one.days))
    shown = f"{award.employee}, {say(f'kind_{award.kind}')}, {award.first} – {award.last}"
    lines = [f"  {award.grant:>4}  {shown}: {say(f'status_{one.status}')}; {kept}"]
    if one.rules:
        named = words.say("diagnose.comma", language).join(words.say(f"rules.{rule}_title", language) for rule in one.rules)
        lines.append("        " + say("clash", rules=named))
    lines += ["        " + say("broken_day", day=day.day, found=day.found, said=day.said) for day in one.broken]
    for days, wish, reason, values in one.refusals:
        said = dict(values)
        if "rules" in said:
            said["rules"] = words.say("diagnose.comma", language).join(
                words.say(f"rules.{r}_title", language) for r in said["rules"]
            )
        day = days[0] if len(days) == 1 else say("span", first=days[0], last=days[-1], count=len(days))
        lines.append("        " + say(f"refused_{reason}", employee=award.employee, day=day, wish=wish, **said))
    return lines
