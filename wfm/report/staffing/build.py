"""From the staffing frame and its curves to the report's view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from wfm.data.demand import Demand
from wfm.data.tables import Project
from wfm.data.workspace import Workspace
from wfm.report.base import chart_words
from wfm.report.staffing.series import curve_cases, need_by_slot, peak_of, placed, worth_by_hour
from wfm.report.staffing.view import BoundShare, ProjectLine, StaffingView
from wfm.report.texts import Text, month_name, said, said_or, same
from wfm.report.view import Figure
from wfm.staffing.pricing import Pricing
from wfm.staffing.service import ProjectService, expected_service
from wfm.staffing.summary import ProjectStaffing, summarise
from wfm.staffing.targets import Targets, targets_of

_SCRIPT_WORDS = (
    *("axis_agents", "axis_cost", "axis_worth", "axis_share", "series_need", "series_load", "series_late", "series_lost"),
    *("other_stationary", "other_mol", "worth_scale", "agents", "cost", "worth", "required_here", "no_calls", "weekdays"),
    *("case_note", "deferrable"),
)
_TARGETS = ("service", "patience", "occupancy_cap", "shrinkage", "floor", "price_lost", "busy_day", "rate")
_BOUNDS = ("service", "wait", "abandonment", "occupancy", "floor", "work", "given", "no_calls", "no_forecast")


def build_staffing_view(
    workspace: Workspace, frame: pd.DataFrame, demand: Demand, busy_day: Mapping[str, float], *, language: str = ""
) -> StaffingView:
    """Everything the staffing report shows.

    ``frame`` and ``demand`` as ``staff`` gives them for one month; ``busy_day`` as in the forecast they were made from;
    ``language``: shown first (default: the centre's).
    """
    pricing = Pricing.of(demand.made_with)
    service = expected_service(frame, workspace, busy_day, risk=str(pricing.risk), price_lateness=pricing.price_lateness)
    by_project = {found.project: found for found in service}
    hours, load = demand.interval_minutes / 60, demand.made_with.get("load", "stationary")
    lines, chart = [], []
    for index, (project, summary) in enumerate(zip(workspace.projects, summarise(frame, workspace), strict=True)):
        rows = placed(frame[frame["project"] == project.project], demand)
        targets = targets_of(project, workspace.centre.defaults)
        spread = busy_day.get(project.project, 0.0)
        lines.append(_line(project, summary, by_project.get(project.project), rows, targets, spread, pricing, hours))
        chart.append(
            {
                "name": project.name or project.project,
                "need": need_by_slot(rows, demand.slots, load),
                "worth": worth_by_hour(rows),
                "cases": curve_cases(rows, demand, index, project, targets, spread),
            }
        )
    return StaffingView(
        language=language or workspace.centre.language,
        centre=workspace.centre.name,
        synthetic=workspace.centre.synthetic,
        month_name=month_name(demand.start),
        attitude=_attitude(pricing),
        figures=_figures(workspace, frame, lines, service, pricing),
        projects=tuple(lines),
        bound_legend=_legend(lines),
        target_heads=tuple(said(f"staffing_report.head_{name}") for name in _TARGETS),
        made_with=tuple((_named(name), _value(value)) for name, value in demand.made_with.items()),
        envelope_notes=tuple(_envelope_note(found, workspace) for found in service if found.envelope is not None),
        chart={
            "interval": demand.interval_minutes,
            "load": load,
            "projects": chart,
            "words": chart_words("staffing_report", _SCRIPT_WORDS),
        },
    )


def _line(
    project: Project,
    summary: ProjectStaffing,
    service: ProjectService | None,
    rows: pd.DataFrame,
    targets: Targets,
    busy_day: float,
    pricing: Pricing,
    interval_hours: float,
) -> ProjectLine:
    shares = {name.replace(" ", "_"): share for name, share in summary.bound_by.items()}
    return ProjectLine(
        name=project.name or project.project,
        hours=summary.agent_hours,
        peak=summary.peak_agents,
        peak_when=f"{summary.peak_start:%m-%d %H:%M}" if summary.peak_start else "",
        work=float(rows["load_erlang"].sum()) * interval_hours,
        occupancy=summary.occupancy,
        late=service.late if service else None,
        lost=service.lost if service else None,
        bounds=tuple(_bound(name, shares[name]) for name in sorted(shares, key=_BOUNDS.index)),
        targets=(
            *(_queue_targets(targets) if service else (same("–"), same("–"))),
            same(f"{targets.max_occupancy:.0%}"),
            same(_range(1.0 - rows["present"])),
            same(f"{targets.min_seats}"),
            same(f"{targets.lost_call_price:,}"),
            same(f"±{busy_day:.0%}"),
            same(f"{pricing.risk.factor(busy_day):.2f}"),
        ),
    )


def _queue_targets(targets: Targets) -> tuple[Text, Text]:
    return (
        said("staffing_report.service_target", share=f"{targets.target:.0%}", seconds=f"{targets.threshold_seconds:g}"),
        said("staffing_report.seconds", value=f"{targets.patience_seconds:g}"),
    )


def _range(shares: pd.Series) -> str:
    """One percentage, or the least and the largest."""
    if shares.empty:
        return "–"
    low, high = f"{100 * shares.min():.0f}", f"{100 * shares.max():.0f}"
    return f"{low} %" if low == high else f"{low}–{high} %"


def _bound(name: str, share: float) -> BoundShare:
    return BoundShare(said(f"staffing.bound_{name}"), share, f"b{_BOUNDS.index(name)}")


def _legend(lines: Sequence[ProjectLine]) -> tuple[BoundShare, ...]:
    seen = {bound.tone: bound for line in lines for bound in line.bounds}
    return tuple(seen[tone] for tone in sorted(seen))


def _attitude(pricing: Pricing) -> Text:
    level = pricing.risk.level
    return said(f"staffing.risk_{pricing.risk.kind}", level=f"{level:.4g}", rest=f"{1 - level:.4g}")


def _named(name: str) -> Text:
    return said_or(f"staffing_report.made_{name}", name)


def _value(value: str) -> Text:
    return said_or(f"staffing_report.value_{value}", value)


def _envelope_note(found: ProjectService, workspace: Workspace) -> Text:
    assert found.envelope is not None
    names = {project.project: project.name or project.project for project in workspace.projects}
    return said(
        "staffing.envelope_error",
        project=names[found.project],
        largest=f"{100 * found.envelope.largest:.1f}",
        agents=found.envelope.agents,
        when=f"{found.envelope.start:%Y-%m-%d %H:%M}",
        required=f"{100 * found.envelope.at_requirement:.1f}",
    )


def _figures(
    workspace: Workspace,
    frame: pd.DataFrame,
    lines: Sequence[ProjectLine],
    service: Sequence[ProjectService],
    pricing: Pricing,
) -> tuple[Figure, ...]:
    served = frame[frame["bound_by"] != "closed"]
    hours = sum(line.hours for line in lines)
    peak = peak_of(served)
    calls = sum(found.calls for found in service)
    late = sum((found.late or 0.0) * found.calls for found in service)
    lost = sum((found.lost or 0.0) * found.calls for found in service)
    work = sum(line.work for line in lines)
    desk = sum(line.work / line.occupancy for line in lines if line.occupancy)

    def figure(name: str, value: str, **values: object) -> Figure:
        return Figure(said(f"staffing_report.fig_{name}"), same(value), said(f"staffing_report.fig_{name}_note", **values))

    def share(part: float, whole: float) -> str:
        return f"{part / whole:.1%}" if whole else "–"

    return (
        figure("hours", f"{hours:,.0f}", projects=len(lines)),
        figure("peak", f"{peak.agents:,}", when=peak.when),
        figure("calls", f"{calls:,.0f}", work=f"{work:,.0f}"),
        figure("occupancy", share(work, desk)),
        figure("late", share(late, calls)),
        figure("lost", share(lost, calls)),
        figure("risk", str(pricing.risk)),
        figure("prices", f"{workspace.centre.defaults.lost_call_price:g} / {pricing.price_lateness:g}"),
    )
