"""Files of the bank scenario: real calls of January-May 1999, generated people, June 1999 to plan."""

from __future__ import annotations

import csv
import gzip
import io
from datetime import datetime
from importlib import resources

from wfm import words
from wfm.data.tables import (
    CalendarDay,
    Centre,
    Contract,
    Defaults,
    Employee,
    HistoryRow,
    Leave,
    Preference,
    PreviousDuty,
    Project,
    RuleSettings,
    Shift,
    Skill,
)
from wfm.scenario.bank.days import HOLIDAYS, NAMED
from wfm.scenario.bank.people import PATTERNS, TASTES, Person, staff
from wfm.scenario.folder import Files, centre_text, rules_text, shipped_rows, shipped_text, table_text
from wfm.scenario.people import Line, leaves, pick, previous_roster, stream, wishes
from wfm.timegrid import Horizon, month_horizon, zone

PACKAGE = "wfm.scenario.bank"
TIMEZONE = "Asia/Jerusalem"


def centre() -> Centre:
    """The bank's call centre: week from Sunday, weekend Friday and Saturday; patience as measured from the calls."""
    return Centre(
        name="Anonymous Bank 1999",
        timezone=TIMEZONE,
        interval_minutes=30,
        language="en",
        country="IL",
        week_start=6,
        weekend_days=(4, 5),
        pack="neutral",
        synthetic=words.say("scenario.bank_synthetic"),
        defaults=Defaults(patience_seconds=373, aht_seconds=191),
    )


def files(agents: int, seed: int, month: str) -> Files:
    """Every file of the workspace; ``month`` is 1999-06, the only one the history leads up to."""
    horizon = month_horizon(month)
    people = staff(agents, seed)
    ids = [person.employee.employee for person in people]
    tastes = {person.employee.employee: TASTES[person.employee.contract] for person in people}
    away = leaves(stream(seed, "bank-leave"), ids, horizon, 0.15, range(2, 6))
    days = {**{day: ("holiday", name) for day, name in HOLIDAYS.items()}, **{day: ("special", n) for day, n in NAMED.items()}}
    calendar = [CalendarDay.model_validate({"date": d, "kind": kind, "name": name}) for d, (kind, name) in sorted(days.items())]
    return {
        "README.md": words.say("scenario.bank_readme"),
        "wfm.yaml": centre_text(centre()),
        "rules.yaml": rules_text(RuleSettings(rules={})),
        "projects.csv": _shipped("projects.csv", Project),
        "contracts.csv": _shipped("contracts.csv", Contract),
        "shifts.csv": _shipped("shifts.csv", Shift),
        "employees.csv": table_text(Employee, [person.employee for person in people]),
        "skills.csv": table_text(Skill, [skill for person in people for skill in person.skills]),
        "leave.csv": table_text(Leave, away),
        "preferences.csv": table_text(Preference, wishes(stream(seed, "bank-wishes"), tastes, horizon)),
        "previous.csv": table_text(PreviousDuty, _previous(people, seed, horizon)),
        "calendar.csv": table_text(CalendarDay, calendar),
        **_history(),
    }


def _shipped(name: str, model: type[Project] | type[Contract] | type[Shift]) -> str:
    shipped_rows(PACKAGE, name, model)
    return shipped_text(PACKAGE, name)


def _previous(people: list[Person], seed: int, horizon: Horizon) -> list[PreviousDuty]:
    rng = stream(seed, "bank-previous")
    shifts = {row["shift"]: Shift.model_validate(row) for row in shipped_rows(PACKAGE, "shifts.csv", Shift)}
    lines = []
    for person in people:
        weeks = PATTERNS[person.employee.contract]
        pattern = weeks[0] if person.employee.no_nights_until else pick(rng, weeks)
        sunday = (horizon.start.weekday() + 1) % 7
        lines.append(Line(person.employee.employee, pattern, sunday, person.skills[0].project))
    return previous_roster(lines, horizon, shifts, closed=frozenset(HOLIDAYS))


def _history() -> dict[str, str]:
    """One file per project, starts with the offset of the centre's zone."""
    packed = resources.files(PACKAGE).joinpath("history.csv.gz").read_bytes()
    rows = csv.DictReader(io.StringIO(gzip.decompress(packed).decode()))
    local = zone(TIMEZONE)
    texts: dict[str, list[str]] = {}
    for row in rows:
        start = datetime.fromisoformat(row["start"]).replace(tzinfo=local).isoformat()
        line = f"{row['project']},{start},{row['calls']},{row['answered']},{row['abandoned']},{row['aht_seconds']}"
        texts.setdefault(row["project"], [",".join(HistoryRow.model_fields)]).append(line)
    return {f"history/{project}.csv": "\n".join(lines) + "\n" for project, lines in texts.items()}
