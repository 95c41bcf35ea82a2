"""The whole solve on small worlds: audited, bounded, reproducible, never empty-handed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from wfm.data.roster import Roster
from wfm.data.serial import result_to_json
from wfm.data.tables import Lock, RuleSettings
from wfm.errors import AuditFailure, InfeasibleError
from wfm.roster import solve
from wfm.roster.audit import audit, certificate_text
from wfm.roster.engine.search import Limit
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example
from wfm.roster.rules.book import rule_book
from wfm.roster.rules.example import world
from wfm.roster.shortage import shortages, unmet_share
from wfm.roster.solve import Options, plan_roster

NEED = {(day, slot): 2 for day in range(7) for slot in range(18, 34)}
SMALL = Options(Limit(moves=60_000), seed=3)


def desk(people: int = 5, **changes: object) -> RosterProblem:
    lines = {f"{k:03d}": "......." for k in range(people)}
    problem, _ = world(Example("a desk", lines, need=NEED))
    settings = RuleSettings(rules={"weekends-off": None, "monthly-hours": None, "overtime-cap": None, "shift-leader": None})
    return replace(problem, rules=rule_book("neutral", settings), **changes)


def test_the_result_is_legal_bounded_and_covers_what_it_can() -> None:
    problem = desk()
    result = plan_roster(problem, SMALL)
    assert result.certificate.passed
    assert result.card.bound is not None
    assert result.card.bound <= result.card.cost == result.certificate.cost
    assert result.card.cost < audit(problem, Roster(problem.horizon, ())).cost / 4


def test_same_seed_and_moves_give_the_same_bytes_whatever_the_threads() -> None:
    problem = desk()
    first = plan_roster(problem, SMALL)
    second = plan_roster(problem, replace(SMALL, threads=1))
    assert result_to_json(first) == result_to_json(second)


def test_locked_cells_are_kept() -> None:
    locks = (Lock(employee="001", date="2026-08-05", shift="N", project="P"), Lock(employee="002", date="2026-08-06", shift="-"))
    problem = desk().with_locks(locks)
    roster = plan_roster(problem, SMALL).roster
    kept = roster.duty("001", locks[0].date)
    assert kept is not None
    assert (kept.shift, kept.project) == ("N", "P")
    assert roster.duty("002", locks[1].date) is None


def test_a_clash_is_named_with_person_rules_and_date() -> None:
    locks = tuple(Lock(employee="001", date=f"2026-08-0{day}", shift=shift, project="P") for day, shift in ((4, "E"), (5, "D")))
    with pytest.raises(InfeasibleError) as refused:
        plan_roster(desk().with_locks(locks), SMALL)
    for language in ("en", "zh"):
        told = refused.value.message(language)
        assert "001" in told
        assert "2026-08-0" in told
        assert "min-rest" in told or "locked-cells" in told


def test_a_roster_the_audit_rejects_never_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    def other_cost(problem: RosterProblem, roster: Roster, claimed: int | None = None) -> object:
        return replace(audit(problem, roster, claimed), cost=-1)

    monkeypatch.setattr(solve, "audit", other_cost)
    with pytest.raises(AuditFailure):
        plan_roster(desk(), SMALL)


def test_starting_from_a_base_keeps_what_is_allowed() -> None:
    problem = desk()
    base = plan_roster(problem, SMALL).roster
    compiled = solve.compile_problem(replace(problem, base=base))
    assert compiled.decode(solve.starting_codes(compiled)).to_json() == base.to_json()


def test_shortages_say_where_how_much_and_who() -> None:
    problem = desk()
    found = shortages(problem, Roster(problem.horizon, ()))
    assert len(found) == 7
    assert {(short.required, short.present, short.missing) for short in found} == {(2, 0, 32)}
    assert len(found[0].helpers) == 5
    assert unmet_share(problem, found) == pytest.approx(1.0)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_certificate_reads_in_both_languages(language: str) -> None:
    problem = desk()
    text = certificate_text(problem, audit(problem, plan_roster(problem, SMALL).roster), language)
    assert len(text.splitlines()) > 10


def test_no_engine_state_is_shared_between_solves() -> None:
    problem = desk()
    first = plan_roster(problem, SMALL)
    plan_roster(desk(3), replace(SMALL, seed=9))
    again = plan_roster(problem, SMALL)
    assert first.certificate.roster_hash == again.certificate.roster_hash
    assert np.isfinite(first.card.cost)
