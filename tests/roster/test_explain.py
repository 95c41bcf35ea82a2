"""Explanations recompute what they say: the audit of the changed roster agrees."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wfm.data.roster import Duty, Roster
from wfm.data.tables import OFF, RuleSettings
from wfm.errors import UsageError
from wfm.roster.audit import audit
from wfm.roster.explain import explain, explanation_text
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example
from wfm.roster.rules.book import rule_book
from wfm.roster.rules.example import world

NEED = {(day, slot): 1 for day in range(7) for slot in range(16, 33)} | {(2, slot): 2 for slot in range(17, 22)}


def a_week() -> tuple[RosterProblem, Roster]:
    example = Example("a week", {"A": "DDDDD..", "B": "..DDDDD", "C": "EE..EEE"}, need=NEED)
    problem, roster = world(example)
    return replace(problem, rules=rule_book("neutral", RuleSettings(rules={"weekends-off": None}))), roster


@pytest.mark.parametrize("employee", ["A", "B", "C"])
@pytest.mark.parametrize("day", [0, 2, 6])
def test_every_alternative_costs_what_the_audit_says(employee: str, day: int) -> None:
    problem, roster = a_week()
    when = problem.horizon.dates[day]
    before = audit(problem, roster)
    told = explain(problem, roster, employee, when)
    assert told.alternatives
    for option in told.alternatives:
        others = tuple(duty for duty in roster.duties if (duty.employee, duty.day) != (employee, when))
        costs = []
        for pause in (180, 210, 240) if option.shift in "DE" else (180, 240, 300):
            duty = () if option.shift == OFF else (Duty(employee, when, option.shift, option.project, pause),)
            costs.append(audit(problem, Roster(roster.horizon, others + duty)))
        if option.broken:
            assert not any(certificate.legal for certificate in costs)
        else:
            assert option.change in {certificate.cost - before.cost for certificate in costs if certificate.legal}
            assert sum(option.by_rule.values()) == option.change


def test_exchanges_are_legal_and_cost_what_the_audit_says() -> None:
    problem, roster = a_week()
    when = problem.horizon.dates[1]
    told = explain(problem, roster, "A", when)
    cost = audit(problem, roster).cost
    for option in told.exchanges:
        mine, theirs = roster.duty("A", when), roster.duty(option.partner, when)
        kept = [duty for duty in roster.duties if duty.day != when or duty.employee not in ("A", option.partner)]
        kept += [replace(duty, employee=name) for duty, name in ((theirs, "A"), (mine, option.partner)) if duty]
        certificate = audit(problem, Roster(roster.horizon, tuple(kept)))
        assert certificate.legal
        assert certificate.cost - cost == option.change


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_text_names_the_person_and_the_day(language: str) -> None:
    problem, roster = a_week()
    when = problem.horizon.dates[2]
    text = explanation_text(problem, explain(problem, roster, "A", when), language)
    assert "A" in text
    assert str(when) in text


def test_unknown_people_and_days_are_answers() -> None:
    problem, roster = a_week()
    with pytest.raises(UsageError):
        explain(problem, roster, "Z", problem.horizon.dates[0])
    with pytest.raises(UsageError):
        explain(problem, roster, "A", problem.horizon.dates[0].replace(year=2031))
