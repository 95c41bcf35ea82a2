"""Readiness: capacity that only grows by step, verdicts that follow it, certificates measured, the page in both languages."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from wfm.cli.common import set_language
from wfm.cli.main import cli
from wfm.cli.ready_lines import SHOWN_CALLED, ready_lines
from wfm.errors import UsageError
from wfm.roster.engine.search import Limit
from wfm.roster.resolve import resolve, resolved_costs
from wfm.scenario.ready.certificates import Budget
from wfm.scenario.ready.run import QUANTILES, Aim, readiness, ready_on, verdict
from wfm.scenario.ready.tiers import TIERS
from wfm.scenario.whatif import open_whatif
from wfm.scenario.whatif.basis import Basis

DAY = date(2026, 8, 12)
SMALL = Budget(candidates=3, moves=20_000, seeds=(1, 2))


@pytest.fixture(scope="module")
def found(basis: Basis) -> dict[str, Any]:
    return ready_on(basis, DAY, open_whatif("storm-surge"), Aim(certificates=SMALL))


def test_each_step_leaves_no_more_missing(found: dict[str, Any]) -> None:
    for quantile in QUANTILES:
        missing = [found["table"][quantile]["missing"][tier] for tier in TIERS]
        assert missing == sorted(missing, reverse=True)
        each = found["table"][quantile]["by_project"]
        assert missing[0] == pytest.approx(sum(each[project]["on_duty"] for project in found["watched"]))
    required = [found["table"][quantile]["required_hours"] for quantile in QUANTILES]
    assert required == sorted(required)
    assert list(found["people"]) == list(TIERS)


def test_verdicts_follow_the_figures(found: dict[str, Any]) -> None:
    assert found["verdicts"] == {quantile: verdict(found["table"][quantile], 0.05) for quantile in QUANTILES}
    row = {"required_hours": 100.0, "missing": {"on_duty": 5.0, "emergency_only": 0.0}}
    assert verdict(row, 0.05) == "ready"
    assert verdict(row, 0.049) == "call_up"
    assert verdict({**row, "missing": {"on_duty": 9.0, "emergency_only": 6.0}}, 0.05) == "not_ready"


def test_the_list_is_in_order_and_says_why(found: dict[str, Any]) -> None:
    assert [row["order"] for row in found["called"]] == list(range(1, len(found["called"]) + 1))
    assert all(row["why"]["en"] and row["why"]["zh"] for row in found["called"])
    planned = [row["emergency_only"] for row in found["called"]]
    assert planned == sorted(planned)


def test_certificates_are_measured_against_the_control(found: dict[str, Any]) -> None:
    made = found["certificates"]
    assert made["tried"] <= 3
    gains = [one["gain"] for one in made["gains"]]
    assert gains == sorted(gains, reverse=True)
    assert all(one["certain"] == (one["gain"] > made["spread"]) for one in made["gains"])


def test_costs_are_those_of_solving_with_each_seed(basis: Basis) -> None:
    """The task is put into arrays once for all seeds; each answer is the one ``resolve`` audits."""
    days, limit = (date(2026, 8, 11), date(2026, 8, 13)), Limit(moves=5_000)
    problem = replace(basis.problem(), base=None)
    alone = [resolve(problem, basis.roster, days, limit, seed, change_price=0, threads=1).certificate.cost for seed in (1, 2, 3)]
    assert list(resolved_costs(problem, basis.roster, days, limit, (1, 2, 3))) == alone
    assert len(set(alone)) > 1


def test_the_terminal_stops_where_the_files_go_on(found: dict[str, Any]) -> None:
    row = found["called"][0] if found["called"] else {}
    many = {**found, "called": [{**row, "order": k} for k in range(1, 61)]}
    assert found["called"]
    lines = list(ready_lines(many, "en"))
    assert f"  and {60 - SHOWN_CALLED} more, in the files written" in lines
    assert sum(row["name"] in line for line in lines) <= SHOWN_CALLED + 2


def test_calls_that_wait_take_no_shorter_than_calls_that_hang_up(found: dict[str, Any]) -> None:
    for rates in found["backlog"]["queues"].values():
        for sides in rates.values():
            assert sides["called"]["peak"] <= sides["on_duty"]["peak"] + 1e-6
            for queue in sides.values():
                assert queue["waiting"]["peak"] >= queue["peak"] - 1e-6


def test_the_same_question_has_the_same_answer(basis: Basis, found: dict[str, Any]) -> None:
    again = ready_on(basis, DAY, open_whatif("storm-surge"), Aim(certificates=SMALL))
    assert json.dumps(again, sort_keys=True) == json.dumps(found, sort_keys=True)


def test_wrong_questions_are_answered(own_folder: Path) -> None:
    for arguments, values in (
        ((DAY, "storm-surge"), {"aim": Aim(quantile="p42")}),
        ((date(2026, 9, 1), "storm-surge", "2026-08"), {}),
        ((DAY, "no-such"), {}),
    ):
        with pytest.raises(UsageError) as caught:
            readiness(own_folder, *arguments, **values)  # type: ignore[arg-type]
        assert caught.value.remedy("zh")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_command_writes_page_table_and_result(own_folder: Path, language: str) -> None:
    try:
        asked = ["ready", "-w", str(own_folder), "--date", "2026-08-12", "--scenario", "storm-surge", "--candidates", "2"]
        done = CliRunner().invoke(cli, [*asked, "--work-limit", "10000", "-q", "--lang", language])
        assert done.exit_code == 0, (done.output, done.exception)
        assert ("READY" if language == "en" else "就绪") in done.output
        results = own_folder / "results"
        page = (results / "ready-2026-08-12.html").read_text(encoding="utf-8")
        assert "Legal call-up list" in page
        assert "合规召回名单" in page
        kept = json.loads((results / "ready-2026-08-12.json").read_text(encoding="utf-8"))
        rows = list(csv.DictReader((results / "ready-2026-08-12.csv").read_text(encoding="utf-8-sig").splitlines()))
        assert [row["employee"] for row in rows] == [row["employee"] for row in kept["called"]]
    finally:
        set_language("en")


def test_a_day_the_what_if_does_not_touch_is_said(own_folder: Path) -> None:
    told = []
    for day in ("2026-08-12", "2026-08-20"):
        asked = ["ready", "-w", str(own_folder), "--date", day, "--scenario", "storm-surge", "--candidates", "0", "-q"]
        told.append(CliRunner().invoke(cli, [*asked, "--lang", "en"]).output)
    assert "changes nothing on" not in told[0]
    assert "The what-if is about 2026-08-12 to 2026-08-13: it changes nothing on 2026-08-20." in told[1]
