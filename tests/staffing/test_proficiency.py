"""Handling-time mix: the effective time, whose skills count, and what staffing makes of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from wfm.data.demand import Forecast
from wfm.data.tables import Centre, Contract, Employee, Project, Skill
from wfm.data.workspace import Workspace
from wfm.errors import InputError
from wfm.staffing import mean_speeds, mix, staff
from wfm.timegrid import Horizon, interval_starts

DAY = Horizon(date(2026, 8, 3), 1)


def test_mix_by_hand() -> None:
    """Speeds 0.8 and 1.2 finish as much as two of speed 1; three parts of 1.2 make 200 / 1.1."""
    assert mix(200, [0.8, 1.2]) == pytest.approx(200)
    assert mix(200, [0.8, 1.2], [1, 3]) == pytest.approx(200 / 1.1)
    assert mix(200, [1.0, 1.0, 1.0], 0.3) == 200


@pytest.mark.parametrize(
    ("aht", "speeds", "weights"), [(0, [1], 1), (200, [], 1), (200, [0.0], 1), (200, [1], 0), (200, [1], -1)]
)
def test_mix_refuses_what_makes_no_sense(aht: float, speeds: list[float], weights: float) -> None:
    with pytest.raises(InputError):
        mix(aht, speeds, weights)


def workspace(*skills: Skill) -> Workspace:
    people = sorted({skill.employee for skill in skills})
    return Workspace(
        Path(),
        Centre(name="c"),
        projects=(Project(project="ev"), Project(project="hotline")),
        employees=tuple(Employee(employee=name, contract="half" if name == "h" else "full") for name in people),
        skills=skills,
        contracts=(Contract(contract="full"), Contract(contract="half", fte=0.5)),
    )


def test_only_planned_main_skills_count_by_their_hours() -> None:
    space = workspace(
        Skill(employee="a", project="ev", proficiency=1.2),
        Skill(employee="a", project="hotline", proficiency=0.5, priority=2),
        Skill(employee="b", project="ev", proficiency=3.0, emergency_only=True),
        Skill(employee="b", project="hotline", proficiency=0.9, priority=2),
        Skill(employee="c", project="ev", proficiency=2.0, valid_to=date(2026, 8, 2)),
        Skill(employee="d", project="ev", proficiency=2.0, valid_from=date(2026, 8, 4)),
        Skill(employee="h", project="ev", proficiency=0.9),
    )
    speeds = mean_speeds(space, DAY)
    assert speeds["ev"] == pytest.approx((1.2 + 0.5 * 0.9) / 1.5)
    assert speeds["hotline"] == pytest.approx(0.9)


def test_nobody_means_average_speed() -> None:
    assert mean_speeds(workspace(), DAY) == {"ev": 1.0, "hotline": 1.0}


def staffed(space: Workspace) -> pd.DataFrame:
    starts = interval_starts(DAY, space.centre.interval_minutes, space.centre.timezone)
    rows = [pd.DataFrame({"project": name, "start": starts, "calls": 300.0, "aht_seconds": 240.0}) for name in ("ev", "hotline")]
    return staff(space, Forecast(pd.concat(rows, ignore_index=True)), DAY)[0]


def test_fast_people_need_fewer_heads() -> None:
    fast = staffed(workspace(Skill(employee="a", project="ev", proficiency=1.25)))
    plain = staffed(workspace())
    ours, others = fast["project"] == "ev", fast["project"] == "hotline"
    assert fast.loc[ours, "aht_seconds"].unique().tolist() == [pytest.approx(192.0)]
    assert fast.loc[ours, "load_erlang"].iloc[0] == pytest.approx(32.0)
    assert (fast.loc[ours, "agents"] < plain.loc[ours, "agents"]).all()
    pd.testing.assert_frame_equal(fast[others], plain[others])
