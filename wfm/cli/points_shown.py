"""``wfm points rules|balance|show|rank|verify``: what is read off the points book."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from wfm import words
from wfm.cli.common import json_option, lang_option, language_of, print_json, workspace_option
from wfm.cli.incentives_common import DAY, csv_option, html_option, speak, told_written, write_rows
from wfm.data.workspace import Workspace
from wfm.errors import UsageError


def spoken(workspace: Path, lang: str | None) -> Workspace:
    """The workspace behind its gate; its language is used from here on unless ``--lang`` said otherwise."""
    from wfm.data.gate import open_workspace

    tables = open_workspace(workspace, needs=())
    speak(tables, lang)
    return tables


def listed(rows: list[list[str]]) -> None:
    """Rows, heads first, as an aligned table."""
    from wfm.data.diff import table

    click.echo("\n".join(table(rows)))


def heads(names: tuple[str, ...]) -> list[str]:
    """Heads of a table in the language of messages."""
    return [words.say(f"points.col_{name}", language_of()) for name in names]


@click.command()
@workspace_option
@json_option
@lang_option
def rules(workspace: Path, as_json: bool, lang: str | None) -> None:
    """Show the points table in force: classes, items, sub-items, and the version of the rules.

    \b
    Example:  wfm points rules
    Python:   wfm.data.shipped.points_rules_of(workspace)
    """
    from wfm.data.shipped import points_rules_of
    from wfm.incentives.versions import rules_version

    tables = spoken(workspace, lang)
    language = language_of()
    found, version = points_rules_of(tables), rules_version(tables)
    if as_json:
        print_json({"version": version, "rules": [rule.model_dump(mode="json") for rule in found]})
        return
    counts = {"classes": len({rule.points_class for rule in found}), "items": len({rule.item for rule in found})}
    click.echo(words.say("points.rules_head", language, **counts, sub_items=len(found), version=version))
    rows = [heads(("class", "item", "sub_item", "name", "points", "most", "quality"))]
    for rule in found:
        quality = rule.quality_condition_zh if language == "zh" and rule.quality_condition_zh else rule.quality_condition
        kind = words.say(f"points.class_{rule.points_class}", language)
        most = str(rule.most_per_month or "-")
        rows.append([kind, rule.item_label(language), rule.sub_item, rule.label(language), str(rule.points), most, quality])
    listed(rows)


@click.command()
@click.argument("employee", required=False)
@workspace_option
@json_option
@lang_option
def balance(employee: str | None, workspace: Path, as_json: bool, lang: str | None) -> None:
    """Show balances: cumulative (never falls), net, spent, redeemable; of everybody or of one person.

    \b
    Example:  wfm points balance 000101
    Python:   wfm.scenario.points.points_of(Path("centre"))
    """
    from wfm.scenario.points import points_of

    tables = spoken(workspace, lang)
    known = {one.employee for one in tables.employees}
    if employee is not None and employee not in known:
        raise UsageError("points.no_employee", value=employee)
    ledger = points_of(workspace)
    people = [employee] if employee else sorted(ledger.balances)
    if as_json:
        print_json({name: ledger.balance(name).to_json() for name in people})
        return
    if not people:
        click.echo(words.say("points.empty", language_of()))
        return
    columns = ("cumulative", "net", "spent", "redeemable")
    rows = [heads(("employee", *columns))]
    rows += [[name, *(str(ledger.balance(name).to_json()[column]) for column in columns)] for name in people]
    listed(rows)


@click.command()
@click.argument("what", metavar="[EMPLOYEE|CLAIM]", required=False)
@workspace_option
@click.option("--state", type=click.Choice(["claimed", "approved", "posted", "returned", "rejected"]), help="Only these.")
@json_option
@lang_option
def show(what: str | None, workspace: Path, state: str | None, as_json: bool, lang: str | None) -> None:
    """Show claims: all, one person's, or one with its evidence (by its number).

    \b
    Example:  wfm points show --state claimed
              wfm points show 000101
              wfm points show 12 --json
    Python:   wfm.scenario.points.points_of(Path("centre"))
    """
    from wfm.scenario.points import points_of

    tables = spoken(workspace, lang)
    ledger = points_of(workspace)
    known = {one.employee for one in tables.employees}
    found = list(ledger.claims.values())
    if what is not None and what in known:
        found = ledger.of(what)
    elif what is not None:
        if not (what.isascii() and what.isdigit() and int(what) in ledger.claims):
            raise UsageError("points.no_claim", claim=what)
        found = [ledger.claims[int(what)]]
    found = [one for one in found if state in (None, one.state)]
    if as_json:
        print_json([one.to_json() for one in found])
        return
    if not found:
        none = "points.none_in_state" if state and ledger.claims else "points.empty"
        click.echo(words.say(none, language_of(), state=state))
        return
    rows = [heads(("claim", "employee", "name", "period", "points", "state", "claimant", "reviewer", "reason"))]
    for one in found:
        period = str(one.content["period"])
        rows.append(
            [str(one.seq), one.employee, one.name, period, str(one.points), one.state, one.claimant, one.reviewer, one.reason]
        )
    listed(rows)


@click.command()
@workspace_option
@click.option("--month", default=None, help="Month of the ranking, such as 2026-08 (default: all time).")
@click.option("--week", type=DAY, default=None, help="A day of the week to rank.")
@click.option("--top", type=click.IntRange(0), default=0, show_default=True, help="Most places to show; 0 = all.")
@click.option("--pseudonyms", is_flag=True, help="Signs instead of ids and names, for a list on the wall.")
@csv_option
@html_option
@json_option
@lang_option
def rank(
    workspace: Path,
    month: str | None,
    week: datetime | None,
    top: int,
    pseudonyms: bool,
    csv_file: Path | None,
    html: Path | None,
    as_json: bool,
    lang: str | None,
) -> None:
    """Rank people of all specialties in one list: a week, a month, or all time; with coverage and concentration.

    Score = points x factor; factor = 1000 / (hours x usual points per hour at the own desk, shrunk towards the centre's mean). So
    fewer points rank higher when they took fewer hours, or where fewer are usual.

    \b
    Example:  wfm points rank --week 2026-08-10 --pseudonyms
              wfm points rank --month 2026-08 --top 10 --html ranking.html
    Python:   wfm.scenario.standings.rank_points(Path("centre"), month="2026-08", top=10)
    """
    from wfm.scenario.standings import COLUMNS, rank_points

    tables = spoken(workspace, lang)
    language = language_of()
    day = week.date() if week else None
    found = rank_points(workspace, month=month, week=day, top=top, pseudonyms=pseudonyms)
    columns = heads(COLUMNS)
    rows = [[str(cell) for cell in row.cells()] for row in found.rows]
    if csv_file is not None:
        write_rows(csv_file, columns, rows)
    if html is not None:
        from wfm.data.files import write_text
        from wfm.report.incentives import render_sheets
        from wfm.report.incentives.build import standings_view

        write_text(html, render_sheets(standings_view(tables, found, language)))
    if as_json:
        print_json(found.to_json())
        return
    if not rows:
        click.echo(words.say("points.nobody", language))
    else:
        click.echo(words.say("points.rank_head", language, period=found.period or words.say("points.rank_all", language)))
        listed([columns, *rows])
        click.echo(words.say("points.rank_why", language, floor=found.floor))
    gini = "-" if found.spread.gini is None else f"{found.spread.gini:.2f}"
    share = {
        "with_points": found.spread.with_points,
        "people": found.spread.people,
        "coverage": f"{100 * found.spread.coverage:.0f}",
    }
    click.echo(words.say("points.spread", language, **share, gini=gini))
    for file in (csv_file, html):
        if file is not None:
            click.echo(told_written(file, language))


@click.command()
@workspace_option
@click.option("--head", default="", help="A head hash kept elsewhere, which the audit log must still contain.")
@json_option
@lang_option
def verify(workspace: Path, head: str, as_json: bool, lang: str | None) -> None:
    """Replay the book: every seal, every link, every rule of the book. Exit code 1 when something does not fit.

    \b
    Example:  wfm points verify
    Python:   wfm.scenario.points.verify_points(Path("centre"))
    """
    from wfm.scenario.points import verify_points

    spoken(workspace, lang)
    language = language_of()
    found = verify_points(workspace, head)
    problems = [problem.message(language) for problem in found.store.problems]
    for fault in found.faults:
        what = words.say(f"points.fault_{fault.key}", language)
        problems.append(words.say("points.fault", language, seq=fault.seq, what=what))
    if as_json:
        print_json({"ok": found.ok, "entries": found.entries, "problems": problems, "head": found.store.head})
    elif found.ok:
        click.echo(words.say("points.verified", language, entries=found.entries))
        click.echo(words.say("points.head_hash", language, head=found.store.head))
    else:
        click.echo("\n".join([words.say("points.not_verified", language), *(f"  {text}" for text in problems)]))
    if not found.ok:
        sys.exit(1)
