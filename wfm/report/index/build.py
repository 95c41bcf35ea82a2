"""What lies in results/ and what the store says, gathered for the index. Nothing is computed."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

from wfm.data.workspace import Workspace
from wfm.report.base import chart_words
from wfm.report.index.view import BookRow, Group, IndexView, Link, VersionRow
from wfm.report.texts import said, said_or, same
from wfm.report.view import Figure
from wfm.store import Store
from wfm.timegrid import zone

INDEX = "index.html"
GROUPS: tuple[tuple[str, str], ...] = (
    ("forecast", r"forecast|backtest|explain-forecast|accuracy|absence"),
    ("staffing", r"staffing|pool|simulat"),
    ("month", r"report"),
    ("week", r"adjust|swap"),
    ("day", r"tweak|day"),
    ("peak", r"scenario|ready|echelon|whatif|compare"),
    ("reward", r"contribution|points|reward|award|fulfilment|sheet"),
    ("other", r""),
)
"""Step of the work -> how the names of its reports begin; the first that fits."""


def build_view(workspace: Workspace, store: Store, folder: Path, language: str = "") -> IndexView:
    """The index of the reports under ``folder`` and of the store of ``workspace``."""
    found: defaultdict[str, list[Link]] = defaultdict(list)
    local = zone(workspace.centre.timezone)
    for path in sorted(folder.rglob("*.html")):
        if path.name != INDEX:
            made = datetime.fromtimestamp(path.stat().st_mtime, local)
            found[_group(path, folder)].append(Link(path.relative_to(folder).as_posix(), _title(path), f"{made:%Y-%m-%d %H:%M}"))
    groups = tuple(
        Group(said(f"index.group_{name}"), said(f"index.about_{name}"), tuple(sorted(found[name], key=_newest, reverse=True)))
        for name, _ in GROUPS
        if found[name]
    )
    checked = store.verify()
    versions = store.versions()
    in_force = {version.month: version.number for version in versions}
    sound = said("index.sound" if checked.ok else "index.unsound", problems=len(checked.problems))
    reports = sum(len(links) for links in found.values())
    return IndexView(
        language=language or workspace.centre.language,
        centre=workspace.centre.name,
        synthetic=workspace.centre.synthetic,
        figures=(
            Figure(said("index.fig_reports"), same(str(reports)), said("index.note_reports", groups=len(groups))),
            Figure(said("index.fig_versions"), same(str(len(versions))), said("index.note_versions", months=len(in_force))),
            Figure(said("index.fig_log"), same(str(checked.entries)), said("index.note_log", head=checked.head[:12])),
            Figure(said("index.fig_verified"), sound, said("index.note_verified"), "good" if checked.ok else "bad"),
        ),
        groups=groups,
        versions=tuple(
            VersionRow(
                (
                    str(version.number),
                    version.month,
                    _local(version.created_at, workspace.centre.timezone),
                    version.author,
                    f"{version.card.roster_cost:,}",
                    f"{version.card.price_of_changes:,}",
                    f"{version.card.cost:,}",
                    "-" if version.card.bound is None else f"{version.card.bound:,}",
                    version.reason,
                ),
                said_or(f"index.layer_{version.layer}", version.layer),
                in_force[version.month] == version.number,
            )
            for version in reversed(versions)
        ),
        books=tuple(_book(store, name, workspace.centre.timezone) for name in checked.books),
        head=checked.head,
        chart={"words": chart_words("index", ["skip"])},
    )


def _group(path: Path, folder: Path) -> str:
    first = path.relative_to(folder).parts[0].casefold()
    return next(name for name, pattern in GROUPS if re.match(pattern, first))


def _newest(link: Link) -> tuple[str, str]:
    return link.made, link.href


def _title(path: Path) -> str:
    """The page's own title, its file name where it has none."""
    with path.open(encoding="utf-8", errors="replace") as page:
        head = page.read(4096)
    match = re.search(r"<title>(.*?)</title>", head, re.DOTALL)
    return html.unescape(" ".join(match[1].split())) if match else path.stem


def _local(instant: str, timezone: str) -> str:
    moment = datetime.fromisoformat(instant)
    return f"{(moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(zone(timezone)):%Y-%m-%d %H:%M}"


def _book(store: Store, name: str, timezone: str) -> BookRow:
    entries = store.book(name)
    last = entries[-1]
    return BookRow(said_or(f"index.book_{name}", name), (str(len(entries)), _local(last.at, timezone), last.who, last.kind))
