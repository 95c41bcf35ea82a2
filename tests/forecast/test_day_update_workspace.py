"""The rest of the day in a workspace, in two tables and on the command line; bad cells answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from wfm.data.demand import Forecast
from wfm.data.workspace import Workspace
from wfm.errors import InputError, UsageError
from wfm.forecast import forecast
from wfm.forecast.day import update_forecast, update_rows
from wfm.forecast.day_file import read_calls_so_far
from wfm.timegrid import Horizon

DAY = date(2026, 7, 8)
Made = tuple[Workspace, Forecast, pd.DataFrame]


@pytest.fixture
def made(make_history: Callable[..., pd.DataFrame], make_workspace: Callable[..., Workspace]) -> Made:
    """A workspace whose history runs past the day, the week's forecast, and the day's recorded calls."""
    frame = make_history("a", date(2026, 4, 1), 100, lambda day: 800.0, seed=4, hours=(7, 22))
    workspace = make_workspace(frame)
    morning = forecast(workspace, Horizon(date(2026, 7, 6), 7))
    return workspace, morning, frame[frame["start"].dt.date == DAY]


def test_more_calls_than_expected_raise_the_rest(made: Made) -> None:
    workspace, morning, today = made
    known = today[today["start"].dt.hour < 12].assign(calls=lambda rows: rows["calls"] * 1.5)
    updated = update_forecast(workspace, morning, DAY, known)
    (change,) = updated.projects
    assert change.until == "12:00"
    assert change.so_far == pytest.approx(known["calls"].sum())
    assert change.now > change.before
    assert updated.forecast.frame["start"].dt.hour.min() == 12
    assert updated.forecast.frame["calls"].sum() == pytest.approx(change.now)
    assert updated.forecast.busy_day["a"] > morning.busy_day["a"], "a strange morning widens the band"


def test_history_of_the_day_itself_is_not_looked_at(made: Made) -> None:
    workspace, morning, today = made
    known = today[today["start"].dt.hour < 12]
    cut = Workspace(**{**vars(workspace), "history": workspace.history[workspace.history["start"].dt.date < DAY]})
    one, other = (update_forecast(place, morning, DAY, known).forecast.frame for place in (workspace, cut))
    pd.testing.assert_frame_equal(one, other)


def test_nothing_known_is_the_morning(made: Made) -> None:
    workspace, morning, today = made
    updated = update_forecast(workspace, morning, DAY, today.iloc[:0])
    rows = morning.frame[morning.frame["start"].dt.date == DAY].reset_index(drop=True)
    pd.testing.assert_frame_equal(updated.forecast.frame, rows)
    assert updated.projects == ()


def test_all_known_leaves_no_rows(made: Made) -> None:
    workspace, morning, today = made
    updated = update_forecast(workspace, morning, DAY, today)
    assert updated.forecast.frame.empty
    assert updated.projects[0].now == updated.projects[0].before == 0


def test_a_day_without_forecast_is_refused(made: Made) -> None:
    workspace, morning, today = made
    with pytest.raises(UsageError, match="2026-08-01"):
        update_forecast(workspace, morning, date(2026, 8, 1), today)


def test_two_tables_say_the_same_as_the_workspace(made: Made) -> None:
    workspace, morning, today = made
    rows = morning.frame[morning.frame["start"].dt.date == DAY]
    known = today[today["start"].dt.hour < 12].assign(calls=lambda rows: rows["calls"] * 1.3)
    plain = [table.assign(start=table["start"].dt.tz_localize(None)) for table in (workspace.history, rows, known)]
    history = plain[0][plain[0]["start"] < pd.Timestamp(DAY)][["start", "calls"]]
    left = update_rows(history, plain[1], plain[2], country="CN")
    assert list(left.columns) == list(rows.columns)
    assert left["start"].min() == pd.Timestamp("2026-07-08T12:00")
    before = plain[1].loc[plain[1]["start"] >= "2026-07-08T12:00", "calls"]
    assert left["calls"].sum() > before.sum()
    assert (left["calls_p10"] <= left["calls_p90"]).all()


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ("b,2026-07-08T09:00,5", "unknown_project"),
        ("a,2026-07-08T09:00,many", "bad_calls"),
        ("a,2026-07-08T09:00,-1", "bad_calls"),
        ("a,nine,5", "bad_start"),
        ("a,2026-07-09T09:00,5", "other_day"),
        ("a,2026-07-08T09:10,5", "off_grid"),
        ("a,2026-07-08T08:00,5", "repeated"),
    ],
)
def test_bad_cells_are_answered(tmp_path: Path, row: str, key: str) -> None:
    path = tmp_path / "today.csv"
    path.write_text(f"project,start,calls\na,2026-07-08T08:00,4\n{row}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_calls_so_far(path, DAY, {"a"}, 30, "Asia/Shanghai")
    assert caught.value.key == f"forecast_day.{key}"
    assert caught.value.values["row"] == 3
    assert "today.csv" in caught.value.message("zh")


def test_offsets_and_empty_cells_are_read(tmp_path: Path) -> None:
    path = tmp_path / "today.csv"
    path.write_text("project,start,calls\na,2026-07-08T08:00+08:00,4\na,2026-07-08T08:30,\n", encoding="utf-8")
    read = read_calls_so_far(path, DAY, {"a"}, 30, "Asia/Shanghai")
    assert list(read["start"].dt.hour) == [8, 8]
    assert np.isnan(read["calls"].iloc[1])
