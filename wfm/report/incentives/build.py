"""From results of contributions, rankings, rewards and fulfilment to the page's view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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
from wfm.scenario.rewards_sheet import PersonSheet, SheetLine, appeal_text
from wfm.scenario.standings import Standings

AREA = "incentives_report"


def contributions_view(workspace: Workspace, found: MonthContributions, language: str = "") -> SheetsView:
    """A month's contributions: people with their evidence, the measures, differences of attendance."""
    names = {person.employee: person.name for person in workspace.employees}
    titles = {measure.id: measure for measure in MEASURES}
    listed = sorted(found.contributions, key=lambda one: (-one.points, one.employee, one.measure))
    lines = tuple(_contribution(one, names, titles[one.measure]) for one in listed)
    heads = tuple(said(f"contributions.col_{name}") for name in ("employee", "name", "measure", "points"))
    about = tuple(Line((_all(measure.title), _all(measure.about))) for measure in MEASURES)
    differences = tuple(Line((_difference(one),)) for one in found.differences)
    people = {one.employee for one in found.contributions}
    return SheetsView(
        language or workspace.centre.language,
        workspace.centre.name,
        workspace.centre.synthetic,
        said(f"{AREA}.contributions_title", month=found.month),
        said(f"{AREA}.contributions_lead", through=found.through, version=found.version),
        (
            _figure("points", str(sum(one.points for one in found.contributions))),
            _figure("people", str(len(people)), all=len(found.minutes)),
            _figure("differences", str(len(found.differences))),
        ),
        (
            _sheet("people", heads, lines),
            _sheet("measures", (said("contributions.col_measure"), same("")), about),
            _sheet("differences", (said("contributions.col_evidence"),), differences),
        ),
    )


def _contribution(one: Contribution, names: dict[str, str], measure: Any) -> Line:
    behind = tuple(_all(lambda language, entry=entry: measure.line(entry, language)) for entry in one.evidence)
    cells = (same(one.employee), same(names.get(one.employee, "")), _all(measure.title), same(str(one.points)))
    return Line(cells, behind)


def _difference(one: Any) -> Text:
    return said(f"contributions.difference_{one.kind}", day=one.day, employee=one.employee, **dict(one.values))


def standings_view(workspace: Workspace, found: Standings, language: str = "") -> SheetsView:
    """A ranking with coverage and concentration."""
    heads = tuple(said(f"points.col_{name}") for name in ("place", "who", "group", "hours", "points", "score", "cumulative"))
    lines = tuple(Line(tuple(same(str(cell)) for cell in row.cells())) for row in found.rows)
    gini = "–" if found.spread.gini is None else f"{found.spread.gini:.2f}"
    period = found.period or said("points.rank_all")
    return SheetsView(
        language or workspace.centre.language,
        workspace.centre.name,
        workspace.centre.synthetic,
        said(f"{AREA}.ranking_title", period=period),
        said(f"{AREA}.ranking_lead"),
        (_figure("coverage", f"{100 * found.spread.coverage:.0f} %"), _figure("gini", gini)),
        (_sheet("ranking", heads, lines, period=period),),
    )


def rewards_view(workspace: Workspace, sheets: Sequence[PersonSheet], language: str = "") -> SheetsView:
    """A month's allocation: each person's sheet, who carries the nights, appeals."""
    allocation = sheets[0].allocation
    solved = allocation.content["solvency"]
    heads = ("employee", "name", "reward", "points", "place", "state", "why")
    lines = tuple(_reward(sheet, line) for sheet in sheets for line in sheet.lines)
    awarded = sum(line.decision.outcome == "awarded" for sheet in sheets for line in sheet.lines)
    figures = [_figure("awards", str(awarded), candidates=len(sheets))]
    nights: tuple[Line, ...] = ()
    if solved:
        figures.append(_figure("loss", str(solved["loss"]), allowed=solved["allowed"], noise=solved["noise"]))
        pairs = sorted(solved["nights"].items(), key=lambda item: (item[1][0] - item[1][1], item[0]))
        nights = tuple(Line((same(name), same(f"{before} → {after}"))) for name, (before, after) in pairs)
    appeals = tuple(Line((_all(lambda language, a=a: appeal_text(a, language)),)) for sheet in sheets for a in sheet.appeals)
    lead = {"number": allocation.seq, "who": allocation.who, "cutoff": allocation.content["cutoff"]}
    return SheetsView(
        language or workspace.centre.language,
        workspace.centre.name,
        workspace.centre.synthetic,
        said(f"{AREA}.rewards_title", month=allocation.month),
        said(f"{AREA}.rewards_lead", **lead),
        tuple(figures),
        (
            replace(
                _sheet("awards", tuple(said(f"rewards.col_{name}") for name in heads), lines), behind=said("rewards.col_change")
            ),
            _sheet("solvency", (said("rewards.col_employee"), said("rewards.col_nights")), nights),
            _sheet("appeals", (said("rewards.col_why"),), appeals),
        ),
    )


def _reward(sheet: PersonSheet, line: SheetLine) -> Line:
    one = line.decision
    state = said(f"rewards.state_{line.state}") if line.state else same("–")
    cells = (same(sheet.employee), same(sheet.name), dict(line.name), same(str(one.points)), same(str(one.place)), state)
    return Line((*cells, _all(line.why)), () if one.outcome == "awarded" else (_all(line.change),))


def fulfilment_view(workspace: Workspace, found: Fulfilment, language: str = "") -> SheetsView:
    """Award by award, each day behind it."""
    names = {person.employee: person.name for person in workspace.employees}
    heads = tuple(said(f"rewards.col_{name}") for name in ("grant", "employee", "name", "kind", "period", "kept"))
    lines = []
    for one in found.awards:
        award = one.award
        days = tuple(same(f"{'✓' if day.ok else '✗'} {day.day} {day.found} {day.said}".rstrip()) for day in one.days)
        clash = (said("rewards.clash", rules=", ".join(one.rules)),) if one.rules else ()
        cells = (same(award.grant), same(award.employee), same(names.get(award.employee, "")))
        kind, period = said(f"rewards.kind_{award.kind}"), same(f"{award.first} – {award.last}")
        tone = "" if one.status == "kept" else "bad"
        lines.append(Line((*cells, kind, period, said(f"rewards.status_{one.status}")), (*clash, *days), tone))
    kept = sum(one.status == "kept" for one in found.awards)
    return SheetsView(
        language or workspace.centre.language,
        workspace.centre.name,
        workspace.centre.synthetic,
        said(f"{AREA}.fulfilment_title", month=found.month),
        said(f"{AREA}.fulfilment_lead", version=found.version),
        (_figure("kept", str(kept), count=len(found.awards)),),
        (_sheet("awards", heads, tuple(lines), "awards_kept"),),
    )


def _sheet(name: str, heads: tuple[Text, ...], lines: tuple[Line, ...], texts: str = "", **values: object) -> Sheet:
    texts = texts or name
    return Sheet(name, said(f"{AREA}.{texts}_title", **values), said(f"{AREA}.{texts}_lead"), heads, lines)


def _figure(name: str, value: str, **values: object) -> Figure:
    return Figure(said(f"{AREA}.fig_{name}"), same(value), said(f"{AREA}.fig_{name}_note", **values))


def _all(text: Any) -> Text:
    """A text of every language, from a function of the language."""
    return {language: text(language) for language in words.LANGUAGES}
