"""The simulation report: self-contained, escaped, both languages, with and without its optional parts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from report_sample import sample

from wfm import words
from wfm.data.workspace import Workspace
from wfm.report.simulation import build_view, render_simulation
from wfm.scenario.simulated import Settings, simulate_roster
from wfm.scenario.simulated_result import to_json
from wfm.timegrid import Horizon

VOID = {"meta", "br", "input", "line", "path", "rect"}


class Balance(HTMLParser):
    """Checks that tags close in order, and gathers ids and references."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.wanted: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name == "href" and (value or "").startswith("#"):
                self.wanted.append((value or "").removeprefix("#"))
            if name == "aria-labelledby":
                self.wanted += (value or "").split()
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag


def parsed(page: str) -> Balance:
    found = Balance()
    found.feed(page)
    assert found.open == []
    assert len(found.ids) == len(set(found.ids))
    assert set(found.wanted) <= set(found.ids)
    return found


def simulated(settings: Settings) -> tuple[Workspace, Mapping[str, Any]]:
    workspace, result, _, forecast = sample()
    days = Horizon(result.roster.horizon.start, 2)
    found = simulate_roster(workspace, forecast, result.roster, replace(settings, days=days, workers=1))
    card = {
        "month": "2026-08",
        "days": str(days),
        "roster": "draft",
        "replications": settings.replications,
        "seed": settings.seed,
        "routing": settings.routing,
        "handling": settings.handling,
        "replay": "",
        "inputs": {"roster": found.roster_sha256},
        "versions": {"wfm": "1"},
    }
    return workspace, to_json(found, card)


@pytest.fixture(scope="module")
def full() -> tuple[Workspace, Mapping[str, Any]]:
    return simulated(Settings(replications=2))


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_page_is_whole_and_loads_nothing(full: tuple[Workspace, Mapping[str, Any]], language: str) -> None:
    page = render_simulation(build_view(*full), language)
    parsed(page)
    assert f'data-show="{language}"' in page
    assert not re.search(r"https?:|//[a-z]|@import|url\((?!#)", page, re.IGNORECASE)
    assert "default-src 'none'" in page
    assert page.count('class="en"') == page.count('class="zh"') > 50
    for name in ("service", "hours", "why", "worst", "agents", "card"):
        assert words.say(f"simulation_report.{name}", language) in page


def test_the_figures_are_those_of_the_simulation(full: tuple[Workspace, Mapping[str, Any]]) -> None:
    workspace, figures = full
    view = build_view(workspace, figures)
    share = figures["simulated"]["dedicated"]["within"][-1][0]
    assert view.figures[0].value["en"] == f"{100 * share:.1f} %"
    assert [service.name["en"] for service in view.services] == [project.name for project in workspace.projects] + [
        "All projects"
    ]
    assert [row.tone for row in view.services[0].rows] == ["predicted", "dedicated", "pooled"]
    people = [sum(count for _, count, _ in spread.bars) for spread in view.agents]
    assert people == [len(agents) for agents in figures["agents"].values()]
    chart = json.loads(render_simulation(view).split('id="data">')[1].split("</script>")[0])
    assert len(chart["series"]["dedicated"]["within"]["value"]) == len(workspace.projects)
    assert all(len(row) == 24 for row in chart["series"]["predicted"]["occupancy"])


def test_figures_read_back_from_the_file_give_the_same_page(full: tuple[Workspace, Mapping[str, Any]]) -> None:
    workspace, figures = full
    stored = json.loads(json.dumps(figures, sort_keys=True))
    assert render_simulation(build_view(workspace, stored)) == render_simulation(build_view(workspace, figures))


def test_bars_stay_on_their_scale(full: tuple[Workspace, Mapping[str, Any]]) -> None:
    for project in build_view(*full).effects:
        assert len(project.lines) == 7
        for line in project.lines:
            assert -1 <= line.left <= 0
            assert 0 <= line.width <= 1
            assert -1 <= line.band[0] <= line.band[1] <= 1


def test_names_are_escaped(full: tuple[Workspace, Mapping[str, Any]]) -> None:
    workspace, figures = full
    evil = '<script>alert("x")</script>'
    people = tuple(person.model_copy(update={"name": evil}) for person in workspace.employees)
    projects = tuple(project.model_copy(update={"name": evil}) for project in workspace.projects)
    changed = replace(
        workspace,
        employees=people,
        projects=projects,
        centre=workspace.centre.model_copy(update={"name": evil, "synthetic": evil}),
    )
    page = render_simulation(build_view(changed, figures))
    assert evil not in page
    assert page.count("<script") == 2
    parsed(page)


def test_one_routing_one_replication_and_no_explanation_still_make_a_page() -> None:
    page = render_simulation(build_view(*simulated(Settings(replications=1, routing="pooled", explain=False))))
    found = parsed(page)
    assert "why" not in found.ids
    assert "nan" not in page.lower().replace("finance", "")
