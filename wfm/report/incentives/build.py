"""From results of contributions, rankings and fulfilment to the page's view."""

from __future__ import annotations

from typing import Any

from wfm import words
from wfm.data.workspace import Workspace
from wfm.incentives.contributions import Contribution
from wfm.incentives.measures import MEASURES
from wfm.report.incentives.view import Line, Sheet, SheetsView
from wfm.report.texts import Text, said, same
from wfm.report.view import Figure
from wfm.scenario.contributions import MonthContributions
from wfm.scenario.rewards_fulfilment import Fulfilment
from wfm.scenario.standings import COLUMNS, Standings

AREA = "incentives_report"


def contributions_view(workspace: Workspace, found: MonthContributions, language: str = "") -> SheetsView:
    """A month's contributions: people with their evidence, the measures, differences of attendance."""
    names = {person.employee: person.name for person in workspace.employees}
    titles = {measure.id: measure for measure in MEASURES}
    listed = sorted(found.contributions, key=lambda one: (-one.points, one.employee, one.measure))
    lines = tuple(_contribution(one, names, titles[one.measure]) for one in listed)
    heads = tuple(said(f"contributions.col_{name}") for name in ("employee", "name", "measure", "points"))
    about = tuple(Line((every(measure.title), every(measure.about))) for measure in MEASURES)
    differences = tuple(Line((_difference(one),)) for one in found.differences)
    people = {one.employee for one in found.contributions}
    return SheetsView(
        language or workspace.centre.language,
        workspace.centre.name,
        workspace.centre.synthetic,
        said(f"{AREA}.contributions_title", month=found.month),
        said(f"{AREA}.contributions_lead", through=found.through, version=found.version),
        (
            figure("points", str(sum(one.points for one in found.contributions))),
            figure("people", str(len(people)), all=len(found.minutes)),
            figure("differences", str(len(found.differences))),
        ),
        (
            section("people", heads, lines),
            section("measures", (said("contributions.col_measure"), same("")), about),
            section("differences", (said("contributions.col_evidence"),), differences),
        ),
    )


def _contribution(one: Contribution, names: dict[str, str], measure: Any) -> Line:
    behind = tuple(every(lambda language, entry=entry: measure.line(entry, language)) for entry in one.evidence)
    cells = (same(one.employee), same(names.get(one.employee, "")), every(measure.title), same(str(one.points)))
    return Line(cells, behind)


def _difference(one: Any) -> Text:
    return said(f"contributions.difference_{one.kind}", day=one.day, employee=one.employee, **dict(one.values))


def standings_view(workspace: Workspace, found: Standings, language: str = "") -> SheetsView:
    """A ranking with coverage and concentration."""
    heads = tuple(said(f"points.col_{name}") for name in COLUMNS)
    lines = tuple(Line(tuple(same(str(cell)) for cell in row.cells())) for row in found.rows)
    gini = "–" if found.spread.gini is None else f"{found.spread.gini:.2f}"
    period = found.period or said("points.rank_all")
    return SheetsView(
        language or workspace.centre.language,
        workspace.centre.name,
        workspace.centre.synthetic,
        said(f"{AREA}.ranking_title", period=period),
        said(f"{AREA}.ranking_lead", floor=found.floor),
        (figure("coverage", f"{100 * found.spread.coverage:.0f} %"), figure("gini", gini)),
        (section("ranking", heads, lines, period=period, floor=found.floor),),
    )


def fulfilment_view(workspace: Workspace, found: Fulfilment, language: str = "") -> SheetsView:
    """Award by award, each day behind it."""
    names = {person.employee: person.name for person in workspace.employees}
    heads = tuple(said(f"rewards.col_{name}") for name in ("grant", "employee", "name", "kind", "period", "kept"))
    lines = []
    for one in found.awards:
        award = one.award
        days = tuple(same(f"{'✓' if day.ok else '✗'} {day.day} {day.found} {day.said}".rstrip()) for day in one.days)
        gone = (same(one.said),) if one.said else ()
        clash = (said("rewards.clash", rules=", ".join(one.rules)),) if one.rules else ()
        cells = (same(award.grant), same(award.employee), same(names.get(award.employee, "")))
        kind, period = said(f"rewards.kind_{award.kind}"), same(f"{award.first} – {award.last}")
        tone = "" if one.ok else "bad"
        lines.append(Line((*cells, kind, period, said(f"rewards.status_{one.status}")), (*gone, *clash, *days), tone))
    kept = sum(one.status == "kept" for one in found.awards)
    return SheetsView(
        language or workspace.centre.language,
        workspace.centre.name,
        workspace.centre.synthetic,
        said(f"{AREA}.fulfilment_title", month=found.month),
        said(f"{AREA}.fulfilment_lead", version=found.version),
        (figure("kept", str(kept), count=len(found.owed)),),
        (section("awards", heads, tuple(lines), "awards_kept"),),
    )


def section(name: str, heads: tuple[Text, ...], lines: tuple[Line, ...], texts: str = "", **values: object) -> Sheet:
    """A section with its title and lead."""
    texts = texts or name
    return Sheet(name, said(f"{AREA}.{texts}_title", **values), said(f"{AREA}.{texts}_lead", **values), heads, lines)


def figure(name: str, value: str, **values: object) -> Figure:
    """A key figure with its note."""
    return Figure(said(f"{AREA}.fig_{name}"), same(value), said(f"{AREA}.fig_{name}_note", **values))


def every(text: Any) -> Text:
    """A text of every language, from a function of the language."""
    return {language: text(language) for language in words.LANGUAGES}
