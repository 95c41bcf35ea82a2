"""The staffing report: self-contained, in both languages, its numbers those of the staffing frame and its curves."""

from __future__ import annotations

import json
import re
from datetime import date
from importlib import resources
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from test_report_page import parsed

from wfm import words
from wfm.cli.common import set_language
from wfm.cli.main import cli
from wfm.data.demand import Demand, Forecast
from wfm.data.tables import Centre, Project
from wfm.data.workspace import Workspace
from wfm.errors import UsageError
from wfm.forecast import write_forecast
from wfm.report.staffing import StaffingView, build_staffing_view, render_staffing
from wfm.scenario.library import create
from wfm.staffing import erlang_a, load_demand, staff
from wfm.timegrid import Horizon, interval_starts, month_horizon

SPREAD = {"ev": 0.15, "idle": 0.1}


def built(risk: str = "mean", price: float = 0.0) -> tuple[Workspace, pd.DataFrame, Demand, StaffingView]:
    """A week of a hotline open by day, of mail, and of a project without calls; one name that must be escaped."""
    horizon = Horizon(date(2026, 8, 3), 7)
    projects = (
        Project(project="ev", name="充电 <EV> & co", opens="08:00", closes="20:00", unplanned_shrinkage=0.0),
        Project(project="mail", deferrable=True),
        Project(project="idle"),
    )
    space = Workspace(Path(), Centre(name="Centre", timezone="Asia/Shanghai", language="zh"), projects=projects)
    starts = interval_starts(horizon, space.centre.interval_minutes, "Asia/Shanghai")
    shape = 40 + 30 * np.sin(np.arange(len(starts)) / 48 * 2 * np.pi) + np.arange(len(starts)) / 50
    frames = [
        pd.DataFrame({"project": name, "start": starts, "calls": calls, "aht_seconds": 240.0})
        for name, calls in (("ev", shape), ("mail", 4.0), ("idle", 0.0))
    ]
    forecast = Forecast(pd.concat(frames, ignore_index=True), busy_day=SPREAD)
    frame, demand = staff(space, forecast, horizon, risk=risk, price_lateness=price)
    return space, frame, demand, build_staffing_view(space, frame, demand, SPREAD)


@pytest.fixture(scope="module")
def made() -> tuple[Workspace, pd.DataFrame, Demand, StaffingView]:
    return built()


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_page_is_whole_and_loads_nothing(made: tuple[Workspace, pd.DataFrame, Demand, StaffingView], language: str) -> None:
    page = render_staffing(made[3], language)
    found = parsed(page)
    assert len(found.ids) == len(set(found.ids))
    targets = [value[1:] for _, name, value in found.attributes if name == "href"]
    labels = [label for _, name, value in found.attributes if name == "aria-labelledby" for label in value.split()]
    assert set(targets + labels) <= set(found.ids)
    assert not re.search(r"https?:|//[a-z]|@import|url\((?!#)", page, re.IGNORECASE)
    assert f'data-show="{language}"' in page
    assert page.count('class="en"') == page.count('class="zh"') > 40
    for key in ("need", "bounds", "curve", "worth_title", "prices"):
        for other in words.LANGUAGES:
            assert words.say(f"staffing_report.{key}", other) in page
    assert "<EV>" not in page
    assert "充电 &lt;EV&gt; &amp; co" in page


def test_the_centres_language_is_the_default(made: tuple[Workspace, pd.DataFrame, Demand, StaffingView]) -> None:
    assert '<html lang="zh-Hans" data-show="zh">' in render_staffing(made[3])


def test_requirement_by_time_of_day(made: tuple[Workspace, pd.DataFrame, Demand, StaffingView]) -> None:
    _, frame, demand, view = made
    need = view.chart["projects"][0]["need"]
    assert need["mid"][0] is None
    assert need["mid"][47] is None
    rows = frame[(frame["project"] == "ev") & (frame["start"].dt.strftime("%H:%M") == "10:30")]
    assert (need["low"][21], need["mid"][21], need["high"][21]) == (
        rows["agents"].min(),
        rows["agents"].median(),
        rows["agents"].max(),
    )
    assert need["high"] == [value or None for value in demand.requirement[:, :, 0].max(axis=0).tolist()]


def test_worth_by_weekday_and_hour(made: tuple[Workspace, pd.DataFrame, Demand, StaffingView]) -> None:
    _, frame, _, view = made
    worth = view.chart["projects"][0]["worth"]
    rows = frame[(frame["project"] == "ev") & (frame["start"].dt.strftime("%a %H") == "Wed 10")]
    assert worth[2][10] == pytest.approx(rows["next_agent_worth"].mean(), abs=0.06)
    assert worth[2][3] is None


