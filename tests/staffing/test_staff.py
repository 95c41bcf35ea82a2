"""A forecast staffed: whose target wins, what the grid holds, clocks, hand-made rows, wrong input."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from wfm.data.demand import STAFFING_COLUMNS, Demand, Forecast
from wfm.data.tables import Centre, Defaults, Project, Requirement
from wfm.data.workspace import Workspace
from wfm.errors import InputError, UsageError
from wfm.staffing import (
    empty_forecast,
    fewest_agents,
    load_demand,
    read_staffing,
    rostered,
    save_demand,
    staff,
    summarise,
    write_staffing,
)
from wfm.timegrid import Horizon, interval_starts

MONDAY = Horizon(date(2026, 8, 3), 2)


def centre(**values: object) -> Centre:
    return Centre.model_validate({"name": "c", "timezone": "Asia/Shanghai"} | values)


def workspace(*projects: Project, own: Centre | None = None, requirements: Sequence[Requirement] = ()) -> Workspace:
    return Workspace(Path(), own or centre(), projects=projects, requirements=tuple(requirements))


def forecast(space: Workspace, horizon: Horizon, *, calls: float = 60.0, aht: float = 240.0, busy_day: float = 0.1) -> Forecast:
    """The same calls in every interval of every project, open or not."""
    starts = interval_starts(horizon, space.centre.interval_minutes, space.centre.timezone)
    frames = [
        pd.DataFrame({"project": project.project, "start": starts, "calls": calls, "aht_seconds": aht})
        for project in space.projects
    ]
    frame = pd.concat(frames, ignore_index=True)
    for column in ("calls_p10", "calls_p50", "calls_p90"):
        frame[column] = frame["calls"]
    return Forecast(frame, busy_day={project.project: busy_day for project in space.projects})


def opened(given: Forecast, **hours: tuple[int, int]) -> Forecast:
    """Only the rows whose hour lies in the project's hours, as a forecast leaves closed intervals out."""
    hour = pd.DatetimeIndex(given.frame["start"]).hour
    keep = np.zeros(len(given.frame), dtype=bool)
    for project, (first, last) in hours.items():
        keep |= (given.frame["project"] == project).to_numpy() & (hour >= first) & (hour < last)
    return Forecast(given.frame[keep], busy_day=given.busy_day)


def assert_proper(demand: Demand) -> None:
    cells = demand.requirement.size
    assert demand.offset.size == cells + 1
    assert demand.offset[-1] == demand.loss.size
    for cell in range(cells):
        curve = demand.loss[demand.offset[cell] : demand.offset[cell + 1]]
        if curve.size:
            marginals = -np.diff(curve)
            assert curve[-1] == 0
            assert (marginals > 0).all()
            assert (np.diff(marginals) <= 0).all()


def test_requirement_is_the_formula_grossed_up() -> None:
    space = workspace(Project(project="a"))
    frame, demand = staff(space, forecast(space, MONDAY), MONDAY)
    formula = fewest_agents(8.0, aht_seconds=240, target=0.8, threshold_seconds=20, patience_seconds=180, max_occupancy=0.85)
    assert tuple(frame.columns) == STAFFING_COLUMNS
    assert len(frame) == 96
    assert (frame["agents"] == int(rostered(formula.agents, 0.08))).all()
    assert (frame["load_erlang"] == 8.0).all()
    assert demand.requirement.shape == (2, 48, 1)
    assert (demand.requirement == frame["agents"].iloc[0]).all()
    assert_proper(demand)
    curve = demand.curve(0, 0, 0)
    assert frame["next_agent_worth"].iloc[0] == curve[frame["agents"].iloc[0]] - curve[frame["agents"].iloc[0] + 1]


