"""Who is called when a level is activated: the unit's people by members or in fair legal order, with a reserve."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from wfm.data.candidates import Passed
from wfm.data.roster import Duty, Roster
from wfm.data.tables import Echelon
from wfm.roster.callup import Called, Wanted, call_up
from wfm.roster.candidate import passed_json
from wfm.scenario.echelon.quota import EchelonQuota
from wfm.scenario.whatif.outcome import Situation
from wfm.scenario.whatif.result import called_json

RESERVE = 20
"""People kept in order behind those who are called."""


@dataclass(frozen=True)
class Choice:
    """``called`` and ``reserve`` in order, as plain data with the unit whose place each takes; ``refused``: who was free and why
    not, ``passed`` the same as found; ``roster``: with the duties of those called."""

    called: tuple[Mapping[str, Any], ...]
    reserve: tuple[Mapping[str, Any], ...]
    refused: tuple[Mapping[str, Any], ...]
    passed: Mapping[str, Passed]
    roster: Roster


class _Places(EchelonQuota):
    """Quotas that remember whose place each person takes; nobody is asked twice for one day.

    ``behind``: the quotas are filled, everybody of the units may stand in reserve.
    """

    def __init__(
        self, situation: Situation, level: int, told: datetime | None, used: Mapping[tuple[int, str], int], engaged: set[str]
    ) -> None:
        super().__init__(situation.workspace, (level,), told, used)
        self.engaged, self.behind = engaged, False
        self.taken: dict[str, tuple[int, str]] = {}

    def full(self, row: Echelon) -> bool:
        """Nobody is turned away from the reserve."""
        return not self.behind and super().full(row)

    def refusal(self, employee: str, begins: datetime) -> tuple[str, Mapping[str, object]] | None:
        """As the quota says, and not while another activation has the person."""
        return ("engaged", {}) if employee in self.engaged else super().refusal(employee, begins)

    def take(self, employee: str) -> None:
        """A place is used, or the person stands in reserve."""
        row = self.place(employee)
        if row is not None:
            self.taken[employee] = (row.level, row.unit)
        if not self.behind:
            super().take(employee)


def choose(
    situation: Situation,
    roster: Roster,
    *,
    level: int,
    day: date,
    projects: tuple[str, ...],
    told: datetime | None,
    used: Mapping[tuple[int, str], int],
    engaged: set[str],
    called_before: Mapping[str, int],
    people: int | None = None,
    reserve: int = RESERVE,
) -> Choice:
    """Fill the level's quotas for ``day`` and ``projects``: duties by worth, for each the first in fair order who may come.

    ``told``: local time of the call (None = long before); ``used``: places taken already; ``engaged``: people of other
    activations of the day, who are not asked; ``people``: fewer than the quotas give; ``reserve``: people kept behind them.
    """
    quota = _Places(situation, level, told, used, engaged)
    room = sum(max(0, row.quota - quota.used[row.level, row.unit]) for row in quota.rows)
    most = room if people is None else min(people, room)
    wanted = Wanted((day,), projects, most, 0, told, fill=True)
    found = call_up(situation.problem, roster, wanted, quota=quota, called_before=called_before)
    called = tuple(_with_unit(situation, one, quota) for one in found.called)
    behind: tuple[Called, ...] = ()
    if reserve:
        quota.behind = True
        second = Wanted((day,), projects, reserve, 0, told, fill=True)
        behind = call_up(situation.problem, found.roster, second, quota=quota, called_before=called_before).called
    passed = found.refused.get(day, {})
    refused = tuple(passed_json(one) for one in passed.values())
    return Choice(called, tuple(_with_unit(situation, one, quota) for one in behind), refused, passed, found.roster)


def with_duties(roster: Roster, duties: Iterable[Duty]) -> Roster:
    """``roster`` with those of ``duties`` that lie in its days and find their person off."""
    new = [duty for duty in duties if duty.day in roster.horizon and (duty.employee, duty.day) not in roster.by_cell]
    return Roster(roster.horizon, tuple(sorted([*roster.duties, *new]))) if new else roster


def _with_unit(situation: Situation, one: Called, quota: _Places) -> dict[str, Any]:
    level, unit = quota.taken[one.duty.employee]
    return {**called_json(situation.problem, one), "level": level, "unit": unit}
