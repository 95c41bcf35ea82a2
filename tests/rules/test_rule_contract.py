"""One contract for every rule: identity, texts, strict parameters, examples by check and by terms, silence."""

from __future__ import annotations

import re
import types
from typing import Any

import pytest
from pydantic import ValidationError
from rule_worlds import checked, in_force, stated, summed

from wfm.roster.problem import empty_roster
from wfm.roster.rules import RULES, stating
from wfm.roster.rules.base import Example, InForce, LevelParams, Rule
from wfm.roster.rules.example import world
from wfm.roster.rules.view import RosterView
from wfm.words import LANGUAGES

EXAMPLES = [pytest.param(rule, example, id=f"{rule.id}: {example.why}") for rule in RULES for example in rule.examples]
AT_LEAST = {"locked-cells", "wishes", "monthly-hours", "rest-together", "team-rotation", "granted-awards", "keep-published"}
"""Rules that may ask for duties: an empty line can break them."""
SILENT: dict[str, dict[str, Any]] = {
    "monthly-hours": {"price_per_hour": 0, "hard_over_hours": None},
    "service-cover": {"scale": 0},
    "shift-requirements": {"scale": 0},
}


def each_rule(test: Any) -> Any:
    return pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)(test)


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_check_judges_the_example(rule: Rule[Any], example: Example) -> None:
    problem, plan = world(example, rule)
    assert summed(checked(rule, problem, plan)) == (example.hard, example.cost)


@pytest.mark.parametrize(("rule", "example"), [case for case in EXAMPLES if not case.values[1].check_only])
def test_terms_judge_the_example(rule: Rule[Any], example: Example) -> None:
    problem, plan = world(example, rule)
    found = stated(rule, problem, plan)
    assert (found.hard > 0, found.cost) == (example.hard > 0, example.cost)


def test_ids_are_unique() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES) >= 14


@each_rule
def test_examples_show_both_sides(rule: Rule[Any]) -> None:
    broken = [example for example in rule.examples if example.hard or example.cost]
    assert len(rule.examples) >= 4
    assert broken
    assert len(broken) < len(rule.examples)
    assert len({example.why for example in rule.examples}) == len(rule.examples)


@each_rule
def test_parameters_are_strict_and_described(rule: Rule[Any]) -> None:
    params = rule.Params()
    with pytest.raises(ValidationError):
        rule.Params(no_such_parameter=1)
    for name, field in rule.Params.model_fields.items():
        assert field.description, name
        with pytest.raises(ValidationError):
            setattr(params, name, getattr(params, name))


@each_rule
def test_texts_in_both_languages(rule: Rule[Any]) -> None:
    assert rule.__doc__
    assert rule.Params.__doc__
    assert rule.unit
    assert rule.title("en") != rule.title("zh")
    assert rule.about("en") != rule.about("zh")


@each_rule
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_is_explained(rule: Rule[Any], language: str) -> None:
    for example in rule.examples:
        problem, plan = world(example, rule)
        for finding in checked(rule, problem, plan):
            sentence = rule.explain(finding, language)
            assert finding.rule == rule.id
            assert finding.employee in sentence
            assert not re.search(r"[{}]|\bNone\b", sentence), sentence


@each_rule
def test_a_finding_has_a_size_and_only_priced_ones_cost(rule: Rule[Any]) -> None:
    for example in rule.examples:
        problem, plan = world(example, rule)
        for finding in checked(rule, problem, plan):
            assert finding.cost >= 0
            assert finding.cost == 0 if finding.hard else finding.cost > 0
            assert finding.amount > 0


@each_rule
def test_switched_off_it_says_nothing(rule: Rule[Any]) -> None:
    for example in rule.examples:
        problem, plan = world(example, rule)
        off = InForce[Any](None)
        assert list(rule.compile(problem, off)) == []
        assert list(rule.check(RosterView(problem, plan), off)) == []


def silent_params(rule: Rule[Any]) -> dict[str, Any] | None:
    if rule.id in SILENT:
        return SILENT[rule.id]
    if "price" not in rule.Params.model_fields:
        return None
    return {"price": 0} | ({"level": "priced"} if issubclass(rule.Params, LevelParams) else {})


@pytest.mark.parametrize("rule", [rule for rule in RULES if silent_params(rule)], ids=lambda rule: rule.id)
def test_a_price_of_nothing_posts_nothing(rule: Rule[Any]) -> None:
    force = InForce[Any](rule.Params(**(silent_params(rule) or {})))
    for example in rule.examples:
        problem, plan = world(example, rule)
        assert list(rule.compile(problem, force)) == []
        assert list(rule.check(RosterView(problem, plan), force)) == []


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.id not in AT_LEAST], ids=lambda rule: rule.id)
def test_the_empty_roster_is_legal(rule: Rule[Any]) -> None:
    for example in rule.examples:
        problem, _ = world(example, rule)
        assert not any(finding.hard for finding in checked(rule, problem, empty_roster(problem)))
        assert stated(rule, problem, empty_roster(problem)).hard == 0


@each_rule
def test_terms_carry_the_rule_and_its_own_people(rule: Rule[Any]) -> None:
    for example in rule.examples:
        problem, _ = world(example, rule)
        for term in rule.compile(problem, in_force(problem, rule)):
            assert term.rule == rule.id
            assert getattr(term, "employee", None) in {None, *problem.employee}


@each_rule
def test_check_shares_no_function_with_compile(rule: Rule[Any]) -> None:
    """Reading a rotation pattern and refusing a bad one is shared; judging never is."""
    module = vars(__import__(type(rule).__module__, fromlist=["x"]))
    reached = [functions_of(getattr(type(rule), face), module) for face in ("compile", "check")]
    assert reached[0] & reached[1] <= {"_pattern", "_unknown"}
    assert not reached[1] & set(vars(stating))


def functions_of(function: types.FunctionType, module: dict[str, Any]) -> set[str]:
    """Names of the module's functions that ``function`` uses, directly or through others."""
    found: set[str] = set()
    pending = [function.__code__]
    while pending:
        code = pending.pop()
        pending += [const for const in code.co_consts if isinstance(const, types.CodeType)]
        for name in code.co_names:
            target = module.get(name)
            ours = isinstance(target, types.FunctionType) and target.__module__.startswith("wfm.roster.rules")
            if ours and name not in found:
                found.add(name)
                pending.append(target.__code__)
    return found