def test_a_projects_own_targets_win() -> None:
    plain = Project(project="plain")
    own = Project(
        project="own",
        target=0.95,
        threshold_seconds=10,
        max_occupancy=0.5,
        patience_seconds=30,
        unplanned_shrinkage=0.3,
        lost_call_price=40,
    )
    space = workspace(plain, own, own=centre(defaults=Defaults(target=0.5)))
    frame, demand = staff(space, forecast(space, MONDAY), MONDAY)
    need = frame.groupby("project")["agents"].first()
    expected = fewest_agents(8.0, aht_seconds=240, target=0.95, threshold_seconds=10, patience_seconds=30, max_occupancy=0.5)
    assert need["own"] == rostered(expected.agents, 0.3)
    assert need["plain"] == rostered(
        fewest_agents(8.0, aht_seconds=240, target=0.5, threshold_seconds=20, patience_seconds=180, max_occupancy=0.85).agents,
        0.08,
    )
    assert demand.curve(0, 0, 1)[0] > 3 * demand.curve(0, 0, 0)[0]


def test_floor_is_rostered_heads_and_not_in_the_curve() -> None:
    space = workspace(Project(project="a", min_seats=30), Project(project="b"))
    frame, demand = staff(space, forecast(space, MONDAY), MONDAY)
    assert (demand.floor[:, :, 0] == 30).all()
    assert (demand.requirement[:, :, 0] == 30).all()
    assert set(frame.loc[frame["project"] == "a", "bound_by"]) == {"floor"}
    assert demand.curve(0, 0, 0).tolist() == demand.curve(0, 0, 1).tolist()


def test_closed_intervals_need_nobody() -> None:
    space = workspace(Project(project="a", opens="08:00", closes="20:00", open_days="1", min_seats=2))
    frame, demand = staff(space, forecast(space, MONDAY), MONDAY)
    assert (demand.requirement[0, :16] == 0).all()
    assert (demand.requirement[0, 16:40] > 0).all()
    assert (demand.requirement[1] == 0).all()
    assert (demand.floor[1] == 0).all()
    assert (demand.load[1] == 0).all()
    assert demand.curve(1, 20, 0).size == 0
    assert (frame["bound_by"] == "closed").sum() == 96 - 24
    (summary,) = summarise(frame, space)
    assert summary.closed_calls == 60.0 * (96 - 24)


def test_hours_past_midnight_belong_to_the_evening() -> None:
    space = workspace(Project(project="a", opens="20:00", closes="06:00", open_days="1"))
    _, demand = staff(space, forecast(space, MONDAY), MONDAY)
    needed = demand.requirement[:, :, 0] > 0
    assert needed[0].tolist() == [False] * 40 + [True] * 8
    assert needed[1].tolist() == [True] * 12 + [False] * 36
    eve = Horizon(date(2026, 8, 4), 1)
    _, demand = staff(space, forecast(space, eve), eve)
    assert (demand.requirement[0, :, 0] > 0).tolist() == [True] * 12 + [False] * 36


def test_intervals_a_forecast_leaves_out_are_closed_and_counted() -> None:
    space = workspace(Project(project="a", min_seats=2))
    frame, demand = staff(space, opened(forecast(space, MONDAY), a=(8, 20)), MONDAY)
    assert (frame["bound_by"] == "closed").sum() == 48
    assert (demand.floor[:, 16:40] == 2).all()
    assert demand.floor.sum() == 2 * 48
    assert summarise(frame, space)[0].left_out == 48
    assert summarise(frame, space)[0].closed_calls == 0


def test_a_project_without_forecast_keeps_its_floor_and_is_named() -> None:
    space = workspace(Project(project="a"), Project(project="new", min_seats=2, opens="08:00", closes="20:00"))
    frame, demand = staff(space, opened(forecast(space, MONDAY), a=(0, 24)), MONDAY)
    new = frame[frame["project"] == "new"]
    assert set(new["bound_by"]) == {"no forecast"}
    assert (new["agents"] == 2).all()
    assert (demand.floor[:, 16:40, 1] == 2).all()
    assert demand.floor[:, :, 1].sum() == 2 * 48
    assert summarise(frame, space)[1].unforecast == 48


