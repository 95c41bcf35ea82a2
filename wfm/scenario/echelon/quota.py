"""Echelon levels as limits on who may be called: quota per unit, lead time, members, one level after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from wfm.data.tables import Echelon, Employee
from wfm.data.tables.echelons import LEADER
from wfm.data.workspace import Workspace
from wfm.errors import UsageError

Refusal = tuple[str, Mapping[str, object]]


class EchelonQuota:
    """Quotas of some levels for one day (``wfm.roster.callup.Quota``).

    A person belongs to the first unit, level by level in the order of echelons.csv, that is their team or employer and that has
    room; where a level has members, only they are called at it. ``told``: local time of the call, for lead times (None = long
    before).
    """

    def __init__(
        self,
        workspace: Workspace,
        levels: Iterable[int],
        told: datetime | None = None,
        used: Mapping[tuple[int, str], int] | None = None,
    ) -> None:
        wanted = set(levels)
        self.rows = sorted((row for row in workspace.echelons if row.level in wanted), key=lambda row: row.level)
        self.people: dict[str, Employee] = {person.employee: person for person in workspace.employees}
        self.members: dict[int, set[str]] = {}
        for member in workspace.echelon_members:
            self.members.setdefault(member.level, set()).add(member.employee)
        self.told = told
        self.used: Counter[tuple[int, str]] = Counter(dict(used or {}))

    def refusal(self, employee: str, begins: datetime) -> Refusal | None:
        """Why the person may not be called for a duty that begins then; None = may be."""
        rows = self.rows_of(employee)
        if not rows:
            return "no_unit", {}
        if all(self.full(row) for row in rows):
            return "quota", {"unit": rows[-1].unit, "quota": rows[-1].quota}
        if self._row(employee, begins) is None:
            return "lead", {"hours": f"{min(row.lead_hours for row in rows):g}"}
        return None

    def take(self, employee: str) -> None:
        """The person is called: a place of the unit is used."""
        row = self.place(employee)
        if row is not None:
            self.used[row.level, row.unit] += 1

    def place(self, employee: str) -> Echelon | None:
        """The row whose place the person takes; None when none has room."""
        return next((row for row in self.rows_of(employee) if not self.full(row)), None)

    def full(self, row: Echelon) -> bool:
        """Whether the unit's quota is used up."""
        return self.used[row.level, row.unit] >= row.quota

    def _row(self, employee: str, begins: datetime) -> Echelon | None:
        for row in self.rows_of(employee):
            soon = self.told is not None and begins < self.told + timedelta(hours=row.lead_hours)
            if not self.full(row) and not soon:
                return row
        return None

    def rows_of(self, employee: str) -> list[Echelon]:
        """Rows that may call the person."""
        person = self.people[employee]
        own = [row for row in self.rows if row.unit in (person.team, person.employer)]
        return [row for row in own if row.level not in self.members or employee in self.members[row.level]]


def require_level(workspace: Workspace, level: int) -> tuple[Echelon, ...]:
    """The rows of ``level``; raises UsageError when echelons.csv has none."""
    rows = tuple(row for row in workspace.echelons if row.level == level)
    if not rows:
        known = sorted({row.level for row in workspace.echelons})
        raise UsageError("echelon.no_level", level=level, known=", ".join(map(str, known)) or "-")
    return rows


def may_activate(workspace: Workspace, rows: Iterable[Echelon], who: str) -> bool:
    """Whether ``who`` is named (by name or employee id) by every one of ``rows``, or leads a shift where that is enough."""
    ids = {who, *(person.employee for person in workspace.employees if who in (person.employee, person.name))}
    leads = any(person.leader and (who in (person.employee, person.name)) for person in workspace.employees)

    def allowed(row: Echelon) -> bool:
        names = {name.strip() for name in row.may_activate.split(";")}
        return bool(ids & names) or (LEADER in names and leads)

    return all(allowed(row) for row in rows)
