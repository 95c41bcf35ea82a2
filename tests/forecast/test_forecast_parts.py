"""Grid, opening hours, cleaning, profile, spread, backtest: each on a case small enough to check by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.calendars import calendar_for
from wfm.data.tables import Project
from wfm.forecast.daily import DailySeries, day_totals, suspicious_zeros, winsorised
from wfm.forecast.history import grid_history
from wfm.forecast.members import MEMBERS
from wfm.forecast.opening import Service, open_slots
from wfm.forecast.profile import fit_profile
from wfm.forecast.selection import Backtest, Origin, choose, plan_origins, run_backtest
from wfm.forecast.spread import calibrated, count_quantile, coverage_share

Make = Callable[..., pd.DataFrame]
CHINA = calendar_for("CN")
ALWAYS = Service(np.ones((7, 48), dtype=np.bool_), CHINA)
FAR = date(2100, 1, 1)


def rows(*cells: tuple[str, float], zone: str = "Asia/Shanghai") -> pd.DataFrame:
    starts = pd.to_datetime([start for start, _ in cells], utc=True).tz_convert(zone)
    calls = [calls for _, calls in cells]
    return pd.DataFrame(
        {"project": "p", "start": starts, "calls": calls, "answered": np.nan, "abandoned": np.nan, "aht_seconds": 100.0}
    )


def test_repeated_hour_is_averaged_not_added() -> None:
    frame = rows(
        ("2026-10-25T02:00:00+02:00", 10.0),
        ("2026-10-25T02:00:00+01:00", 14.0),
        ("2026-10-25T03:30:00+01:00", 8.0),
        zone="Europe/Berlin",
    )
    history = grid_history(frame, "p", 30, "Europe/Berlin", FAR)
    assert history is not None
    assert history.calls[0, 4] == 12
    assert history.calls[0, 7] == 8
    assert np.isnan(history.calls[0, 5])
    assert history.handled[0, 4] == 24  # weights of handling times do add


def test_missing_pieces_of_an_interval_are_scaled_not_zero() -> None:
    cells = [(f"2026-08-03T09:{minute:02d}:00+08:00", 2.0) for minute in range(0, 60, 5)]
    cells += [(f"2026-08-04T09:{minute:02d}:00+08:00", 3.0) for minute in (0, 5, 10, 15, 20, 30, 35)]
    cells += [(f"2026-08-0{day}T10:00:00+08:00", 7.0) for day in (3, 4)]  # closes at 10:05
    history = grid_history(rows(*cells), "p", 30, "Asia/Shanghai", FAR)
    assert history is not None
    assert history.step == 5
    assert history.calls[:, 18] == pytest.approx([12.0, 18.0])
    assert history.calls[:, 20] == pytest.approx([7.0, 7.0])


def test_unknown_calls_and_days_from_the_horizon_on_are_not_history() -> None:
    frame = rows(("2026-08-03T09:00:00+08:00", float("nan")), ("2026-08-04T09:00:00+08:00", 3.0))
    assert grid_history(frame, "p", 30, "Asia/Shanghai", date(2026, 8, 4)) is None
    history = grid_history(frame, "p", 30, "Asia/Shanghai", FAR)
    assert history is not None
    assert history.first == date(2026, 8, 4)
    assert grid_history(frame, "q", 30, "Asia/Shanghai", FAR) is None


@pytest.mark.parametrize(
    ("opens", "closes", "days", "expected"),
    [
        ("08:00", "20:00", "12345", 5 * 24),
        ("00:00", "24:00", "1234567", 7 * 48),
        ("08:15", "20:00", "1", 24),
        ("22:00", "06:00", "7", 16),
        ("09:00", "09:00", "3", 48),
    ],
)
def test_open_intervals_of_a_week(opens: str, closes: str, days: str, expected: int) -> None:
    grid = open_slots(Project(project="p", opens=opens, closes=closes, open_days=days), 30)
    assert grid.shape == (7, 48)
    assert int(grid.sum()) == expected


def test_sunday_night_runs_into_monday() -> None:
    grid = open_slots(Project(project="p", opens="22:00", closes="06:00", open_days="7"), 30)
    assert grid[6, 44:].all()
    assert grid[0, :12].all()
    assert not grid[1:6].any()


def test_half_recorded_day_is_completed_and_a_quarter_is_not(make_history: Make) -> None:
    frame = make_history("p", date(2026, 7, 1), 21, lambda _: 480.0)
    clock, day = frame["start"].dt.hour, frame["start"].dt.date
    frame = frame[~((day == date(2026, 7, 20)) & (clock >= 16)) & ~((day == date(2026, 7, 21)) & (clock >= 6))]
    history = grid_history(frame, "p", 30, "Asia/Shanghai", FAR)
    assert history is not None
    totals = day_totals(history, ALWAYS)
    assert totals[:19] == pytest.approx(480.0)
    assert totals[19] == pytest.approx(480.0)
    assert np.isnan(totals[20])


def test_zero_is_suspicious_only_on_busy_weekdays_without_a_holiday() -> None:
    totals = np.tile([100.0, 100, 100, 100, 100, 4, 0], 10)
    totals[[7, 12, 13]] = 0  # Monday, quiet Saturday, Sunday
    first = date(2026, 3, 2)
    holiday = (date(2026, 4, 6) - first).days  # Tomb-sweeping rest day, a Monday
    totals[holiday] = 0
    series = DailySeries(first, totals, ALWAYS)
    assert suspicious_zeros(series) == [7]


def test_winsorising_pulls_in_a_strike_but_no_holiday() -> None:
    totals = np.full(84, 400.0)
    first = date(2026, 7, 13)
    strike, eve = 20, (date(2026, 9, 30) - first).days
    totals[strike], totals[eve] = 4000, 1200
    series, days = winsorised(DailySeries(first, totals, ALWAYS))
    assert days == [strike]
    assert 400 < series.totals[strike] < 600
    assert series.totals[eve] == 1200
    assert totals[strike] == 4000


def test_profile_differs_by_weekday_only_as_far_as_the_data_say(make_history: Make) -> None:
    busy = make_history("p", date(2026, 5, 11), 70, lambda _: 5000.0, seed=1)
    late = busy["start"].dt.hour >= 18
    friday = busy["start"].dt.day_of_week == 4
    busy.loc[late & friday, "calls"] *= 2
    shares = _profile(busy).shares([date(2026, 8, 6), date(2026, 8, 7)])
    assert shares.sum(axis=1) == pytest.approx(1.0)
    assert shares[1, 36:].sum() > 1.5 * shares[0, 36:].sum()
    quiet = make_history("p", date(2026, 5, 11), 70, lambda _: 20.0, seed=1)
    shares = _profile(quiet).shares([date(2026, 8, 6), date(2026, 8, 7)])
    assert np.abs(shares[1] - shares[0]).max() < 0.01


def _profile(frame: pd.DataFrame):  # type: ignore[no-untyped-def]
    history = grid_history(frame, "p", 30, "Asia/Shanghai", FAR)
    assert history is not None
    return fit_profile(history, day_totals(history, ALWAYS), ALWAYS)


@settings(max_examples=40, deadline=None)
@given(
    mean=st.lists(st.floats(0, 1e5), min_size=1, max_size=5),
    spread=st.floats(0, 1.5),
)
def test_quantiles_are_ordered_counts(mean: list[float], spread: float) -> None:
    low, middle, high = (count_quantile(np.array(mean), spread, level) for level in (0.1, 0.5, 0.9))
    assert (low <= middle).all()
    assert (middle <= high).all()
    assert (np.rint(high) == high).all()
    assert (high[np.array(mean) == 0] == 0).all()


def test_poisson_quantiles_without_spread() -> None:
    # Poisson(10), any table: P(N <= 6) = 0.130, P(N = 6) = 0.063: less than half of it belongs to the band; P(N <= 14) = 0.917,
    # P(N = 14) = 0.052: half of it does
    mean = np.array([10.0])
    assert [float(count_quantile(mean, 0.0, level)[0]) for level in (0.1, 0.5, 0.9)] == [7, 10, 14]


@pytest.mark.parametrize("true", [0.05, 0.2, 0.5])
@pytest.mark.parametrize("level", [8.0, 3000.0])
def test_spread_is_recovered(true: float, level: float) -> None:
    generator = np.random.default_rng(7)
    mean = np.full(4000, level)
    count = generator.poisson(generator.gamma(1 / true**2, true**2, 4000) * mean).astype(float)
    found = calibrated(count, mean)
    assert found is not None
    noise = 0.15 if level < 10 and true < 0.1 else 0.04  # at 8 calls a 5 % spread drowns in chance
    assert found == pytest.approx(true, abs=noise)
    assert coverage_share(count, mean, found) == pytest.approx(0.8, abs=0.05)  # steps of a tenth at 8 calls


def test_spread_needs_cases() -> None:
    assert calibrated(np.full(9, 5.0), np.full(9, 5.0)) is None
    assert np.isnan(coverage_share(np.array([np.nan]), np.array([5.0]), 0.1))


@given(days=st.integers(1, 1200), gap=st.integers(0, 60), length=st.integers(28, 31))
def test_origins_never_look_into_their_own_future(days: int, gap: int, length: int) -> None:
    origins = plan_origins(days, gap, length)
    assert bool(origins) == (days >= 49)
    for origin in origins:
        assert 42 <= origin.train <= origin.first < origin.last <= days
        if days >= 42 + 60 + 31:
            assert origin.first - origin.train == gap
            assert origin.last - origin.first == length


def test_backtest_does_not_change_when_the_future_does() -> None:
    totals = np.random.default_rng(1).poisson(500, 150).astype(float)
    changed = totals.copy()
    changed[-31:] *= 3
    first, second = (run_backtest(DailySeries(date(2026, 1, 5), values, ALWAYS), 0, 31) for values in (totals, changed))
    for member in MEMBERS:
        for one, other in zip(first.predicted[member.name], second.predicted[member.name], strict=True):
            np.testing.assert_array_equal(one, other)


def test_weights_follow_the_backtest_and_are_judged_on_other_origins() -> None:
    origins = tuple(Origin(42, 42, 72) for _ in range(3))
    actual = tuple(np.full(30, 100.0) for _ in origins)

    def forecasts(*levels: float) -> tuple[np.ndarray, ...]:
        return tuple(np.full(30, level) for level in levels)

    equal = {"weekday-mean": forecasts(110, 110, 110), "regression": forecasts(110, 110, 110)}
    assert choose(Backtest(origins, actual, equal), 120).weights == pytest.approx({"weekday-mean": 0.5, "regression": 0.5})
    opposed = {"weekday-mean": forecasts(110, 110, 110), "regression": forecasts(95, 95, 95)}
    chosen = choose(Backtest(origins, actual, opposed), 120)
    assert chosen.members == ("regression", "weekday-mean")
    assert chosen.error < 0.05  # errors of opposite sign cancel
    lucky = {"weekday-mean": forecasts(110, 110, 110), "regression": forecasts(101, 130, 130)}
    judged = choose(Backtest(origins, actual, lucky), 120)
    assert judged.weights["weekday-mean"] > judged.weights["regression"]
    assert judged.error > 0.1  # no origin is judged with weights that saw it
    hopeless = {"weekday-mean": forecasts(101, 101, 101), "regression": forecasts(300, 300, 300)}
    assert choose(Backtest(origins, actual, hopeless), 120).members == ("weekday-mean",)
    loser = choose(Backtest(origins, actual, {**equal, "seasonal-naive": forecasts(100, 100, 100)}), 120)
    assert "seasonal-naive" not in loser.weights
    assert loser.naive == 0


def test_without_a_backtest_the_prior_weights_hold() -> None:
    nothing = Backtest((), (), {})
    assert choose(nothing, 7).weights == {"weekday-mean": 1.0}
    assert choose(nothing, 41).members[0] == "gaussian-process"
