"""Was each granted award honoured? Day by day from the published roster and what the day changed, nothing taken on trust.

The run card says which awards were in force and which wishes were promised when the month was planned; whether they were kept is
read off the version in force, not off the planner.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from wfm.data.awards import REWARD_BOOK, Award, AwardKind, ServedWish
from wfm.data.day_changes import DAY_BOOK, ChangeKind, DayChange
from wfm.data.gate import open_workspace
from wfm.data.roster import Duty, Roster
from wfm.data.tables import OFF, Shift, ShiftKind
from wfm.data.workspace import Workspace
from wfm.errors import UsageError
from wfm.incentives.rewards_book import granted_awards, replay_rewards
from wfm.roster.rules.granted_awards import GrantedAwards, GrantedAwardsParams
from wfm.scenario.rewards_employer import people_of
from wfm.scenario.worked import Cell, day_changes
from wfm.store import Store
from wfm.timegrid import Horizon, month_horizon, zone

KEPT, BROKEN, ASIDE, LATE, DECLINED = "kept", "broken", "set_aside", "not_in_force", "declined"


@dataclass(frozen=True)
class DayKept:
    """A day of an award. ``found``: shift on it (``-`` = off); ``ok``: as promised; ``said``: the wish, or a call-in."""

    day: date
    found: str
    ok: bool
    said: str = ""


@dataclass(frozen=True)
class AwardKept:
    """An award and what became of it in the month. ``status``: kept, broken, set_aside (no legal line could keep it: ``rules``),
    not_in_force (granted after the roster was planned, and not met by chance), declined (``said``: who, when, why; nothing is
    owed); ``refused``: wishes that could not be promised."""

    award: Award
    status: str
    days: tuple[DayKept, ...] = ()
    rules: tuple[str, ...] = ()
    refused: tuple[Mapping[str, Any], ...] = ()
    said: str = ""

    @property
    def ok(self) -> bool:
        """Nothing owed is missing."""
        return self.status in (KEPT, DECLINED)

    @property
    def refusals(self) -> list[tuple[list[str], str, str, Mapping[str, Any]]]:
        """What could not be promised: days, wish, reason and its values; the days of one wish and reason together."""
        found: dict[str, tuple[list[str], str, str, Mapping[str, Any]]] = {}
        for one in self.refused:
            day, what, value = one["wish"]
            key = f"{what} {value} {one['reason']} {sorted(one['values'].items())}"
            found.setdefault(key, ([], f"{what} {value}".strip(), one["reason"], one["values"]))[0].append(str(day))
        return list(found.values())

    @property
    def broken(self) -> tuple[DayKept, ...]:
        """The days on which it was not kept."""
        return tuple(day for day in self.days if not day.ok)

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            **{name: value for name, value in self.award.to_json().items() if name != "served"},
            "status": self.status,
            "said": self.said,
            "rules": list(self.rules),
            "days": [[one.day.isoformat(), one.found, one.ok, one.said] for one in self.days],
            "refused_wishes": [dict(one) for one in self.refused],
        }


@dataclass(frozen=True)
class Fulfilment:
    """A month's proof. ``version``: the published version it was read from."""

    month: str
    version: int
    awards: tuple[AwardKept, ...]

    @property
    def ok(self) -> bool:
        """Whether every award of the month that was not declined was honoured."""
        return all(one.ok for one in self.awards)

    @property
    def owed(self) -> tuple[AwardKept, ...]:
        """The awards that were not declined."""
        return tuple(one for one in self.awards if one.status != DECLINED)

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {"month": self.month, "version": self.version, "ok": self.ok, "awards": [one.to_json() for one in self.awards]}


