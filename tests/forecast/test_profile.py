"""The day's shape: freak days do not bend it; few calls leave it, and the mean, unbiased."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from wfm.calendars import calendar_for
from wfm.forecast.daily import day_totals
from wfm.forecast.history import FloatArray, grid_history
from wfm.forecast.opening import Service
from wfm.forecast.profile import Profile, fit_profile
from wfm.forecast.stateless import forecast_series

Make = Callable[..., pd.DataFrame]
FIRST, FAR = date(2026, 5, 11), date(2026, 8, 3)
TUESDAY = [date(2026, 8, 4)]
ALWAYS = Service(np.ones((7, 48), dtype=np.bool_), calendar_for(""))


def profile(frame: pd.DataFrame) -> Profile:
    history = grid_history(frame, "p", 30, "Asia/Shanghai", FAR)
    assert history is not None
    return fit_profile(history, day_totals(history, ALWAYS), ALWAYS)


def truth(make_history: Make) -> FloatArray:
    return np.asarray(profile(make_history("p", FIRST, 70, lambda _: 1e6)).shares(TUESDAY)[0])


def test_days_of_an_outage_do_not_bend_the_shape(make_history: Make) -> None:
    frame = make_history("p", FIRST, 70, lambda _: 2000.0, seed=1)
    calm = profile(frame).shares(TUESDAY)[0]
    rush = frame["start"].dt.date.isin([date(2026, 7, 7), date(2026, 7, 14)]) & (frame["start"].dt.hour == 3)
    frame.loc[rush, "calls"] += 3000.0
    bent = profile(frame).shares(TUESDAY)[0]
    assert bent[6:8].sum() < 1.1 * calm[6:8].sum()  # weighed in full: 14 times


def test_ordinary_chance_is_not_taken_for_a_freak(make_history: Make) -> None:
    found = profile(make_history("p", FIRST, 70, lambda _: 2000.0, seed=2)).shares(TUESDAY)[0]
    assert np.abs(found - truth(make_history)).sum() < 0.05


@pytest.mark.parametrize("level", [2.0, 8.0])
def test_few_calls_keep_a_true_mean_and_a_true_band(level: float) -> None:
    totals, inside, expected, rows = 0.0, 0, 0.0, 0
    for seed in range(3):
        generator = np.random.default_rng(seed)
        starts = pd.Series(pd.date_range("2025-01-06", periods=140 * 24, freq="h"))
        starts = starts[(starts.dt.hour >= 8) & (starts.dt.hour < 20)].reset_index(drop=True)
        calls = generator.poisson(level / 12, len(starts)).astype(float)
        frame = pd.DataFrame({"project": "a", "start": starts, "calls": calls})
        ahead = starts >= pd.Timestamp("2025-04-28")
        made = forecast_series(frame[~ahead], frame.loc[ahead, ["project", "start"]])
        expected += float(made["calls"].sum())
        totals += level / 12 * len(made)
        days = made.attrs["days"]
        actual = frame[ahead].groupby(frame.loc[ahead, "start"].dt.normalize())["calls"].sum().to_numpy()
        inside += int(((actual >= days["calls_p10"]) & (actual <= days["calls_p90"])).sum())
        rows += len(days)
    assert expected == pytest.approx(totals, rel=0.15)  # chance alone: 4 % at 2 calls a day
    assert 0.68 <= inside / rows <= 0.95
