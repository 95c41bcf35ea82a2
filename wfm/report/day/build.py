"""From a proposal's plain data to the page's view."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wfm.data.workspace import Workspace
from wfm.report.base import chart_words
from wfm.report.day.off_phone import owed_text
from wfm.report.day.view import CallIn, ChangeRow, CoverPlot, TweakView
from wfm.report.texts import Text, said, same
from wfm.report.view import Figure
from wfm.timegrid import minutes_of
from wfm.words import LANGUAGES

WIDTH, HEIGHT = 720, 160


def build_view(workspace: Workspace, data: Mapping[str, Any], language: str = "") -> TweakView:
    """``data``: ``wfm.scenario.day_result.tweak_json``."""
    names = {project.project: project.name or project.project for project in workspace.projects}
    return TweakView(
        language=language or workspace.centre.language,
        centre=workspace.centre.name,
        synthetic=workspace.centre.synthetic,
        about=said("tweak_report.about", date=data["date"], as_of=data["as_of"][11:], version=data["version"]),
        figures=_figures(data),
        changes=tuple(_change(change, names) for change in data["changes"]),
        absent=tuple(_change(change, names) for change in data["absent"]),
        plots=tuple(_plot(project, names, data) for project in data["projects"]),
        off_phone=tuple({one: owed_text(owed, one) for one in LANGUAGES} for owed in data["off_phone"]),
        lenders=tuple(_lender(lender, names) for lender in data["lenders"]),
        call_ins=tuple(_call_in(reason) for reason in data["call_ins"]),
        chart={"words": chart_words("tweak_report", ())},
    )


def _figures(data: Mapping[str, Any]) -> tuple[Figure, ...]:
    bound = "–" if data["bound"] is None else f"{data['bound']:,}"
    gap = "–" if data["gap"] is None else f"{100 * data['gap']:.2f} %"
    shown = (
        ("loss_before", f"{data['loss_before']:,}"),
        ("loss_after", f"{data['loss_after']:,}"),
        ("price", f"{data['price_of_changes']:,}"),
        ("missing", f"{data['missing_before']:,} → {data['missing_after']:,}"),
        ("gap", gap),
    )
    return tuple(
        Figure(said(f"tweak_report.fig_{name}"), same(value), said(f"tweak_report.note_{name}", bound=bound))
        for name, value in shown
    )


def _change(change: Mapping[str, Any], names: Mapping[str, str]) -> ChangeRow:
    consent = "tweak_report.consent_person" if change["consent"] else "tweak_report.consent_none"
    if change["kind"] == "lend":
        consent = "tweak_report.consent_lender"
    return ChangeRow(
        employee=change["employee"],
        name=change["name"],
        team=change["team"],
        what=said(f"tweak_report.kind_{change['kind'].replace('-', '_')}", shift=change["shift"]),
        since=change["from"],
        until=change["to"],
        project=names.get(change["project"], change["project"]) or change["work"],
        consent=said(consent),
    )


def _plot(project: Mapping[str, Any], names: Mapping[str, str], data: Mapping[str, Any]) -> CoverPlot:
    rows = project["intervals"]
    top = max([1, *(max(row["required"], row["before"], row["after"]) for row in rows)])
    required, before, after = (_steps([row[name] for row in rows], top) for name in ("required", "before", "after"))
    shown = tuple(
        (row["start"], row["required"], row["before"], row["after"])
        for row in rows
        if row["before"] != row["after"] or row["after"] < row["required"]
    )
    now = minutes_of(data["as_of"][11:]) / 1440 * WIDTH
    about = said("tweak_report.project_about", change=f"{project['loss_change']:+,}")
    return CoverPlot(names[project["project"]], about, required, before, after, str(top), now, shown)


def _steps(values: Sequence[int], top: int) -> str:
    width = WIDTH / max(1, len(values))
    corners: Iterable[str] = (
        f"{k * width:.1f} {HEIGHT * (1 - value / top):.1f}L{(k + 1) * width:.1f} {HEIGHT * (1 - value / top):.1f}"
        for k, value in enumerate(values)
    )
    return "M" + "L".join(corners)


def _lender(lender: Mapping[str, Any], names: Mapping[str, str]) -> Text:
    agreed = {None: "open", True: "yes", False: "no"}[lender["agreed"]]
    return said(
        f"tweak_report.lender_{agreed}",
        project=names[lender["project"]],
        agents=lender["agents"],
        since=lender["from"],
        until=lender["to"],
        people=", ".join(lender["people"]),
        cap="–" if lender["cap"] is None else lender["cap"],
    )


def _call_in(reason: Mapping[str, Any]) -> CallIn:
    passed = tuple((other["employee"], dict(other["why"])) for other in reason["passed_over"])
    return CallIn(reason["employee"], dict(reason["why"]), passed)
