"""A small valid workspace as plain cells: six people, two projects, ten weeks of hourly history before August 2026.

``base()`` gives a fresh copy; tests change cells and ``write`` it as CSV files or as one workbook.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from openpyxl import Workbook

MONTH = "2026-08"
FIRST_DAY = date(2026, 5, 25)
LAST_DAY = date(2026, 7, 31)
PEOPLE = ("00101", "00102", "00103", "00104", "00105", "00106")
HOURS = {"hotline": (8, 20, "1234567"), "sales": (9, 17, "12345")}

CENTRE = """\
name: Sample centre
timezone: Asia/Shanghai
interval_minutes: 60
country: CN
defaults:
  target: 0.8
"""
RULES = """\
rules: {}
overrides: []
"""

Line = dict[str, str]


@dataclass
class Sample:
    """Tables as lists of rows of text; ``heads`` in file order; ``files``: further files by name, as bytes."""

    tables: dict[str, list[Line]]
    heads: dict[str, list[str]]
    centre: str = CENTRE
    rules: str = RULES
    encoding: str = "utf-8"
    delimiter: str = ","
    files: dict[str, bytes] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)

    def set(self, table: str, row: int, column: str, value: str) -> None:
        """Write ``value`` into a cell; ``row`` as a person sees it (the head is row 1)."""
        self.tables[table][row - 2][column] = value

    def add(self, table: str, **cells: str) -> int:
        """Append a row (a copy of the last one with other cells, empty where the table has none); its row number."""
        last = self.tables[table][-1] if self.tables[table] else dict.fromkeys(self.heads[table], "")
        self.tables[table].append({**last, **cells})
        return len(self.tables[table]) + 1

    def text(self, table: str) -> str:
        """The table as CSV text."""
        stream = io.StringIO()
        writer = csv.writer(stream, delimiter=self.delimiter, lineterminator="\n")
        writer.writerow(self.heads[table])
        writer.writerows([row.get(head, "") for head in self.heads[table]] for row in self.tables[table])
        return stream.getvalue()

    def write(self, folder: Path) -> Path:
        """The workspace as a folder of CSV files."""
        folder.mkdir(parents=True, exist_ok=True)
        texts = {f"{table}.csv": self.text(table) for table in self.tables}
        texts |= {"wfm.yaml": self.centre, "rules.yaml": self.rules}
        for name, text in texts.items():
            if name not in self.left_out:
                encoding = self.encoding if name.endswith(".csv") else "utf-8"
                (folder / name).write_bytes(text.encode(encoding))
        for name, content in self.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        return folder

    def write_workbook(self, path: Path) -> Path:
        """The workspace as one workbook, every cell as text."""
        book = Workbook()
        sheet = book.active
        sheet.title = "centre"
        settings = [("key", "value"), ("name", "Sample centre"), ("timezone", "Asia/Shanghai"), ("interval_minutes", "60")]
        for line in [*settings, ("country", "CN"), ("defaults.target", "0.8"), ("weekend_days", "5,6")]:
            sheet.append(line)
        for table, rows in self.tables.items():
            sheet = book.create_sheet(table)
            sheet.append(self.heads[table])
            for row in rows:
                sheet.append([row.get(head) or None for head in self.heads[table]])
        book.save(path)
        return path


def base() -> Sample:
    """A fresh copy of the valid workspace."""
    tables = {name: [dict(row) for row in rows] for name, rows in _BASE.items()}
    return Sample(tables, {name: list(rows[0]) for name, rows in _BASE.items()})


def days(first: date, last: date) -> list[date]:
    """Every date from first to last."""
    return [first + timedelta(days=k) for k in range((last - first).days + 1)]


def _history() -> list[Line]:
    rows = []
    for project, (opens, closes, weekdays) in HOURS.items():
        for day in days(FIRST_DAY, LAST_DAY):
            if str(day.weekday() + 1) not in weekdays:
                continue
            for hour in range(opens, closes):
                calls = 20 + (hour * 7 + day.toordinal() * 3) % 11
                start = datetime(day.year, day.month, day.day, hour)
                rows.append({
                    "project": project, "start": f"{start:%Y-%m-%d %H:%M}", "calls": str(calls),
                    "answered": str(calls - 1), "abandoned": "1", "aht_seconds": "240",
                })  # fmt: skip
    return rows


def _employee(k: int, name: str) -> Line:
    return {
        "employee": name, "name": f"员工{name}", "team": "A" if k < 3 else "B", "contract": "full", "grade": "3",
        "leader": "yes" if k == 0 else "no", "hired_on": "2020-01-01", "leaves_on": "", "no_nights_until": "",
        "rotation": "", "rotation_anchor": "",
    }  # fmt: skip


_BASE: dict[str, list[Line]] = {
    "projects": [
        {"project": "hotline", "name": "Hotline", "opens": "08:00", "closes": "20:00", "open_days": "1234567", "min_seats": "1"},
        {"project": "sales", "name": "Sales", "opens": "09:00", "closes": "17:00", "open_days": "12345", "min_seats": "0"},
    ],
    "employees": [_employee(k, name) for k, name in enumerate(PEOPLE)],
    "skills": [
        {"employee": name, "project": project, "proficiency": "1.0", "emergency_only": "no", "valid_from": "", "valid_to": ""}
        for name in PEOPLE
        for project in HOURS
    ],
    "contracts": [
        {"contract": "full", "name": "Full time", "fte": "1", "day_minutes": "480", "shift_kinds": ""},
        {"contract": "part", "name": "Part time", "fte": "0.5", "day_minutes": "240", "shift_kinds": "day"},
    ],
    "shifts": [
        {
            "shift": shift, "code": code, "start": start, "minutes": "540", "kind": kind, "break_minutes": "60",
            "break_from": "180", "break_to": "300", "projects": "", "teams": "", "contracts": "",
        }
        for shift, code, start, kind in (("early", "早", "08:00", "day"), ("late", "晚", "12:00", "evening"))
    ],
    "leave": [{"employee": "00102", "kind": "annual", "from_date": "2026-08-10", "to_date": "2026-08-14"}],
    "preferences": [
        {"employee": "00103", "wish": "off", "date": "2026-08-08", "weekday": "", "value": "", "weight": "20", "hard": "no"}
    ],
    "locks": [{"employee": "00101", "date": "2026-08-03", "shift": "early", "project": "hotline"}],
    "previous": [
        {"employee": name, "date": day.isoformat(), "shift": "-" if day.weekday() > 4 else "early", "project": ""}
        for name in PEOPLE
        for day in days(date(2026, 7, 25), LAST_DAY)
    ],
    "calendar": [{"date": "2026-08-20", "kind": "special", "name": "anniversary"}],
    "events": [
        {"project": "sales", "from_date": "2026-08-17", "to_date": "2026-08-21", "name": "campaign", "uplift": "0.3"}
    ],
    "weather": [{"date": "2026-08-01", "temperature_max": "34", "temperature_min": "25"}],
    "history": _history(),
}  # fmt: skip
_REQUIREMENT = {"project": "", "start": "", "date": "", "shift": "", "agents": ""}


_SHRINKAGE = {"project": "", "weekdays": "", "from_time": "", "to_time": "", "planned": "", "unplanned": ""}


def with_shrinkage(sample: Sample, *rows: Line) -> None:
    """Add a shrinkage table."""
    sample.heads["shrinkage"] = list(_SHRINKAGE)
    sample.tables["shrinkage"] = [{**_SHRINKAGE, **row} for row in rows]


_OFF_PHONE = {
    "task": "scripts",
    "shift": "T",
    "employee": "",
    "team": "",
    "days": "3",
    "from_date": "2026-08-03",
    "deadline": "2026-08-14",
}


def with_off_phone_work(sample: Sample, *rows: Line) -> None:
    """Add an off-phone shift and a table of work done on it."""
    sample.add("shifts", shift="T", code="学", kind="off-phone")
    sample.heads["offphone"] = list(_OFF_PHONE)
    sample.tables["offphone"] = [{**_OFF_PHONE, **row} for row in rows]


_HISTORY_NOTE = {"project": "sales", "from_date": "2026-06-10", "to_date": "2026-06-12", "verdict": "gap", "reason": ""}


def with_history_notes(sample: Sample, *rows: Line) -> None:
    """Add a table of notes on history."""
    sample.heads["history_notes"] = list(_HISTORY_NOTE)
    sample.tables["history_notes"] = [{**_HISTORY_NOTE, **row} for row in rows]


_ADJUSTMENT = {
    "project": "sales",
    "from_date": "2026-08-10",
    "to_date": "2026-08-14",
    "from_time": "",
    "to_time": "",
    "percent": "10",
    "calls": "",
    "who": "Li Na",
    "why": "mailing",
}


def with_adjustments(sample: Sample, *rows: Line) -> None:
    """Add planners' adjustments."""
    sample.heads["adjustments"] = list(_ADJUSTMENT)
    sample.tables["adjustments"] = [{**_ADJUSTMENT, **row} for row in rows]


