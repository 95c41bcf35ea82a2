"""What one employer sees: its own people, and how awards and points spread over employers and teams, in numbers only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wfm.data.workspace import Workspace
from wfm.errors import UsageError
from wfm.incentives.ranking import Spread, spread
from wfm.incentives.rewards_state import LIVE, Allocation

OWN = "-"
"""The centre's own people, where an employer is named."""


def people_of(workspace: Workspace, employer: str = "") -> frozenset[str]:
    """Employees of ``employer`` (``-`` = the centre's own; empty = everybody); UsageError for an employer nobody has."""
    known = {person.employer or OWN for person in workspace.employees}
    if employer and employer not in known:
        raise UsageError("rewards.no_employer", value=employer, known=", ".join(sorted(known)))
    return frozenset(one.employee for one in workspace.employees if employer in ("", one.employer or OWN))


@dataclass(frozen=True)
class GroupSpread:
    """How an allocation falls on a group. ``group``: employer, team, or empty for the centre; ``people`` considered; ``points``
    that counted; ``spread`` of those points; ``awards``: reward -> proposed, approved or granted."""

    group: str
    people: int
    points: int
    spread: Spread
    awards: Counter[str]

    @property
    def given(self) -> int:
        """Awards of every kind."""
        return self.awards.total()


def spread_of(allocation: Allocation, groups: Iterable[tuple[str, str]]) -> tuple[GroupSpread, ...]:
    """The centre first, then group by group in order of name; ``groups``: (employee, group) of everybody."""
    points = {decision.employee: decision.points for decision in allocation.decisions}
    member = {name: group for name, group in groups if name in points}
    held = [one for one in allocation.proposals.values() if one.state in LIVE]

    def row(group: str, names: Sequence[str]) -> GroupSpread:
        mine = {name: points[name] for name in names}
        awards = Counter(one.reward for one in held if one.employee in mine)
        return GroupSpread(group, len(mine), sum(mine.values()), spread(mine), awards)

    found = [row("", sorted(points))]
    for group in sorted(set(member.values())):
        found.append(row(group, sorted(name for name in member if member[name] == group)))
    return tuple(found)


def employer_groups(workspace: Workspace) -> list[tuple[str, str]]:
    """(employee, employer), ``-`` for the centre's own people."""
    return [(one.employee, one.employer or OWN) for one in workspace.employees]


def team_groups(workspace: Workspace) -> list[tuple[str, str]]:
    """(employee, team), ``-`` for people without one."""
    return [(one.employee, one.team or OWN) for one in workspace.employees]
