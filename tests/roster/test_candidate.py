"""Who may take a duty: the terms' answer against the audit's on random rosters, what is taken counts, order and words."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest

from wfm.data.candidates import RULE, Passed, Standing
from wfm.data.roster import Duty, Finding, Roster
from wfm.data.tables import RuleSettings, Skill
from wfm.roster.audit import FORM, audit
from wfm.roster.candidate import (
    CALLED,
    CHANGED,
    Lines,
    certificate_of,
    consents,
    passed_json,
    passed_line,
    standing_text,
    standings,
)
from wfm.roster.problem import RosterProblem
from wfm.roster.rules import RULES
from wfm.roster.rules.base import Example
from wfm.roster.rules.book import PACKS, rule_book
from wfm.roster.rules.example import roster, world
from wfm.words import LANGUAGES

WORLDS = [pytest.param(rule.examples, id=rule.id) for rule in RULES]
BOOKS = tuple(
    rule_book(pack, RuleSettings(rules=rules))
    for pack in PACKS
    for rules in (
        {"rest-together": {"level": "hard"}, "shift-consistency": {"level": "hard"}},
        {"monthly-hours": {"hard_under_hours": 30}, "overtime-cap": {"hours": 8}},
    )
)
Key = tuple[str, tuple[date, ...]]


def amounts(problem: RosterProblem, plan: Roster, employee: str) -> dict[Key, int]:
    """The audit's hard findings about a person: rule and days -> largest amount."""
    found: dict[Key, int] = {}
    certificate = audit(problem, plan)
    assert certificate.rules[FORM][0] == 0
    for finding in certificate.findings:
        if finding.hard and finding.employee == employee:
            key = finding.rule, finding.days
            found[key] = max(finding.amount, found.get(key, 0))
    return found


def new_rules(problem: RosterProblem, plan: Roster, duty: Duty) -> set[str]:
    """Rules of hard findings that the audit has with the duty placed and has not, or smaller, without."""
    rest = tuple(one for one in plan.duties if (one.employee, one.day) != (duty.employee, duty.day))
    before, after = (amounts(problem, p, duty.employee) for p in (plan, Roster(plan.horizon, (*rest, duty))))
    return {rule for (rule, days), amount in after.items() if amount > before.get((rule, days), 0)}


def existing(problem: RosterProblem, plan: Roster) -> Roster:
    """The plan with breaks only where a duty may have one: the audit judges no roster whose duties cannot exist."""
    duties = [one if problem.shifts[one.shift].covers else replace(one, break_start=None) for one in plan.duties]
    return Roster(plan.horizon, tuple(duties))


def drawn(draw: random.Random, problem: RosterProblem, name: str) -> Duty:
    """A duty that can exist."""
    shift = problem.shifts[draw.choice("DEN")] if draw.random() < 0.9 else problem.shifts["S"]
    pause = shift.break_from if shift.break_minutes and shift.covers else None
    return Duty(name, draw.choice(problem.horizon.dates), shift.shift, draw.choice("PPQ") if shift.covers else "", pause)


@pytest.mark.parametrize("examples", WORLDS)
def test_a_candidate_is_legal_where_the_audit_has_no_new_hard_finding(examples: tuple[Example, ...]) -> None:
    draw = random.Random(examples[0].why)
    verdicts = {True: 0, False: 0}
    for number, example in enumerate(examples):
        problem, plan = world(replace(example, lines={name: line.ljust(7, ".") for name, line in example.lines.items()}))
        problem = replace(problem, rules=BOOKS[number % len(BOOKS)])
        sparse = {name: "".join(draw.choices("DEN.....", k=problem.horizon.days)) for name in example.lines}
        for lines in (existing(problem, plan), existing(problem, roster(problem, sparse))):
            candidate = Lines(problem, lines)
            for _ in range(6):
                duty = drawn(draw, problem, draw.choice(sorted(example.lines)))
                broken = new_rules(problem, lines, duty)
                assert {finding.rule for finding in candidate.broken_by(duty)} == broken, (example.why, duty)
                assert candidate.legal(duty) == (not broken)
                first = candidate.first_broken(duty)
                assert (first.rule if first else None) in (broken or {None})
                verdicts[not broken] += 1
    assert min(verdicts.values()) > 0, verdicts


def test_what_is_taken_counts_for_the_next_question() -> None:
    draw = random.Random(3)
    base, _ = world(Example("", {"A": "." * 14, "B": "." * 14}, contract={"month_minutes": 3000}))
    problem = replace(base, rules=rule_book("neutral", RuleSettings()))
    for _ in range(12):
        lines, plan = Lines(problem, Roster(problem.horizon, ())), list[Duty]()
        for _ in range(14):
            duty = drawn(draw, problem, "A")
            broken = new_rules(problem, Roster(problem.horizon, tuple(plan)), duty)
            assert lines.legal(duty) == (not broken)
            if not broken:
                lines.take(duty)
                plan = [one for one in plan if one.day != duty.day] + [duty]