def fulfilment_of(path: Path, month: str, employer: str = "") -> Fulfilment:
    """The proof for ``month``: the twin of ``wfm rewards fulfilment``; ``employer``: of this employer's people only (``-`` = the
    centre's own). UsageError when nothing is published, and for an unknown employer."""
    horizon = month_horizon(month)
    workspace = open_workspace(path, needs=())
    people = people_of(workspace, employer)
    store = Store.open(workspace.path, workspace.centre.database)
    latest = store.latest(month)
    if latest is None:
        raise UsageError("rewards.nothing_published", month=month)
    book = store.book(REWARD_BOOK)
    awards = [a for a in granted_awards(book) if a.first <= horizon.end and a.last >= horizon.start and a.employee in people]
    gone = [one for one in replay_rewards(book).grants.values() if one.declined and one.employee in people]
    declined = [AwardKept(a, DECLINED, said=one.declined) for one in gone if (a := one.award) is not None]
    touching = [one for one in declined if one.award.first <= horizon.end and one.award.last >= horizon.start]
    cards = [version.card.parameters for version in reversed(store.versions(month))]
    stated: Mapping[str, Any] = next((card for card in cards if "awards" in card), {})
    changes, _ = day_changes(store.book(DAY_BOOK), horizon, zone(workspace.centre.timezone))
    reader = _Reader(workspace, horizon, store.load(latest.number).roster, changes, stated)
    return Fulfilment(month, latest.number, (*(reader.judge(award) for award in awards), *touching))


class _Reader:
    """Reads awards off a roster."""

    def __init__(
        self,
        workspace: Workspace,
        horizon: Horizon,
        roster: Roster,
        changes: Mapping[Cell, tuple[DayChange, ...]],
        stated: Mapping[str, Any],
    ) -> None:
        self.horizon, self.roster, self.changes = horizon, roster, changes
        self.shifts: Mapping[str, Shift] = {shift.shift: shift for shift in workspace.shifts}
        self.leave = [(row.employee, row.from_date, row.to_date) for row in workspace.leave]
        self.kinds = regular_kinds(workspace)
        self.promised = {one.grant: one for one in map(Award.from_json, stated.get("awards", ()))}
        self.aside = {one["award"]["grant"]: one for one in stated.get("awards_set_aside", ())}
        self.refused = list(stated.get("wishes_refused", ()))

    def judge(self, award: Award) -> AwardKept:
        """One award."""
        if award.grant in self.aside:
            return AwardKept(award, ASIDE, tuple(self._days(award)), tuple(self.aside[award.grant]["rules"]))
        served = self.promised.get(award.grant)
        refused = tuple(one for one in self.refused if one["grant"] == award.grant)
        if award.kind is AwardKind.PREFERRED_ORDER:
            if served is None:
                return AwardKept(award, LATE)
            days = tuple(self._wish(served.employee, wish) for wish in served.served)
            return AwardKept(award, KEPT if all(one.ok for one in days) else BROKEN, days, refused=refused)
        days = tuple(self._days(award))
        if all(one.ok for one in days):
            return AwardKept(award, KEPT, days)
        return AwardKept(award, BROKEN if served is not None else LATE, days)

    def _days(self, award: Award) -> Iterable[DayKept]:
        day = max(award.first, self.horizon.start)
        while day <= min(award.last, self.horizon.end):
            duty = self.roster.duty(award.employee, day)
            called = self._called_in(award.employee, day)
            regular = award.kind is AwardKind.REGULAR_DAY
            ok = duty is None or (regular and self.shifts[duty.shift].kind in self.kinds)
            yield DayKept(day, duty.shift if duty else OFF, ok and not (called and not regular), "call-in" if called else "")
            day += timedelta(days=1)

    def _wish(self, employee: str, wish: ServedWish) -> DayKept:
        duty = self.roster.duty(employee, wish.day)
        called = self._called_in(employee, wish.day)
        away = any(who == employee and first <= wish.day <= last for who, first, last in self.leave)
        ok = self._met(wish, duty) or (duty is None and away)
        said = f"{wish.wish} {wish.value}".strip()
        return DayKept(wish.day, duty.shift if duty else OFF, ok and not (called and wish.wish == "off"), said)

    def _met(self, wish: ServedWish, duty: Duty | None) -> bool:
        if duty is None:
            return wish.wish != "work"
        kind = str(self.shifts[duty.shift].kind.value)
        return {
            "off": False,
            "work": True,
            "shift": duty.shift == wish.value,
            "avoid-shift": duty.shift != wish.value,
            "kind": kind == wish.value,
            "avoid-kind": kind != wish.value,
        }[wish.wish]

    def _called_in(self, employee: str, day: date) -> bool:
        return any(change.kind is ChangeKind.CALL_IN for change in self.changes.get((employee, day), ()))


def regular_kinds(workspace: Workspace) -> frozenset[ShiftKind]:
    """Shift kinds that a regular-day award allows in this centre."""
    params = (workspace.rules.rules.get(GrantedAwards.id) or {}) if workspace.rules else {}
    return frozenset(GrantedAwardsParams(**params).kinds)
