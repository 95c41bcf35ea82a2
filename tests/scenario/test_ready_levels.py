"""Capacity by echelon level: quotas held, levels cumulative, units that stay open, and the same people an activation calls."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from peak_world import MONTH

from wfm import words
from wfm.cli.main import cli
from wfm.cli.ready_levels import level_lines
from wfm.data.tables import Echelon, EchelonMember
from wfm.data.workspace import Workspace
from wfm.errors import UsageError
from wfm.scenario.echelon.book import activate, reply
from wfm.scenario.ready import level_texts
from wfm.scenario.ready.levels import lowest_level
from wfm.scenario.ready.run import QUANTILES, Aim, readiness, ready_on
from wfm.scenario.whatif import open_whatif
from wfm.scenario.whatif.basis import Basis, open_basis

DAY = date(2026, 8, 18)
"""A day on which seven people are free to come, two of hotline-2."""
QUICK = Aim(certificates=None)
ECHELONS = """level,unit,quota,lead_hours,may_activate,trigger
1,hotline-2,1,2,Li Na;leader,queue over 15 min
1,hotline-3,2,4,Li Na;leader,queue over 15 min
2,hotline-2,2,4,Wang Wei,second day
2,insurance,2,6,Wang Wei,second day
"""


def ask(basis: Basis, aim: Aim = QUICK) -> dict[str, Any]:
    return ready_on(basis, DAY, open_whatif("storm-surge"), aim)


def with_echelons(basis: Basis, *rows: Echelon, members: tuple[EchelonMember, ...] = ()) -> Basis:
    workspace: Workspace = replace(basis.workspace, echelons=rows, echelon_members=members)
    return replace(basis, opened=replace(basis.opened, workspace=workspace))


def row(level: int, unit: str, quota: int, lead: float = 2.0) -> Echelon:
    return Echelon(level=level, unit=unit, quota=quota, lead_hours=lead, may_activate="Li Na")


@pytest.fixture(scope="module")
def levelled(basis: Basis) -> Basis:
    """The month with the levels of ``ECHELONS``."""
    rows = [Echelon.model_validate(one) for one in csv.DictReader(ECHELONS.splitlines())]
    return with_echelons(basis, *rows)


@pytest.fixture(scope="module")
def found(levelled: Basis) -> dict[str, Any]:
    return ask(levelled)


@pytest.fixture
def levelled_folder(own_folder: Path) -> Path:
    (own_folder / "echelons.csv").write_text(ECHELONS, encoding="utf-8")
    return own_folder


def test_quotas_hold_by_unit(levelled: Basis, found: dict[str, Any]) -> None:
    people = {person.employee: person for person in levelled.workspace.employees}
    quotas = {(one.level, one.unit): one.quota for one in levelled.workspace.echelons}
    units = [unit for level in found["echelons"]["levels"] for unit in level["units"]]
    assert {(unit["level"], unit["unit"]): unit["quota"] for unit in units} == quotas
    assert any(unit["named"] for unit in units)
    for unit in units:
        assert len(unit["named"]) + unit["open"] == unit["quota"]
        assert all(unit["unit"] in (people[name].team, people[name].employer) for name in unit["named"])
    for level in found["echelons"]["levels"]:
        named = [one["employee"] for one in level["called"]]
        assert sorted(named) == sorted(name for unit in level["units"] for name in unit["named"])
        assert level["named"] == len(named) <= level["quota"]


def test_levels_are_cumulative_and_leave_no_more_missing(levelled: Basis, found: dict[str, Any]) -> None:
    made = found["echelons"]
    names = ["on_duty", *(f"level_{level['level']}" for level in made["levels"])]
    for quantile in QUANTILES:
        missing = [made["missing"][quantile][name] for name in names]
        assert missing == sorted(missing, reverse=True)
        assert missing[0] == found["table"][quantile]["missing"]["on_duty"]
    everybody = [one["employee"] for level in made["levels"] for one in level["called"]]
    assert len(everybody) == len(set(everybody))
    watched = found["watched"]
    for level in made["levels"]:
        added = sum(sum(level["added"][project]) for project in watched)
        assert level["added_hours"] == pytest.approx(added * levelled.workspace.centre.interval_minutes / 60)
        assert (level["added_hours"] > 0) == (level["named"] > 0)
    first = ask(with_echelons(levelled, *(one for one in levelled.workspace.echelons if one.level == 1)))["echelons"]
    assert first["levels"] == made["levels"][:1]


def test_a_larger_quota_names_the_same_people_and_more(basis: Basis) -> None:
    small, large = (ask(with_echelons(basis, row(1, "hotline-2", quota)))["echelons"]["levels"][0] for quota in (1, 2))
    names = [[one["employee"] for one in level["called"]] for level in (small, large)]
    assert names[0] == names[1][:1]
    assert [len(one) for one in names] == [1, 2]
    assert small["units"][0]["away"] == []


def test_lead_times_tell_when_to_call(levelled: Basis) -> None:
    level = ask(with_echelons(levelled, row(1, "hotline-2", 2, lead=3.0)))["echelons"]["levels"][0]
    first, call_by = (datetime.fromisoformat(level[key]) for key in ("first_begins", "call_by"))
    assert first == min(datetime.fromisoformat(one["begins"]) for one in level["called"])
    assert (first - call_by).total_seconds() == 3 * 3600
    late = ask(levelled, replace(QUICK, told=datetime(2026, 8, 18, 10, 0)))["echelons"]["levels"][0]
    leads = {(one.level, one.unit): one.lead_hours for one in levelled.workspace.echelons}
    for one in late["called"]:
        assert (datetime.fromisoformat(one["begins"]) - datetime(2026, 8, 18, 10, 0)).total_seconds() >= leads[
            one["level"], one["unit"]
        ] * 3600
    gone = ask(levelled, replace(QUICK, told=datetime(2026, 8, 18, 23, 30)))["echelons"]
    assert [level["named"] for level in gone["levels"]] == [0, 0]
    assert {level["call_by"] for level in gone["levels"]} == {""}


def test_a_unit_that_stays_open_says_why(basis: Basis) -> None:
    everybody = sum(person.team == "hotline-1" for person in basis.workspace.employees)
    (unit,) = ask(with_echelons(basis, row(1, "hotline-1", 99)))["echelons"]["levels"][0]["units"]
    assert unit["people"] == everybody
    assert unit["open"] == 99 - len(unit["named"])
    assert sum(one["people"] for one in unit["away"]) == everybody - len(unit["named"])
    on_duty = words.say("ready_levels.away_on_duty", "en")
    counted = {one["why"]["en"]: one["people"] for one in unit["away"]}
    team = {person.employee for person in basis.workspace.employees if person.team == "hotline-1"}
    assert counted[on_duty] == sum(duty.day == DAY and duty.employee in team for duty in basis.roster.duties)


def test_a_unit_without_people_of_the_level(basis: Basis) -> None:
    other = next(person.employee for person in basis.workspace.employees if person.team == "ev")
    changed = with_echelons(basis, row(1, "hotline-1", 2), row(1, "ev", 2), members=(EchelonMember(level=1, employee=other),))
    made = ask(changed)["echelons"]
    unit = made["levels"][0]["units"][0]
    assert (unit["people"], unit["named"], unit["open"]) == (0, [], 2)
    for language in words.LANGUAGES:
        assert words.say("ready_levels.empty_unit", language) in "".join(level_texts.open_places(made, language))


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_without_echelons_there_is_a_clear_line(basis: Basis, language: str) -> None:
    found = ask(with_echelons(basis))
    assert found["echelons"]["levels"] == []
    assert level_texts.verdict(found, language) == words.say("ready_levels.none_on_file", language)
    assert list(level_lines(found, language)) == []


def test_the_lowest_level_that_suffices() -> None:
    missing = {"on_duty": 9.0, "level_1": 6.0, "level_3": 4.0}
    assert lowest_level(missing, [1, 3], 100.0, 0.09) == 0
    assert lowest_level(missing, [1, 3], 100.0, 0.089) == 1
    assert lowest_level(missing, [1, 3], 100.0, 0.04) == 3
    assert lowest_level(missing, [1, 3], 100.0, 0.039) is None


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_verdict_names_the_level(found: dict[str, Any], language: str) -> None:
    made = found["echelons"]
    row = found["table"]["p90"]
    told = {
        level: level_texts.verdict({**found, "echelons": {**made, "lowest": {"p90": level}}}, language)
        for level in (0, 1, 2, None)
    }
    assert len(set(told.values())) == 4
    assert f"{made['missing']['p90']['level_1']:,.1f}" in told[1]
    assert f"{made['missing']['p90']['level_2']:,.1f}" in told[None]
    assert f"{row['required_hours']:,.0f}" in told[2]
    assert level_texts.shown(min(level["call_by"] for level in made["levels"] if level["call_by"])) in told[2]


@pytest.mark.parametrize("told", [datetime(2026, 8, 16, 8, 0), datetime(2026, 8, 18, 9, 0)])
def test_an_activation_calls_the_people_readiness_names(levelled_folder: Path, told: datetime) -> None:
    """Level after level, by name, duty and order: what readiness promised before, and again with the first level open."""
    aim = replace(QUICK, told=told)
    promised = readiness(levelled_folder, DAY, "storm-surge", aim=aim)["echelons"]
    assert [level["level"] for level in promised["levels"]] == [1, 2]
    for level in promised["levels"]:
        who = "Li Na" if level["level"] == 1 else "Wang Wei"
        asked = {"level": level["level"], "day": DAY, "project": "hotline", "trigger": "storm", "who": who, "as_of": told}
        if not level["called"]:
            with pytest.raises(UsageError):
                activate(levelled_folder, scenario="storm-surge", **asked)
            continue
        made = activate(levelled_folder, scenario="storm-surge", **asked)
        facts = [person.facts for person in made.people.values()]
        keys = ("employee", "shift", "project", "begins", "unit", "level", "break_start")
        assert [[one[key] for key in keys] for one in facts] == [[one[key] for key in keys] for one in level["called"]]
        again = readiness(levelled_folder, DAY, "storm-surge", aim=aim)["echelons"]
        rest = [one for one in promised["levels"] if one["level"] > level["level"]]
        assert [one["called"] for one in again["levels"] if one["level"] > level["level"]] == [one["called"] for one in rest]
        assert again["missing"]["p90"]["on_duty"] == promised["missing"]["p90"][f"level_{level['level']}"]
        assert next(one for one in again["levels"] if one["level"] == level["level"])["used"] == level["named"]
    assert promised["levels"][0]["called"]


def test_a_second_activation_builds_on_the_first(levelled_folder: Path) -> None:
    """People called already count as there and are not named again; a no takes their cover away, and they are still not asked."""
    told = datetime(2026, 8, 16, 8, 0)
    asked = {"level": 1, "project": "hotline", "trigger": "storm", "who": "Li Na", "as_of": told, "people": 1}
    first = activate(levelled_folder, day=DAY, **asked)  # type: ignore[arg-type]
    (name,) = first.people
    basis = open_basis(levelled_folder, MONTH)
    before = ask(basis)["echelons"]
    reserve = [row for row in first.reserve if (row["level"], row["unit"]) == first.people[name].unit]
    reply(levelled_folder, name, answer="no", who="x", as_of=datetime(2026, 8, 16, 8, 5))
    after = ask(basis)["echelons"]
    assert before["already"] == 1
    assert after["already"] == min(1, len(reserve))
    for made in (before, after):
        assert name not in [one["employee"] for level in made["levels"] for one in level["called"]]


def test_an_activation_heeds_the_rest_of_people_called_for_the_day_before(levelled_folder: Path) -> None:
    from wfm.data.roster import Roster
    from wfm.roster.audit import audit
    from wfm.roster.callup import emergency_problem
    from wfm.scenario.echelon.choose import with_duties
    from wfm.scenario.echelon.record import BOOK, called_duties, replay
    from wfm.store import Store

    rows = [
        f"1,{team},9,0,Li Na,any" for team in ("hotline-1", "hotline-2", "hotline-3", "ev", "insurance", "echannel", "digital")
    ]
    (levelled_folder / "echelons.csv").write_text("\n".join([ECHELONS.splitlines()[0], *rows]) + "\n", encoding="utf-8")
    for number in (16, 17, 18, 19):
        asked = {"level": 1, "project": "hotline", "trigger": "storm", "who": "Li Na", "as_of": datetime(2026, 8, 15, 8, 0)}
        activate(levelled_folder, day=date(2026, 8, number), **asked)  # type: ignore[arg-type]
    basis = open_basis(levelled_folder, MONTH)
    roster: Roster = with_duties(basis.roster, called_duties(replay(Store.open(levelled_folder).book(BOOK)), drill=False))
    assert len(roster.duties) > len(basis.roster.duties) + 4
    assert audit(emergency_problem(basis.problem()), roster).legal


def test_the_command_shows_levels_and_writes_them(levelled_folder: Path) -> None:
    asked = ["ready", "-w", str(levelled_folder), "--date", "2026-08-18", "--scenario", "storm-surge", "--candidates", "0", "-q"]
    done = CliRunner().invoke(cli, [*asked, "--lang", "en"])
    assert done.exit_code == 0, (done.output, done.exception)
    for text in ("by echelon level", "+ level 1", "+ level 2", "Who may activate: level 1: Li Na;leader", "Echelons at p90"):
        assert text in done.output
    results = levelled_folder / "results"
    kept = json.loads((results / "ready-2026-08-18.json").read_text(encoding="utf-8"))["echelons"]
    rows = list(csv.DictReader((results / "ready-2026-08-18-levels.csv").read_text(encoding="utf-8-sig").splitlines()))
    units = [unit for level in kept["levels"] for unit in level["units"]]
    assert [(int(one["level"]), one["unit"], int(one["quota"])) for one in rows] == [
        (unit["level"], unit["unit"], unit["quota"]) for unit in units
    ]
    assert [one["employees"] for one in rows] == [";".join(unit["named"]) for unit in units]
    assert float(rows[0]["missing_p90"]) == kept["missing"]["p90"]["level_1"]
    page = (results / "ready-2026-08-18.html").read_text(encoding="utf-8")
    assert "Capacity by echelon level" in page
    assert "按梯队级别的能力" in page


def test_a_call_after_the_day_is_refused(own_folder: Path) -> None:
    with pytest.raises(UsageError) as caught:
        readiness(own_folder, DAY, "storm-surge", aim=replace(QUICK, told=datetime(2026, 8, 19, 0, 0)))
    assert caught.value.key == "echelon.day_over"
