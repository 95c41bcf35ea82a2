"""Shrinkage by hour and weekday: who of the rostered is not at the desk, unplanned and planned apart.

Of n rostered agents n (1 - unplanned) come, and of those a share ``planned`` is at training or in a meeting inside the duty:

    present = (1 - unplanned) (1 - planned),    rostered = ceil(needed at the desk / present)

Leave and breaks are in the roster and in neither share.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from wfm.data.tables import UNPLANNED_LEAVE, Defaults, Leave, Project, Shrinkage
from wfm.data.workspace import Workspace
from wfm.staffing.checks import FloatArray
from wfm.staffing.targets import targets_of
from wfm.timegrid import MINUTES_PER_DAY, Horizon, minutes_of, slots_per_day


@dataclass(frozen=True)
class Shares:
    """``unplanned``, ``planned``: shares of rostered agents, one shape (days x slots, or cells)."""

    unplanned: FloatArray
    planned: FloatArray

    @property
    def lost(self) -> FloatArray:
        """Share of rostered agents not at the desk."""
        return np.asarray(self.unplanned + self.planned - self.unplanned * self.planned)

    @property
    def present(self) -> FloatArray:
        """Expected share of rostered agents at the desk."""
        return np.asarray(1.0 - self.lost)


def unplanned_ahead(
    unplanned: float, days_ahead: int, known_share: float, *, known_absence_days: int = 14, same_day_absence: float = 0.5
) -> float:
    """Unplanned absence still to be allowed for ``days_ahead`` days before a day, when ``known_share`` of the people are
    already known to be absent on it (they are not rostered).

        u - min(known, u (1 - s) max(0, 1 - d / D))

    u = ``unplanned``, the share that holds for a month ahead; d = ``days_ahead`` (below 0 counts as 0). A part s =
    ``same_day_absence`` comes as a surprise on the day; the rest becomes known evenly over the last D =
    ``known_absence_days`` days. At most what is really on the list is taken off: an empty list lowers nothing.
    """
    if known_absence_days <= 0:
        return unplanned
    expected = unplanned * (1.0 - same_day_absence) * max(0.0, 1.0 - max(days_ahead, 0) / known_absence_days)
    return unplanned - min(known_share, expected)


def shrinkage_grid(workspace: Workspace, project: Project, horizon: Horizon, as_of: date | None = None) -> Shares:
    """Shares of ``project`` in every slot, [days, slots]: shrinkage.csv where a row speaks, else the project's (or centre's)
    single unplanned share, and nothing planned.

    Unplanned absence falls towards the absences in leave.csv as the day nears, seen from ``as_of``; None: a month ahead.
    """
    defaults = workspace.centre.defaults
    base = targets_of(project, defaults).unplanned_shrinkage
    week = {
        name: _week(workspace.shrinkage, project.project, name, start) for name, start in (("unplanned", base), ("planned", 0.0))
    }
    slots = slots_per_day(workspace.centre.interval_minutes)
    weekday = np.array([day.weekday() for day in horizon.dates])
    unplanned, planned = (_by_slot(week[name], slots)[weekday] for name in ("unplanned", "planned"))
    if as_of is not None:
        for k, day in enumerate(horizon.dates):
            unplanned[k] = _ahead(unplanned[k], day, as_of, known_share(workspace, project, day, as_of), defaults)
    return Shares(unplanned, planned)


def _week(rows: Iterable[Shrinkage], project: str, name: str, start: float) -> FloatArray:
    """Share [7, minutes of the day]: every row in force, the more specific written over the less specific."""
    week = np.full((7, MINUTES_PER_DAY), start)
    own = [row for row in rows if row.project in ("", project)]
    for row in sorted(own, key=lambda row: (bool(row.project), bool(row.weekdays))):
        share: float | None = getattr(row, name)
        if share is not None:
            days = [int(sign) - 1 for sign in row.weekdays or "1234567"]
            week[days, minutes_of(row.from_time) : minutes_of(row.to_time)] = share
    return week


def _by_slot(week: FloatArray, slots: int) -> FloatArray:
    """Mean of each slot [7, slots]; exact where the slot has one share."""
    minutes = week.reshape(7, slots, -1)
    return np.where(np.ptp(minutes, axis=2) == 0, minutes[:, :, 0], minutes.mean(axis=2))


def _ahead(unplanned: FloatArray, day: date, as_of: date, known: float, defaults: Defaults) -> FloatArray:
    left = (day - as_of).days
    days, same_day = defaults.known_absence_days, defaults.same_day_absence
    return np.array(
        [unplanned_ahead(share, left, known, known_absence_days=days, same_day_absence=same_day) for share in unplanned.tolist()]
    )


def known_share(workspace: Workspace, project: Project, day: date, as_of: date) -> float:
    """Share of the people planned for ``project`` on ``day`` whose unplanned absence is already in leave.csv.

    Counted: sick and other leave that began within the last ``known_absence_days`` before ``as_of`` or begins later. Older
    absences were known when the month was planned, and are no part of the unplanned share.
    """
    certified = {
        skill.employee
        for skill in workspace.skills
        if skill.project == project.project
        and not skill.emergency_only
        and (skill.valid_from is None or skill.valid_from <= day)
        and (skill.valid_to is None or day <= skill.valid_to)
    }
    people = {
        person.employee
        for person in workspace.employees
        if person.employee in certified
        and (person.hired_on is None or person.hired_on <= day)
        and (person.leaves_on is None or day <= person.leaves_on)
    }
    days = workspace.centre.defaults.known_absence_days
    absent = {leave.employee for leave in workspace.leave if _counts(leave, day, as_of, days)}
    return len(people & absent) / len(people) if people else 0.0


def _counts(leave: Leave, day: date, as_of: date, days: int) -> bool:
    """Whether ``leave`` is an unplanned absence on ``day`` that became known in the last ``days`` before ``as_of``."""
    recent = (as_of - leave.from_date).days < days
    return leave.kind in UNPLANNED_LEAVE and recent and leave.from_date <= day <= leave.to_date
