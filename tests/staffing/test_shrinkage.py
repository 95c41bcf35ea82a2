"""Shrinkage by hour and weekday: which row wins, how the day nears, and that nothing changes without a table."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_rows import MONDAY, plain_forecast, space

from wfm.data.tables import Employee, Leave, Project, Shrinkage, Skill
from wfm.data.workspace import Workspace
from wfm.staffing import fewest_agents, staff, summarise
from wfm.staffing.shrinkage import known_share, shrinkage_grid, unplanned_ahead

A = Project(project="a")
B = Project(project="b", unplanned_shrinkage=0.2)


def shares(*rows: Shrinkage, project: Project = A) -> tuple[np.ndarray, np.ndarray]:
    found = shrinkage_grid(space(A, B, shrinkage=rows), project, MONDAY)
    return found.unplanned, found.planned


def test_without_a_table_the_single_number_holds() -> None:
    unplanned, planned = shares()
    assert (unplanned == 0.08).all()
    assert (planned == 0).all()
    assert (shares(project=B)[0] == 0.2).all()


def test_a_row_speaks_of_its_hours_and_weekdays_only() -> None:
    unplanned, planned = shares(Shrinkage(weekdays="1", from_time="14:00", to_time="15:00", planned=0.3, unplanned=0.1))
    assert (planned[0, 28:30] == 0.3).all()
    assert (unplanned[0, 28:30] == 0.1).all()
    assert planned.sum() == pytest.approx(0.6)
    assert (unplanned[1] == 0.08).all()
    assert unplanned[0, 27] == unplanned[0, 30] == 0.08


def test_the_last_slot_reaches_to_midnight() -> None:
    planned = shares(Shrinkage(from_time="23:30", to_time="24:00", planned=0.5))[1]
    assert (planned[:, 47] == 0.5).all()
    assert (planned[:, :47] == 0).all()


def test_project_wins_over_all_then_weekdays_over_every_day() -> None:
    rows = (
        Shrinkage(project="a", unplanned=0.5),
        Shrinkage(weekdays="1", unplanned=0.4, planned=0.05),
        Shrinkage(unplanned=0.3),
        Shrinkage(project="a", weekdays="2", from_time="08:00", to_time="09:00", unplanned=0.6),
    )
    for order in (rows, rows[::-1]):
        unplanned, planned = shares(*order)
        assert (unplanned[0] == 0.5).all()
        assert unplanned[1, 15:19].tolist() == [0.5, 0.6, 0.6, 0.5]
        assert (planned[0] == 0.05).all()
        others = shares(*order, project=B)[0]
        assert (others[0] == 0.4).all()
        assert (others[1] == 0.3).all()


def test_a_slot_cut_by_a_row_takes_the_mean_of_its_minutes() -> None:
    planned = shares(Shrinkage(from_time="10:10", to_time="10:40", planned=0.3))[1]
    assert planned[0, 20:22].tolist() == pytest.approx([0.2, 0.1])


def test_both_shares_gross_up_the_requirement_and_thin_the_curve() -> None:
    rows = (Shrinkage(from_time="12:00", to_time="13:00", planned=0.2, unplanned=0.1),)
    with_table, plain = space(A, shrinkage=rows), space(A)
    frame, demand = staff(with_table, plain_forecast(with_table), MONDAY)
    before, other = staff(plain, plain_forecast(plain), MONDAY)
    need = int(
        fewest_agents(8.0, aht_seconds=240, target=0.8, threshold_seconds=20, patience_seconds=180, max_occupancy=0.85).agents
    )
    noon = frame["start"].dt.hour == 12
    assert set(frame.loc[noon, "agents"]) == {int(np.ceil(need / (0.9 * 0.8) - 1e-9))}
    assert set(frame.loc[noon, "planned_shrinkage"]) == {0.2}
    assert set(frame.loc[noon, "unplanned_shrinkage"]) == {0.1}
    pd.testing.assert_frame_equal(frame[~noon], before[~noon])
    assert demand.curve(0, 20, 0).tolist() == other.curve(0, 20, 0).tolist()
    noon_curve, old_curve = demand.curve(0, 24, 0), other.curve(0, 24, 0)
    assert noon_curve[0] == pytest.approx(old_curve[0], rel=0.02)
    assert (noon_curve[1 : old_curve.size] > old_curve[1:]).all()
    (summary,) = summarise(frame, with_table)
    agents = frame.loc[noon, "agents"].sum() * 0.5
    assert summary.planned_hours == pytest.approx(agents * 0.9 * 0.2)
    assert summary.unplanned_hours == pytest.approx(agents * 0.1 + frame.loc[~noon, "agents"].sum() * 0.5 * 0.08)


def test_deferrable_work_is_grossed_up_too() -> None:
    mail = Project(project="a", deferrable=True)
    rows = (Shrinkage(from_time="12:00", to_time="13:00", planned=0.5, unplanned=0.0),)
    loaded = space(mail, shrinkage=rows)
    frame, _ = staff(loaded, plain_forecast(loaded), MONDAY)
    noon = frame["start"].dt.hour == 12
    assert set(frame.loc[noon, "agents"]) == {int(np.ceil(8 / 0.85 / 0.5))}
    assert set(frame.loc[~noon, "agents"]) == {int(np.ceil(8 / 0.85 / 0.92))}


@given(st.floats(0, 0.89), st.integers(-5, 60), st.floats(0, 1), st.integers(0, 30), st.floats(0, 1))
def test_ahead_lies_between_the_surprises_and_the_month(u: float, left: int, known: float, days: int, same_day: float) -> None:
    def ahead(d: int, k: float) -> float:
        return unplanned_ahead(u, d, k, known_absence_days=days, same_day_absence=same_day)

    assert u * same_day - 1e-12 <= ahead(left, known) <= u
    assert ahead(left, 0.0) == u
    assert ahead(left + 1, known) >= ahead(left, known)
    assert ahead(left, min(1.0, known + 0.1)) <= ahead(left, known)
    if left >= days:
        assert ahead(left, known) == u


def test_ahead_by_hand() -> None:
    assert unplanned_ahead(0.1, 7, 1.0) == pytest.approx(0.1 - 0.1 * 0.5 * 0.5)
    assert unplanned_ahead(0.1, 0, 1.0) == pytest.approx(0.05)
    assert unplanned_ahead(0.1, 0, 0.02) == pytest.approx(0.08)
    assert unplanned_ahead(0.1, 14, 1.0) == 0.1
    assert unplanned_ahead(0.1, 3, 1.0, known_absence_days=0) == 0.1


PEOPLE = tuple(Employee(employee=f"{k}", contract="c") for k in range(10))
SKILLS = tuple(Skill(employee=f"{k}", project="a", emergency_only=k == 9) for k in range(10))
AS_OF = date(2026, 8, 2)


def staffed_by_ten(*leave: Leave) -> Workspace:
    return space(A, employees=PEOPLE, skills=SKILLS, leave=leave)


def away(employee: str, kind: str = "sick", first: date = AS_OF, days: int = 3) -> Leave:
    return Leave.model_validate({"employee": employee, "kind": kind, "from_date": first, "to_date": first + timedelta(days=days)})


def test_known_are_recent_unplanned_absences_of_the_projects_planned_people() -> None:
    month_ago = AS_OF - timedelta(days=30)
    found = staffed_by_ten(
        away("0"),
        away("0", "other"),
        away("1", "annual"),
        away("2", first=month_ago, days=60),
        away("3", first=AS_OF + timedelta(days=1)),
        away("9"),
    )
    assert known_share(found, A, AS_OF, AS_OF) == pytest.approx(1 / 9)
    assert known_share(found, A, AS_OF + timedelta(days=1), AS_OF) == pytest.approx(2 / 9)
    assert known_share(found, A, AS_OF + timedelta(days=9), AS_OF) == 0
    assert known_share(found, B, AS_OF, AS_OF) == 0


def test_absence_falls_as_the_day_nears_and_only_where_it_is_known() -> None:
    workspace = staffed_by_ten(away("0", first=MONDAY.start, days=0))
    grid = shrinkage_grid(workspace, A, MONDAY, AS_OF).unplanned
    assert grid[0, 0] == pytest.approx(0.08 - 0.08 * 0.5 * 13 / 14)
    assert (grid[1] == 0.08).all()
    assert (shrinkage_grid(workspace, A, MONDAY).unplanned == 0.08).all()
    early = staff(workspace, plain_forecast(workspace, calls=600), MONDAY)[0]
    late, demand = staff(workspace, plain_forecast(workspace, calls=600), MONDAY, as_of=AS_OF)
    first = (early["start"].dt.date == MONDAY.start).to_numpy()
    assert (late.loc[first, "agents"] < early.loc[first, "agents"]).all()
    pd.testing.assert_frame_equal(late[~first], early[~first])
    assert demand.made_with["as_of"] == "2026-08-02"


def test_the_table_is_read_and_ranked_rows_are_no_overlap(tmp_path: Path) -> None:
    from wfm.data.gate import check, open_workspace

    (tmp_path / "wfm.yaml").write_text("name: c\n", encoding="utf-8")
    (tmp_path / "projects.csv").write_text("project\na\n", encoding="utf-8")
    rows = "项目,星期,开始时刻,结束时刻,计划内损耗率,计划外损耗率\n,,,,,6%\n,12345,9:00,10:00,0.1,\na,12345,9:30,24:00,0.2,0.05\n"
    (tmp_path / "损耗率.csv").write_text(rows, encoding="utf-8")
    found = check(tmp_path, needs=["projects"])
    assert not [issue for issue in found.issues if issue.file == "损耗率.csv" and issue.level.value != "note"]
    table = open_workspace(tmp_path, needs=["projects"]).shrinkage
    assert table[0] == Shrinkage(unplanned=0.06)
    assert table[2] == Shrinkage(project="a", weekdays="12345", from_time="09:30", to_time="24:00", planned=0.2, unplanned=0.05)