def test_requirements_by_hand_stand_in_for_a_forecast() -> None:
    given = [Requirement(project="a", start=datetime(2026, 8, 3, 9, 30), agents=4)]
    space = workspace(Project(project="a"), requirements=given)
    frame, demand = staff(space, empty_forecast("Asia/Shanghai"), MONDAY)
    assert demand.requirement.sum() == 4
    assert frame["bound_by"].value_counts().to_dict() == {"no forecast": 95, "given": 1}
    with pytest.raises(InputError):
        staff(workspace(Project(project="a")), empty_forecast("Asia/Shanghai"), MONDAY)


def test_no_calls_need_nobody_but_the_floor() -> None:
    space = workspace(Project(project="a"), Project(project="b", min_seats=1))
    frame, demand = staff(space, forecast(space, MONDAY, calls=0.0, aht=float("nan")), MONDAY)
    assert frame.groupby("project")["bound_by"].unique().map(list).to_dict() == {"a": ["no calls"], "b": ["floor"]}
    assert demand.requirement.sum() == 96
    assert demand.loss.size == 0


def test_a_few_calls_at_night_keep_a_sane_curve() -> None:
    space = workspace(Project(project="a", unplanned_shrinkage=0.0))
    _, demand = staff(space, forecast(space, MONDAY, calls=0.5), MONDAY)
    curve = demand.curve(0, 0, 0)
    assert curve[0] == pytest.approx(5, abs=1)
    assert curve.size <= 4


def test_requirement_mode_prices_missing_agents_before_the_floor() -> None:
    space = workspace(Project(project="a", min_seats=15))
    _, demand = staff(space, forecast(space, MONDAY), MONDAY, mode="requirement", missing_price=7)
    need = fewest_agents(8.0, aht_seconds=240, target=0.8, threshold_seconds=20, patience_seconds=180, max_occupancy=0.85)
    agents = int(rostered(need.agents, 0.08))
    assert (demand.requirement == max(15, agents)).all()
    curve = demand.curve(1, 3, 0)
    assert curve.size == agents + 1
    assert curve[agents - 1] == 7
    assert curve[0] - curve[1] == 14


def test_rows_given_by_hand_win() -> None:
    given = [
        Requirement(project="a", start=datetime(2026, 8, 3, 9, 30), agents=20, missing_price=3),
        Requirement(project="a", start=datetime(2026, 8, 3, 2, 0), agents=1),
        Requirement(project="a", start=datetime(2026, 9, 3, 2, 0), agents=99),
        Requirement(project="a", date="2026-08-03", shift="D1", agents=4),
    ]
    space = workspace(Project(project="a", opens="08:00", closes="20:00", min_seats=2), requirements=given)
    frame, demand = staff(space, opened(forecast(space, MONDAY), a=(8, 20)), MONDAY)
    assert frame["bound_by"].value_counts()["given"] == 2
    assert demand.requirement[0, 19, 0] == 20
    assert demand.curve(0, 19, 0)[-3:].tolist() == [6, 3, 0]
    assert demand.requirement[0, 4, 0] == 1
    assert demand.floor[0, 4, 0] == 0
    assert demand.curve(0, 4, 0).tolist() == [10, 0]
    assert demand.requirement[0, 20, 0] == demand.requirement[1, 20, 0]


def test_deferrable_work_is_level_over_the_open_day() -> None:
    space = workspace(Project(project="mail", opens="08:00", closes="18:00", open_days="1", deferrable=True))
    given = forecast(space, MONDAY, calls=10.0, aht=600.0)
    frame, demand = staff(space, given, MONDAY)
    work = 48 * 10.0 * 600 / 1800
    assert demand.load[0].sum() == pytest.approx(work)
    assert demand.load[0, 16:36, 0] == pytest.approx(np.full(20, work / 20))
    assert (demand.requirement[0, 16:36, 0] == int(np.ceil(work / 20 / (0.85 * 0.92)))).all()
    assert demand.requirement.sum() == 20 * demand.requirement[0, 20, 0]
    assert set(frame.loc[frame["agents"] > 0, "bound_by"]) == {"work"}
    assert frame.loc[frame["bound_by"] == "work", "calls"].sum() == pytest.approx(480.0)
    assert (demand.load[1] == 0).all()
    assert_proper(demand)
    assert demand.curve(0, 20, 0)[0] == pytest.approx(10 * 480 / 20, rel=0.02)


