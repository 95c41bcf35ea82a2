"""Echelon call-up as a record: who may activate, quotas, what may follow what, drills, the day's book; refusals are kept."""

from __future__ import annotations

import contextlib
import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from peak_world import ECHELONS, MONTH

from wfm.cli.common import set_language
from wfm.cli.main import cli
from wfm.data.day_changes import DAY_BOOK, ChangeKind, DayChange
from wfm.data.gate import open_workspace
from wfm.errors import UsageError
from wfm.roster.audit import audit
from wfm.roster.callup import emergency_problem
from wfm.scenario.day import tweak_day
from wfm.scenario.day_called import called_on
from wfm.scenario.echelon.book import activate, arrive, reply, show, stand_down
from wfm.scenario.echelon.record import BOOK, EARLY_HOURS, Activation, called_before, replay
from wfm.scenario.in_force import problem_of
from wfm.scenario.month import open_month, stored_result
from wfm.store import Outcome, Store

DAY = date(2026, 8, 12)
TOLD = datetime(2026, 8, 11, 8, 0)


def call(folder: Path, *, day: date = DAY, as_of: datetime = TOLD, **values: object) -> Activation:
    asked: dict[str, object] = {"who": "Li Na", "level": 1, "project": "hotline", "trigger": "storm", **values}
    return activate(folder, day=day, as_of=as_of, **asked)  # type: ignore[arg-type]


def store(folder: Path) -> Store:
    return Store.open(folder)


def refused(key: str, step: object, *arguments: object, **values: object) -> None:
    with pytest.raises(UsageError) as caught:
        step(*arguments, **values)  # type: ignore[operator]
    assert caught.value.key == key
    assert caught.value.remedy("en")
    assert caught.value.remedy("zh")


def test_people_are_called_within_quota_in_units_and_stay_legal(own_folder: Path) -> None:
    made = call(own_folder)
    space = open_workspace(own_folder)
    quota = {(row.level, row.unit): row.quota for row in space.echelons}
    used = [person.unit for person in made.people.values()]
    assert used
    assert all(used.count(unit) <= quota[unit] for unit in set(used))
    people = {person.employee: person for person in space.employees}
    assert all(unit[1] in (people[name].team, people[name].employer) for name, unit in zip(made.people, used, strict=True))
    from wfm.data.roster import Duty, Roster

    roster = store(own_folder).load(1).roster
    facts = [person.facts for person in made.people.values()]
    added = [Duty(f["employee"], DAY, f["shift"], f["project"], f["break_start"]) for f in facts]
    problem = emergency_problem(open_month(own_folder, "2026-08").problem())
    assert audit(problem, Roster(roster.horizon, (*roster.duties, *added))).legal
    leads = {row.unit: row.lead_hours for row in space.echelons}
    for fact in facts:
        begins = datetime.fromisoformat(fact["begins"])
        assert (begins - TOLD).total_seconds() / 3600 >= leads[fact["unit"]]


def test_only_who_is_named_may_activate(own_folder: Path) -> None:
    refused("echelon.not_allowed", call, own_folder, who="Wang Wei")
    leader = next(person for person in open_workspace(own_folder).employees if person.leader)
    assert call(own_folder, who=leader.employee).who == leader.employee
    refused("echelon.not_allowed", call, own_folder, who=leader.employee, level=2)
    last = store(own_folder).entries()[-1]
    assert (last.action, last.outcome, last.details["error"]) == ("echelon", Outcome.REFUSED, "echelon.not_allowed")


def test_what_may_not_be_activated(own_folder: Path) -> None:
    first = call(own_folder)
    assert first.id == "E1"
    refused("echelon.open_already", call, own_folder)
    refused("echelon.no_level", call, own_folder, level=7)
    refused("echelon.no_project", call, own_folder, project="post")
    refused("echelon.day_over", call, own_folder, day=date(2026, 8, 5))
    refused("echelon.no_trigger", activate, own_folder, level=1, day=DAY, project="ev", trigger=" ", who="Li Na", as_of=TOLD)


def test_nobody_is_called_twice_for_one_day(own_folder: Path) -> None:
    """Two activations of one day share the quotas of the level and never a person."""
    teams = sorted({person.team for person in open_workspace(own_folder).employees})
    rows = [f"1,{team},1,0,Li Na,any" for team in teams]
    (own_folder / "echelons.csv").write_text("\n".join([ECHELONS.splitlines()[0], *rows]) + "\n", encoding="utf-8")
    for number in range(6, 28):
        day, told = date(2026, 8, number), datetime(2026, 8, number - 1, 8, 0)
        found = show(own_folder)
        for project in ("hotline", "ev"):
            with contextlib.suppress(UsageError):
                call(own_folder, project=project, people=1, day=day, as_of=told)
        new = show(own_folder)[len(found) :]
        people = [name for one in new for name in one.people]
        units = [person.unit for one in new for person in one.people.values()]
        assert len(people) == len(set(people))
        assert len(units) == len(set(units))
        if len(new) == 2:
            return
    pytest.fail("no day on which two people can be called")


