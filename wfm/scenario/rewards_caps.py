"""How much awards may promise: to one person in a month, and within a team on one day, so that no night or shift is starved.

Caps are parameters of the rule ``granted-awards`` (policy, no law). Within a team and day, by percent of the team, rounded up, at
least one: promised days off (``team_off_percent``); people to whom the same wish is promised, and people whom awards keep off the
nights they could have had (``team_same_percent``; granted regular days and rest count too). A person is counted once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from wfm.data.awards import ServedWish
from wfm.data.tables import ShiftKind
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.granted_awards import GrantedAwardsParams, refused_shifts

OFF, NIGHTS = "off", "nights"
Stop = tuple[str, dict[str, Any]]
"""Reason (cap, same, nights) and the values of its sentence."""


class TeamCaps:
    """Promises counted by team and day. ``works_nights``: (employee, day) -> whether they could have a night."""

    def __init__(self, problem: RosterProblem, works_nights: Callable[[str, date], bool]) -> None:
        self.problem, self.works_nights = problem, works_nights
        self.size = Counter(person.team for person in problem.employees)
        self.taken: defaultdict[tuple[str, date, str], set[str]] = defaultdict(set)

    def stop(self, employee: str, wish: ServedWish, params: GrantedAwardsParams) -> Stop | None:
        """The cap that the wish would exceed; None when there is room."""
        team = self.problem.employee[employee].team
        for key in self._keys(employee, wish):
            cap = self.most(team, params.team_off_percent if key == OFF else params.team_same_percent)
            others = self.taken[team, wish.day, key] - {employee}
            if len(others) >= cap:
                reason = {OFF: "cap", NIGHTS: "nights"}.get(key, "same")
                return reason, {"cap": cap, "team": team or "-"}
        return None

    def take(self, employee: str, wish: ServedWish) -> None:
        """Count a promised wish."""
        team = self.problem.employee[employee].team
        for key in self._keys(employee, wish):
            self.taken[team, wish.day, key].add(employee)

    def take_days(self, employee: str, days: Iterable[date], *, off: bool) -> None:
        """Count an award that holds on whole days: rest (``off``), or regular days, which keep off the nights."""
        team = self.problem.employee[employee].team
        for day in days:
            if off:
                self.taken[team, day, OFF].add(employee)
            if self.works_nights(employee, day):
                self.taken[team, day, NIGHTS].add(employee)

    def most(self, team: str, percent: int) -> int:
        """Percent of the team's people, rounded up, at least one."""
        return max(1, -(-self.size[team] * percent // 100))

    def _keys(self, employee: str, wish: ServedWish) -> list[str]:
        nights = self.problem.shifts_where(ShiftKind.NIGHT)
        kept_off = bool(nights) and nights <= refused_shifts(self.problem, wish) and self.works_nights(employee, wish.day)
        same = OFF if wish.wish == OFF else f"{wish.wish} {wish.value}"
        return [same, NIGHTS] if kept_off else [same]


def beyond_days(served: Sequence[ServedWish], cap: int) -> frozenset[date]:
    """Days of promises after the first ``cap`` days, in the order in which they were promised."""
    days = list(dict.fromkeys(wish.day for wish in served))
    return frozenset(days[cap:])
