"""What-ifs on a published month: identity, monotony, legality of everybody called in, results that leave the workspace alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.cli.common import set_language
from wfm.cli.main import cli
from wfm.data.roster import Roster
from wfm.data.week import Absence
from wfm.data.workspace import Workspace
from wfm.errors import UsageError
from wfm.report.whatif import build_view, render_whatif
from wfm.report.whatif.build import PASSED
from wfm.roster.audit import audit
from wfm.roster.callup import emergency_problem
from wfm.roster.engine.search import Limit
from wfm.scenario.in_force import ABSENCES
from wfm.scenario.whatif import WhatIfFile, open_whatif, parse, shipped
from wfm.scenario.whatif import run as run_module
from wfm.scenario.whatif.basis import Basis
from wfm.scenario.whatif.command import compare_scenarios, run_scenarios
from wfm.scenario.whatif.demand import forecast_under
from wfm.scenario.whatif.outcome import Judging, Situation
from wfm.scenario.whatif.people import absentees
from wfm.scenario.whatif.result import load, to_json
from wfm.scenario.whatif.run import Asked, LevelRun, run_whatifs
from wfm.scenario.whatif.staffed import demand_under

HEAD = "name: test\ntitle: Test\n"


def what_if(text: str) -> WhatIfFile:
    return parse(HEAD + text, "mine.yaml")


def run(basis: Basis, text: str, asked: Asked | None = None) -> LevelRun:
    (found,) = run_whatifs(basis, [what_if(text)], asked)
    return found.levels["base"]


def test_a_what_if_that_says_nothing_changes_nothing(basis: Basis) -> None:
    text = (
        "demand: {from: 2026-08-10, to: 2026-08-12, factor: 1}\nhandling_time: {from: 2026-08-10, to: 2026-08-12, percent: 0}\n"
    )
    for said in ("window: {from: 2026-08-10, to: 2026-08-12}\n", text):
        one = run(basis, said)
        today, stands = one.states["today"], one.states["stands"]
        assert today.figures == stands.figures
        assert today.pay == stands.pay
        assert stands.changes == 0
        assert (one.situation.problem.demand.requirement == basis.opened.demand.requirement).all()
        assert (one.situation.problem.demand.loss == basis.opened.demand.loss).all()


def test_somebody_absent_in_the_version_in_force_is_not_called_in(basis: Basis) -> None:
    text = (
        "demand: {from: 2026-08-10, to: 2026-08-12, factor: 2.5}\n"
        "call_up: {from: 2026-08-10, to: 2026-08-12, people: 3, least_worth: 1}\n"
    )
    called = run(basis, text).called
    assert called
    first = called[0].duty.employee
    absence = Absence(first, "sick", date(2026, 8, 10), date(2026, 8, 12))
    card = replace(basis.card, parameters={**basis.card.parameters, ABSENCES: [absence.to_json()]})
    assert first not in {one.duty.employee for one in run(replace(basis, card=card), text).called}


@settings(max_examples=6)
@given(st.floats(0.5, 1.0), st.floats(1.0, 2.5))
def test_more_calls_never_need_fewer_agents(basis: Basis, low: float, high: float) -> None:
    made = []
    for factor in (low, high):
        spec = what_if(f"demand: {{from: 2026-08-10, to: 2026-08-12, factor: {factor}}}\n").base
        forecast = forecast_under(basis.workspace, basis.forecast, spec, basis.horizon, weather={}, changed=basis.workspace)
        made.append(demand_under(basis.workspace, forecast, basis.horizon, basis.opened.demand).requirement)
    assert (made[0] <= made[1]).all()


def test_factors_hold_in_their_days_hours_and_project(basis: Basis) -> None:
    spec = what_if('demand: {project: hotline, from: 2026-08-10, to: 2026-08-10, hours: "08:00-10:00", factor: 2}\n').base
    made = forecast_under(basis.workspace, basis.forecast, spec, basis.horizon, weather={}, changed=basis.workspace).frame
    ratio = made["calls"] / basis.forecast.frame["calls"]
    wall = made["start"].dt.tz_convert(basis.workspace.centre.timezone)
    inside = (made["project"] == "hotline") & (wall.dt.date == date(2026, 8, 10)) & wall.dt.hour.isin([8, 9])
    assert np.allclose(ratio[inside], 2.0)
    assert np.allclose(ratio[~inside], 1.0)


def test_deflection_handling_time_and_their_sensitivity(basis: Basis) -> None:
    """9.62 s less on n calls are n x 9.62 / 3600 hours of handling."""
    text = "handling_time: {project: '*', from: 2026-08-01, to: 2026-08-31, seconds: -9.62}\nmoney: {cost_per_hour: 50}\n"
    (found,) = run_whatifs(basis, [what_if(text)])
    one = to_json(found)["levels"]["base"]
    calls = one["states"]["stands"]["projects"]["all"]["calls"]
    made = one["sensitivity"]
    assert made["workload_hours_a_day"] == pytest.approx(-calls * 9.62 / 3600 / 31, rel=1e-3)
    assert made["money_a_year"] == pytest.approx(made["agent_hours_a_day"] * 365 * 50, rel=1e-3)
    shorter = text.replace("-9.62", "-90")
    assert to_json(run_whatifs(basis, [what_if(shorter)])[0])["levels"]["base"]["sensitivity"]["agents"] < 0
    gone = run(basis, "deflection: {project: hotline, from: 2026-08-10, to: 2026-08-12, share: 0.25}\n")
    before, after = (gone.states[name].figures["projects"]["hotline"]["calls"] for name in ("today", "stands"))
    assert after == pytest.approx(0.75 * before)


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_file_runs_at_small_size(name: str, basis: Basis) -> None:
    (found,) = run_whatifs(basis, [open_whatif(name)])
    assert list(found.levels) == ["low", "base", "high"]
    for one in found.levels.values():
        assert one.states["stands"].figures["broken"] == 0
        if "helped" in one.states:
            helped, stands = (one.states[key].figures["projects"]["all"] for key in ("helped", "stands"))
            assert helped["service_cost"] <= stands["service_cost"]
            assert one.states["helped"].figures["broken"] == 0
    required = [found.levels[level].states["stands"].figures["projects"]["all"]["required_hours"] for level in ("low", "high")]
    if name == "shorter-calls":
        assert required[0] >= required[1]
    else:
        assert required[0] <= required[1]
    json.dumps(to_json(found))


@settings(max_examples=5)
@given(st.floats(1.2, 3.0), st.integers(1, 28))
def test_everybody_called_in_stays_legal(basis: Basis, factor: float, day: int) -> None:
    text = (
        f"demand: {{from: 2026-08-{day:02d}, to: 2026-08-{day + 1:02d}, factor: {factor}}}\n"
        f"call_up: {{from: 2026-08-{day:02d}, to: 2026-08-{day + 1:02d}, people: 6}}\n"
    )
    one = run(basis, text)
    if one.called:
        problem = emergency_problem(one.situation.problem)
        assert audit(problem, one.states["helped"].roster).legal
        for called in one.called:
            assert basis.roster.duty(called.duty.employee, called.duty.day) is None
            assert called.filled > 0
            assert called.worth >= 30
    assert len({(called.duty.employee, called.duty.day) for called in one.called}) == len(one.called)


def test_people_passed_over_stand_ahead_and_are_refused_by_a_rule(basis: Basis) -> None:
    one = run(basis, "demand: {from: 2026-08-18, to: 2026-08-20, factor: 2}\ncall_up: {from: 2026-08-18, to: 2026-08-20}\n")
    assert one.called
    for called in one.called:
        for passed in called.passed:
            assert passed.employee != called.duty.employee
            assert passed.reason == "rule"
            assert passed.findings
            assert all(finding.hard for finding in passed.findings)
    within = [called.standing for called in one.called if not called.beyond_margin]
    assert all(standing.minutes_left > 0 for standing in within)


def test_a_larger_wave_takes_the_same_people_and_more(basis: Basis) -> None:
    text = "absence: {from: 2026-08-03, to: 2026-08-07, share: {low: 0.05, base: 0.1, high: 0.3}}\n"
    file = what_if(text)
    drawn = [absentees(basis.workspace, file.at[level].absence[0], 1, 0) for level in ("low", "base", "high")]
    assert drawn[0] == drawn[1][: len(drawn[0])]
    assert drawn[1] == drawn[2][: len(drawn[1])]
    assert absentees(basis.workspace, file.base.absence[0], 2, 0) != drawn[1]
    one = run(basis, text)
    gone = {duty.employee for duty in one.states["stands"].roster.duties if date(2026, 8, 3) <= duty.day <= date(2026, 8, 7)}
    assert not gone & set(one.absent)
    team = what_if("absence: {from: 2026-08-03, to: 2026-08-07, share: 1, team: hotline-1}\n").base.absence[0]
    members = {person.employee for person in basis.workspace.employees if person.team == "hotline-1"}
    assert set(absentees(basis.workspace, team, 1, 0)) <= members


def test_lending_moves_whole_duties_to_people_who_hold_the_certificate(basis: Basis) -> None:
    text = (
        "demand: {project: ev, from: 2026-08-18, to: 2026-08-19, factor: 4}\n"
        "lend: {from_project: hotline, to_project: ev, from: 2026-08-18, to: 2026-08-19, people: 2}\n"
    )
    one = run(basis, text)
    assert one.lent
    held = {(skill.employee, skill.project) for skill in basis.workspace.skills}
    for lent in one.lent:
        assert (lent.before.shift, lent.before.break_start) == (lent.after.shift, lent.after.break_start)
        assert (lent.after.employee, "ev") in held
        assert lent.gain > 0
    assert all(sum(lent.after.day == day for lent in one.lent) <= 2 for day in one.window.dates)


def test_solving_again_is_legal_no_dearer_and_repeats_itself(basis: Basis) -> None:
    text = "demand: {project: hotline, from: 2026-08-12, to: 2026-08-13, factor: 1.6}\n"
    one, two = (run(basis, text, Asked(resolve=Limit(moves=100_000))) for _ in range(2))
    assert one.states["resolved"].figures["cost"] <= one.states["stands"].figures["cost"]
    assert one.states["resolved"].roster == two.states["resolved"].roster
    outside = [duty for duty in one.states["resolved"].roster.duties if duty.day not in one.window]
    assert sorted(outside) == sorted(duty for duty in basis.roster.duties if duty.day not in one.window)


def test_simulation_stands_beside_the_formula(basis: Basis) -> None:
    text = "demand: {project: hotline, from: 2026-08-12, to: 2026-08-12, factor: 1.4}\n"
    figures = run(basis, text, Asked(replications=8)).states["stands"].figures
    value, low, high = figures["simulated"]["all"]["within"]
    assert low < value < high
    assert abs(value - figures["expected"]["all"]["within"]) < 0.1


@pytest.mark.slow
def test_workers_give_the_same_answer(basis: Basis) -> None:
    file = what_if("demand: {project: hotline, from: 2026-08-12, to: 2026-08-12, factor: {low: 1.1, base: 1.4, high: 1.8}}\n")
    alone, together = (to_json(run_whatifs(basis, [file], Asked(workers=workers))[0]) for workers in (1, 2))
    assert alone == together


def _contents(folder: Path) -> dict[str, str]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and "scenario" not in path.name)
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in found if "scenarios" not in path.parts}


def test_results_are_kept_and_the_workspace_is_left_alone(own_folder: Path) -> None:
    before = _contents(own_folder)
    (found,) = run_scenarios(own_folder, ["storm-surge"], levels=["base"])
    assert _contents(own_folder) == before
    assert load(own_folder / "results" / "scenarios" / "storm-surge.json") == json.loads(json.dumps(found))
    assert compare_scenarios(own_folder, ["storm-surge"]) == [load(own_folder / "results" / "scenarios" / "storm-surge.json")]
    with pytest.raises(UsageError):
        run_scenarios(own_folder, ["storm-surge", "storm-surge"])
    with pytest.raises(UsageError):
        run_scenarios(own_folder, ["storm-surge"], "2026-09")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_command_says_who_is_called_and_writes_page_and_table(own_folder: Path, language: str) -> None:
    try:
        always = ("-w", str(own_folder), "--lang", language, "-q")
        done = CliRunner().invoke(cli, ["scenario", "run", "absence-wave", "--levels", "base", *always])
        assert done.exit_code == 0, done.output
        assert ("Called in" if language == "en" else "召回") in done.output
        page = (own_folder / "results" / "scenario-absence-wave.html").read_text(encoding="utf-8")
        assert "Side by side" in page
        assert "并列比较" in page
        assert "<script src" not in page
        done = CliRunner().invoke(cli, ["scenario", "compare", "absence-wave", "shorter-calls", *always])
        assert done.exit_code == 0, done.output
        table = (own_folder / "results" / "scenario-comparison.csv").read_text(encoding="utf-8-sig")
        assert table.startswith("name,level,state")
        assert "shorter-calls,high,stands" in table
        wrong = CliRunner().invoke(cli, ["scenario", "run", "absence-wave", "--levels", "worst", *always])
        assert isinstance(wrong.exception, UsageError)
        listed = CliRunner().invoke(cli, ["scenario", "list", "-w", str(own_folder), "--json"])
        assert any(row["result"] for row in json.loads(listed.output))
    finally:
        set_language("en")


def test_a_month_without_roster_is_refused_and_a_draft_is_said(own_folder: Path) -> None:
    (own_folder / "wfm.db").unlink()
    said: list[str] = []
    run_scenarios(own_folder, ["shorter-calls"], levels=["base"], say=said.append)
    assert any("draft" in text for text in said)
    (own_folder / "results" / "draft-2026-08.json").unlink()
    with pytest.raises(UsageError):
        run_scenarios(own_folder, ["shorter-calls"])


def test_heat_is_the_fitted_response(basis: Basis) -> None:
    """The same as a forecast made with the temperatures in weather.csv."""
    from dataclasses import replace

    from wfm.data.tables import Weather
    from wfm.forecast.engine import project_forecast
    from wfm.forecast.other_weather import weather_factors

    hot = {date(2026, 8, day): 41.0 for day in (12, 13, 14)}
    space: Workspace = basis.workspace
    neutral, heat = weather_factors(space, "hotline", basis.horizon, [{}, hot])
    assert np.allclose(neutral, 1.0)
    rows = tuple(row for row in space.weather if row.date not in hot) + tuple(
        Weather(date=day, temperature_max=value) for day, value in hot.items()
    )
    again = project_forecast(replace(space, weather=rows), "hotline", basis.horizon).daily
    usual = project_forecast(space, "hotline", basis.horizon).daily
    assert np.allclose(heat, again / usual, rtol=1e-6)
    assert heat[12] > 1.0
    assert np.allclose(heat[:11], 1.0)


def test_the_page_names_the_first_passed_over_and_counts_the_rest(basis: Basis) -> None:
    text = "demand: {from: 2026-08-18, to: 2026-08-18, factor: 2}\ncall_up: {from: 2026-08-18, to: 2026-08-18, least_worth: 1}\n"
    (found,) = run_whatifs(basis, [what_if(text)])
    result = to_json(found)
    first = result["levels"]["base"]["called"][0]
    first["passed"] = [{"employee": f"P{k:03d}", "why": {"en": "rest", "zh": "休息"}} for k in range(PASSED + 5)]
    page = render_whatif(build_view(basis.workspace, [result], "en"))
    assert f"P{PASSED - 1:03d}" in page
    assert f"P{PASSED:03d}" not in page
    assert "and 5 more" in page


def test_the_roster_in_force_is_judged_once_for_levels_that_share_it(basis: Basis, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three levels of one window: four judgements (three as it stands), one pay system; another window is judged by itself."""
    judged: list[str] = []
    real = run_module.judge

    def counted(situation: Situation, roster: Roster, judging: Judging) -> Mapping[str, object]:
        judged.append(str(judging.window))
        return real(situation, roster, judging)

    monkeypatch.setattr(run_module, "judge", counted)
    text = "demand: {from: 2026-08-18, to: 2026-08-18, factor: {low: 1.0, base: 1.1, high: 1.2}}\n"
    other = parse("name: other\ntitle: Other\ndemand: {from: 2026-08-20, to: 2026-08-20, factor: 1.1}\n", "other.yaml")
    first, second = run_whatifs(basis, [what_if(text), other])
    assert len(judged) == 4 + 2
    assert len({id(one.states["today"]) for one in first.levels.values()}) == 1
    assert second.levels["base"].states["today"].figures != first.levels["base"].states["today"].figures
