"""``wfm publish``, ``wfm versions``, ``wfm diff``: the store at the command line."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path

import click

from wfm import words
from wfm.cli.common import json_option, lang_option, language_of, print_json, set_language, workspace_option
from wfm.data.diff import RosterDiff, table
from wfm.data.diff import diff as diff_rosters
from wfm.data.reading import Level, read_workspace
from wfm.data.reading.settings import read_centre
from wfm.data.reading.sources import find_sources
from wfm.errors import ConflictError, InputError
from wfm.store import Store, Verification, Version, publish_draft, rosters_to_compare


@click.command()
@workspace_option
@click.option("--month", required=True, help="Month to publish, such as 2026-08.")
@click.option("--as", "author", default=None, help="Who publishes (default: the login name).")
@click.option("--reason", required=True, help="Why, in a few words; kept with the version.")
@click.option(
    "--base", type=click.IntRange(0), default=None, help="Version to replace, 0 = none (default: the draft's own base)."
)
@json_option
@lang_option
def publish(
    workspace: Path, month: str, author: str | None, reason: str, base: int | None, as_json: bool, lang: str | None
) -> None:
    """Publish the month's draft as an immutable version.

    Refused with both differences when somebody published since the draft was made (exit code 4), and when the draft has
    not passed its audit (exit code 5). Refusals are kept in the audit log too.

    \b
    Example:  wfm publish --month 2026-08 --reason "first plan"
              wfm publish --month 2026-08 --reason "leave of 007" --base 3 --as "Li Na"
    Python:   wfm.store.publish_draft(store, results, "2026-08", author="Li Na", reason="first plan")
    """
    store, folder = _open(workspace, lang)
    try:
        version = publish_draft(store, folder / "results", month, author=author or login(), reason=reason, base=base)
    except ConflictError as error:
        if as_json:
            print_json({"error": error.key, **{key: _plain(value) for key, value in error.values.items()}})
        raise
    if as_json:
        print_json({**version.to_json(), "head": store.head()})
    else:
        click.echo(published_text(version, store.head(), language_of()))


@click.command()
@workspace_option
@click.option("--month", default=None, help="Only this month, such as 2026-08.")
@click.option("--verify", is_flag=True, help="Replay the audit log and every version against their hashes.")
@click.option("--head", default="", help="With --verify: a head hash kept elsewhere, which the log must still contain.")
@json_option
@lang_option
def versions(workspace: Path, month: str | None, verify: bool, head: str, as_json: bool, lang: str | None) -> None:
    """List published versions; with --verify, check that nothing was changed since.

    --verify prints the head hash of the audit log: keep it elsewhere (in a mail, on paper), and give it back with --head.
    Exit code 1 when something does not fit.

    \b
    Example:  wfm versions --month 2026-08
              wfm versions --verify --head 5d41402abc4b2a76
    Python:   wfm.store.Store.versions(store, "2026-08")
              wfm.store.Store.verify(store, "5d41402abc4b2a76")
    """
    store, _ = _open(workspace, lang)
    found = store.versions(month)
    checked = store.verify(head) if verify or head else None
    if as_json:
        listed = [version.to_json() for version in found]
        print_json({"versions": listed, "verification": _verification(checked)} if checked else {"versions": listed})
    else:
        click.echo("\n".join([*_listing(found), *(_verdict(checked) if checked else [])]))
    if checked and not checked.ok:
        sys.exit(1)


@click.command()
@click.argument("old", metavar="V1")
@click.argument("new", metavar="V2")
@workspace_option
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="Most person-days to list; 0 = all.")
@json_option
@lang_option
def diff(old: str, new: str, workspace: Path, limit: int, as_json: bool, lang: str | None) -> None:
    """Show what differs between two versions; V1 and V2 are numbers, or "draft" for the draft of the other's month.

    \b
    Example:  wfm diff 1 2
              wfm diff 2 draft --json
    Python:   wfm.data.diff.diff(old, new, shifts)
    """
    store, folder = _open(workspace, lang)
    first, second = rosters_to_compare(store, folder / "results", old, new)
    tables, _ = read_workspace(workspace)
    found = diff_rosters(first, second, tables.shifts)
    teams = {employee.employee: employee.team for employee in tables.employees} or None
    if as_json:
        print_json(found.to_json(teams))
    else:
        click.echo(found.text(language_of(), limit=limit, teams=teams))


def published_text(version: Version, head: str, language: str) -> str:
    """What was published over what, at what cost; ``head``: of the audit log."""
    over = words.say("store.over" if version.base else "store.over_nothing", language, base=version.base)
    figures = version.to_json()
    parts = words.say("store.cost_parts", language, **figures) if version.card.price_of_changes else ""
    values = {**figures, "over": over, "bound": _number(version.card.bound), "parts": parts, "head": head}
    return words.say("store.published", language, **values)


def login() -> str:
    """The login name of whoever runs the command; ``unknown`` where the system knows none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "unknown"


def _open(workspace: Path, lang: str | None) -> tuple[Store, Path]:
    """The workspace's store and folder; its language is used from here on unless ``--lang`` said otherwise."""
    sources = find_sources(workspace)
    centre, _, issues = read_centre(sources)
    if not lang:
        set_language(centre.language)
    for issue in issues:
        if issue.level == Level.REFUSE:
            raise InputError("store.bad_settings", file=issue.file, row=issue.row or "-", column=issue.column, value=issue.value)
    return Store.open(sources.folder, centre.database), sources.folder


def _listing(found: list[Version]) -> list[str]:
    """Versions as a table; the one in force of each month is marked."""
    if not found:
        return [words.say("store.none_published", language_of())]
    names = (
        "number",
        "month",
        "layer",
        "base",
        "created_at",
        "author",
        "roster_cost",
        "price_of_changes",
        "cost",
        "bound",
        "state",
        "reason",
    )
    head = [words.say(f"store.version_{name}", language_of()) for name in names]
    in_force = {version.month: version.number for version in found}
    return table([head, *(_row(version, in_force[version.month] == version.number) for version in found)])


def _row(version: Version, in_force: bool) -> list[str]:
    state = words.say("store.in_force" if in_force else "store.replaced", language_of())
    fields = [version.number, version.month, version.layer, version.base or "-", version.created_at[:19] + "Z", version.author]
    card = version.card
    costs = [str(card.roster_cost), str(card.price_of_changes), str(card.cost), _number(card.bound)]
    return [*map(str, fields), *costs, state, " ".join(version.reason.split())]


def _number(value: int | None) -> str:
    return "-" if value is None else str(value)


def _verdict(checked: Verification) -> list[str]:
    """What ``--verify`` found, in words."""
    key = "store.verified" if checked.ok else "store.not_verified"
    line = words.say(key, language_of(), entries=checked.entries, versions=checked.versions, head=checked.head)
    return [line, *(problem.message(language_of()) for problem in checked.problems)]


def _verification(checked: Verification) -> dict[str, object]:
    problems = [
        {"problem": problem.key, **problem.values, "message": problem.message(language_of())} for problem in checked.problems
    ]
    fields = {"ok": checked.ok, "head": checked.head, "entries": checked.entries, "versions": checked.versions}
    return {**fields, "problems": problems}


def _plain(value: object) -> object:
    return value.to_json() if isinstance(value, RosterDiff) else value
