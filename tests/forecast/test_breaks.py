"""Level breaks: few false alarms, found where they are, levelled for fitting."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from wfm.calendars import calendar_for
from wfm.forecast.breaks import find_breaks, levelled
from wfm.forecast.daily import DailySeries
from wfm.forecast.opening import Service

WEEK = np.array([1.0, 0.95, 0.9, 0.92, 1.0, 0.6, 0.5])
ALWAYS = Service(np.ones((7, 48), dtype=np.bool_), calendar_for("CN"))
FIRST = date(2024, 1, 1)


def series(rng: np.random.Generator, days: int, kind: str, level: float, size: float = 0.0, at: int = 0) -> DailySeries:
    """Calls with a weekday pattern, the noise of ``kind``, and a step of ``size`` (log) from day ``at`` on."""
    t = np.arange(days)
    log = np.log(level) + np.log(WEEK[t % 7]) + size * (t >= at) * (at > 0)
    if kind == "season":
        log = log + 0.25 * np.sin(2 * np.pi * t / 365)
    memory, step = {"alike": (0.5, 0.07), "wandering": (0.97, 0.02)}.get(kind, (0.0, 0.07))
    noise = np.zeros(days)
    for k in range(1, days):
        noise[k] = memory * noise[k - 1] + rng.normal(0.0, step)
    return DailySeries(FIRST, rng.poisson(np.exp(log + noise)).astype(np.float64), ALWAYS)


@pytest.mark.parametrize("kind", ["plain", "alike", "wandering", "season"])
def test_stable_series_raise_few_alarms(kind: str) -> None:
    rng = np.random.default_rng(7)
    alarms = [bool(find_breaks(series(rng, 400, kind, 500.0))) for _ in range(40)]
    assert sum(alarms) <= 2


@pytest.mark.parametrize("size", [0.5, -0.5])
def test_a_break_is_found_within_a_week(size: float) -> None:
    rng = np.random.default_rng(8)
    found = [find_breaks(series(rng, 400, "alike", 500.0, size, at=350)) for _ in range(20)]
    near = [one for breaks in found for one in breaks if abs(one.index - 350) <= 7]
    assert len(near) >= 18
    assert np.mean([one.size for one in near]) == pytest.approx(size, abs=0.06)


def test_levelling_brings_the_older_days_to_the_new_level() -> None:
    whole = series(np.random.default_rng(9), 200, "plain", 800.0, 0.6, at=120)
    after = levelled(whole, find_breaks(whole))
    assert after.totals[120:] == pytest.approx(whole.totals[120:])
    assert after.totals[:119].mean() == pytest.approx(after.totals[126:].mean(), rel=0.06)


def test_days_called_real_keep_their_level() -> None:
    whole = series(np.random.default_rng(9), 200, "plain", 800.0, 0.6, at=120)
    said = DailySeries(FIRST, whole.totals, ALWAYS, believed=frozenset(whole.dates[113:128]))
    assert find_breaks(said) == ()


def test_one_odd_week_is_no_break() -> None:
    rng = np.random.default_rng(10)
    whole = series(rng, 200, "plain", 800.0)
    totals = whole.totals.copy()
    totals[100:107] *= 1.6
    assert find_breaks(DailySeries(FIRST, totals, ALWAYS)) == ()


def test_a_break_at_the_same_time_of_two_years_is_a_season() -> None:
    whole = series(np.random.default_rng(11), 730, "plain", 800.0)
    totals = whole.totals.copy()
    for year in (0, 364):
        totals[200 + year : 270 + year] *= 1.5
    assert find_breaks(DailySeries(FIRST, totals, ALWAYS)) == ()
