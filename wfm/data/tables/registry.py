"""The list of workspace tables: file name -> row model."""

from __future__ import annotations

from wfm.data.tables.adjustments import Adjustment
from wfm.data.tables.base import Table
from wfm.data.tables.days import CalendarDay, Event, HistoryNote, Weather
from wfm.data.tables.demand import HistoryRow, Requirement
from wfm.data.tables.echelons import Echelon, EchelonMember
from wfm.data.tables.incentives import Claim, PointsRule, Reward
from wfm.data.tables.offphone import OffPhoneWork
from wfm.data.tables.people import Contract, Employee, Skill
from wfm.data.tables.requests import Leave, Lock, Preference, PreviousDuty
from wfm.data.tables.shrinkage import Shrinkage
from wfm.data.tables.work import Project, Shift
from wfm.errors import UsageError

TABLES: tuple[Table, ...] = (
    Table("projects", Project, ("project",), required=True),
    Table("history", HistoryRow, ("project", "start")),
    Table("employees", Employee, ("employee",), required=True),
    Table("skills", Skill, ("employee", "project"), required=True),
    Table("contracts", Contract, ("contract",), required=True),
    Table("shifts", Shift, ("shift",), required=True),
    Table("leave", Leave, ("employee", "from_date")),
    Table("preferences", Preference, ("employee", "wish", "date", "weekday", "value")),
    Table("locks", Lock, ("employee", "date")),
    Table("previous", PreviousDuty, ("employee", "date")),
    Table("requirements", Requirement, ("project", "start", "date", "shift")),
    Table("offphone", OffPhoneWork, ("task",)),
    Table("shrinkage", Shrinkage, ("project", "weekdays", "from_time", "to_time")),
    Table("calendar", CalendarDay, ("date",)),
    Table("events", Event, ("project", "from_date", "name")),
    Table("adjustments", Adjustment, ("project", "from_date", "to_date", "from_time", "to_time", "who", "why")),
    Table("weather", Weather, ("date",)),
    Table("history_notes", HistoryNote, ("project", "from_date")),
    Table("points_rules", PointsRule, ("sub_item",)),
    Table("claims", Claim, ("employee", "sub_item", "date", "evidence")),
    Table("rewards", Reward, ("reward",)),
    Table("echelons", Echelon, ("level", "unit")),
    Table("echelon_members", EchelonMember, ("level", "employee")),
)
"""Every table of a workspace, in the order people fill them in. ``history`` may also be a folder of CSV files."""


def table(name: str) -> Table:
    """The table called ``name``; raises UsageError when there is none."""
    for entry in TABLES:
        if entry.name == name:
            return entry
    raise UsageError("data.no_such_table", value=name, known=", ".join(entry.name for entry in TABLES))