def test_the_state_machine(own_folder: Path) -> None:
    made = call(own_folder)
    first = next(iter(made.people))
    refused("echelon.not_called", reply, own_folder, "nobody", answer="yes", who="x", as_of=TOLD)
    refused("echelon.no_yes", arrive, own_folder, first, who="x", as_of=TOLD)
    refused("echelon.too_early", reply, own_folder, first, answer="yes", who="x", as_of=datetime(2026, 8, 11, 7, 0))
    refused("echelon.bad_answer", reply, own_folder, first, answer="maybe", who="x", as_of=TOLD)
    reply(own_folder, first, answer="yes", who="x", as_of=datetime(2026, 8, 11, 8, 12))
    refused("echelon.replied_already", reply, own_folder, first, answer="yes", who="x", as_of=datetime(2026, 8, 11, 9, 0))
    arrive(own_folder, first, who="x", as_of=datetime(2026, 8, 12, 7, 0))
    refused("echelon.arrived_already", arrive, own_folder, first, who="x", as_of=datetime(2026, 8, 12, 8, 0))
    refused("echelon.arrived_already", reply, own_folder, first, answer="no", who="x", as_of=datetime(2026, 8, 12, 8, 0))
    refused("echelon.not_allowed", stand_down, own_folder, reason="over", who="nobody", as_of=datetime(2026, 8, 12, 20, 0))
    refused("echelon.no_reason", stand_down, own_folder, reason=" ", who="Li Na")
    ended = stand_down(own_folder, reason="queue cleared", who="Li Na", as_of=datetime(2026, 8, 12, 20, 0))
    assert not ended.open
    refused("echelon.which", arrive, own_folder, first, who="x", as_of=datetime(2026, 8, 12, 21, 0))
    refused("echelon.closed", stand_down, own_folder, reason="again", who="Li Na", activation="E1")
    refused("echelon.no_activation", show, own_folder, "E9")
    assert called_before(store(own_folder)) == {first: 1}
    kinds = [entry.kind for entry in store(own_folder).book(BOOK)]
    assert kinds == ["activate", "reply", "arrive", "stand-down"]
    assert store(own_folder).verify().problems == ()


def test_an_arrival_lies_near_the_duty(own_folder: Path) -> None:
    """Four hours before its begin and a minute before its end are the limits; a drill is held whenever it is held."""
    made = call(own_folder)
    person = next(iter(made.people.values()))
    begins, ends = (datetime.fromisoformat(person.facts[key]) for key in ("begins", "ends"))
    reply(own_folder, person.employee, answer="yes", who="x", as_of=TOLD)
    early = begins - timedelta(hours=EARLY_HOURS)
    refused("echelon.long_before", arrive, own_folder, person.employee, who="x", as_of=early - timedelta(minutes=1))
    refused("echelon.after_end", arrive, own_folder, person.employee, who="x", as_of=ends)
    with pytest.raises(UsageError, match=person.facts["begins"]):
        arrive(own_folder, person.employee, who="x", as_of=TOLD)
    after = arrive(own_folder, person.employee, who="x", as_of=early)
    assert after.people[person.employee].arrived_at == early.isoformat(timespec="minutes")
    drill = call(own_folder, drill=True)
    name = next(iter(drill.people))
    reply(own_folder, name, answer="yes", who="x", activation="D1", as_of=TOLD)
    assert arrive(own_folder, name, who="x", activation="D1", as_of=TOLD).people[name].arrived_at


def test_a_late_arrival_counts_until_the_end(own_folder: Path) -> None:
    made = call(own_folder)
    person = next(iter(made.people.values()))
    reply(own_folder, person.employee, answer="yes", who="x", as_of=TOLD)
    late = datetime.fromisoformat(person.facts["ends"]) - timedelta(minutes=1)
    assert arrive(own_folder, person.employee, who="x", as_of=late).people[person.employee].arrived_at


