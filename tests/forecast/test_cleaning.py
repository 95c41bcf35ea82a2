"""Gaps, stretches and their table: what is found, what is left alone, and that it can be read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from wfm.calendars import calendar_for
from wfm.forecast.cleaning import Verdicts, without_gaps
from wfm.forecast.cleaning_table import COLUMNS, write_cleaning
from wfm.forecast.history import History
from wfm.forecast.opening import Service

CALENDAR = calendar_for("")
WEEK = np.ones((7, 24), dtype=np.bool_)


def history(change: Callable[[np.ndarray], None]) -> History:
    """Sixty days of 60 calls an hour, from Monday 5 January 2026, changed in place."""
    calls = np.full((60, 24), 60.0)
    change(calls)
    nothing = np.zeros_like(calls)
    return History("p", date(2026, 1, 5), calls, nothing, nothing, 60)


def silent(calls: np.ndarray) -> None:
    calls[20, 10:13] = 0.0


def early(calls: np.ndarray) -> None:
    calls[20, 15:] = 0.0


def test_a_silent_stretch_between_usual_hours_is_a_gap() -> None:
    cleaned, found = without_gaps(history(silent), Service(WEEK, CALENDAR), Verdicts())
    assert np.isnan(cleaned.calls[20, 10:13]).all()
    assert np.isfinite(cleaned.calls).sum() == 60 * 24 - 3
    assert [one.kind for one in found] == ["stretch"]


def test_closing_early_is_no_gap() -> None:
    cleaned, found = without_gaps(history(early), Service(WEEK, CALENDAR), Verdicts())
    assert found == []
    assert (cleaned.calls[20, 15:] == 0).all()


def test_the_planner_has_the_last_word() -> None:
    day = date(2026, 1, 25)
    _, found = without_gaps(history(silent), Service(WEEK, CALENDAR), Verdicts(real=frozenset({day})))
    assert found == []
    cleaned, found = without_gaps(history(lambda _: None), Service(WEEK, CALENDAR), Verdicts(gap=frozenset({day})))
    assert np.isnan(cleaned.calls[20]).all()
    assert [one.kind for one in found] == ["noted"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_table_says_what_and_why(tmp_path: Path, language: str) -> None:
    _, found = without_gaps(history(silent), Service(WEEK, CALENDAR), Verdicts())
    write_cleaning({"p": found}, tmp_path / "cleaning.csv", language)
    table = pd.read_csv(tmp_path / "cleaning.csv")
    assert tuple(table.columns) == COLUMNS
    assert table.loc[0, "from"] == "2026-01-25T10:00:00"
    assert table.loc[0, "to"] == "2026-01-25T13:00:00"
    assert table["why"].str.len().min() > 5
