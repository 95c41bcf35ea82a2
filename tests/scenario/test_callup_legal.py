"""Lines judged alone against the whole audit; extensions; the fair order."""

from __future__ import annotations

from datetime import date
from itertools import product

import numpy as np
import pytest

from wfm.data.candidates import Standing
from wfm.data.roster import Duty, Roster
from wfm.data.tables import ShiftKind
from wfm.roster.audit import audit
from wfm.roster.callup import Cover, Wanted, call_up, emergency_problem, extensions
from wfm.roster.candidate import Lines
from wfm.roster.problem import build_problem
from wfm.scenario.whatif.basis import Basis
from wfm.scenario.whatif.staffed import demand_under

DAY = date(2026, 8, 12)


def test_a_line_judged_alone_agrees_with_the_audit_of_the_whole_roster(basis: Basis) -> None:
    problem = emergency_problem(basis.opened.problem())
    alone = Lines(problem, basis.roster)
    random = np.random.default_rng(5)
    shifts = [shift for shift in problem.shifts.values() if shift.covers]
    main = {name: skills[0].project for name, skills in problem.skills.items()}
    cells = [(p, d) for p, d in product(main, basis.horizon.dates) if basis.roster.duty(p, d) is None and p in problem.employee]
    verdicts = []
    for place in random.choice(len(cells), 60, replace=False):
        person, day = cells[int(place)]
        own = [one for one in shifts if problem.employee[person].contract in (one.contracts or "").split(";")]
        shift = own[int(random.integers(len(own)))]
        duty = Duty(person, day, shift.shift, main[person], shift.break_from if shift.break_minutes else None)
        whole = audit(problem, Roster(basis.roster.horizon, (*basis.roster.duties, duty)))
        verdicts.append(whole.legal)
        assert (not alone.broken_by(duty)) == whole.legal, duty
    assert 3 < sum(verdicts) < 57


def test_a_duty_taken_counts_for_the_next(basis: Basis) -> None:
    problem = emergency_problem(basis.opened.problem())
    alone = Lines(problem, Roster(basis.horizon, ()))
    late, early = (next(s for s in problem.shifts.values() if s.kind is kind) for kind in (ShiftKind.EVENING, ShiftKind.DAY))
    person = next(
        name
        for name, skills in problem.skills.items()
        if not alone.broken_by(Duty(name, DAY, late.shift, skills[0].project, late.break_from))
        and not alone.broken_by(Duty(name, date(2026, 8, 13), early.shift, skills[0].project, early.break_from))
    )
    project = problem.skills[person][0].project
    alone.take(Duty(person, DAY, late.shift, project, late.break_from))
    broken = alone.broken_by(Duty(person, date(2026, 8, 13), early.shift, project, early.break_from))
    assert [finding.rule for finding in broken] == ["min-rest"]


def test_extensions_fill_what_is_missing_and_keep_the_rest(basis: Basis) -> None:
    demand = demand_under(basis.workspace, basis.forecast, basis.horizon, basis.opened.demand, risk="p99")
    problem = emergency_problem(build_problem(basis.workspace, demand, basis.horizon))
    cover = Cover(problem, basis.roster)
    before = cover.missing.sum()
    made = extensions(problem, basis.roster, cover, DAY, demand.projects, least_worth=0)
    assert made
    assert before - cover.missing.sum() == sum(one.filled for one in made)
    assert len({one.employee for one in made}) == len(made)
    for one in made:
        assert one.minutes <= 180
        assert problem.shifts[one.duty.shift].kind not in (ShiftKind.NIGHT, ShiftKind.SPLIT)
        after = basis.roster.duty(one.employee, date(2026, 8, 13))
        if after is not None and not one.early:
            end = _minute(problem.shifts[one.duty.shift].start) + problem.shifts[one.duty.shift].minutes + one.minutes
            assert 1440 + _minute(problem.shifts[after.shift].start) - end >= 11 * 60


def _minute(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"emergency_only": True, "minutes_left": 9600}),
        ({"minutes_left": 960}, {"minutes_left": 470}),
        ({"minutes_left": 500}, {"minutes_left": 900, "asked_before": 1}),
        ({"asked_before": 1, "priority": 1}, {"asked_before": 1, "priority": 2}),
        ({"employee": "1"}, {"employee": "2"}),
    ],
)
def test_the_fair_order(first: dict[str, object], second: dict[str, object]) -> None:
    """Planned before emergency-only; more whole days left; fewer call-ups; priority; the id."""
    usual = {"employee": "1", "project": "P", "emergency_only": False, "minutes_left": 600, "asked_before": 0, "priority": 1}
    one, two = (Standing(**{**usual, "day_minutes": 480, **values}) for values in (first, second))  # type: ignore[arg-type]
    assert one.key < two.key


def test_who_was_called_before_stands_behind(basis: Basis) -> None:
    demand = demand_under(basis.workspace, basis.forecast, basis.horizon, basis.opened.demand, risk="p99")
    problem = build_problem(basis.workspace, demand, basis.horizon)
    wanted = Wanted((DAY,), demand.projects, most=1, least_worth=0, fill=True)
    (one,) = call_up(problem, basis.roster, wanted).called
    standing = one.standing
    again = call_up(problem, basis.roster, wanted, called_before={standing.employee: 9}).called
    if again and again[0].duty.employee != standing.employee:
        other = again[0].standing
        assert other.minutes_left // other.day_minutes == standing.minutes_left // standing.day_minutes
