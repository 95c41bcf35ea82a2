"""The calculator: answers agree with the formulas it stands on, cases do not disturb each other, files are read whole."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from wfm.errors import UsageError
from wfm.staffing import Case, calculate, erlang_a, fewest_agents, fewest_lines, read_cases, rostered
from wfm.staffing.cases import BadCase

FULL = Case(
    calls=350,
    aht=210,
    target=0.8,
    max_occupancy=0.85,
    patience=300,
    shrinkage=0.3,
    blocking=0.01,
    utilisation=0.8,
    attendance=0.95,
)


def test_an_answer_holds_what_the_formulas_say() -> None:
    answer = calculate([FULL])[0]
    load = 350 * 210 / 1800
    need = fewest_agents(load, aht_seconds=210, target=0.8, threshold_seconds=20, patience_seconds=300, max_occupancy=0.85)
    assert answer.load == pytest.approx(load)
    assert (answer.fewest, answer.bound_by) == (need.agents, need.bound_by)
    assert [point.agents for point in answer.around] == list(range(answer.fewest - 2, answer.fewest + 4))
    queue = erlang_a(load, answer.fewest, aht_seconds=210, patience_seconds=300, threshold_seconds=20)
    assert answer.point.within == queue.within
    assert answer.point.mean_wait_seconds == queue.mean_wait_seconds
    assert answer.rostered == rostered(answer.fewest, 0.3)
    held = load * (queue.mean_wait_seconds / 210 + 1 - queue.abandonment)
    assert answer.lines == fewest_lines(held, 0.01)
    assert answer.seats is not None
    assert (answer.seats.seats, answer.seats_difference) == (54, 54 - math.ceil(answer.fewest / 0.95))
    at_desk = erlang_a(load, answer.seats.desk, aht_seconds=210, patience_seconds=300, threshold_seconds=20)
    assert answer.seats_within == at_desk.within


def test_capacity_is_what_the_answer_still_takes() -> None:
    answer = calculate([FULL])[0]
    assert answer.capacity is not None
    most = math.floor(answer.capacity)
    more = [Case(calls=calls, aht=210, target=0.8, max_occupancy=0.85, patience=300) for calls in (350, most, most + 1)]
    assert [found.fewest == answer.fewest for found in calculate(more)] == [True, True, False]


def test_agents_can_be_given() -> None:
    answer = calculate([Case(calls=100, aht=180, agents=8)])[0]
    assert (answer.fewest, answer.bound_by, answer.capacity) == (None, "", None)
    assert answer.point.agents == 8
    assert math.isinf(answer.point.mean_wait_seconds)
    plain = json.loads(json.dumps(answer.to_json(), allow_nan=False))
    assert plain["point"]["mean_wait_seconds"] is None
    both = calculate([Case(calls=100, aht=180, agents=12, target=0.8)])[0]
    assert (both.fewest, both.point.agents) == (14, 12)


def test_lines_need_a_queue_that_ends() -> None:
    assert calculate([Case(calls=100, aht=180, agents=8, blocking=0.01)])[0].lines is None
    assert calculate([Case(calls=100, aht=180, agents=12, blocking=0.01)])[0].lines is not None


def test_no_calls_need_nobody() -> None:
    answer = calculate([Case(calls=0, target=0.8, shrinkage=0.3, blocking=0.01, utilisation=0.8)])[0]
    assert (answer.fewest, answer.bound_by, answer.rostered, answer.lines) == (0, "no calls", 0, 0)
    assert answer.seats is not None
    assert (answer.seats.seats, answer.seats_difference) == (0, 0)


def test_cases_with_other_targets_do_not_disturb_each_other() -> None:
    cases = [
        FULL,
        Case(calls=20, aht=300, interval=15, max_wait=10),
        Case(calls=0, target=0.9),
        Case(calls=900, aht=60, agents=40),
        Case(calls=55, aht=400, max_abandonment=0.02, patience=90, threshold=10),
    ]
    assert calculate(cases) == tuple(calculate([case])[0] for case in cases)
    assert calculate([]) == ()


@pytest.mark.parametrize(
    ("case", "column", "rule"),
    [
        (Case(calls=-1, aht=200, target=0.8), "calls", "from_zero"),
        (Case(calls=math.nan, aht=200, target=0.8), "calls", "from_zero"),
        (Case(calls=math.inf, aht=200, target=0.8), "calls", "from_zero"),
        (Case(calls=9, aht=0, target=0.8), "aht", "time_of_calls"),
        (Case(calls=9, target=0.8), "aht", "time_of_calls"),
        (Case(calls=9, aht=200, target=1), "target", "share"),
        (Case(calls=9, aht=200, target=0.8, patience=0), "patience", "above_zero"),
        (Case(calls=9, aht=200, target=0.8, interval=0), "interval", "above_zero"),
        (Case(calls=9, aht=200, target=0.8, threshold=-1), "threshold", "from_zero"),
        (Case(calls=9, aht=200, max_occupancy=1.2), "max_occupancy", "share_or_all"),
        (Case(calls=9, aht=200, max_wait=0), "max_wait", "above_zero"),
        (Case(calls=9, aht=200, agents=2.5), "agents", "whole"),
        (Case(calls=9, aht=200, target=0.8, shrinkage=1), "shrinkage", "loss"),
        (Case(calls=9, aht=200, target=0.8, blocking=0), "blocking", "share"),
        (Case(calls=9, aht=200, target=0.8, attendance=0.9), "utilisation", "utilisation_for_attendance"),
        (Case(calls=9, aht=200, max_abandonment=0.05), "patience", "patience_for_abandonment"),
        (Case(calls=9, aht=200), "target", "something_asked"),
    ],
)
def test_a_case_that_makes_no_sense_is_named(case: Case, column: str, rule: str) -> None:
    with pytest.raises(BadCase) as refused:
        calculate([case])
    assert [(fault.column, fault.rule) for fault in refused.value.faults] == [(column, rule)]
    assert refused.value.exit_code == 2
    for language in ("en", "zh"):
        assert f"--{column.replace('_', '-')}" in refused.value.message(language)


def test_a_file_of_cases(tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_bytes("name,Calls,AHT,Target,max-wait\n早高峰,３５０,210,80%,\n\nnight,12,,,15\n".encode("gbk"))
    cases = read_cases(file, {"aht": 180.0, "patience": None})
    assert cases == (
        Case(name="早高峰", calls=350, aht=210, target=0.8),
        Case(name="night", calls=12, aht=180, max_wait=15),
    )


def test_every_bad_cell_is_named_with_file_and_row(tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_text("calls,aht,target\n10,200,0.8\nmany,200,0.8\n10,200,1.0\n10,,0.8\n,200,0.8\n10,200,0.8,9\n", encoding="utf-8")
    with pytest.raises(BadCase) as refused:
        read_cases(file)
    found = [(fault.row, fault.column, fault.rule) for fault in refused.value.faults]
    assert found == [
        (3, "calls", "number"),
        (4, "target", "share"),
        (5, "aht", "time_of_calls"),
        (6, "calls", "from_zero"),
        (7, "4", "head"),
    ]
    assert "cases.csv, row 3, column calls: 'many'" in refused.value.message("en")
    assert len(refused.value.message("zh").splitlines()) == 5


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("", "erlang.no_cases"),
        ("calls,aht\n", "erlang.no_cases"),
        ("calls,ath\n1,2\n", "erlang.bad_columns"),
        ("calls,calls\n1,2\n", "erlang.bad_columns"),
        (None, "erlang.no_file"),
    ],
)
def test_a_file_without_cases_is_refused(tmp_path: Path, content: str | None, key: str) -> None:
    file = tmp_path / "cases.csv"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        read_cases(file)
    assert refused.value.key == key


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_bytes(b"calls\n\xff\xff\x00\x81")
    with pytest.raises(UsageError) as refused:
        read_cases(file)
    assert refused.value.key == "erlang.not_text"