def test_a_broken_line_is_judged_by_what_is_new() -> None:
    """Seven days in a row are one too many; another project on one of them is no further breach, a day more is."""
    base, plan = world(Example("", {"A": "DDDDDDD...."}))
    problem = replace(base, rules=rule_book("neutral", RuleSettings(rules={"monthly-hours": None})))
    lines = Lines(problem, plan)
    one = plan.duties[2]
    assert lines.legal(replace(one, project="Q"))
    assert not lines.legal(replace(one, day=problem.horizon.dates[7]))
    assert lines.legal(replace(one, day=problem.horizon.dates[9]))


def test_a_person_short_of_hours_may_take_one_duty_of_many() -> None:
    """Under a hard minimum, less missing is no new breach."""
    base, plan = world(Example("", {"A": "D......"}, contract={"month_minutes": 2400}))
    problem = replace(base, rules=rule_book("neutral", RuleSettings(rules={"monthly-hours": {"hard_under_hours": 2}})))
    assert "monthly-hours" in {rule for rule, _ in amounts(problem, plan, "A")}
    assert Lines(problem, plan).legal(replace(plan.duties[0], day=problem.horizon.dates[2]))


def test_a_shift_kept_for_another_project_is_refused() -> None:
    base, plan = world(Example("", {"A": "......."}, shifts={"D": {"projects": "P"}}))
    problem = replace(base, rules=rule_book("neutral", RuleSettings()))
    day = problem.horizon.start
    lines = Lines(problem, plan)
    assert lines.legal(Duty("A", day, "D", "P", 180))
    assert [finding.rule for finding in lines.broken_by(Duty("A", day, "D", "Q", 180))] == ["shift-allowed"]
    wrong = Lines(problem, Roster(problem.horizon, (Duty("A", day, "D", "Q", 180),)))
    assert [finding.rule for finding in wrong.broken_by(Duty("A", problem.horizon.dates[1], "D", "Q", 180))] == ["shift-allowed"]
    assert wrong.legal(Duty("A", problem.horizon.dates[1], "D", "P", 180))


def test_the_best_certificate_in_date() -> None:
    rows = (
        {"employee": "A", "project": "P", "priority": 1, "emergency_only": True},
        {"employee": "A", "project": "P", "priority": 3, "valid_from": "2026-08-04"},
    )
    problem, _ = world(Example("", {"A": "...", "B": "..."}, skills=rows))
    first, second = problem.horizon.dates[:2]
    held = [certificate_of(problem, "A", "P", day) for day in (first, second)]
    assert [isinstance(one, Skill) and (one.emergency_only, one.priority) for one in held] == [(True, 1), (False, 3)]
    assert certificate_of(problem, "A", "P", first, planned=True) is None
    found = standings(problem, problem.employees, "P", second, left={"A": 60, "B": 60}, asked={"A": 2})
    assert [(one.employee, one.priority, one.asked_before, one.lent) for one in found] == [("A", 3, 2, True)]


@pytest.mark.parametrize(
    ("worked", "more", "expected"),
    [(500, 100, ()), (500, 101, ("overtime",)), (700, -60, ()), (600, 0, ())],
)
def test_overtime_needs_consent_beyond_the_minutes_due(worked: int, more: int, expected: tuple[str, ...]) -> None:
    assert consents(due=600, worked=worked, more=more, rest_day=False, emergency_only=False) == expected


def test_every_consent_is_told() -> None:
    assert consents(due=0, worked=0, more=1, rest_day=True, emergency_only=True) == ("overtime", "rest-day", "emergency-only")


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_wording_for_week_day_and_peak(language: str) -> None:
    standing = Standing("A", "P", False, 2, 1470, 3, 480)
    assert "24" in standing_text(standing, CALLED, language) or "25" in standing_text(standing, CALLED, language)
    assert standing_text(standing, CALLED, language) != standing_text(standing, CHANGED, language)
    finding = Finding("min-rest", True, 1, 0, "A", (date(2026, 8, 3), date(2026, 8, 4)), {"rest": 8.5, "limit": 11})
    said = passed_line(passed_json(Passed("A", RULE, {}, (finding,), 600)), language)
    assert "8.5" in said
    assert "11" in said
    assert "10" in said
    assert "notice" not in passed_line(passed_json(Passed("A", "declined", {}, (), 0)), language)
