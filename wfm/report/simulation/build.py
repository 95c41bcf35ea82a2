"""From the figures of a simulation (``wfm.scenario.simulated_result.to_json``) to the report's view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from wfm.data.workspace import Workspace
from wfm.report.base import chart_words
from wfm.report.simulation.effects import effect_lines
from wfm.report.simulation.numbers import band, points, seconds, share
from wfm.report.simulation.view import AgentSpread, ProjectEffects, ProjectService, ServiceRow, SimulationView, WorstLine
from wfm.report.texts import Text, date_text, month_name, said, same
from wfm.report.view import Figure

_SCRIPT_WORDS = (
    *("axis_within", "axis_wait", "axis_occupancy", "axis_calls", "series_predicted", "series_dedicated", "series_pooled"),
    *("series_target", "series_calls", "series_agents", "no_calls"),
)
_BINS = 10
_NAMED = 3


def build_view(workspace: Workspace, figures: Mapping[str, Any], language: str = "") -> SimulationView:
    """Everything the page shows. ``language``: shown first (default: the centre's)."""
    names = [same(name) for name in project_names(workspace, figures["projects"])]
    rows = [*names, said("simulation_report.all")] if len(names) > 1 else names
    card = figures["card"]
    return SimulationView(
        language=language or workspace.centre.language,
        centre=workspace.centre.name,
        synthetic=workspace.centre.synthetic,
        month_name=month_name(date.fromisoformat(figures["days"][0])),
        edition=said("simulation_report.edition", roster=_source(card["roster"]), days=card["days"]),
        figures=_figures(figures),
        services=tuple(_service(figures, row, name) for row, name in enumerate(rows)),
        effects=_effects(figures, rows),
        worst=tuple(_worst(each, dict(zip(figures["projects"], names, strict=True))) for each in figures["worst"]),
        agents=tuple(_agents(workspace, routing, people) for routing, people in figures["agents"].items() if people),
        notes=_notes(figures["left_out"]),
        card=_card(card),
        inputs=tuple(sorted(card["inputs"].items())),
        chart=_chart(figures, [name["en"] for name in names]),
    )


def project_names(workspace: Workspace, projects: Sequence[str]) -> list[str]:
    """The names people know."""
    known = {project.project: project.name or project.project for project in workspace.projects}
    return [known.get(project, project) for project in projects]


def _source(roster: str) -> Text:
    """Where the roster is from."""
    if roster == "draft":
        return said("simulate.source_draft")
    number = roster.removeprefix("version ")
    return said("simulate.source_version", number=number) if number != roster else same(roster)


def _figures(figures: Mapping[str, Any]) -> tuple[Figure, ...]:
    """The whole in eight numbers: of the dedicated routing where there is one."""
    routing, run = next(iter(figures["simulated"].items()))
    predicted = figures["predicted"]
    found = []
    for name, show in (("within", share), ("abandonment", share), ("mean_wait_seconds", seconds), ("occupancy", share)):
        value, low, high = run[name][-1]
        promised = said("simulation_report.fig_note", low=show(low), high=show(high), predicted=show(predicted[name][-1]))
        found.append(Figure(said(f"simulation_report.fig_{name}"), same(show(value)), promised))
    offered = run["offered"][-1] / len(figures["days"])
    note = said(f"simulate.routing_{routing}")
    found.append(Figure(said("simulation_report.fig_calls"), same(f"{offered:,.0f}"), said("simulation_report.fig_calls_note")))
    missed = run["abandoned"][-1] / len(figures["days"])
    found.append(Figure(said("simulation_report.fig_lost"), same(f"{missed:,.0f}"), said("simulation_report.fig_lost_note")))
    if "pooling" in figures:
        reserve = figures["pooling"]["within"][-1]
        value = said("simulation_report.points", points=points(reserve[0]))
        found.append(Figure(said("simulation_report.fig_pooling"), value, said("simulation_report.fig_pooling_note")))
    else:
        found.append(Figure(said("simulation_report.fig_routing"), note, said("simulation_report.fig_routing_note")))
    count = figures["card"]["replications"]
    days = said("simulation_report.fig_days_note", days=len(figures["days"]), seed=figures["card"]["seed"])
    found.append(Figure(said("simulation_report.fig_replications"), same(f"{count}"), days))
    return tuple(found)


def _service(figures: Mapping[str, Any], row: int, name: Text) -> ProjectService:
    promised = figures["predicted"]
    rows = [
        ServiceRow(
            source=said("simulation_report.source_formula"),
            tone="predicted",
            calls="",
            within=share(promised["within"][row]),
            lost=share(promised["abandonment"][row]),
            wait=seconds(promised["mean_wait_seconds"][row]),
            occupancy=share(promised["occupancy"][row]),
        )
    ]
    for routing, run in figures["simulated"].items():
        rows.append(
            ServiceRow(
                source=said(f"simulate.routing_{routing}"),
                tone=routing,
                calls=f"{run['offered'][row]:,.0f}",
                within=band(run["within"][row], share),
                lost=band(run["abandonment"][row], share),
                wait=band(run["mean_wait_seconds"][row], seconds),
                occupancy=band(run["occupancy"][row], share),
            )
        )
    return ProjectService(name, _target(figures, row), tuple(rows))


def _target(figures: Mapping[str, Any], row: int) -> Text:
    if row >= len(figures["projects"]):
        return same("")
    asked = figures["targets"][figures["projects"][row]]
    return said("simulation_report.target", share=f"{asked['target']:.0%}", seconds=f"{asked['threshold_seconds']:g}")


def _effects(figures: Mapping[str, Any], rows: Sequence[Text]) -> tuple[ProjectEffects, ...]:
    """All projects together first."""
    if not figures["effects"]:
        return ()
    order = [len(rows) - 1, *range(len(rows) - 1)]
    return tuple(ProjectEffects(rows[row], effect_lines(figures["effects"], row)) for row in order)


def _worst(each: Mapping[str, Any], names: Mapping[str, Text]) -> WorstLine:
    when = {language: f"{text} {each['start']}" for language, text in date_text(date.fromisoformat(each["day"])).items()}
    what = said(
        "simulation_report.worst_what",
        offered=f"{each['offered']:.1f}",
        short=f"{each['short']:.1f}",
        agents=f"{each['agents']:.1f}",
        within=share(each["within"]),
        target=f"{each['target']:.0%}",
    )
    return WorstLine(names[each["project"]]["en"], when, what)


def _agents(workspace: Workspace, routing: str, people: Mapping[str, float]) -> AgentSpread:
    names = {person.employee: person.name or person.employee for person in workspace.employees}
    by_value = sorted(people.items(), key=lambda item: (item[1], item[0]))
    ordered = [(names.get(employee, employee), value) for employee, value in by_value]
    counts = [0] * _BINS
    for _, value in ordered:
        counts[min(_BINS - 1, int(value * _BINS))] += 1
    tallest = max(counts) or 1
    mean = sum(people.values()) / len(people)
    (_, low), (_, high) = ordered[0], ordered[-1]
    return AgentSpread(
        routing=said(f"simulate.routing_{routing}"),
        lead=said("simulation_report.agents_spread", people=len(people), mean=share(mean), low=share(low), high=share(high)),
        bars=tuple((f"{10 * k}–{10 * k + 10}", count, count / tallest) for k, count in enumerate(counts)),
        lowest=tuple((name, share(value)) for name, value in ordered[:_NAMED]),
        highest=tuple((name, share(value)) for name, value in reversed(ordered[-_NAMED:])),
    )


def _notes(left_out: Mapping[str, Any]) -> tuple[Text, ...]:
    notes = []
    if left_out["deferrable"]:
        notes.append(said("simulate.deferrable", projects=", ".join(left_out["deferrable"])))
    notes += [
        said("simulate.closed_calls", project=project, calls=f"{calls:,.0f}")
        for project, calls in left_out["closed_calls"].items()
    ]
    for name in ("duties_elsewhere", "replay_outside", "replay_elsewhere"):
        if left_out.get(name):
            notes.append(said(f"simulate.{name}", count=left_out[name]))
    return tuple(notes)


def _card(card: Mapping[str, Any]) -> tuple[tuple[Text, Text], ...]:
    shown = [(name, same(str(card[name]))) for name in ("days", "replications", "seed", "replay") if card[name] != ""]
    shown.append(("routing", said(f"simulate.routing_{card['routing']}")))
    shown.append(("handling", said(f"simulate.handling_{card['handling']}")))
    facts = [(said(f"simulation_report.card_{name}"), value) for name, value in shown]
    versions = ", ".join(f"{name} {version}" for name, version in card["versions"].items())
    return (*facts, (said("simulation_report.card_versions"), same(versions)))


def _chart(figures: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Series by project and hour, shares in percent; null where there are no calls or agents."""
    hours = figures["hours"]
    scales = {"within": 100.0, "abandonment": 100.0, "mean_wait_seconds": 1.0, "occupancy": 100.0}
    series: dict[str, Any] = {"predicted": {name: _scaled(hours["predicted"][name], scale) for name, scale in scales.items()}}
    for routing in figures["simulated"]:
        series[routing] = {
            name: {part: _scaled(hours[routing][name][part], scale) for part in ("value", "low", "high")}
            for name, scale in scales.items()
        }
    return {
        "interval": 60,
        "projects": list(names),
        "targets": [100 * figures["targets"][project]["target"] for project in figures["projects"]],
        "offered": _scaled(hours["offered"], 1.0),
        "agents": _scaled(hours["agents"], 1.0),
        "series": series,
        "words": chart_words("simulation_report", _SCRIPT_WORDS),
    }


def _scaled(rows: Sequence[Sequence[float | None]], scale: float) -> list[list[float | None]]:
    return [[None if value is None else round(value * scale, 2) for value in row] for row in rows]
