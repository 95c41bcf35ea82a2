"""The workspace tables: one pydantic model per file, its fields the columns, their descriptions the reference."""

from wfm.data.tables.adjustments import Adjustment
from wfm.data.tables.base import Row, Table
from wfm.data.tables.centre import Centre, Defaults, SolverLimits
from wfm.data.tables.day import DaySettings
from wfm.data.tables.days import CalendarDay, Event, HistoryNote, Weather
from wfm.data.tables.demand import HistoryRow, Requirement
from wfm.data.tables.echelons import Echelon, EchelonMember
from wfm.data.tables.incentives import NAMED_AWARDS, Claim, PointsRule, Reward
from wfm.data.tables.offphone import OffPhoneWork
from wfm.data.tables.people import Contract, Employee, Skill
from wfm.data.tables.registry import TABLES, table
from wfm.data.tables.requests import LEAVE_KINDS, UNPLANNED_LEAVE, Leave, Lock, Preference, PreviousDuty
from wfm.data.tables.rulebook import RuleOverride, RuleSettings
from wfm.data.tables.shrinkage import Shrinkage
from wfm.data.tables.work import OFF, Project, Shift, ShiftKind

__all__ = [
    "LEAVE_KINDS",
    "NAMED_AWARDS",
    "OFF",
    "TABLES",
    "UNPLANNED_LEAVE",
    "Adjustment",
    "CalendarDay",
    "Centre",
    "Claim",
    "Contract",
    "DaySettings",
    "Defaults",
    "Echelon",
    "EchelonMember",
    "Employee",
    "Event",
    "HistoryNote",
    "HistoryRow",
    "Leave",
    "Lock",
    "OffPhoneWork",
    "PointsRule",
    "Preference",
    "PreviousDuty",
    "Project",
    "Requirement",
    "Reward",
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
