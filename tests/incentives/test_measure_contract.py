"""One contract for every measure: identity, texts, strict parameters, worked examples, and what no measure may depend on."""

from __future__ import annotations

import dataclasses
import random
import re
from typing import Any

import pytest
from pydantic import ValidationError

from wfm.data.worked import WorkedRoster
from wfm.incentives.facts import Facts
from wfm.incentives.measures import MEASURES
from wfm.incentives.measures.base import Measure, MeasureExample
from wfm.incentives.measures.example import facts_of
from wfm.words import LANGUAGES

EXAMPLES = [pytest.param(m, e, id=f"{m.id}: {e.why}") for m in MEASURES for e in m.examples]


def each_measure(test: Any) -> Any:
    return pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.id)(test)


def points(measure: Measure[Any], facts: Facts, params: Any) -> dict[str, int]:
    return {found.employee: found.points for found in measure.award(facts, params)}


@pytest.mark.parametrize(("measure", "example"), EXAMPLES)
def test_the_example_earns_what_it_says(measure: Measure[Any], example: MeasureExample) -> None:
    assert points(measure, facts_of(example), measure.Params(**example.params)) == dict(example.expect)


def test_ids_are_unique_and_there_are_enough() -> None:
    assert len({measure.id for measure in MEASURES}) == len(MEASURES) >= 7


@each_measure
def test_examples_show_both_sides(measure: Measure[Any]) -> None:
    assert len(measure.examples) >= 4
    assert any(example.expect for example in measure.examples)
    assert any(not example.expect for example in measure.examples)
    assert len({example.why for example in measure.examples}) == len(measure.examples)


@each_measure
def test_parameters_are_strict_and_described(measure: Measure[Any]) -> None:
    with pytest.raises(ValidationError):
        measure.Params(no_such_parameter=1)
    assert all(field.description for field in measure.Params.model_fields.values())
    with pytest.raises(ValidationError):
        measure.Params(points=-1)


@each_measure
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_award_is_explained(measure: Measure[Any], language: str) -> None:
    assert measure.__doc__
    assert measure.title("en") != measure.title("zh")
    assert measure.about("en") != measure.about("zh")
    for example in measure.examples:
        for found in measure.award(facts_of(example), measure.Params(**example.params)):
            told = [measure.explain(found, language), *(measure.line(entry, language) for entry in found.evidence)]
            assert found.employee in told[0]
            assert str(found.points) in told[0]
            assert not any(re.search(r"[{}]|\bNone\b", text) for text in told), told


@pytest.mark.parametrize(("measure", "example"), EXAMPLES)
def test_points_are_whole_add_up_and_follow_from_the_evidence(measure: Measure[Any], example: MeasureExample) -> None:
    params = measure.Params(**example.params)
    for found in measure.award(facts_of(example), params):
        assert type(found.points) is int
        assert found.points > 0
        assert sum(points for _, points in found.by_day) == found.points
        assert found.units == sum(entry.units for entry in found.evidence)
        by_hand = found.units * params.points // params.per
        assert found.points == (min(by_hand, params.most) if params.most else by_hand)


@pytest.mark.parametrize(("measure", "example"), EXAMPLES)
def test_order_of_rows_and_names_of_people_do_not_matter(measure: Measure[Any], example: MeasureExample) -> None:
    facts, params = facts_of(example), measure.Params(**example.params)
    shuffled = list(facts.roster.days)
    random.Random(4).shuffle(shuffled)
    other = dataclasses.replace(facts, roster=WorkedRoster(facts.roster.horizon, tuple(shuffled)), call_ups=facts.call_ups[::-1])
    assert measure.award(facts, params) == measure.award(other, params)
    renamed = {"A": "Z", "B": "Y"}
    called = {renamed[name]: earned for name, earned in points(measure, facts, params).items()}
    assert points(measure, _renamed(facts, renamed), params) == called


def _renamed(facts: Facts, names: dict[str, str]) -> Facts:
    days = tuple(
        dataclasses.replace(
            day,
            employee=names[day.employee],
            changes=tuple(dataclasses.replace(change, employee=names[change.employee]) for change in day.changes),
        )
        for day in facts.roster.days
    )
    return dataclasses.replace(
        facts,
        roster=WorkedRoster(facts.roster.horizon, days),
        home={names[name]: project for name, project in facts.home.items()},
        emergency=frozenset((names[name], project) for name, project in facts.emergency),
        call_ups=tuple(dataclasses.replace(step, employee=names[step.employee]) for step in facts.call_ups),
    )


@each_measure
def test_switched_off_it_earns_nothing(measure: Measure[Any]) -> None:
    for example in measure.examples:
        assert measure.award(facts_of(example), measure.Params(**{**example.params, "points": 0})) == ()


def test_no_measure_can_see_how_long_a_call_took() -> None:
    """Guard: short calls alone are never rewarded, because nothing of the kind reaches a measure."""
    known = {field.name for field in dataclasses.fields(Facts)}
    assert not any(re.search(r"handling|aht|talk|call_(seconds|length)|duration", name) for name in known)
    assert known == {
        "roster", "interval_minutes", "need", "shifts", "home", "emergency", "holidays", "call_ups", "eve", "through",
    }  # fmt: skip
