"""The workspace tables: one pydantic model per file, its fields the columns, their descriptions the reference."""

from wfm.data.tables.adjustments import Adjustment
from wfm.data.tables.base import Row, Table
from wfm.data.tables.centre import Centre, Defaults, SolverLimits
from wfm.data.tables.days import CalendarDay, Event, HistoryNote, Weather
from wfm.data.tables.demand import HistoryRow, Requirement
from wfm.data.tables.people import Contract, Employee, Skill
from wfm.data.tables.registry import TABLES, table
from wfm.data.tables.requests import LEAVE_KINDS, UNPLANNED_LEAVE, Leave, Lock, Preference, PreviousDuty
from wfm.data.tables.rulebook import RuleOverride, RuleSettings
from wfm.data.tables.shrinkage import Shrinkage
from wfm.data.tables.work import OFF, Project, Shift, ShiftKind

__all__ = [
    "LEAVE_KINDS",
    "OFF",
    "TABLES",
    "UNPLANNED_LEAVE",
    "Adjustment",
    "CalendarDay",
    "Centre",
    "Contract",
    "Defaults",
    "Employee",
    "Event",
    "HistoryNote",
    "HistoryRow",
    "Leave",
    "Lock",
    "Preference",
    "PreviousDuty",
    "Project",
    "Requirement",
    "Row",
    "RuleOverride",
    "RuleSettings",
    "Shift",
    "ShiftKind",
    "Shrinkage",
    "Skill",
    "SolverLimits",
    "Table",
    "Weather",
    "table",
]