def test_the_hour_that_comes_twice_takes_the_larger_load() -> None:
    autumn = Horizon(date(2026, 10, 25), 1)
    space = workspace(Project(project="a"), own=centre(timezone="Europe/Berlin"))
    given = forecast(space, autumn)
    frame = given.frame.copy()
    assert len(frame) == 50
    frame.loc[4, "calls"], frame.loc[6, "calls"] = 20.0, 200.0
    frame.loc[5, "calls"], frame.loc[7, "calls"] = 150.0, 30.0
    rows, demand = staff(space, Forecast(frame), autumn)
    assert len(rows) == 50
    assert rows["start"].is_unique
    assert demand.load[0, 4:6, 0].tolist() == pytest.approx([200 * 240 / 1800, 150 * 240 / 1800])
    assert demand.requirement[0, 4:6, 0].tolist() == rows["agents"].iloc[[6, 5]].tolist()
    assert_proper(demand)


def test_the_hour_that_is_missing_needs_nobody() -> None:
    spring = Horizon(date(2026, 3, 29), 1)
    space = workspace(Project(project="a", min_seats=3), own=centre(timezone="Europe/Berlin"))
    rows, demand = staff(space, forecast(space, spring), spring)
    assert len(rows) == 46
    assert (demand.requirement[0, :, 0] == 0).tolist() == [False] * 4 + [True] * 2 + [False] * 42
    assert demand.floor[0, 4:6, 0].tolist() == [0, 0]
    assert demand.curve(0, 4, 0).size == 0


