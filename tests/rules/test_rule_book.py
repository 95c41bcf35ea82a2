"""Packs and the centre's changes to them."""

from __future__ import annotations

from typing import Any

import pytest

from wfm.data.tables import Employee, RuleOverride, RuleSettings
from wfm.errors import InputError, UsageError
from wfm.roster.rules import RULES
from wfm.roster.rules.base import Example
from wfm.roster.rules.book import PACKS, load_pack, rule_book
from wfm.roster.rules.example import world
from wfm.roster.rules.team_rotation import TeamRotation
from wfm.roster.rules.view import RosterView


@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_is_complete_and_valid(pack: str) -> None:
    book = rule_book(pack, RuleSettings())
    lines = load_pack(pack)
    assert len(book.entries) >= 14
    assert set(lines) <= {rule.id for rule in RULES}
    for rule, force in book:
        assert force.params is not None, rule.id
        assert force.basis in ("law", "policy")
        assert force.article
        assert set(lines[rule.id]) <= {"basis", "article", "params"}


def test_law_and_policy() -> None:
    def basis(pack: str, rule: str) -> str:
        return str(load_pack(pack)[rule]["basis"])

    assert (basis("cn", "min-rest"), basis("eu", "min-rest")) == ("policy", "law")
    assert "Art. 38" in load_pack("cn")["weekly-rest-day"]["article"]
    assert "Art. 41" in load_pack("cn")["overtime-cap"]["article"]
    assert load_pack("cn")["overtime-cap"]["params"]["hours"] == 36
    assert {line["basis"] for line in load_pack("neutral").values()} == {"policy"}


def test_an_unknown_pack() -> None:
    with pytest.raises(UsageError, match="cn, eu, neutral"):
        rule_book("mars", RuleSettings())


def test_an_unknown_rule_names_the_nearest() -> None:
    with pytest.raises(InputError, match="min-rest"):
        rule_book("neutral", RuleSettings(rules={"min-rst": {}}))


@pytest.mark.parametrize(
    ("rule", "params"),
    [
        ("min-rest", {"hour": 10}),
        ("min-rest", {"hours": 25}),
        ("service-cover", {"level": "hard"}),
        ("night-fairness", {"level": "hard"}),
        ("leave", {"price": 1}),
        ("shift-leader", {"window_from": "8 o'clock"}),
    ],
)
def test_a_wrong_parameter_is_refused(rule: str, params: dict[str, Any]) -> None:
    with pytest.raises(InputError) as caught:
        rule_book("neutral", RuleSettings(rules={rule: params}))
    assert caught.value.values["rule"] == rule
    assert next(iter(params)) in caught.value.message("zh")


def test_the_narrowest_override_wins() -> None:
    settings = RuleSettings(
        rules={"night-quota": {"nights": 6}},
        overrides=(
            RuleOverride(rule="night-quota", contract="half", params={"nights": 2}),
            RuleOverride(rule="night-quota", team="red", params={"nights": 4}),
            RuleOverride(rule="night-quota", employee="007", off=True),
        ),
    )
    force = rule_book("neutral", settings).force("night-quota")
    assert force is not None

    def nights(**columns: str) -> int | None:
        params = force.of(Employee(**{"employee": "1", "contract": "full", **columns}))
        return params.nights if params else None

    assert nights() == 6
    assert nights(contract="half") == 2
    assert nights(contract="half", team="red") == 4
    assert nights(contract="half", team="red", employee="007") is None


def test_null_switches_a_rule_off_and_a_name_switches_one_on() -> None:
    book = rule_book("neutral", RuleSettings(rules={"wishes": None, "team-together": {}}))
    assert book.force("wishes") is None
    assert book.force("team-together") is not None
    assert rule_book("neutral", RuleSettings()).force("team-together") is None


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"rotation": "D X -", "rotation_anchor": "2026-08-03"}, "'X'"),
        ({"rotation": "D D -"}, "no rotation_anchor"),
    ],
)
def test_a_rotation_that_cannot_be_read(columns: dict[str, str], said: str) -> None:
    rule = TeamRotation()
    problem, plan = world(Example("", {"A": "DDD"}, people={"A": columns}), rule)
    force = problem.rules.force(rule.id)
    assert force is not None
    with pytest.raises(InputError, match=said):
        list(rule.compile(problem, force))
    with pytest.raises(InputError, match=said):
        list(rule.check(RosterView(problem, plan), force))