def test_those_who_came_stand_in_the_book_of_the_day_once(own_folder: Path) -> None:
    made = call(own_folder)
    for name in made.people:
        reply(own_folder, name, answer="yes", who="x", as_of=TOLD)
    first = next(iter(made.people))
    arrive(own_folder, first, who="x", as_of=datetime(2026, 8, 12, 6, 0))
    stand_down(own_folder, reason="over", who="Li Na", as_of=datetime(2026, 8, 13, 12, 0))
    (entry,) = store(own_folder).book(DAY_BOOK)
    assert (entry.kind, entry.subject) == ("tweak", DAY.isoformat())
    (change,) = [DayChange.from_json(one) for one in entry.content["changes"]]
    assert (change.employee, change.kind, change.agreed) == (first, ChangeKind.CALL_IN, True)
    facts = made.people[first].facts
    length = datetime.fromisoformat(facts["ends"]) - datetime.fromisoformat(facts["begins"])
    assert change.to_minute - change.from_minute == length.total_seconds() / 60
    latest = store(own_folder).latest(MONTH)
    assert latest is not None
    assert latest.layer == "day"
    duty = store(own_folder).load(latest.number).roster.duty(first, DAY)
    assert duty is not None
    assert (duty.shift, duty.project) == (facts["shift"], facts["project"])
    opened = open_month(own_folder, MONTH)
    stored = stored_result(opened, latest.number)
    assert audit(problem_of(opened, stored.card), stored.roster, stored.card.cost).passed
    assert store(own_folder).verify().ok


def test_the_day_counts_on_those_who_said_yes_and_leaves_the_others_alone(own_folder: Path) -> None:
    made = call(own_folder)
    yes, *others = made.people
    assert called_on(store(own_folder), DAY).waiting == set(made.people)
    reply(own_folder, yes, answer="yes", who="x", as_of=TOLD)
    found = called_on(store(own_folder), DAY)
    assert [change.employee for change in found.changes] == [yes] == [duty.employee for duty in found.duties]
    assert found.waiting == set(others)
    assert called_on(store(own_folder), date(2026, 8, 20)).waiting == frozenset()
    plan = tweak_day(own_folder, DAY, as_of=f"{DAY}T07:00").plan
    assert plan.task.duty(yes) == found.duties[0]
    assert not {change.employee for change in plan.claim.changes} & set(made.people)


def test_a_no_calls_the_next_of_the_reserve(own_folder: Path) -> None:
    made = call(own_folder, people=1)
    first = made.people[next(iter(made.people))]
    after = reply(own_folder, first.employee, answer="no", who="x", as_of=datetime(2026, 8, 11, 8, 30))
    behind = [row["employee"] for row in made.reserve if (row["level"], row["unit"]) == first.unit]
    new = [name for name in after.people if name != first.employee]
    assert new == behind[:1]
    if new:
        assert after.people[new[0]].called_at == "2026-08-11T08:30"
    assert called_before(store(own_folder)) == {}


def test_a_drill_is_marked_and_counts_for_nothing(own_folder: Path) -> None:
    before = store(own_folder).load(1).roster
    drill = call(own_folder, drill=True)
    assert drill.id == "D1"
    assert drill.drill
    real = call(own_folder)
    assert real.id == "E1"
    assert set(real.people) == set(drill.people)
    first = next(iter(drill.people))
    refused("echelon.which", reply, own_folder, first, answer="yes", who="x", as_of=TOLD)
    reply(own_folder, first, answer="yes", who="x", activation="D1", as_of=datetime(2026, 8, 11, 8, 7))
    arrive(own_folder, first, who="x", activation="D1", as_of=datetime(2026, 8, 12, 7, 0))
    stand_down(own_folder, reason="end of exercise", who="Li Na", activation="D1", as_of=datetime(2026, 8, 12, 9, 0))
    assert called_before(store(own_folder)) == {}
    assert store(own_folder).book(DAY_BOOK) == []
    assert store(own_folder).load(1).roster == before
    assert [one.id for one in show(own_folder)] == ["E1"]
    assert [one.id for one in show(own_folder, drills=True)] == ["D1"]
    assert replay(store(own_folder).book(BOOK))["D1"].people[first].arrived_at == "2026-08-12T07:00"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_commands(own_folder: Path, language: str) -> None:
    def run(*words: str) -> str:
        done = CliRunner().invoke(cli, ["echelon", *words, "-w", str(own_folder), "--lang", language])
        assert done.exit_code == 0, (done.output, done.exception)
        return done.output

    try:
        asked = ("--level", "1", "--date", "2026-08-12", "--project", "hotline", "--trigger", "storm", "--as", "Li Na")
        assert "E1" in run("activate", *asked, "--as-of", "2026-08-11T08:00", "-q")
        (one,) = json.loads(run("show", "--json"))
        first = next(iter(one["people"]))
        run("reply", first, "--yes", "--as-of", "2026-08-11T08:10")
        assert "10" in run("arrive", first, "--as-of", "2026-08-12T07:00")
        run("stand-down", "--reason", "over", "--as", "Li Na", "--as-of", "2026-08-12T20:00")
        assert ("stood down" if language == "en" else "解除") in run("show")
        assert run("show", "--drills").strip()
    finally:
        set_language("en")


def test_without_echelons_the_level_is_refused(own_folder: Path) -> None:
    (own_folder / "echelons.csv").unlink()
    refused("echelon.no_level", call, own_folder)
