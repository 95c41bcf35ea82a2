"""A roster judged by simulation: who sits where when, the formula beside it, pooling, absence, midnight, reproducibility."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from simulate_worlds import DAY, FIRST, NIGHT, ROUND_THE_CLOCK, centre, everybody, forecast

from wfm.data.laws import Law
from wfm.data.roster import Duty, Roster
from wfm.data.tables import PreviousDuty, Project, Shift, Shrinkage, Skill
from wfm.errors import InputError, UsageError
from wfm.scenario.simulated import Settings, Simulated, agent_occupancy, simulate_roster
from wfm.scenario.simulated_desk import constant_day, groups_of
from wfm.scenario.simulated_formula import predict
from wfm.scenario.simulated_result import interval_frame, to_json, worst_intervals
from wfm.scenario.simulated_seats import planned_away, scheduled_agents, seats_of
from wfm.simulation.estimate import compare, estimate
from wfm.timegrid import Horizon

WEEK = Horizon(FIRST, 5)
FLAT = [40.0] * 48
FEW = Settings(replications=6, seed=3, workers=1)


def round_the_clock(agents: int, shrinkage: float = 0.0, **changes: float) -> tuple[object, Roster]:
    """``agents`` at every moment of the day, no breaks."""
    people = {f"{shift.shift}{k}": ("ev",) for shift in ROUND_THE_CLOCK for k in range(agents)}
    workspace = centre(people, ROUND_THE_CLOCK, shrinkage=shrinkage, **changes)
    roster = everybody(workspace, WEEK, {person: person[0] for person in people}, dict.fromkeys(people, "ev"))
    return workspace, roster


@pytest.fixture(scope="module")
def flat() -> Simulated:
    workspace, roster = round_the_clock(7)
    return simulate_roster(workspace, forecast(WEEK, {"ev": FLAT}), roster, FEW)


def test_a_flat_day_keeps_the_formulas_promise(flat: Simulated) -> None:
    measured = estimate(flat.runs["dedicated"], "all")
    offered = flat.predicted.offered.sum()
    for name, promised in (
        ("within", flat.predicted.in_time.sum() / offered),
        ("abandonment", flat.predicted.abandoned.sum() / offered),
        ("occupancy", flat.predicted.busy_seconds.sum() / flat.predicted.staffed_seconds.sum()),
    ):
        assert float(measured[name].value) == pytest.approx(promised, abs=0.015), name


def test_calls_are_conserved(flat: Simulated) -> None:
    for run in flat.runs.values():
        assert (run.offered == run.answered + run.abandoned).all()
        assert (run.in_time <= run.answered).all()


def test_agents_alike_make_pooling_worth_nothing(flat: Simulated) -> None:
    assert (flat.runs["dedicated"].in_time == flat.runs["pooled"].in_time).all()


def test_effects_lead_from_the_formula_to_the_simulation(flat: Simulated) -> None:
    total = sum(float(effect.within.value[-1]) for effect in flat.effects)
    promised = flat.predicted.in_time.sum() / flat.predicted.offered.sum()
    assert total == pytest.approx(float(estimate(flat.runs["pooled"], "all")["within"].value) - promised, abs=1e-12)
    assert [effect.name for effect in flat.effects] == [
        "chance",
        "steepness",
        "durations",
        "sessions",
        "speed",
        "absence",
        "pooling",
    ]
    by_name = {effect.name: float(effect.within.value[-1]) for effect in flat.effects}
    assert by_name["speed"] == by_name["absence"] == by_name["pooling"] == 0.0
    assert abs(by_name["chance"]) < 1e-12
    assert abs(by_name["sessions"]) < 0.01


def test_the_same_seed_gives_the_same_figures_whatever_the_workers() -> None:
    workspace, roster = round_the_clock(7, shrinkage=0.1)
    demand, alone = forecast(WEEK, {"ev": FLAT}, busy_day=0.2), replace(FEW, routing="dedicated", replications=3)
    first = simulate_roster(workspace, demand, roster, alone)
    assert to_json(simulate_roster(workspace, demand, roster, replace(alone, workers=2)), {}) == to_json(first, {})
    assert to_json(simulate_roster(workspace, demand, roster, replace(alone, seed=4)), {}) != to_json(first, {})


def test_absence_of_whole_persons_lowers_service_beyond_its_mean() -> None:
    workspace, roster = round_the_clock(10, shrinkage=0.25)
    found = simulate_roster(workspace, forecast(WEEK, {"ev": FLAT}), roster, replace(FEW, replications=20))
    by_name = {effect.name: effect.within for effect in found.effects}
    assert float(by_name["absence"].high[-1]) < 0
    everyone, _ = round_the_clock(10)
    full = simulate_roster(everyone, forecast(WEEK, {"ev": FLAT}), roster, replace(FEW, explain=False))
    here = float(estimate(full.runs["dedicated"], "all")["within"].value)
    assert here > float(estimate(found.runs["dedicated"], "all")["within"].value) + 0.05
    staffed = sum(staffed for _, staffed in found.agents_busy["dedicated"].values())
    assert staffed / (30 * 5 * 8 * 3600) == pytest.approx(0.75, abs=0.05)


def test_pooling_helps_two_small_queues() -> None:
    people = {f"{k}": ("ev", "gas") if k < 4 else ("gas", "ev") for k in range(8)}
    workspace = centre(people, ROUND_THE_CLOCK[1:2], projects=(Project(project="ev"), Project(project="gas")))
    roster = everybody(workspace, WEEK, dict.fromkeys(people, "B"), {person: people[person][0] for person in people})
    calls = [0.0] * 16 + [24.0] * 16 + [0.0] * 16
    found = simulate_roster(workspace, forecast(WEEK, {"ev": calls, "gas": calls}), roster, FEW)
    gain = compare(found.runs["pooled"], found.runs["dedicated"], "project")
    assert (gain["within"].low > 0.02).all()
    assert (gain["abandonment"].high < 0).all()


def test_emergency_skills_study_and_expired_certificates_do_not_pool() -> None:
    people = {"1": ("ev",), "2": ("ev",), "3": ("ev",), "4": ("ev",)}
    study = Shift(shift="S", start="09:00", minutes=480, kind="study")
    only_ev = Shift(shift="X", start="09:00", minutes=480, projects="ev")
    workspace = centre(people, (DAY, study, only_ev), projects=(Project(project="ev"), Project(project="gas")))
    more = (
        Skill(employee="1", project="gas", priority=2, emergency_only=True),
        Skill(employee="2", project="gas", priority=2, valid_to=FIRST - timedelta(days=1)),
        Skill(employee="3", project="gas", priority=3, proficiency=1.5),
        Skill(employee="4", project="gas", priority=2),
    )
    workspace = replace(workspace, skills=(*workspace.skills, *more))
    duties = [Duty(person, FIRST, "D", "ev", 240) for person in "123"] + [Duty("4", FIRST, "X", "ev")]
    duties += [Duty("1", FIRST + timedelta(days=1), "S"), Duty("2", FIRST + timedelta(days=1), "D", "elsewhere", 240)]
    seats = seats_of(workspace, Roster(WEEK, tuple(duties)), ("ev", "gas"), np.zeros((5, 2, 48)))
    assert [seat.choices for seat in seats.seats] == [
        ((0, 1, 1.0),),
        ((0, 1, 1.0),),
        ((0, 1, 1.0), (1, 2, 1.5)),
        ((0, 1, 1.0),),
    ]
    assert (seats.off_phone, seats.unserved) == (1, 1)
    assert groups_of(seats, "pooled").level.tolist() == [[1, 0], [1, 2]]
    assert groups_of(seats, "dedicated").level.tolist() == [[1, 0]]


def test_sessions_leave_out_handover_and_break_and_pass_midnight() -> None:
    night = NIGHT.model_copy(update={"overlap_minutes": 15})
    yesterday = PreviousDuty(employee="1", date=FIRST - timedelta(days=1), shift="N", project="ev")
    workspace = centre({"1": ("ev",)}, (night,), previous=(yesterday,))
    roster = Roster(WEEK, (Duty("1", FIRST, "N", "ev", 180),))
    seats = seats_of(workspace, roster, ("ev",), np.full((5, 1, 48), 0.1))
    hours = [[(start / 3600, end / 3600) for start, end in seat.sessions] for seat in seats.seats]
    assert hours == [[(-1.75, 0.0), (1.0, 8.0)], [(22.25, 25.0), (26.0, 32.0)]]
    assert [seat.absence for seat in seats.seats] == pytest.approx([0.1, 0.1])
    agents = scheduled_agents(seats, 5, 48)[:, 0]
    assert agents[0, :2].tolist() == [0.0, 0.0]
    assert agents[0, 2:16].tolist() == [1.0] * 14
    assert agents[0, 44:].tolist() == [0.5, 1.0, 1.0, 1.0]
    assert agents[1, :5].tolist() == [1.0, 1.0, 0.0, 0.0, 1.0]
    assert agents[2:].sum() == 0


def test_a_night_serves_both_of_its_days() -> None:
    people = {f"{k}": ("ev",) for k in range(4)}
    night = NIGHT.model_copy(update={"break_minutes": 0})
    workspace = centre(people, (night,))
    roster = Roster(WEEK, tuple(Duty(person, FIRST, "N", "ev") for person in people))
    found = simulate_roster(workspace, forecast(WEEK, {"ev": [4.0] * 48}), roster, replace(FEW, explain=False))
    answered = found.runs["dedicated"].answered.sum(axis=(0, 2))
    assert (answered[0, 44:] > 0).all()
    assert answered[0, :43].sum() == 0
    assert (answered[1, :16] > 0).all()
    assert answered[1, 17:].sum() == answered[2:].sum() == 0
    assert {seat.day for seat in found.seats.seats} == {FIRST}


def test_planned_training_takes_its_share_of_the_seats_away() -> None:
    people = {f"{k}": ("ev",) for k in range(10)}
    workspace = centre(people, ROUND_THE_CLOCK[1:2])
    training = (Shrinkage(from_time="10:00", to_time="11:00", planned=0.3),)
    roster = everybody(workspace, WEEK, dict.fromkeys(people, "B"), dict.fromkeys(people, "ev"))
    planned = np.zeros((5, 1, 48))
    planned[:, :, 20:22] = 0.3
    seats = seats_of(workspace, roster, ("ev",), np.zeros((5, 1, 48)))
    there = scheduled_agents(planned_away(seats, WEEK, planned), 5, 48)[:, 0]
    assert there[:, 20:22].tolist() == [[7.0, 7.0]] * 5
    assert (there[:, 16:20] == 10.0).all()
    assert (there[:, 22:32] == 10.0).all()
    calls = [0.0] * 16 + [60.0] * 16 + [0.0] * 16
    found = simulate_roster(
        replace(workspace, shrinkage=training), forecast(WEEK, {"ev": calls}), roster, replace(FEW, explain=False)
    )
    service = estimate(found.runs["dedicated"], "slot")["within"].value[0]
    assert service[20:22].mean() < service[16:19].mean() - 0.05
    present = found.predicted.staffed_seconds[:, 0, [19, 20]] / 1800
    assert present == pytest.approx(np.array([[10.0, 7.0]] * 5))


def test_constant_desks_have_the_agents_asked_for() -> None:
    agents = np.zeros((2, 1, 48), np.int64)
    agents[0, 0, 10:14] = [2, 3, 1, 1]
    agents[0, 0, 47], agents[1, 0, 0] = 2, 1
    desk = constant_day(agents, 0, FIRST, 1800.0).desk
    count = np.zeros(48)
    for start, end in zip(desk.session_start, desk.session_end, strict=True):
        count[max(0, int(start // 1800)) : int(min(end, 86_400) // 1800)] += 1
    assert count.tolist() == agents[0, 0].tolist()
    assert desk.session_end.max() == 86_400 + 1800


def test_between_whole_agents_the_promise_is_linear() -> None:
    workspace, roster = round_the_clock(7)
    load = simulate_roster(workspace, forecast(WEEK, {"ev": FLAT}), roster, replace(FEW, replications=1, explain=False)).load
    promises = [predict(load, np.full(load.calls.shape, agents)).in_time.sum() for agents in (6.0, 6.25, 7.0)]
    assert promises[1] == pytest.approx(0.75 * promises[0] + 0.25 * promises[2])


def test_own_proficiency_is_an_effect_of_its_own() -> None:
    workspace, roster = round_the_clock(7, proficiency=0.8)
    found = simulate_roster(workspace, forecast(WEEK, {"ev": FLAT}), roster, FEW)
    by_name = {effect.name: effect.within for effect in found.effects}
    assert float(by_name["speed"].high[-1]) < -0.05


def test_busy_days_go_into_chance_and_promise() -> None:
    workspace, roster = round_the_clock(7)
    found = simulate_roster(workspace, forecast(WEEK, {"ev": FLAT}, busy_day=0.3), roster, FEW)
    calm = simulate_roster(workspace, forecast(WEEK, {"ev": FLAT}), roster, replace(FEW, replications=1, explain=False))
    assert found.predicted.in_time.sum() < calm.predicted.in_time.sum()
    by_name = {effect.name: effect.within for effect in found.effects}
    assert float(by_name["chance"].value[-1]) != 0.0
    assert abs(float(by_name["steepness"].value[-1])) < 0.03


def test_worst_intervals_are_those_without_enough_people() -> None:
    people = {f"{k}": ("ev",) for k in range(5)}
    workspace = centre(people, (DAY,))
    roster = everybody(workspace, WEEK, dict.fromkeys(people, "D"), dict.fromkeys(people, "ev"), 240)
    calls = [0.0] * 18 + [20.0] * 18 + [0.0] * 12
    found = simulate_roster(workspace, forecast(WEEK, {"ev": calls}), roster, replace(FEW, explain=False))
    worst = worst_intervals(found, "dedicated")
    assert {each.slot for each in worst} <= {26, 27}
    assert [each.short for each in worst] == sorted((each.short for each in worst), reverse=True)
    frame = interval_frame(found, "Asia/Shanghai")
    lunch = frame[(frame.routing == "dedicated") & (frame.start.dt.hour == 13)]
    assert lunch.in_time.sum() < 1  # those who arrive in the last seconds of the break
    assert (frame.offered == frame.answered + frame.abandoned).all() or np.allclose(
        frame.offered, frame.answered + frame.abandoned
    )
    assert len(frame) == 2 * 5 * 18
    occupancy = agent_occupancy(found, "dedicated")
    assert list(occupancy.values()) == sorted(occupancy.values())
    assert set(occupancy) == set(people)


def test_fitted_laws_keep_their_shape_and_take_the_forecasts_mean() -> None:
    workspace, roster = round_the_clock(7)
    law = Law("empirical", 100.0, 0.0, (0.0, 1.0), (99.0, 101.0))
    settings = replace(FEW, handling="empirical", fitted={"ev": (law, Law("endless", np.inf))}, replications=2)
    found = simulate_roster(workspace, forecast(WEEK, {"ev": FLAT}), roster, settings)
    run = found.runs["dedicated"]
    assert run.abandoned[:, :4].sum() == 0  # nobody is rostered after the last midnight
    assert run.busy_seconds.sum() / run.answered.sum() == pytest.approx(240.0, rel=0.02)
    with pytest.raises(InputError) as refused:
        simulate_roster(workspace, forecast(WEEK, {"ev": FLAT}), roster, replace(settings, fitted={"gas": settings.fitted["ev"]}))
    assert "ev" in refused.value.message("en")


def test_wrong_input_is_answered() -> None:
    workspace, roster = round_the_clock(2)
    demand = forecast(WEEK, {"ev": FLAT})
    with pytest.raises(UsageError):
        simulate_roster(workspace, demand, roster, replace(FEW, replications=0))
    with pytest.raises(UsageError) as outside:
        simulate_roster(workspace, demand, roster, replace(FEW, days=Horizon(FIRST + timedelta(days=4), 2)))
    assert "2026-08-08" in outside.value.message("en")
    for duty in (Duty("A0", FIRST, "nonsense", "ev"), Duty("nobody", FIRST, "A", "ev")):
        with pytest.raises(InputError) as refused:
            simulate_roster(workspace, demand, Roster(WEEK, (duty,)), FEW)
        assert "2026-08-03" in refused.value.message("zh")
    with pytest.raises(InputError):
        simulate_roster(workspace, forecast(WEEK, {"ev": [0.0] * 48}), roster, FEW)


def test_an_empty_roster_loses_every_call() -> None:
    workspace, _ = round_the_clock(1)
    found = simulate_roster(workspace, forecast(WEEK, {"ev": FLAT}), Roster(WEEK, ()), replace(FEW, replications=2))
    assert found.runs["dedicated"].answered.sum() == 0
    assert float(estimate(found.runs["dedicated"], "all")["abandonment"].value) == 1.0
    assert to_json(found, {})["agents"]["dedicated"] == {}
