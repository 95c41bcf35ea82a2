"""The rules, one file each, in the order in which they are listed to people: law and protection, rest, nights, wishes,
fairness, service. The order means nothing to the result."""

from __future__ import annotations

from typing import Any

from wfm.roster.rules.base import Rule
from wfm.roster.rules.certificate import Certificate
from wfm.roster.rules.energy_gate import EnergyGate
from wfm.roster.rules.granted_awards import GrantedAwards
from wfm.roster.rules.keep_published import KeepPublished
from wfm.roster.rules.leave_days import LeaveDays
from wfm.roster.rules.locked_cells import LockedCells
from wfm.roster.rules.max_run import MaxRun
from wfm.roster.rules.min_rest import MinRest
from wfm.roster.rules.monthly_hours import MonthlyHours
from wfm.roster.rules.night_fairness import NightFairness
from wfm.roster.rules.night_quota import NightQuota
from wfm.roster.rules.night_recovery import NightRecovery
from wfm.roster.rules.night_run import NightRun
from wfm.roster.rules.off_phone_work import OffPhoneWorkRule
from wfm.roster.rules.overtime_cap import OvertimeCap
from wfm.roster.rules.project_floor import ProjectFloor
from wfm.roster.rules.protected_persons import ProtectedPersons
from wfm.roster.rules.rest_together import RestTogether
from wfm.roster.rules.senior_on_night import SeniorOnNight
from wfm.roster.rules.service_cover import ServiceCover
from wfm.roster.rules.shift_allowed import ShiftAllowed
from wfm.roster.rules.shift_consistency import ShiftConsistency
from wfm.roster.rules.shift_leader import ShiftLeader
from wfm.roster.rules.shift_requirements import ShiftRequirements
from wfm.roster.rules.team_rotation import TeamRotation
from wfm.roster.rules.team_together import TeamTogether
from wfm.roster.rules.week_limit import WeekLimit
from wfm.roster.rules.weekend_fairness import WeekendFairness
from wfm.roster.rules.weekends_off import WeekendsOff
from wfm.roster.rules.weekly_rest import WeeklyRest
from wfm.roster.rules.wishes import Wishes

RULES: tuple[Rule[Any], ...] = (
    LockedCells(),
    LeaveDays(),
    GrantedAwards(),
    ShiftAllowed(),
    Certificate(),
    EnergyGate(),
    ProtectedPersons(),
    MinRest(),
    MaxRun(),
    WeeklyRest(),
    WeekLimit(),
    MonthlyHours(),
    OvertimeCap(),
    NightQuota(),
    NightRun(),
    NightRecovery(),
    WeekendsOff(),
    RestTogether(),
    ShiftConsistency(),
    TeamRotation(),
    TeamTogether(),
    KeepPublished(),
    Wishes(),
    OffPhoneWorkRule(),
    NightFairness(),
    WeekendFairness(),
    ServiceCover(),
    ProjectFloor(),
    ShiftRequirements(),
    ShiftLeader(),
    SeniorOnNight(),
)
