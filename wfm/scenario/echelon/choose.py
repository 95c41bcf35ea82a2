"""Who is called when a level is activated: the unit's people by members or in fair legal order, with a reserve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from wfm.data.roster import Roster
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
    not."""

    called: tuple[Mapping[str, Any], ...]
    reserve: tuple[Mapping[str, Any], ...]
    refused: tuple[Mapping[str, Any], ...]


class _Places(EchelonQuota):
    """Quotas that remember whose place each person takes; nobody is asked twice for one day.

    ``behind``: the quotas are filled, everybody of the units may stand in reserve.
    """

    def __init__(
        self, situation: Situation, level: int, told: datetime, used: Mapping[tuple[int, str], int], engaged: set[str]
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
    project: str,
    told: datetime,
    used: Mapping[tuple[int, str], int],
    engaged: set[str],
    called_before: Mapping[str, int],
    people: int | None = None,
) -> Choice:
    """Fill the level's quotas for ``day`` and ``project``: duties by worth, for each the first in fair order who may come.

    ``used``: places taken already; ``engaged``: people of other activations of the day, who are not asked; ``people``: fewer than
    the quotas give.
    """
    quota = _Places(situation, level, told, used, engaged)
    room = sum(max(0, row.quota - quota.used[row.level, row.unit]) for row in quota.rows)
    most = room if people is None else min(people, room)
    wanted = Wanted((day,), (project,), most, 0, told, fill=True)
    found = call_up(situation.problem, roster, wanted, quota=quota, called_before=called_before)
    called = tuple(_with_unit(situation, one, quota) for one in found.called)
    quota.behind = True
    behind = Wanted((day,), (project,), RESERVE, 0, told, fill=True)
    reserve = call_up(situation.problem, found.roster, behind, quota=quota, called_before=called_before)
    refused = [passed_json(passed) for passed in found.refused.get(day, {}).values()]
    return Choice(called, tuple(_with_unit(situation, one, quota) for one in reserve.called), tuple(refused))


def _with_unit(situation: Situation, one: Called, quota: _Places) -> dict[str, Any]:
    level, unit = quota.taken[one.duty.employee]
    return {**called_json(situation.problem, one), "level": level, "unit": unit}