def test_an_interval_by_agents(made: tuple[Workspace, pd.DataFrame, Demand, StaffingView]) -> None:
    """Cost and worth are the curve's; late and lost those of Erlang A over the busy-day factor."""
    space, frame, demand, view = made
    cases = view.chart["projects"][0]["cases"]
    assert [case["case"] for case in cases] == ["busiest", "median", "quietest"]
    assert cases[0]["load"] > cases[1]["load"] > cases[2]["load"]
    busiest = cases[0]
    row = frame[(frame["project"] == "ev") & (frame["bound_by"] != "closed")].sort_values("load_erlang").iloc[-1]
    assert (busiest["need"], busiest["calls"]) == (row["agents"], pytest.approx(row["calls"], abs=0.06))
    slot = row["start"].hour * 2 + row["start"].minute // 30
    curve = demand.curve((row["start"].date() - demand.start).days, slot, 0)
    place = busiest["agents"].index(busiest["need"])
    assert busiest["cost"][place] == curve[busiest["need"]]
    assert busiest["worth"][place] == row["next_agent_worth"]
    defaults = space.centre.defaults
    low = erlang_a(
        row["load_erlang"] * 0.9,
        busiest["need"],
        aht_seconds=240,
        patience_seconds=defaults.patience_seconds,
        threshold_seconds=defaults.threshold_seconds,
    )
    assert busiest["late"][place] > 100 * (1 - float(low.within))
    assert busiest["late"] == sorted(busiest["late"], reverse=True)


def test_mail_and_silence_have_no_service(made: tuple[Workspace, pd.DataFrame, Demand, StaffingView]) -> None:
    view = made[3]
    ev, mail, idle = view.projects
    assert ev.late is not None
    assert (mail.late, idle.late) == (None, None)
    assert [bound.tone for bound in mail.bounds] == ["b5"]
    assert sum(bound.share for bound in ev.bounds) == pytest.approx(1.0)
    assert "late" not in view.chart["projects"][1]["cases"][0]
    assert view.chart["projects"][2]["cases"] == []


def test_attitude_and_prices_are_told() -> None:
    view = built("cvar:0.9", 3.0)[3]
    page = render_staffing(view, "en")
    assert "busiest 0.1 of the days" in view.attitude["en"]
    assert "0.9" in view.attitude["zh"]
    assert "cvar:0.9" in page
    assert len(view.envelope_notes) == 1
    assert "points below the true share late" in view.envelope_notes[0]["en"]
    assert float(view.projects[0].targets[-1]["en"]) > 1.2
    assert json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)[1])["load"]  # type: ignore[index]


def test_templates_and_script_use_known_texts(made: tuple[Workspace, pd.DataFrame, Demand, StaffingView]) -> None:
    folder = resources.files("wfm.report") / "templates" / "staffing"
    sources = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}
    named = set(re.findall(r'\bt\("(\w+)"[,)]', sources["page.html.j2"]))
    assert named
    assert {name for name in named if not words.has(f"staffing_report.{name}")} == set()
    asked = set(re.findall(r'say\("(\w+)"\)', sources["staffing.js"])) | {"other_mol", "other_stationary"}
    assert asked == set(made[3].chart["words"]["en"]) == set(made[3].chart["words"]["zh"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("page") / "utility"
    create("utility", target, agents=40, seed=3)
    from wfm.data.gate import open_workspace

    space = open_workspace(target)
    starts = interval_starts(month_horizon("2026-08"), space.centre.interval_minutes, space.centre.timezone)
    frames = [pd.DataFrame({"project": project.project, "start": starts, "calls": 9.0}) for project in space.projects]
    frame = pd.concat(frames, ignore_index=True).assign(calls_p10=6.0, calls_p50=9.0, calls_p90=13.0, aht_seconds=210.0)
    busy_day = {project.project: 0.12 for project in space.projects[1:]}
    write_forecast(Forecast(frame, busy_day=busy_day), space.results / "forecast.csv")
    return target


def command(*arguments: str) -> str:
    try:
        result = CliRunner().invoke(cli, ["staff", *arguments], catch_exceptions=False)
    finally:
        set_language("en")
    assert result.exit_code == 0, result.output
    return result.stdout


def test_command_writes_the_page(folder: Path) -> None:
    told = command(
        "-w", str(folder), "--month", "2026-08", "--risk", "p90", "--price-lateness", "1", "--html", "-q", "--lang", "en"
    )
    assert told.splitlines()[-1].endswith("staffing-2026-08.html")
    page = (folder / "results" / "staffing-2026-08.html").read_text(encoding="utf-8")
    assert "p90" in page
    assert "Risk attitude quantile 0.9" in told
    assert "changes nothing" in told, "the first project has no busy-day factor"
    assert load_demand(folder / "results" / "curves.npz").made_with["risk"] == "p90"
    elsewhere = folder / "page.html"
    command("-w", str(folder), "--month", "2026-08", "-q", "--lang", "zh", "--html", str(elsewhere))
    assert 'data-show="zh"' in elsewhere.read_text(encoding="utf-8")


def test_json_tells_service_and_attitude(folder: Path) -> None:
    told = json.loads(command("-w", str(folder), "--month", "2026-08", "--risk", "cvar:0.8", "--json", "-q"))
    assert told["made_with"]["risk"] == "cvar:0.8"
    assert 0 < told["service"][0]["lost"] < told["service"][0]["late"] < 1
    assert told["service"][1]["rate"] > 1.1


@pytest.mark.parametrize("arguments", [("--risk", "cvar:2"), ("--risk", "worst"), ("--price-lateness", "-1")])
def test_wrong_attitudes_and_prices_are_usage_errors(folder: Path, arguments: tuple[str, str]) -> None:
    with pytest.raises(UsageError):
        CliRunner().invoke(cli, ["staff", "-w", str(folder), "--month", "2026-08", *arguments], catch_exceptions=False)
