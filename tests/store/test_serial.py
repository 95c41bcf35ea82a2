"""Canonical JSON of results: round trip, same bytes, refusals."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_tiny import result_of, tiny_roster
from store_worlds import RESULTS, ROSTERS, calm

from wfm.data.result import PlanResult
from wfm.data.roster import Duty, Roster
from wfm.data.serial import canonical, load_result, plain, result_from_json, result_to_json, roster_hash, save_result
from wfm.errors import InputError, UsageError


@calm
@given(RESULTS)
def test_round_trip_returns_the_same_result_and_the_same_bytes(result: PlanResult) -> None:
    text = canonical(result_to_json(result))
    again = result_from_json(json.loads(text))
    assert again == result
    assert canonical(result_to_json(again)) == text


@calm
@given(ROSTERS, st.randoms())
def test_roster_hash_ignores_order_of_duties(roster: Roster, random: Random) -> None:
    shuffled = list(roster.duties)
    random.shuffle(shuffled)
    assert roster_hash(Roster(roster.horizon, tuple(shuffled))) == roster_hash(roster)


@calm
@given(ROSTERS, ROSTERS)
def test_different_rosters_have_different_hashes(one: Roster, other: Roster) -> None:
    assert (roster_hash(one) == roster_hash(other)) == (one.by_cell == other.by_cell)


def test_numpy_numbers_and_dates_become_plain() -> None:
    assert plain({"a": np.int64(3), "b": (date(2026, 8, 1), np.float64(0.5)), "c": {2, 1}}) == {
        "a": 3,
        "b": ["2026-08-01", 0.5],
        "c": [1, 2],
    }
    plain_duty = Duty("1", date(2026, 8, 1), "E", "p", 30)
    numpy_duty = Duty("1", date(2026, 8, 1), "E", "p", np.int64(30))  # type: ignore[arg-type]
    horizon = tiny_roster().horizon
    assert roster_hash(Roster(horizon, (plain_duty,))) == roster_hash(Roster(horizon, (numpy_duty,)))


@pytest.mark.parametrize("value", [object(), {"x": 1j}])
def test_values_without_json_form_are_refused(value: object) -> None:
    with pytest.raises(TypeError):
        plain(value)


def test_nan_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical({"x": float("nan")})


def test_save_and_load(tmp_path: Path) -> None:
    path = tmp_path / "results" / "draft-2026-08.json"
    save_result(path, result_of(tiny_roster(), base=3))
    assert load_result(path) == result_of(tiny_roster(), base=3)


def test_missing_file_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no result file"):
        load_result(tmp_path / "draft-2026-08.json")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "other-1"}', '{"format": "wfm-result-1", "roster": 3}', "\x00"])
def test_a_file_that_is_no_result_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="not a result"):
        load_result(path)


def test_a_file_cut_short_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    save_result(path, result_of(tiny_roster()))
    whole = path.read_text(encoding="utf-8")
    for length in range(0, len(whole) - 1, 40):
        path.write_text(whole[:length], encoding="utf-8")
        with pytest.raises(InputError):
            load_result(path)
