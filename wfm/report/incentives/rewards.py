"""The page of a month's rewards: sheets, what happened, the spread, who carries the nights, appeals, staff consultations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wfm import words
from wfm.data.workspace import Workspace
from wfm.incentives.rewards_state import LIVE, Allocation
from wfm.report.incentives.build import AREA, every, figure, section
from wfm.report.incentives.view import Line, Sheet, SheetsView
from wfm.report.texts import said, same
from wfm.scenario.rewards_consulted import Consulted, consultation_text
from wfm.scenario.rewards_employer import GroupSpread, employer_groups, spread_of, team_groups
from wfm.scenario.rewards_sheet import PersonSheet, SheetLine, appeal_text


def rewards_view(
    workspace: Workspace, sheets: Sequence[PersonSheet], language: str, consulted: Consulted, employer: str = ""
) -> SheetsView:
    """A month's allocation as ``sheets`` show it. ``employer``: the page of one employer, whose people the sheets are of:
    groups of others are left out, the centre stands in totals only."""
    allocation = sheets[0].allocation
    heads = ("employee", "name", "reward", "points", "place", "state", "why")
    lines = tuple(_reward(sheet, line) for sheet in sheets for line in sheet.lines)
    awarded = sum(line.state in LIVE for sheet in sheets for line in sheet.lines)
    figures = [figure("awards", str(awarded), candidates=len(sheets))]
    solved = allocation.content["solvency"]
    if solved:
        figures.append(figure("loss", str(solved["loss"]), allowed=solved["allowed"], noise=solved["noise"]))
    appeals = tuple(Line((every(lambda language, a=a: appeal_text(a, language)),)) for sheet in sheets for a in sheet.appeals)
    lead = {"number": allocation.seq, "who": allocation.who, "cutoff": allocation.content["cutoff"]}
    title = said(f"{AREA}.rewards_title", month=allocation.month)
    if employer:
        title = said(f"{AREA}.rewards_title_employer", month=allocation.month, employer=employer)
    return SheetsView(
        language or workspace.centre.language,
        workspace.centre.name,
        workspace.centre.synthetic,
        title,
        said(f"{AREA}.rewards_lead", **lead),
        tuple(figures),
        (
            replace(
                section("awards", tuple(said(f"rewards.col_{name}") for name in heads), lines), behind=said("rewards.col_change")
            ),
            _history(sheets),
            _spread(workspace, allocation, employer),
            section("solvency", (said("rewards.col_employee"), said("rewards.col_nights")), _nights(allocation, sheets)),
            section("appeals", (said("rewards.col_why"),), appeals),
            _consultations(consulted),
        ),
    )


def _reward(sheet: PersonSheet, line: SheetLine) -> Line:
    one = line.decision
    state = said(f"rewards.state_{line.state}") if line.state else same("–")
    cells = (same(sheet.employee), same(sheet.name), dict(line.name), same(str(one.points)), same(str(one.place)), state)
    return Line((*cells, every(line.why)), () if line.state in LIVE else (every(line.change),))


def _history(sheets: Sequence[PersonSheet]) -> Sheet:
    """People about whom something happened after the allocation, with every step behind them."""
    rows = []
    for sheet in sheets:
        if len(sheet.history) > 1:
            cells = (same(sheet.employee), same(sheet.name), every(sheet.history[-1].text))
            rows.append(Line(cells, tuple(every(event.text) for event in sheet.history)))
    heads = tuple(said(f"rewards.col_{name}") for name in ("employee", "name", "last"))
    return replace(section("history", heads, tuple(rows)), behind=said("rewards.history"))


def _spread(workspace: Workspace, allocation: Allocation, employer: str) -> Sheet:
    """By employer and, on the centre's own page, by team: counts and concentration, no names."""
    by_employer = spread_of(allocation, employer_groups(workspace))
    rows = [_group(one, "employer") for one in by_employer if one.group in ("", employer) or not employer]
    if not employer:
        rows += [_group(one, "team") for one in spread_of(allocation, team_groups(workspace)) if one.group]
    heads = tuple(said(f"rewards.col_{name}") for name in ("group", "people", "coverage", "points", "gini", "awards"))
    return section("spread", heads, tuple(rows))


def _group(one: GroupSpread, kind: str) -> Line:
    name = said(f"rewards.group_{kind}", group=one.group) if one.group else said("rewards.everybody")
    gini = "–" if one.spread.gini is None else f"{one.spread.gini:.2f}"
    kinds = ", ".join(f"{reward} {count}" for reward, count in sorted(one.awards.items()))
    figures = (str(one.people), str(one.spread.with_points), str(one.points), gini, f"{one.given} ({kinds})" if kinds else "0")
    return Line((name, *map(same, figures)))


def _nights(allocation: Allocation, sheets: Sequence[PersonSheet]) -> tuple[Line, ...]:
    """Of the people shown only."""
    shown = {sheet.employee for sheet in sheets}
    nights = (allocation.content["solvency"] or {}).get("nights", {})
    pairs = sorted(
        ((name, two) for name, two in nights.items() if name in shown), key=lambda one: (one[1][0] - one[1][1], one[0])
    )
    return tuple(Line((same(name), same(f"{before} → {after}"))) for name, (before, after) in pairs)


def _consultations(consulted: Consulted) -> Sheet:
    rows: list[Line] = []
    if consulted.lacking:
        text = every(lambda language: words.say("rewards.unconsulted", language, versions=consulted.named(language)))
        rows.append(Line((text,), tone="bad"))
    for seq, one in consulted.record.items():
        rows.append(Line((every(lambda language, seq=seq, one=one: consultation_text(seq, one, language)),)))
    return section("consultations", (said("rewards.col_consulted"),), tuple(rows))
