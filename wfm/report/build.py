"""From a result to the report's view: the one place that decides what a report holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from wfm import words
from wfm.data.demand import Demand, Forecast, IntArray
from wfm.data.result import PlanResult
from wfm.data.tables import LEAVE_KINDS
from wfm.data.workspace import Workspace
from wfm.report.covers import (
    call_bands,
    chart_arrays,
    cover_total,
    planned_for,
    project_covers,
    requirement_of,
    roster_cover,
    shortage_notes,
)
from wfm.report.fairness import measures
from wfm.report.grid import GridFacts, day_heads, grid_facts, project_legend, shift_legend, team_grids
from wfm.report.rulecard import card_facts, card_lists, finding_lines, rule_lines
from wfm.report.signs import leave_sign
from wfm.report.texts import Text, date_text, day_short, month_name, said, same
from wfm.report.view import DayHead, Figure, ProjectCover, ReportView, RuleNote, TeamGrid, VersionNote

_SCRIPT_WORDS = (
    *("break_at", "next_day", "off_phone", "mark_locked", "mark_granted", "mark_refused", "find_person", "heat_scale"),
    *("series_cover", "series_required", "series_missing", "series_calls", "axis_agents", "axis_calls"),
)


def build_view(
    workspace: Workspace,
    result: PlanResult,
    *,
    forecast: Forecast | None = None,
    demand: Demand | None = None,
    staffing: pd.DataFrame | None = None,
    language: str = "",
    rule_titles: Mapping[str, str] | None = None,
    rule_notes: Mapping[str, RuleNote] | None = None,
    holidays: Mapping[date, str] | None = None,
    version: VersionNote | None = None,
    cover: IntArray | None = None,
) -> ReportView:
    """Everything a report shows about ``result``.

    ``forecast``: adds the call band; its calls are otherwise taken from ``staffing`` (columns ``STAFFING_COLUMNS``), without
    a band. ``demand``: adds requirement, shortages and unmet demand. ``language``: shown first (default: the centre's).
    ``rule_titles``: rule id -> name, instead of the catalogue's. ``rule_notes``: rule id -> level and basis.
    ``holidays``: date -> name. ``version``: the published version; None = a draft. ``cover``: agents at the desk
    [days, slots, projects of the workspace], counted from the roster when not given.
    """
    language = language or workspace.centre.language
    roster, titles = result.roster, rule_titles or {}
    facts = grid_facts(workspace, roster)
    heads = day_heads(roster, frozenset(workspace.centre.weekend_days), holidays or {})
    teams = team_grids(facts, heads, language)
    counted = roster_cover(workspace, roster) if cover is None else cover
    required = requirement_of(workspace, roster, demand)
    bands = call_bands(workspace, roster, forecast or _forecast_of(staffing))
    covers = project_covers(workspace, counted, required, bands)
    total = cover_total(covers)
    shortages = shortage_notes(workspace, roster, result.shortages)
    names = known_names(workspace)
    month = f"{roster.horizon.start:%Y-%m}"
    return ReportView(
        language=language,
        centre=workspace.centre.name,
        month=month,
        month_name=month_name(roster.horizon.start),
        edition=said("report.version", version=version.number) if version else said("report.draft"),
        synthetic=workspace.centre.synthetic,
        passed=result.certificate.passed,
        figures=_figures(workspace, result, teams, total if required is not None else None),
        days=heads,
        shifts=shift_legend(facts),
        projects=project_legend(facts),
        leave_signs=tuple(
            (same(leave_sign(kind, language)), said(f"export.leave_name_{kind}"))
            for kind in LEAVE_KINDS
            if kind in facts.away.values()
        ),
        teams=teams,
        has_demand=required is not None,
        other_demand=not planned_for(result.card, demand),
        has_forecast=bool(bands),
        covers=covers,
        cover_total=total,
        shortages=shortages,
        shortages_left=len(result.shortages) - len(shortages),
        measures=measures(teams),
        rules=rule_lines(result.certificate, rule_notes or {}, titles),
        findings=finding_lines(result.findings, names, titles),
        findings_total=len(result.findings),
        card=card_facts(result, version),
        card_lists=card_lists(result),
        notes=result.card.notes,
        chart=_chart(workspace, facts, heads, chart_arrays(counted, required, bands)),
    )


def known_names(workspace: Workspace) -> dict[str, str]:
    """Id of a project or person -> the name people know; a person's wins where both have the same id."""
    projects = {project.project: project.name or project.project for project in workspace.projects}
    return projects | {person.employee: person.name or person.employee for person in workspace.employees}


def _forecast_of(staffing: pd.DataFrame | None) -> Forecast | None:
    """The calls that staffing was made from, as a forecast without a band."""
    if staffing is None or staffing.empty:
        return None
    return Forecast(staffing.assign(calls_p10=staffing["calls"], calls_p90=staffing["calls"]))


def _figures(
    workspace: Workspace, result: PlanResult, teams: Sequence[TeamGrid], total: ProjectCover | None
) -> tuple[Figure, ...]:
    card, certificate = result.card, result.certificate
    rows = [row for team in teams for row in team.rows]
    hard = sum(count for count, _, _ in certificate.rules.values())
    granted, asked = sum(row.granted for row in rows), sum(row.asked for row in rows)
    gap = card.gap
    figures = [
        _figure("cost", f"{certificate.cost:,}", said("report.fig_cost_note")),
        _figure("bound", "–", said("report.fig_bound_none"))
        if card.bound is None
        else _figure("bound", f"{card.bound:,}", said("report.fig_bound_note")),
        _figure("gap", "–" if gap is None else f"{gap:.1%}", said("report.fig_gap_note")),
        _unmet_figure(total),
        _figure("hard", f"{hard:,}", said("report.fig_hard_note", rules=len(certificate.rules)), "bad" if hard else "good"),
        _figure("people", f"{len(rows):,}", said("report.fig_people_note", teams=len(teams), projects=len(workspace.projects))),
        _figure(
            "duties",
            f"{len(result.roster.duties):,}",
            said(
                "report.fig_duties_note",
                hours=f"{sum(row.minutes for row in rows) / 60:,.0f}",
                nights=f"{sum(row.nights for row in rows):,}",
            ),
        ),
    ]
    if asked:
        note = said("report.fig_wishes_note", granted=f"{granted:,}", asked=f"{asked:,}")
        figures.append(_figure("wishes", f"{granted / asked:.0%}", note))
    return tuple(figures)


def _unmet_figure(total: ProjectCover | None) -> Figure:
    if total is None:
        return _figure("unmet", "–", said("report.fig_unmet_none"))
    note = said("report.fig_unmet_note", missing=f"{total.missing:,.0f}", required=f"{total.required:,.0f}")
    return _figure("unmet", f"{total.unmet:.2%}", note)


def _figure(name: str, value: str, note: Text, tone: str = "") -> Figure:
    return Figure(said(f"report.fig_{name}"), same(value), note, tone)


def _chart(workspace: Workspace, facts: GridFacts, heads: Sequence[DayHead], arrays: Mapping[str, Any]) -> dict[str, Any]:
    """What the page's script reads: names, legend, arrays, and its words in every language."""
    return {
        "interval": workspace.centre.interval_minutes,
        "projects": [project.name for project in project_legend(facts)],
        "days": [{**date_text(head.day), "name": head.name, "short": day_short(head.day)} for head in heads],
        "shifts": [
            [legend.code, legend.name, legend.start, legend.minutes, legend.break_minutes] for legend in shift_legend(facts)
        ],
        "words": {
            language: {name: words.say(f"report.{name}", language) for name in _SCRIPT_WORDS} for language in words.LANGUAGES
        },
        **arrays,
    }
