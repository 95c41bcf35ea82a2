"""``wfm pool``: whose skills count when, the values' order, what an empty desk lacks, both languages."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from wfm.cli.common import set_language
from wfm.cli.main import cli
from wfm.data.demand import Forecast
from wfm.data.gate import open_workspace
from wfm.data.result import Certificate, PlanResult
from wfm.data.roster import Duty, Roster, RunCard
from wfm.data.serial import draft_path, roster_hash, save_result
from wfm.data.tables import Employee, Leave, PreviousDuty, Shift, Skill
from wfm.data.workspace import Workspace
from wfm.errors import UsageError
from wfm.forecast import write_forecast
from wfm.scenario.library import create
from wfm.scenario.month import Month, open_month
from wfm.scenario.pooled import pool_month, pool_opened, queues_of
from wfm.scenario.pooled_people import people_of
from wfm.scenario.pooled_result import VALUES
from wfm.staffing import read_staffing
from wfm.timegrid import Horizon, interval_starts, month_horizon

MONTH = "2026-08"
FIRST = date(2026, 8, 3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The utility scenario with a plain forecast beside it."""
    target = tmp_path_factory.mktemp("pool") / "utility"
    create("utility", target, agents=40, seed=3)
    space = open_workspace(target)
    starts = interval_starts(month_horizon(MONTH), space.centre.interval_minutes, space.centre.timezone)
    frames = [pd.DataFrame({"project": project.project, "start": starts, "calls": 12.0}) for project in space.projects]
    frame = pd.concat(frames, ignore_index=True).assign(calls_p10=8.0, calls_p50=12.0, calls_p90=17.0, aht_seconds=210.0)
    write_forecast(Forecast(frame), space.results / "forecast.csv")
    return target


@pytest.fixture(scope="module")
def opened(folder: Path) -> Month:
    """The month, read once."""
    return open_month(folder, MONTH)


@pytest.fixture
def draft(folder: Path):  # type: ignore[no-untyped-def]
    """Leaves a roster as the month's draft, and takes it away again."""
    path = draft_path(folder / "results", MONTH)

    def leave(duties: tuple[Duty, ...]) -> None:
        roster = Roster(month_horizon(MONTH), duties)
        card = RunCard({}, {}, {}, 1, "", "", "", 0, None)
        save_result(path, PlanResult(roster, card, Certificate(True, 0, 0, roster_hash(roster), {}, ())))

    yield leave
    path.unlink(missing_ok=True)


def small(**tables: object) -> Workspace:
    """Two projects, one shift, hourly intervals."""
    from wfm.data.tables import Centre, Project

    base = Workspace(
        path=Path(),
        centre=Centre(name="desk", interval_minutes=60),
        projects=(Project(project="ev"), Project(project="insurance")),
        employees=(Employee(employee="A", contract="c"), Employee(employee="B", contract="c")),
        shifts=(
            Shift(shift="D", start="08:00", minutes=240, break_minutes=60, break_from=120, break_to=120),
            Shift(shift="N", start="22:00", minutes=240),
            Shift(shift="E", start="08:00", minutes=120, projects="ev"),
            Shift(shift="S", start="08:00", minutes=240, kind="study"),
        ),
        skills=(
            Skill(employee="A", project="ev"),
            Skill(employee="A", project="insurance", emergency_only=True),
            Skill(employee="B", project="insurance"),
            Skill(employee="B", project="ev", valid_from=FIRST + timedelta(days=1)),
        ),
    )
    return replace(base, **tables)


def heads(space: Workspace, *duties: Duty) -> dict[tuple[str, ...], list[int]]:
    """Intervals (from the first midnight) in which a group has somebody at the desk; repeated for each head."""
    found = people_of(space, Horizon(FIRST, 2), Roster(Horizon(FIRST, 2), duties), "draft")
    assert found.heads is not None
    return {
        skills: np.repeat(np.arange(48), found.heads[:, group]).tolist()
        for group, skills in enumerate(found.skills)
        if found.heads[:, group].any()
    }


def test_certificates_count_by_the_day_and_emergency_only_never() -> None:
    next_day = FIRST + timedelta(days=1)
    duties = (Duty("A", FIRST, "D", "ev", 120), Duty("B", FIRST, "D", "insurance", 120), Duty("B", next_day, "D", "ev", 120))
    assert heads(small(), *duties) == {
        ("ev",): [8, 9, 11],
        ("insurance",): [8, 9, 11],
        ("ev", "insurance"): [32, 33, 35],
    }


def test_nights_off_phone_shifts_and_shifts_of_one_project() -> None:
    eve = PreviousDuty(employee="A", date=FIRST - timedelta(days=1), shift="N", project="ev")
    next_day = FIRST + timedelta(days=1)
    duties = (Duty("B", next_day, "E", "ev"), Duty("A", FIRST, "S"), Duty("A", next_day, "N", "ev"))
    assert heads(small(previous=(eve,)), *duties) == {("ev",): [0, 1, 32, 33, 46, 47]}


