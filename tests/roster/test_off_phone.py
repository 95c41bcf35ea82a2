"""Off-phone work goes into troughs, keeps its cap, and comes before nothing that the phones need more."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from wfm.data.roster import Roster
from wfm.roster.audit import audit
from wfm.roster.engine.compile import compile_problem
from wfm.roster.engine.search import Limit
from wfm.roster.exact import solve_exact
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example
from wfm.roster.rules.example import world
from wfm.roster.rules.off_phone_work import OffPhoneWorkRule
from wfm.roster.solve import Options, plan_roster

START = date(2026, 8, 3)
PEOPLE = ("A", "B", "C")
TROUGH = (1, 3)
BUSY = {(day, slot): (1 if day in TROUGH else 3) for day in range(5) for slot in (*range(16, 22), *range(24, 32))}
"""All three are needed through the early shift's desk hours, one of them on the trough days."""


def desk(per_day: int | None = None, price: int = 500) -> RosterProblem:
    work = {"task": "scripts", "shift": "S", "days": 3, "first": 0, "last": 4, "price": price, "per_day": per_day}
    example = Example(
        "a desk",
        dict.fromkeys(PEOPLE, "....."),
        need=BUSY,
        offphone=(work,),
        beside={"service-cover": {}, "min-rest": {}, "shift-allowed": {}},
        skills=tuple({"employee": name, "project": "P"} for name in PEOPLE),
    )
    return world(example, OffPhoneWorkRule())[0]


def study(roster: Roster) -> Counter[int]:
    """Day -> people on the off-phone shift."""
    return Counter((duty.day - START) // timedelta(days=1) for duty in roster.duties if duty.shift == "S")


def test_the_exact_optimum_puts_it_into_the_troughs() -> None:
    problem = desk()
    compiled = compile_problem(problem)
    exact = solve_exact(compiled, seconds=60)
    assert exact.status == "optimal"
    assert exact.codes is not None
    roster = compiled.decode(exact.codes)
    days = study(roster)
    assert sum(days.values()) == 3
    assert set(days) <= set(TROUGH)
    assert audit(problem, roster).cost == exact.cost == exact.bound


def test_the_search_finds_the_same() -> None:
    problem = desk()
    result = plan_roster(problem, Options(Limit(moves=60_000), seed=3))
    assert result.certificate.passed
    assert set(study(result.roster)) <= set(TROUGH)
    assert sum(study(result.roster).values()) == 3
    assert result.card.bound is not None
    assert result.card.bound <= result.card.cost


def test_a_cap_spreads_it_even_into_a_busy_day_when_that_is_cheaper() -> None:
    """With one a day and two trough days the third day of work costs a busy day's calls, or its price."""
    dear = plan_roster(desk(per_day=1, price=5000), Options(Limit(moves=60_000), seed=3))
    assert max(study(dear.roster).values()) == 1
    assert sum(study(dear.roster).values()) == 3
    cheap = plan_roster(desk(per_day=1, price=15), Options(Limit(moves=60_000), seed=3))
    assert sum(study(cheap.roster).values()) == 2
    assert set(study(cheap.roster)) == set(TROUGH)