def test_more_calls_never_need_fewer() -> None:
    space = workspace(Project(project="a"))
    given = forecast(space, MONDAY)
    given.frame["calls"] = np.linspace(0, 400, 96)
    frame, demand = staff(space, given, MONDAY)
    assert (np.diff(frame["agents"]) >= 0).all()
    assert (np.diff([demand.curve(k // 48, k % 48, 0).sum() for k in range(96)]) >= 0).all()


def test_a_busier_spread_of_days_makes_the_next_agent_worth_more() -> None:
    space = workspace(Project(project="a"))
    calm, _ = staff(space, forecast(space, MONDAY, busy_day=0.0), MONDAY)
    wild, _ = staff(space, forecast(space, MONDAY, busy_day=0.4), MONDAY)
    assert (wild["agents"] == calm["agents"]).all()
    assert (wild["next_agent_worth"] > calm["next_agent_worth"]).all()


def spoil(frame: pd.DataFrame, column: str, value: object) -> pd.DataFrame:
    frame = frame.copy()
    frame[column] = frame[column].astype("object")
    frame.loc[7, column] = value
    return frame.infer_objects()


@pytest.mark.parametrize(
    ("column", "value", "key"),
    [
        ("calls", -3.0, "staffing.bad_calls"),
        ("calls", float("nan"), "staffing.bad_calls"),
        ("calls", float("inf"), "staffing.bad_calls"),
        ("aht_seconds", 0.0, "staffing.no_handling_time"),
        ("aht_seconds", float("nan"), "staffing.no_handling_time"),
        ("project", "z", "staffing.unknown_project"),
        ("start", pd.Timestamp("2026-08-03 03:40", tz="Asia/Shanghai"), "staffing.off_grid"),
        ("start", pd.Timestamp("2026-08-03 03:00", tz="Asia/Shanghai"), "staffing.duplicate"),
    ],
)
def test_a_spoiled_forecast_is_refused_with_its_place(column: str, value: object, key: str) -> None:
    space = workspace(Project(project="a"))
    given = forecast(space, MONDAY)
    with pytest.raises(InputError) as refused:
        staff(space, Forecast(spoil(given.frame, column, value)), MONDAY)
    assert refused.value.key == key
    for language in ("en", "zh"):
        assert "2026-08-03T03" in refused.value.message(language) or column == "project"
        assert "z" in refused.value.message(language) or column != "project"


def test_a_forecast_for_another_month_is_refused() -> None:
    space = workspace(Project(project="a"))
    with pytest.raises(InputError) as refused:
        staff(space, forecast(space, Horizon(date(2026, 7, 3), 2)), MONDAY)
    assert refused.value.key == "staffing.nothing_forecast"
    frame = forecast(space, MONDAY).frame
    local = frame.assign(start=frame["start"].dt.tz_localize(None))
    for spoiled, key in ((frame.drop(columns="aht_seconds"), "missing_columns"), (local, "no_offset")):
        with pytest.raises(InputError) as refused:
            staff(space, Forecast(spoiled), MONDAY)
        assert refused.value.key == f"staffing.{key}"


@pytest.mark.parametrize(
    ("starts", "key"),
    [([(9, 40)], "staffing.given_off_grid"), ([(9, 30), (9, 30)], "staffing.given_twice")],
)
def test_rows_given_by_hand_must_fit_the_grid(starts: list[tuple[int, int]], key: str) -> None:
    given = [Requirement(project="a", start=datetime(2026, 8, 3, *start), agents=2) for start in starts]
    space = workspace(Project(project="a"), requirements=given)
    with pytest.raises(InputError) as refused:
        staff(space, forecast(space, MONDAY), MONDAY)
    assert refused.value.key == key


def test_files_come_back_as_they_were(tmp_path: Path) -> None:
    space = workspace(Project(project="007", opens="08:00", closes="20:00"), Project(project="b"))
    frame, demand = staff(space, forecast(space, MONDAY), MONDAY)
    write_staffing(frame, tmp_path / "results" / "staffing.csv")
    back = read_staffing(tmp_path / "results" / "staffing.csv", "Asia/Shanghai")
    assert (
        (tmp_path / "results" / "staffing.csv")
        .read_text(encoding="utf-8")
        .splitlines()[1]
        .startswith("007,2026-08-03T00:00+08:00,")
    )
    pd.testing.assert_frame_equal(back, frame, rtol=1e-4)
    save_demand(demand, tmp_path / "curves.npz")
    again = load_demand(tmp_path / "curves.npz")
    assert again.projects == ("007", "b")
    assert again.start == demand.start
    assert again.interval_minutes == 30
    for name in ("requirement", "floor", "load", "offset", "loss"):
        stored, original = getattr(again, name), getattr(demand, name)
        assert stored.dtype == original.dtype
        assert np.array_equal(stored, original)


def test_files_that_are_something_else_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        load_demand(tmp_path / "none.npz")
    with pytest.raises(UsageError):
        read_staffing(tmp_path / "none.csv", "UTC")
    (tmp_path / "text.npz").write_text("not an archive")
    (tmp_path / "other.csv").write_text("project,start\na,2026-08-03T00:00+08:00\n")
    np.savez(tmp_path / "partial.npz", projects=np.array(["a"]))
    np.save(tmp_path / "array.npy", np.zeros(3))
    (tmp_path / "array.npy").rename(tmp_path / "array.npz")
    for name in ("text.npz", "partial.npz", "array.npz"):
        with pytest.raises(InputError):
            load_demand(tmp_path / name)
    with pytest.raises(InputError):
        read_staffing(tmp_path / "other.csv", "UTC")


def test_summary_adds_up() -> None:
    space = workspace(Project(project="a", unplanned_shrinkage=0.1), Project(project="idle", open_days="7"))
    given = opened(forecast(space, MONDAY), a=(0, 24))
    given.frame.loc[30, "calls"] = 90.0
    frame, _ = staff(space, given, MONDAY)
    busy, idle = summarise(frame, space)
    assert busy.agent_hours == frame["agents"].sum() / 2
    assert busy.peak_agents == frame["agents"].max()
    assert busy.peak_start == datetime.fromisoformat("2026-08-03T15:00+08:00")
    assert sum(busy.bound_by.values()) == pytest.approx(1.0)
    assert busy.occupancy == pytest.approx(frame["load_erlang"].sum() / (frame["agents"].sum() * 0.9))
    assert (idle.agent_hours, idle.peak_agents, idle.peak_start, idle.occupancy) == (0.0, 0, None, None)