def test_staff_mix_leaves_out_leave_and_people_without_certificate() -> None:
    horizon = Horizon(FIRST + timedelta(days=1), 2)
    away = Leave(employee="B", kind="annual", from_date=horizon.start, to_date=horizon.start)
    people = (
        *small().employees,
        Employee(employee="C", contract="c"),
        Employee(employee="D", contract="c", hired_on=date(2027, 1, 1)),
    )
    found = people_of(small(leave=(away,), employees=people), horizon, None, "staff")
    assert dict(zip(found.skills, found.members.tolist(), strict=True)) == {("ev",): 1.0, ("ev", "insurance"): 0.5}
    assert found.mix.tolist() == pytest.approx([2 / 3, 1 / 3])
    assert (found.without, found.emergency_only, found.heads) == (1, 1, None)


def test_staff_list_stands_in_where_there_is_no_roster(opened: Month) -> None:
    found = pool_opened(opened)
    frame = found.frame
    assert found.source == "staff"
    assert (frame["heads"] == frame["dedicated"]).all()
    assert (frame["lower"] <= frame["team"]).all()
    assert (frame["team"] <= frame["dedicated"]).all()
    assert (frame["missing_lower"] <= frame["missing_team"]).all()
    assert (frame["missing_team"] <= frame["missing_dedicated"]).all()
    assert 0 < found.reserve < found.most_reserve
    space = opened.workspace
    staffing = read_staffing(space.results / "staffing.csv", space.centre.timezone)
    hours = space.centre.interval_minutes / 60
    assert found.hours["dedicated"] == pytest.approx(staffing["agents"].sum() * hours)
    assert found.by_hour()["dedicated"].sum() * 31 == pytest.approx(found.hours["dedicated"])
    for value in VALUES:
        assert found.in_mix[value] >= found.hours[value] - 1e-9


def test_an_empty_desk_lacks_everybody(opened: Month, draft) -> None:  # type: ignore[no-untyped-def]
    draft(())
    found = pool_opened(opened, day=date(2026, 8, 12))
    frame = found.frame
    assert found.source == "draft"
    assert set(frame["day"]) == {date(2026, 8, 12)}
    for value in VALUES:
        assert frame[f"missing_{value}"].tolist() == frame[value].tolist()
    assert found.certificates == ()
    assert {tight.value for tight in found.tight} == {"lower"}
    assert found.tight[0].lacking > 0


def test_a_certificate_helps_where_people_sit_idle(opened: Month, draft) -> None:  # type: ignore[no-untyped-def]
    """Only people of one project are there, far too many: one of them trained for another is one fewer missing, wherever
    somebody of the group is on duty."""
    space = opened.workspace
    held: dict[str, set[str]] = {}
    for skill in space.skills:
        if not skill.emergency_only:
            held.setdefault(skill.employee, set()).add(skill.project)
    alone = sorted(employee for employee, projects in held.items() if projects == {"hotline"})
    shift = next(shift for shift in space.shifts if shift.covers and shift.kind == "day" and not shift.projects)
    draft(tuple(Duty(employee, date(2026, 8, 12), shift.shift, "hotline") for employee in alone))
    found = pool_opened(opened, day=date(2026, 8, 12))
    best = found.certificates[0]
    assert best.holds == ("hotline",)
    assert best.project != "hotline"
    assert 0 < best.agent_hours <= shift.minutes / 60


def test_hand_made_and_closed_rows_on_the_grid(opened: Month) -> None:
    space = opened.workspace
    frame = read_staffing(space.results / "staffing.csv", space.centre.timezone)
    one = frame[frame["project"] == space.projects[0].project].head(2).reset_index(drop=True)
    one["bound_by"] = ["given", "closed"]
    queues = queues_of(space, one, month_horizon(MONTH))
    assert queues.given[:2, 0].tolist() == [True, False]
    assert queues.load[1].sum() == 0
    assert queues.load[0, 0] == pytest.approx(one["load_erlang"][0])
    assert (queues.aht_seconds > 0).all()


def run(*arguments: str) -> str:
    try:
        result = CliRunner().invoke(cli, ["pool", *arguments], catch_exceptions=False)
    finally:
        set_language("en")
    assert result.exit_code == 0, result.output
    return result.stdout


def test_command_tells_the_same(folder: Path) -> None:
    found = pool_month(folder, MONTH, day=date(2026, 8, 12))
    told = json.loads(run("-w", str(folder), "--month", MONTH, "--date", "2026-08-12", "--json"))
    assert told["hours"] == pytest.approx(dict(found.hours))
    assert len(told["intervals"]) == len(found.frame)
    assert told["intervals"][0]["day"] == "2026-08-12"
    assert "合池余量" in run("-w", str(folder), "--month", MONTH, "--lang", "zh")


def test_a_day_of_another_month_is_refused(opened: Month) -> None:
    with pytest.raises(UsageError):
        pool_opened(opened, day=date(2026, 9, 1))
