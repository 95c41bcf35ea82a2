"""From a readiness result to the page's view."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from wfm.data.workspace import Workspace
from wfm.report.base import chart_words
from wfm.report.ready.levels import levels_part, picture
from wfm.report.ready.view import Line, ReadyView, TierRow
from wfm.report.texts import Text, said, same
from wfm.report.view import Figure

AREAS = {"emergency_only": ".25", "extended": ".5", "on_duty": ".95"}
"""Tiers drawn, from everything down, and how opaque."""
TONES = {"ready": "good", "call_up": "", "not_ready": "bad"}


def build_view(workspace: Workspace, found: Mapping[str, Any], language: str = "") -> ReadyView:
    """Everything the page shows of ``found`` (``wfm.scenario.ready.run.readiness``)."""
    made = found["certificates"]
    level = said(f"whatif.level_{found['level']}")
    return ReadyView(
        language=language or workspace.centre.language,
        centre=workspace.centre.name,
        synthetic=workspace.centre.synthetic,
        title=said("ready.head", day=found["day"], title=dict(found["title"]), level=level, roster=found["card"]["roster"]),
        verdict=_verdict(found),
        tone=TONES[found["verdict"]],
        figures=tuple(_figures(found)),
        quantiles=tuple(found["table"]),
        tiers=tuple(_tiers(found)),
        levels=levels_part(found),
        pictures=tuple(
            picture(found, project, [(tone, found["present"][tier][project]) for tier, tone in AREAS.items()])
            for project in found["watched"]
        ),
        called=tuple(_called(row) for row in found["called"]),
        refused=tuple(Line((row["employee"],), dict(row["why"])) for row in found["refused"]),
        limits=tuple(_limits(found)),
        queues=tuple(_queues(found)),
        certificates=tuple(_certificates(made)) if made else (),
        certificates_lead=_certificates_lead(made) if made else None,
        chart={"interval": found["interval_minutes"], "words": chart_words("ready_report", ())},
    )


def _verdict(found: Mapping[str, Any]) -> Text:
    quantile = found["card"]["quantile"]
    row = found["table"][quantile]
    missing = row["missing"]["on_duty" if found["verdict"] == "ready" else "emergency_only"]
    share = missing / row["required_hours"] if row["required_hours"] else 0.0
    values = {"missing": missing, "before": row["missing"]["on_duty"]}
    return said(
        f"ready.verdict_{found['verdict']}",
        quantile=quantile,
        share=f"{share:.1%}",
        required=f"{row['required_hours']:,.0f}",
        **{name: f"{value:,.1f}" for name, value in values.items()},
    )


def _figures(found: Mapping[str, Any]) -> Iterator[Figure]:
    for quantile, verdict in found["verdicts"].items():
        row = found["table"][quantile]
        note = said(
            "ready_report.missing",
            before=f"{row['missing']['on_duty']:,.1f}",
            after=f"{row['missing']['emergency_only']:,.1f}",
            required=f"{row['required_hours']:,.0f}",
        )
        yield Figure(said("ready_report.at", quantile=quantile), said(f"ready.short_{verdict}"), note, TONES[verdict])


def _tiers(found: Mapping[str, Any]) -> Iterator[TierRow]:
    required = tuple(f"{row['required_hours']:,.1f}" for row in found["table"].values())
    yield TierRow(said("ready.required_row"), "", required)
    for tier, people in found["people"].items():
        cells = tuple(f"{row['missing'][tier]:,.1f}" for row in found["table"].values())
        yield TierRow(said(f"ready.tier_{tier}"), str(people), cells)


def _called(row: Mapping[str, Any]) -> Line:
    cells = ("order", "employee", "name", "team", "employer", "lead_hours", "shift", "project", "begins")
    return Line(tuple(str(row[name]) for name in cells), dict(row["why"]))


def _limits(found: Mapping[str, Any]) -> Iterator[Text]:
    for one in found["certificate_changes"]:
        if one["ends"]:
            yield said("ready.expiring_line", **{key: one[key] for key in ("employee", "project", "day", "duties")})
    for one in found["rest_debt"]:
        hours = {"week": one["week_minutes"], "overtime": one["overtime"], "cap": one["overtime_cap"]}
        limit = one["run_limit"] if one["run_limit"] is not None else "–"
        values = {name: f"{minutes / 60:.0f}" for name, minutes in hours.items()}
        yield said("ready.debt_line", employee=one["employee"], run=one["run"], limit=limit, **values)


def _queues(found: Mapping[str, Any]) -> Iterator[Text]:
    for project, rates in found["backlog"]["queues"].items():
        for quantile, sides in rates.items():
            for who, queue in sides.items():
                if queue["peak"] >= 1:
                    yield said(
                        "ready.queue_line",
                        project=project,
                        quantile=quantile,
                        who=said(f"ready.who_{who}"),
                        peak=f"{queue['peak']:,.0f}",
                        at=queue["peak_at"],
                        cleared=_cleared(queue["minutes"]),
                        waiting=f"{queue['waiting']['peak']:,.0f}",
                        waiting_cleared=_cleared(queue["waiting"]["minutes"]),
                    )
    for project, row in found["backlog"]["deferrable"].items():
        done = same(row["cleared_on"]) if row["cleared_on"] else said("ready.deferrable_later")
        yield said("ready.deferrable_line", project=project, hours=f"{row['left_hours'][0]:,.1f}", cleared=done)


def _cleared(minutes: float | None) -> Text:
    if minutes is None:
        return said("ready.cleared_never")
    return said("ready.cleared_after", minutes=f"{minutes:.0f}") if minutes else said("ready.cleared_at_once")


def _certificates(made: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for one in made["gains"]:
        yield one["employee"], one["project"], f"{one['gain']:,.1f}", "" if one["certain"] else "±"


def _certificates_lead(made: Mapping[str, Any]) -> Text:
    return said(
        "ready.certificates_head",
        tried=made["tried"],
        promising=made["promising"],
        moves=f"{made['moves']:,}",
        seeds=len(made["seeds"]),
        control=f"{made['control']:,.0f}",
        spread=f"{made['spread']:,.0f}",
    )