def with_requirements(sample: Sample, *rows: Line) -> None:
    """Add a requirements table."""
    sample.heads["requirements"] = list(_REQUIREMENT)
    sample.tables["requirements"] = [{**_REQUIREMENT, **row} for row in rows]


_CLAIM = {"employee": "00101", "sub_item": "W07a", "date": "2026-07-20", "times": "1", "evidence": "article 12"}
_POINTS_RULE = {
    "sub_item": "X01a",
    "item": "X01",
    "points_class": "quality",
    "item_name": "Own item",
    "name": "Something good",
    "points": "3",
    "handling_time": "no",
    "quality_condition": "",
}
_REWARD = {
    "reward": "rest",
    "kind": "consecutive-rest",
    "name": "Rest",
    "quota": "2",
    "days": "3",
    "cost": "0",
}


def with_table(sample: Sample, name: str, row: Line, *rows: Line) -> None:
    """Add the table ``name`` with these rows, each on top of ``row``."""
    sample.heads[name] = list(row)
    sample.tables[name] = [{**row, **changes} for changes in rows]


def with_claims(sample: Sample, *rows: Line) -> None:
    """Add claims of points."""
    with_table(sample, "claims", _CLAIM, *rows)


def with_points_rules(sample: Sample, *rows: Line) -> None:
    """Add an own points table."""
    with_table(sample, "points_rules", _POINTS_RULE, *rows)


def with_rewards(sample: Sample, *rows: Line) -> None:
    """Add an own catalogue of rewards."""
    with_table(sample, "rewards", _REWARD, *rows)


_ECHELON = {"level": "1", "unit": "A", "quota": "2", "lead_hours": "2", "may_activate": "Li Na", "trigger": "storm"}


def with_echelons(sample: Sample, *rows: Line, members: tuple[Line, ...] = ()) -> None:
    """Add echelons and, if any, their members."""
    sample.heads["echelons"] = list(_ECHELON)
    sample.tables["echelons"] = [{**_ECHELON, **row} for row in rows]
    if members:
        sample.heads["echelon_members"] = ["level", "employee"]
        sample.tables["echelon_members"] = [dict(row) for row in members]
