"""A workspace in memory: every table read and typed. Reading and checking are ``wfm.data.reading`` and ``wfm.data.gate``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from wfm.data.tables import (
    Adjustment,
    CalendarDay,
    Centre,
    Claim,
    Contract,
    Echelon,
    EchelonMember,
    Employee,
    Event,
    HistoryNote,
    Leave,
    Lock,
    OffPhoneWork,
    PointsRule,
    Preference,
    PreviousDuty,
    Project,
    Requirement,
    Reward,
    RuleSettings,
    Shift,
    Shrinkage,
    Skill,
    Weather,
)


def empty_history() -> pd.DataFrame:
    """A history without rows: columns project (str), start (UTC-aware instant in the centre's zone), the numbers (float)."""
    return pd.DataFrame(
        {
            "project": pd.Series(dtype="str"),
            "start": pd.Series(dtype="datetime64[ns, UTC]"),
            "calls": pd.Series(dtype="float64"),
            "answered": pd.Series(dtype="float64"),
            "abandoned": pd.Series(dtype="float64"),
            "aht_seconds": pd.Series(dtype="float64"),
        }
    )


@dataclass(frozen=True)
class Workspace:
    """Typed content of a workspace folder (or Excel workbook).

    ``history`` is a frame with columns project, start (zone-aware, the centre's zone), calls, answered, abandoned,
    aht_seconds (NaN = not recorded), sorted by project and start. ``hashes`` maps each file read to its SHA-256.
    """

    path: Path
    centre: Centre
    projects: tuple[Project, ...] = ()
    employees: tuple[Employee, ...] = ()
    skills: tuple[Skill, ...] = ()
    contracts: tuple[Contract, ...] = ()
    shifts: tuple[Shift, ...] = ()
    leave: tuple[Leave, ...] = ()
    preferences: tuple[Preference, ...] = ()
    locks: tuple[Lock, ...] = ()
    previous: tuple[PreviousDuty, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    offphone: tuple[OffPhoneWork, ...] = ()
    shrinkage: tuple[Shrinkage, ...] = ()
    calendar: tuple[CalendarDay, ...] = ()
    events: tuple[Event, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    weather: tuple[Weather, ...] = ()
    history_notes: tuple[HistoryNote, ...] = ()
    points_rules: tuple[PointsRule, ...] = ()
    claims: tuple[Claim, ...] = ()
    rewards: tuple[Reward, ...] = ()
    echelons: tuple[Echelon, ...] = ()
    echelon_members: tuple[EchelonMember, ...] = ()
    rules: RuleSettings = field(default_factory=RuleSettings)
    history: pd.DataFrame = field(default_factory=empty_history)
    hashes: Mapping[str, str] = field(default_factory=dict)

    @property
    def results(self) -> Path:
        """Folder of results: forecast.csv, staffing.csv, curves.npz, drafts, reports."""
        return self.path / "results"
