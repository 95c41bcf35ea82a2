"""The whole forecast on histories whose truth is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from wfm.calendars import calendar_for
from wfm.data.demand import FORECAST_COLUMNS
from wfm.data.tables import CalendarDay, Event, Project
from wfm.data.workspace import Workspace, empty_history
from wfm.errors import InputError
from wfm.forecast import daily_totals, forecast, forecast_report
from wfm.timegrid import Horizon, month_horizon

Make = Callable[..., pd.DataFrame]
Build = Callable[..., Workspace]
AUGUST = month_horizon("2026-08")
WEEK = (1000, 900, 850, 800, 900, 500, 300)


def weekday_level(day: date) -> float:
    return float(WEEK[day.weekday()])


def by_date(workspace: Workspace, horizon: Horizon) -> dict[date, float]:
    daily = daily_totals(forecast(workspace, horizon))
    return dict(zip(daily["date"], daily["calls"], strict=True))


@pytest.mark.parametrize("minutes", [15, 30, 60])
def test_weekday_pattern_is_recovered(make_history: Make, make_workspace: Build, minutes: int) -> None:
    frame = make_history("p", date(2026, 4, 7), 116, weekday_level, minutes=minutes, seed=3)
    result = forecast(make_workspace(frame, interval_minutes=minutes), AUGUST)
    assert tuple(result.frame.columns) == FORECAST_COLUMNS
    assert len(result.frame) == 31 * 1440 // minutes
    for day, calls in by_date(make_workspace(frame, interval_minutes=minutes), AUGUST).items():
        assert calls == pytest.approx(weekday_level(day), rel=0.08)
    assert result.busy_day["p"] < 0.08
    columns = result.frame[["calls_p10", "calls_p50", "calls_p90"]].to_numpy()
    assert (np.diff(columns, axis=1) >= 0).all()


def test_intraday_shape_is_recovered(make_history: Make, make_workspace: Build) -> None:
    frame = make_history("p", date(2026, 4, 7), 116, weekday_level, hours=(8, 20))
    result = forecast(make_workspace(frame), AUGUST).frame
    one = result[result["start"].dt.date == date(2026, 8, 5)]["calls"].to_numpy()
    past = frame[frame["start"].dt.date == date(2026, 7, 29)]["calls"].to_numpy()
    assert one / one.sum() == pytest.approx(past / past.sum(), rel=0.02)


def test_constant_history_gives_the_constant(make_history: Make, make_workspace: Build) -> None:
    frame = make_history("p", date(2026, 4, 1), 122, lambda _: 960.0)
    report = forecast_report(make_workspace(frame), AUGUST)
    assert daily_totals(report.forecast)["calls"].to_numpy() == pytest.approx(960.0, rel=0.01)
    assert report.accuracy["p"].daily < 0.01


def test_holiday_effect_by_name_and_distance(make_history: Make, make_workspace: Build) -> None:
    calendar = calendar_for("CN")

    def level(day: date) -> float:
        at = calendar.position(day)
        if at is not None and at.name == "National Day":
            return 2000.0 if calendar.holiday(day) else 700.0
        return 950.0 if calendar.is_makeup(day) else weekday_level(day)

    frame = make_history("p", date(2023, 9, 1), 1110, level, seed=5)
    found = by_date(make_workspace(frame), month_horizon("2026-10"))
    inside = [found[date(2026, 10, d)] for d in range(1, 8)]
    assert np.mean(inside) == pytest.approx(2000, rel=0.12)
    assert found[date(2026, 10, 8)] == pytest.approx(700, rel=0.12)
    assert found[date(2026, 10, 21)] == pytest.approx(850, rel=0.05)
    assert found[date(2026, 10, 10)] == pytest.approx(950, rel=0.12)  # a make-up Saturday; Saturdays bring 500


def test_project_that_rests_on_holidays_is_closed_on_the_next(make_history: Make, make_workspace: Build) -> None:
    calendar = calendar_for("CN")

    def level(day: date) -> float:
        return 900.0 if calendar.is_makeup(day) else weekday_level(day)

    frame = make_history("p", date(2026, 3, 1), 200, level, seed=5)
    frame = frame[[calendar.is_workday(day) for day in frame["start"].dt.date]]
    result = forecast(make_workspace(frame), month_horizon("2026-10"))
    days = set(result.frame["start"].dt.date)
    assert not days & {date(2026, 10, d) for d in range(1, 8)}
    assert {date(2026, 10, 8), date(2026, 10, 9), date(2026, 10, 10)} <= days  # the 10th: a make-up Saturday
    assert date(2026, 10, 17) not in days
    assert any("taken as closed: 2026-10-01..2026-10-07" in note for note in result.notes)
    daily = daily_totals(result).set_index("date")["calls"]
    assert daily[date(2026, 10, 10)] == pytest.approx(890, rel=0.2)  # an average workday


def test_unseen_holiday_is_named(make_history: Make, make_workspace: Build) -> None:
    frame = make_history("p", date(2026, 5, 10), 120, weekday_level, seed=5)
    result = forecast(make_workspace(frame), month_horizon("2026-10"))
    assert any("National Day" in note for note in result.notes)


def test_rows_on_days_the_clock_changes(make_history: Make, make_workspace: Build) -> None:
    zone = "Europe/Berlin"
    frame = make_history("p", date(2025, 6, 1), 450, lambda _: 4800.0, timezone=zone)
    workspace = make_workspace(frame, timezone=zone, country="DE")
    for month, day, rows in (("2026-10", date(2026, 10, 25), 50), ("2026-03", date(2026, 3, 29), 46)):
        result = forecast(workspace, month_horizon(month)).frame
        here = result[result["start"].dt.date == day]
        assert len(here) == rows
        assert here["start"].is_unique
        ordinary = result[result["start"].dt.date == day - timedelta(days=2)]
        assert here["calls"].iloc[-1] == pytest.approx(ordinary["calls"].iloc[-1], rel=0.02)


def test_closed_hours_and_days_are_absent(make_history: Make, make_workspace: Build) -> None:
    frame = make_history("p", date(2026, 4, 1), 122, weekday_level)
    project = Project(project="p", opens="08:00", closes="20:00", open_days="123456")
    result = forecast(make_workspace(frame, projects=[project]), AUGUST)
    clock = result.frame["start"].dt.strftime("%H:%M")
    assert clock.min() == "08:00"
    assert clock.max() == "19:30"
    assert 6 not in set(result.frame["start"].dt.day_of_week)
    assert any("outside the opening hours" in note for note in result.notes)


def test_hours_past_midnight_belong_to_the_day_they_open(make_history: Make, make_workspace: Build) -> None:
    frame = make_history("p", date(2026, 4, 1), 122, weekday_level)
    project = Project(project="p", opens="20:00", closes="02:00", open_days="5")
    result = forecast(make_workspace(frame, projects=[project]), AUGUST).frame
    found = {(start.weekday(), start.hour) for start in result["start"]}
    assert found == {(4, h) for h in range(20, 24)} | {(5, 0), (5, 1)}


def test_slots_history_never_shows_are_closed_and_said(make_history: Make, make_workspace: Build) -> None:
    frame = make_history("p", date(2026, 4, 1), 122, weekday_level, hours=(9, 18))
    frame = frame[frame["start"].dt.day_of_week < 5]
    result = forecast(make_workspace(frame), AUGUST)
    assert set(result.frame["start"].dt.day_of_week) == {0, 1, 2, 3, 4}
    assert result.frame["start"].dt.hour.between(9, 17).all()
    assert any("Saturday, Sunday" in note for note in result.notes)
    assert any("taken as closed" in note and "150" in note for note in result.notes)  # 5 days x 15 h x 2


def test_all_zero_history(make_history: Make, make_workspace: Build) -> None:
    frame = make_history("p", date(2026, 4, 1), 122, lambda _: 0.0)
    result = forecast(make_workspace(frame), AUGUST)
    assert (result.frame[["calls", "calls_p10", "calls_p90"]] == 0).all(axis=None)
    assert any("zero" in note for note in result.notes)


def test_one_week_of_history_is_loud(make_history: Make, make_workspace: Build) -> None:
    frame = make_history("p", date(2026, 7, 20), 7, weekday_level)
    report = forecast_report(make_workspace(frame), AUGUST)
    assert report.members["p"] == ("weekday-mean",)
    daily = daily_totals(report.forecast)
    expected = [weekday_level(day) for day in daily["date"]]
    assert daily["calls"].to_numpy() == pytest.approx(expected, rel=0.01)
    assert any("ONLY 7 DAYS" in note for note in report.forecast.notes)
    assert np.isnan(report.accuracy["p"].daily)


def test_project_without_history_is_named_not_invented(make_history: Make, make_workspace: Build) -> None:
    frame = make_history("p", date(2026, 4, 1), 122, weekday_level)
    projects = [Project(project="p"), Project(project="new")]
    result = forecast(make_workspace(frame, projects=projects), AUGUST)
    assert set(result.frame["project"]) == {"p"}
    assert any(note.startswith("new: NO FORECAST") for note in result.notes)
    with pytest.raises(InputError) as refused:
        forecast(make_workspace(empty_history(), projects=projects), AUGUST)
    assert refused.value.key == "forecast.nothing_to_learn_from"
    assert refused.value.remedy("zh")


def test_history_from_the_month_itself_is_not_used(make_history: Make, make_workspace: Build) -> None:
    before = make_history("p", date(2026, 4, 1), 122, weekday_level, seed=1)
    after = make_history("p", date(2026, 8, 1), 20, lambda _: 9000.0)
    alone, both = make_workspace(before), make_workspace(pd.concat([before, after], ignore_index=True))
    pd.testing.assert_frame_equal(forecast(alone, AUGUST).frame, forecast(both, AUGUST).frame)


def test_missing_days_are_not_zeros(make_history: Make, make_workspace: Build) -> None:
    frame = make_history("p", date(2026, 4, 7), 116, weekday_level, seed=2)
    gap = frame["start"].dt.date.between(date(2026, 7, 1), date(2026, 7, 12))
    half = (frame["start"].dt.date == date(2026, 7, 20)) & (frame["start"].dt.hour >= 15)
    found = by_date(make_workspace(frame[~gap & ~half]), AUGUST)
    for day, calls in found.items():
        assert calls == pytest.approx(weekday_level(day), rel=0.08)
    notes = forecast(make_workspace(frame[~gap]), AUGUST).notes
    assert any("(12)" in note and "2026-07-01..2026-07-12" in note for note in notes)


def test_suspicious_zero_days_and_outliers_are_listed_and_harmless(make_history: Make, make_workspace: Build) -> None:
    bad = {date(2026, 7, 14): 0.0, date(2026, 7, 21): 0.0, date(2026, 7, 28): 9000.0}
    frame = make_history("p", date(2026, 4, 7), 116, lambda d: bad.get(d, weekday_level(d)), seed=2)
    workspace = make_workspace(frame)
    notes = forecast(workspace, AUGUST).notes
    assert any("recorded as zero" in note and "2026-07-14, 2026-07-21" in note for note in notes)
    assert any("unusual days" in note and "2026-07-28" in note for note in notes)
    for day, calls in by_date(workspace, AUGUST).items():
        assert calls == pytest.approx(weekday_level(day), rel=0.15)


def test_quiet_project_keeps_its_true_zeros(make_history: Make, make_workspace: Build) -> None:
    frame = make_history("p", date(2026, 2, 1), 180, lambda _: 1.5, seed=4)
    result = forecast(make_workspace(frame), AUGUST)
    assert not any("recorded as zero" in note for note in result.notes)
    assert result.frame["calls"].sum() == pytest.approx(31 * 1.5, rel=0.25)


def test_event_multiplies_and_past_event_is_taken_out(make_history: Make, make_workspace: Build) -> None:
    days = (date(2026, 7, 13), date(2026, 7, 19))
    frame = make_history(
        "p", date(2026, 4, 7), 116, lambda d: weekday_level(d) * (2.0 if days[0] <= d <= days[1] else 1.0), seed=6
    )
    events = [
        Event(project="p", from_date=days[0], to_date=days[1], name="past", uplift=1.0),
        Event(project="p", from_date=date(2026, 8, 10), to_date=date(2026, 8, 11), name="campaign", uplift=0.5),
        Event(project="p", from_date=date(2026, 8, 20), to_date=date(2026, 8, 20), name="unknown size"),
        Event(project="other", from_date=date(2026, 8, 1), to_date=date(2026, 8, 31), name="elsewhere", uplift=3.0),
    ]
    workspace = make_workspace(frame, events=events)
    found = by_date(workspace, AUGUST)
    assert found[date(2026, 8, 10)] == pytest.approx(1500, rel=0.08)
    assert found[date(2026, 8, 3)] == pytest.approx(1000, rel=0.08)
    notes = forecast(workspace, AUGUST).notes
    assert any("campaign" in note and "+50%" in note for note in notes)
    assert any("unknown size" in note for note in notes)


def test_yearly_season_needs_fourteen_months(make_history: Make, make_workspace: Build) -> None:
    def level(day: date) -> float:
        return 1000.0 * (1 + 0.4 * np.cos(2 * np.pi * (day.timetuple().tm_yday - 205) / 365))

    frame = make_history("p", date(2024, 3, 1), 853, level, seed=8)  # to 1 July 2026
    found = by_date(make_workspace(frame), AUGUST)
    assert np.mean(list(found.values())) == pytest.approx(np.mean([level(d) for d in found]), rel=0.06)
    short = forecast(make_workspace(frame[frame["start"] >= "2025-08-01"]), AUGUST)
    assert any("no yearly season" in note for note in short.notes)


def test_handling_time_level_is_recent_and_falls_back(make_history: Make, make_workspace: Build) -> None:
    old = make_history("p", date(2026, 1, 1), 120, weekday_level, aht=400.0)
    recent = make_history("p", date(2026, 5, 1), 92, weekday_level, aht=300.0)
    night = recent["start"].dt.hour < 6
    recent.loc[night, "aht_seconds"] = 360.0
    frame = pd.concat([old, recent], ignore_index=True)
    result = forecast(make_workspace(frame), AUGUST).frame
    clock = result["start"].dt.hour
    day_time = result.loc[clock == 12, "aht_seconds"].mean()
    assert 295 < day_time < 325
    assert result.loc[clock == 3, "aht_seconds"].mean() > 1.05 * day_time
    bare = forecast(make_workspace(frame.assign(aht_seconds=np.nan)), AUGUST)
    assert (bare.frame["aht_seconds"] == 240).all()
    assert any("no handling time" in note for note in bare.notes)


@pytest.mark.parametrize(("source", "interval"), [(5, 30), (15, 60), (60, 30), (30, 20)])
def test_other_source_steps_keep_the_totals(make_history: Make, make_workspace: Build, source: int, interval: int) -> None:
    frame = make_history("p", date(2026, 4, 7), 116, lambda _: 1200.0, minutes=source)
    result = forecast(make_workspace(frame, interval_minutes=interval), AUGUST)
    assert len(result.frame) == 31 * 1440 // interval
    assert daily_totals(result)["calls"].to_numpy() == pytest.approx(1200.0, rel=0.01)
    assert any(f"steps of {source} minutes" in note for note in result.notes)


def test_busy_day_factor_is_found(make_history: Make, make_workspace: Build) -> None:
    generator = np.random.default_rng(11)
    factor = {date(2025, 1, 1) + timedelta(days=k): float(generator.gamma(25, 1 / 25)) for k in range(577)}
    frame = make_history("p", date(2025, 1, 1), 577, lambda d: 2000 * factor[d], seed=12)
    report = forecast_report(make_workspace(frame), AUGUST)
    assert report.forecast.busy_day["p"] == pytest.approx(0.2, abs=0.05)
    assert report.accuracy["p"].daily_coverage == pytest.approx(0.8, abs=0.03)
    assert 0.75 < report.accuracy["p"].interval_coverage < 0.92
    assert report.accuracy["p"].floor < report.accuracy["p"].interval


def test_uncovered_year_is_refused_unless_dates_are_given(make_history: Make, make_workspace: Build) -> None:
    frame = make_history("p", date(2026, 9, 1), 110, weekday_level)
    january = month_horizon("2027-01")
    with pytest.raises(InputError) as refused:
        forecast(make_workspace(frame), january)
    assert refused.value.key == "calendar.no_official_data"
    own = [CalendarDay(date=date(2027, 1, 1), kind="statutory", name="New Year's Day")]
    assert len(forecast(make_workspace(frame, calendar=own), january).frame) == 31 * 48


def test_chinese_notes(make_history: Make, make_workspace: Build) -> None:
    frame = make_history("p", date(2026, 7, 20), 7, weekday_level)
    result = forecast(make_workspace(frame, language="zh"), AUGUST)
    assert any("历史只有 7 天" in note for note in result.notes)
    assert "同星期均值" in result.model["p"]
    assert "weekday mean" in forecast(make_workspace(frame, language="zh"), AUGUST, "en").model["p"]


def test_same_input_same_forecast(make_history: Make, make_workspace: Build) -> None:
    workspace = make_workspace(make_history("p", date(2026, 3, 1), 140, weekday_level, seed=1))
    pd.testing.assert_frame_equal(forecast(workspace, AUGUST).frame, forecast(workspace, AUGUST).frame)


def test_short_and_stale_history_is_said(make_history: Make, make_workspace: Build) -> None:
    short = forecast_report(make_workspace(make_history("p", date(2026, 6, 8), 54, weekday_level, seed=1)), AUGUST)
    assert short.accuracy["p"].ahead == 12
    assert any("only 12 days ahead" in note and "reaches 31" in note for note in short.forecast.notes)
    stale = forecast_report(make_workspace(make_history("p", date(2025, 9, 1), 240, weekday_level, seed=1)), AUGUST)
    assert stale.accuracy["p"].ahead == 60 + 31
    assert any("history ends on 2026-04-28, 94 days" in note for note in stale.forecast.notes)
