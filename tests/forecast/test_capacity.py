"""Capacity: whole months, a band that grows with the lead, tested where history allows, calendars not yet out are named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from wfm.data.workspace import Workspace
from wfm.errors import InputError, UsageError
from wfm.forecast.capacity import capacity, level_variance


def test_the_level_variance_grows_with_the_lead() -> None:
    found = level_variance(np.arange(1.0, 400.0), 0.01, 0.002)
    assert (np.diff(found) > 0).all()
    assert found[-1] < 2 * 0.012
    assert level_variance(np.array([0.0]), 0.01, 0.002)[0] == 0


def test_a_year_of_months(make_history: Callable[..., pd.DataFrame], make_workspace: Callable[..., Workspace]) -> None:
    frame = make_history("a", date(2024, 5, 10), 752, lambda day: 300.0 + 100.0 * (day.weekday() < 5), seed=2, minutes=60)
    made = capacity(make_workspace(frame, interval_minutes=60), 13)
    assert list(made.months["month"])[:2] == ["2026-06", "2026-07"]
    assert len(made.months) == 13
    assert made.days["date"].iloc[0] == date(2026, 6, 1)
    sums = made.days.groupby(made.days["date"].map(lambda day: f"{day:%Y-%m}"))["calls"].sum()
    assert made.months["calls"].to_numpy() == pytest.approx(sums.to_numpy())
    assert made.months["calls"].iloc[3] == pytest.approx(30 * 300 + 22 * 100, rel=0.06)
    width = ((made.months["calls_p90"] - made.months["calls_p10"]) / made.months["calls"]).to_numpy()
    assert width[-1] > width[0]
    assert made.tested["a"] > 0
    assert "National Day" not in made.unannounced.get(2026, ())
    assert 2027 in made.unannounced


def test_a_short_history_is_said_to_be_untested(
    make_history: Callable[..., pd.DataFrame], make_workspace: Callable[..., Workspace]
) -> None:
    frame = make_history("a", date(2026, 4, 1), 60, lambda day: 300.0, seed=2, minutes=60)
    made = capacity(make_workspace(frame, interval_minutes=60), 2, date(2026, 6, 10))
    assert made.tested == {"a": 0}
    assert list(made.months["month"]) == ["2026-06", "2026-07"]


def test_wrong_questions_are_answered(
    make_history: Callable[..., pd.DataFrame], make_workspace: Callable[..., Workspace]
) -> None:
    workspace = make_workspace(make_history("a", date(2026, 4, 1), 30, lambda day: 300.0, minutes=60), interval_minutes=60)
    with pytest.raises(UsageError, match="14"):
        capacity(workspace, 14)
    with pytest.raises(InputError):
        capacity(workspace, 3, date(2025, 1, 1))
