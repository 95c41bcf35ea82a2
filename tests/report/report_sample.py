"""A small made-up centre with a roster, demand and forecast, for the tests of report and exchange."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from wfm.data.demand import FORECAST_COLUMNS, Demand, Forecast
from wfm.data.result import Certificate, Helper, PlanResult, Shortage
from wfm.data.roster import Duty, Finding, Roster, RunCard
from wfm.data.serial import roster_hash
from wfm.data.tables import Centre, Contract, Employee, Leave, Lock, Preference, Project, Shift, Skill
from wfm.data.workspace import Workspace
from wfm.timegrid import Horizon, interval_starts, month_horizon

ZH_NAMES = [
    "李娜",
    "王芳",
    "张伟",
    "刘洋",
    "陈静",
    "杨帆",
    "赵磊",
    "黄丽",
    "周杰",
    "吴敏",
    "徐强",
    "孙悦",
    "马超",
    "朱琳",
    "胡军",
    "郭涛",
    "何平",
    "高翔",
    "林晓",
    "罗兰",
]
EN_NAMES = ["Ada", "Grace", "Alan", "Edsger", "Barbara", "Donald", "Leslie", "Robin", "John", "Frances"]
SHIFTS = (
    Shift(shift="E07", name="Early", code="早", start="07:00", minutes=510, break_minutes=30, break_from=180, break_to=300),
    Shift(shift="D09", name="Day", code="白", start="09:00", minutes=510, break_minutes=30, break_from=180, break_to=300),
    Shift(shift="M11", name="Middle", code="中", start="11:00", minutes=510, break_minutes=30, break_from=180, break_to=300),
    Shift(
        shift="L15",
        name="Late",
        code="晚",
        start="15:30",
        minutes=510,
        kind="evening",
        break_minutes=30,
        break_from=180,
        break_to=300,
    ),
    Shift(
        shift="N23",
        name="Night",
        code="夜",
        start="23:00",
        minutes=540,
        kind="night",
        break_minutes=60,
        break_from=180,
        break_to=300,
    ),
    Shift(shift="STU", name="Study", code="学", start="09:00", minutes=480, kind="study"),
)
PROJECTS = (
    Project(project="ev-charging", name="充电服务", min_seats=1),
    Project(project="insurance", name="Property insurance", opens="08:00", closes="22:00"),
    Project(project="digital", name="数科", opens="08:00", closes="20:00"),
)
PATTERN = ("E07", "E07", "M11", "M11", "L15", "N23", "", "")


def sample_workspace(people: int = 24, *, start: date = date(2026, 8, 1), synthetic: str = "all of it") -> Workspace:
    """``people`` in teams of twelve, with leave, wishes and a locked cell."""
    names = [ZH_NAMES[k % 20] if k % 3 else f"{EN_NAMES[k % 10]} {chr(65 + k % 26)}." for k in range(people)]
    employees = tuple(
        Employee(employee=f"{k + 1:04d}", name=names[k], team=f"Team {k // 12 + 1}", contract="full") for k in range(people)
    )
    mains = [PROJECTS[k % 3].project for k in range(people)]
    return Workspace(
        path=Path("sample"),
        centre=Centre(name="Riverside contact centre", timezone="Asia/Shanghai", synthetic=synthetic),
        projects=PROJECTS,
        employees=employees,
        skills=tuple(Skill(employee=e.employee, project=mains[k]) for k, e in enumerate(employees)),
        contracts=(Contract(contract="full"),),
        shifts=SHIFTS,
        leave=tuple(
            Leave(
                employee=e.employee,
                kind=("annual", "sick", "statutory")[k % 3],
                from_date=start + timedelta(days=k % 20),
                to_date=start + timedelta(days=k % 20 + 3),
            )
            for k, e in enumerate(employees)
            if k % 5 == 0
        ),
        preferences=tuple(
            Preference(employee=e.employee, wish="off", date=start + timedelta(days=d)) for e in employees for d in (7, 8, 20)
        ),
        locks=(Lock(employee="0002", date=start + timedelta(days=2), shift="M11"),),
    )


def sample_roster(workspace: Workspace, horizon: Horizon) -> Roster:
    """Everybody turns through one pattern, each with a phase of their own; nobody works on leave."""
    away = {(row.employee, day) for row in workspace.leave for day in horizon.dates if row.from_date <= day <= row.to_date}
    main = {skill.employee: skill.project for skill in workspace.skills}
    duties = []
    for number, person in enumerate(workspace.employees):
        for k, day in enumerate(horizon.dates):
            shift = PATTERN[(k + number * 3) % len(PATTERN)]
            if shift and (person.employee, day) not in away:
                shift = "STU" if (k + number) % 29 == 0 else shift
                project = "" if shift == "STU" else main[person.employee]
                duties.append(Duty(person.employee, day, shift, project, None if shift == "STU" else 240))
    return Roster(horizon, tuple(duties))


def sample_demand(workspace: Workspace, horizon: Horizon) -> Demand:
    """A two-humped day for each project, sized to the staff."""
    slots, size = 48, len(workspace.employees) / 24
    hours = np.arange(slots) / 2
    shape = np.exp(-((hours - 10.5) ** 2) / 8) + 0.8 * np.exp(-((hours - 16) ** 2) / 10) + 0.12
    requirement = np.zeros((horizon.days, slots, len(PROJECTS)), dtype=np.int64)
    for d, day in enumerate(horizon.dates):
        weekday = 1.0 if day.weekday() < 5 else 0.75
        for p, scale in enumerate((3.0, 2.4, 1.6)):
            open_hours = np.ones(slots) if p == 0 else ((hours >= 8) & (hours < (22, 20)[p - 1]))
            requirement[d, :, p] = np.rint(shape * scale * size * weekday * (1 + 0.15 * np.sin(d))) * open_hours
    cells = requirement.size
    return Demand(
        projects=tuple(project.project for project in workspace.projects),
        start=horizon.start,
        interval_minutes=30,
        requirement=requirement,
        floor=np.zeros_like(requirement),
        load=requirement * 0.8,
        offset=np.zeros(cells + 1, dtype=np.int64),
        loss=np.zeros(0, dtype=np.int64),
    )


def sample_forecast(demand: Demand, horizon: Horizon) -> Forecast:
    """Six calls an agent and interval, with a band of a fifth either way."""
    starts = interval_starts(horizon, 30, "Asia/Shanghai")
    frames = []
    for p, project in enumerate(demand.projects):
        calls = demand.requirement[:, :, p].reshape(-1) * 6.0
        frame = pd.DataFrame({"project": project, "start": starts, "calls": calls})
        frames.append(frame[calls > 0])
    frame = pd.concat(frames, ignore_index=True)
    frame = frame.assign(
        calls_p10=frame.calls * 0.8, calls_p50=frame.calls * 0.99, calls_p90=frame.calls * 1.25, aht_seconds=240.0
    )
    return Forecast(frame[list(FORECAST_COLUMNS)])


def sample_result(workspace: Workspace, roster: Roster, demand: Demand) -> PlanResult:
    """A result whose figures are invented but agree with each other."""
    day = roster.horizon.start
    findings = (
        Finding("wishes", False, 1, 20, "0003", (day + timedelta(days=7),), {"wish": "off", "value": ""}),
        Finding("night-fairness", False, 2, 120, "0005", (), {"limit": 4}),
        Finding("made-up-rule", False, 3, 60, "0007", (day, day + timedelta(days=1)), {}),
    )
    rules = {
        "min-rest": (0, 0, 0),
        "max-consecutive-days": (0, 0, 0),
        "night-fairness": (0, 1, 120),
        "wishes": (0, 1, 20),
        "made-up-rule": (0, 1, 60),
        "demand": (0, 812, 8_150),
    }
    helpers = tuple(Helper(f"{k:04d}", "roster.helper_free", 600 * k) for k in range(1, 7))
    shortages = tuple(
        Shortage(
            workspace.projects[k % 3].project,
            day + timedelta(days=k % 28),
            18 + k % 5,
            22 + k % 5,
            6,
            4,
            12 - k % 7,
            helpers[: k % 7],
        )
        for k in range(30)
    )
    card = RunCard(
        inputs={"employees.csv": "9f" * 32, "shifts.csv": "ab" * 32},
        parameters={"time_limit": 60, "threads": 2},
        versions={"wfm": "0.1.0", "python": "3.11.9"},
        seed=7,
        limit="60 s",
        status="feasible",
        stopped="time limit",
        cost=8_350,
        bound=7_980,
        moves=123_456_789,
        seconds=60.2,
        notes=("Figures of this sample are invented.",),
    )
    return PlanResult(roster, card, Certificate(True, 8_350, 8_350, roster_hash(roster), rules, findings), shortages)


def sample(people: int = 24) -> tuple[Workspace, PlanResult, Demand, Forecast]:
    """Workspace, result, demand and forecast of August 2026."""
    horizon = month_horizon("2026-08")
    workspace = sample_workspace(people)
    demand = sample_demand(workspace, horizon)
    return (
        workspace,
        sample_result(workspace, sample_roster(workspace, horizon), demand),
        demand,
        sample_forecast(demand, horizon),
    )
