"""Granted awards: a regular day shift for a month, rest over a holiday, wishes served in award order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import assert_never

from pydantic import Field

from wfm.data.awards import Award, AwardKind, ServedWish
from wfm.data.roster import Duty, Finding
from wfm.data.tables import OFF, ShiftKind
from wfm.data.terms import Allow, Term
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, LevelParams, Rule
from wfm.roster.rules.view import RosterView

MONTH = {"employee": "A", "kind": "regular-day", "first": 0, "last": 6}
REST = {"employee": "A", "kind": "consecutive-rest", "first": 1, "last": 3}
ORDER = {"employee": "A", "kind": "preferred-order", "first": 0, "last": 6}
R = {"R": {"start": "08:30", "minutes": 510, "kind": "regular-day", "break_minutes": 30, "break_from": 180, "break_to": 240}}


class GrantedAwardsParams(LevelParams):
    """What keeps an award."""

    kinds: tuple[ShiftKind, ...] = Field(
        default=(ShiftKind.REGULAR_DAY, ShiftKind.STUDY, ShiftKind.OFF_PHONE),
        description="shift kinds that a regular-day award allows",
    )
    team_off_percent: int = Field(
        default=15,
        ge=0,
        le=100,
        description="days off promised by awards on one day within a team, percent of its people, rounded up, at least one",
    )
    wish_days: int = Field(
        default=10,
        ge=0,
        le=31,
        description="days of a month on which one preferred-order award may promise wishes (policy, no law); 31 = no cap",
    )
    team_same_percent: int = Field(
        default=25,
        ge=0,
        le=100,
        description="people of a team to whom one day may promise the same wish, and people whom awards may keep off the nights "
        "of one day (policy, no law), percent of the team, rounded up, at least one; 100 = no cap",
    )


class GrantedAwards(Rule[GrantedAwardsParams]):
    """Allow terms. Regular day: on every day of its stretch no shift of another kind (days off stay free). Consecutive rest: no
    duty on its days. Preferred order: each served wish is a promise about its day. Days outside the horizon say nothing; leave
    and days outside employment are away anyway, so a promise to work is not asked of them.
    """

    id = "granted-awards"
    Params = GrantedAwardsParams
    unit = "days"
    examples = (
        Example("regular days only", {"A": "RRRRR.."}, shifts=R, awards=(MONTH,)),
        Example("an early duty and a night in a regular-day month", {"A": "RDN.R.."}, hard=2, shifts=R, awards=(MONTH,)),
        Example("study in a regular-day month", {"A": "SR....."}, shifts=R, awards=(MONTH,)),
        Example("the day after it ends", {"A": "RRRN..."}, shifts=R, awards=({**MONTH, "last": 2},)),
        Example("its last day", {"A": "RRRN..."}, hard=1, shifts=R, awards=({**MONTH, "last": 3},)),
        Example("rest kept", {"A": "D...DD."}, awards=(REST,)),
        Example("a duty on its last day", {"A": "D..D..."}, hard=1, awards=(REST,)),
        Example("rest that began the month before", {"A": "D.DD..."}, hard=1, awards=({**REST, "first": -2, "last": 0},)),
        Example("somebody else's award", {"A": "D......", "B": "DDDDD.."}, awards=(REST,)),
        Example("a served day off", {"A": "D.D...."}, awards=({**ORDER, "served": ((1, "off", ""),)},)),
        Example("a served day off worked", {"A": "DDD...."}, hard=1, awards=({**ORDER, "served": ((1, "off", ""),)},)),
        Example("a served shift", {"A": "E.D...."}, awards=({**ORDER, "served": ((0, "shift", "E"), (1, "shift", "E"))},)),
        Example("another shift than served", {"A": "D......"}, hard=1, awards=({**ORDER, "served": ((0, "shift", "E"),)},)),
        Example(
            "nights avoided and met, a kind served and kept",
            {"A": "N.E...."},
            hard=1,
            awards=({**ORDER, "served": ((0, "avoid-kind", "night"), (2, "kind", "evening"))},),
        ),
        Example("work served and not given", {"A": "......."}, hard=1, awards=({**ORDER, "served": ((2, "work", ""),)},)),
        Example(
            "priced instead of hard",
            {"A": "DD.D..."},
            params={"level": "priced", "price": 30},
            cost=60,
            awards=(REST,),
        ),
    )

    def compile(self, problem: RosterProblem, force: InForce[GrantedAwardsParams]) -> Iterator[Term]:
        for person, params in force.each(problem.employees):
            for award in problem.awards_of(person.employee):
                days = tuple(k for k, day in enumerate(problem.horizon.dates) if award.first <= day <= award.last)
                match award.kind:
                    case AwardKind.REGULAR_DAY:
                        others = problem.working - problem.shifts_where(*params.kinds)
                        if days and others:
                            yield Allow(self.id, person.employee, days, params.ban_or_price, others)
                    case AwardKind.CONSECUTIVE_REST:
                        if days:
                            yield Allow(self.id, person.employee, days, params.ban_or_price)
                    case AwardKind.PREFERRED_ORDER:
                        for wish in award.served:
                            day, refused = problem.horizon.index(wish.day), refused_shifts(problem, wish)
                            away = not problem.employed(person, wish.day) or problem.on_leave(person.employee, wish.day)
                            if day in days and refused and not away:
                                yield Allow(self.id, person.employee, (day,), params.ban_or_price, refused)
                    case _:
                        assert_never(award.kind)

    def check(self, view: RosterView, force: InForce[GrantedAwardsParams]) -> Iterator[Finding]:
        for person, params in force.each(view.people):
            for award in view.problem.awards:
                if award.employee != person.employee:
                    continue
                for day, duty in view.line(person.employee):
                    inside = award.first <= day <= award.last
                    for wish in _asked(award, day, view.at_work(person, day)) if inside else []:
                        if not _kept(view, params, award, wish, duty):
                            said = f"{wish.wish} {wish.value}".strip() if wish else "-"
                            found = {"grant": award.grant, "found": duty.shift if duty else OFF, "wish": said}
                            yield self.breach(params, 1, person.employee, (day,), **found, case=str(award.kind))


def refused_shifts(problem: RosterProblem, wish: ServedWish) -> frozenset[str]:
    """What the day may not be for the promise to be kept."""
    of_kind = problem.shifts_where(wish.value)
    return {
        "off": problem.working,
        "work": frozenset({OFF}),
        "shift": problem.working - {wish.value},
        "avoid-shift": frozenset({wish.value}),
        "kind": problem.working - of_kind,
        "avoid-kind": of_kind,
    }[wish.wish]


def _asked(award: Award, day: date, at_work: bool) -> list[ServedWish | None]:
    """What the award asks of a day: itself (None), or the wishes served on it; no wish of somebody who is away."""
    if award.kind is not AwardKind.PREFERRED_ORDER:
        return [None]
    return [wish for wish in award.served if wish.day == day and at_work]


def _kept(view: RosterView, params: GrantedAwardsParams, award: Award, wish: ServedWish | None, duty: Duty | None) -> bool:
    """Whether a day keeps what was promised for it."""
    if wish is None:
        regular = award.kind is AwardKind.REGULAR_DAY
        return duty is None or (regular and view.shift(duty).kind in params.kinds)
    if duty is None:
        return wish.wish != "work"
    if wish.wish in ("off", "work"):
        return wish.wish == "work"
    met = duty.shift if wish.wish.endswith("shift") else view.shift(duty).kind.value
    return (met == wish.value) != wish.wish.startswith("avoid")
