"""Files of the utility scenario."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from wfm import words
from wfm.calendars import DayCalendar
from wfm.data.tables import (
    CalendarDay,
    Centre,
    Contract,
    Employee,
    Event,
    Leave,
    Preference,
    PreviousDuty,
    Project,
    RuleSettings,
    Shift,
    Skill,
    Weather,
)
from wfm.scenario.folder import Files, centre_text, rules_text, shipped_rows, shipped_text, table_text
from wfm.scenario.people import Tastes, leaves, previous_roster, some, stream, wishes
from wfm.scenario.utility.calls import events, fit, history
from wfm.scenario.utility.model import days_until, settings, weather
from wfm.scenario.utility.people import Person, staff
from wfm.timegrid import Horizon, month_horizon

PACKAGE = "wfm.scenario.utility"
LOAD = 0.9
"""Seat hours the month asks for / contracted hours left after leave."""
TASTES = {
    "FT": Tastes(shifts=("E1", "E3", "M1", "R1"), avoided=("night", "evening")),
    "OS": Tastes(shifts=("E1", "E3", "M1", "R1"), avoided=("night", "evening")),
    "FD": Tastes(shifts=("E1", "E3", "M1", "R1"), avoided=("evening",)),
    "RD": Tastes(shifts=("R1",), avoided=()),
    "PT": Tastes(shifts=("P1", "P2", "P4"), avoided=("evening",)),
}
"""Contract -> what is wished."""


def centre() -> Centre:
    """The invented department."""
    return Centre(
        name="供电服务中心 Power utility service centre",
        timezone="Asia/Shanghai",
        interval_minutes=30,
        language="en",
        country="CN",
        pack="cn",
        synthetic=words.say("scenario.utility_synthetic"),
    )


def files(agents: int, seed: int, month: str) -> Files:
    """Every file of the workspace for ``agents`` people planning ``month``; history ends the day before it."""
    horizon = month_horizon(month)
    people = staff(agents, seed, horizon)
    days = days_until(horizon.end, seed)
    away = _leave(people, seed, horizon)
    occasions = events(days, horizon, seed)
    volume = fit(days, occasions, horizon, LOAD * _hours(people, away, horizon, days.calendar))
    shifts = {row["shift"]: Shift.model_validate(row) for row in shipped_rows(PACKAGE, "shifts.csv", Shift)}
    shipped_rows(PACKAGE, "contracts.csv", Contract)
    tastes = {person.employee.employee: TASTES[person.employee.contract] for person in people}
    previous = previous_roster([person.line for person in people], horizon, shifts)
    return {
        "README.md": words.say("scenario.utility_readme", agents=agents, seed=seed, month=month),
        "wfm.yaml": centre_text(centre()),
        "rules.yaml": rules_text(RuleSettings(rules={})),
        "projects.csv": table_text(Project, _projects(agents)),
        "contracts.csv": shipped_text(PACKAGE, "contracts.csv"),
        "shifts.csv": shipped_text(PACKAGE, "shifts.csv"),
        "employees.csv": table_text(Employee, [person.employee for person in people]),
        "skills.csv": table_text(Skill, [skill for person in people for skill in person.skills]),
        "leave.csv": table_text(Leave, away),
        "preferences.csv": table_text(Preference, wishes(stream(seed, "wishes"), tastes, horizon)),
        "previous.csv": table_text(PreviousDuty, previous),
        "calendar.csv": table_text(CalendarDay, _calendar(days.calendar, horizon.start.year)),
        "events.csv": table_text(Event, occasions),
        "weather.csv": table_text(Weather, weather(days, seed)),
        **history(days, volume, horizon, seed),
    }


def _projects(agents: int) -> Iterable[Project]:
    flows = settings().projects
    around, office = {"opens": "00:00", "closes": "24:00"}, {"opens": "08:00", "closes": "20:00"}
    return (
        Project(project="hotline", name="95598热线 Hotline", **around, min_seats=max(2, agents // 60), lost_call_price=12),
        Project(project="ev", name="充电 EV charging", **around, min_seats=max(1, agents // 200)),
        Project(project="insurance", name="财险 Insurance", **office, min_seats=1, lending_cap=max(2, agents // 40)),
        Project(project="digital", name="数科 Digital", **office, min_seats=1),
        Project(
            project="echannel", name="电子渠道 E-channel and small projects", **office, deferrable=flows["echannel"].deferrable
        ),
    )


def _leave(people: list[Person], seed: int, horizon: Horizon) -> list[Leave]:
    """A quarter of the staff is away for 3-7 days; one in 150 the whole month."""
    rng = stream(seed, "leave")
    ids = [p.employee.employee for p in people if p.employee.hired_on is None or p.employee.hired_on < horizon.start]
    long = some(rng, [p.employee.employee for p in people if not p.employee.leader], 1 / 150)
    rows = leaves(rng, [employee for employee in ids if employee not in set(long)], horizon, 0.25, range(3, 8))
    rows += [Leave(employee=e, kind="maternity", from_date=horizon.start, to_date=horizon.end) for e in long]
    return sorted(rows, key=lambda row: row.employee)


def _hours(people: list[Person], away: list[Leave], horizon: Horizon, calendar: DayCalendar) -> float:
    """Contracted hours of the month less working days on leave."""
    share = {person.employee.employee: 0.5 if person.employee.contract == "PT" else 1.0 for person in people}
    working = frozenset(day for day in horizon.dates if calendar.is_workday(day))
    lost = sum(share[row.employee] * len(working & _days(row)) for row in away)
    return 8 * (len(working) * sum(share.values()) - lost)


def _days(row: Leave) -> frozenset[date]:
    return frozenset(row.from_date + timedelta(days=k) for k in range((row.to_date - row.from_date).days + 1))


def _calendar(calendar: DayCalendar, year: int) -> Iterable[CalendarDay]:
    """The official days of the planned year, so that a reader of the folder sees them."""
    rows = []
    first = date(year, 1, 1)
    for day in (first + timedelta(days=k) for k in range((date(year + 1, 1, 1) - first).days)):
        holiday = calendar.holiday(day)
        if holiday is not None:
            rows.append(CalendarDay(date=day, kind="statutory" if holiday.statutory else "holiday", name=holiday.name))
        elif calendar.is_makeup(day):
            rows.append(CalendarDay(date=day, kind="makeup", name="make-up workday"))
    return rows
