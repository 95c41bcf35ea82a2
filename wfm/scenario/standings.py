"""Rankings of a workspace: a week, a month, or since the beginning; one list across specialties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from wfm.data.tables import Employee
from wfm.errors import UsageError
from wfm.incentives.ledger import Ledger
from wfm.incentives.ranking import FLOOR_MINUTES, Person, Ranked, Spread, pseudonym, ranked, spread
from wfm.scenario.points import PointsDesk
from wfm.scenario.worked import worked_roster
from wfm.timegrid import Horizon, month_horizon

COLUMNS = ("place", "who", "group", "hours", "points", "usual", "factor", "score", "cumulative")


@dataclass(frozen=True)
class Standing:
    """A row of a ranking. ``who``: id and name, or a pseudonym; ``cumulative``: balance that never falls; ``floor``: fewest hours
    that count."""

    ranked: Ranked
    who: str
    cumulative: int
    floor: int

    def cells(self) -> tuple[object, ...]:
        """What a table shows: the ``COLUMNS``; hours below the floor with the hours that count instead."""
        one, person = self.ranked, self.ranked.person
        hours = f"{person.minutes / 60:.0f}" if person.minutes else "–"
        if person.minutes < 60 * self.floor:
            hours += f" ({self.floor})"
        normal = f"{one.usual:.1f}", f"{one.factor:.1f}"
        return one.place, self.who, person.group or "–", hours, person.points, *normal, one.score, self.cumulative


@dataclass(frozen=True)
class Standings:
    """A ranking. ``period``: ``2026-08``, the week's two dates, or empty for everything; ``floor``: fewest hours that count."""

    period: str
    rows: tuple[Standing, ...]
    spread: Spread
    floor: int

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        spread = {"people": self.spread.people, "with_points": self.spread.with_points, "gini": self.spread.gini}
        return {
            "period": self.period,
            "floor_hours": self.floor,
            "rows": [dict(zip(COLUMNS, row.cells(), strict=True)) for row in self.rows],
            "spread": {**spread, "coverage": round(self.spread.coverage, 4)},
        }


def rank_points(
    path: Path, *, month: str | None = None, week: date | None = None, top: int = 0, pseudonyms: bool = False
) -> Standings:
    """The ranking of ``month``, of the centre's week that holds ``week``, or of all time: the twin of ``wfm points rank``.

    Posted points count by the day they were earned on; hours are those of the worked roster where it is published (else none,
    and the floor holds). ``top``: most rows (0 = all). UsageError when both periods are given.
    """
    if month and week:
        raise UsageError("points.two_periods")
    desk = PointsDesk(path)
    ledger = desk.ledger()
    horizon = _period(desk, month, week)
    points = earned(ledger, horizon)
    minutes = _minutes(desk, horizon, ledger)
    main: dict[str, tuple[bool, int, str]] = {}
    for skill in desk.workspace.skills:
        place = (skill.emergency_only, skill.priority, skill.project)
        main[skill.employee] = min(place, main.get(skill.employee, place))
    people = []
    for person in desk.workspace.employees:
        if _there(person, horizon):
            group = main[person.employee][2] if person.employee in main else person.team
            mine = points.get(person.employee, 0)
            people.append(Person(person.employee, group, mine, minutes.get(person.employee, 0)))
    floor = FLOOR_MINUTES * (1 if week else 4)
    period = "" if horizon is None else month or f"{horizon.start} – {horizon.end}"
    rows = [
        Standing(
            one, _who(desk, one.person.employee, period, pseudonyms), ledger.balance(one.person.employee).cumulative, floor // 60
        )
        for one in ranked(people, floor)
    ]
    shown = tuple(rows[:top] if top else rows)
    return Standings(period, shown, spread({one.employee: one.points for one in people}), floor // 60)


def earned(ledger: Ledger, horizon: Horizon | None) -> dict[str, int]:
    """Person -> posted points earned on days of ``horizon`` (None = all days), corrections taken off where the error stood."""
    found: dict[str, int] = {}
    for claim in ledger.posted:
        for day, points in claim.content["by_day"]:
            if horizon is None or date.fromisoformat(str(day)) in horizon:
                found[claim.employee] = found.get(claim.employee, 0) + int(points)
    return found


def _period(desk: PointsDesk, month: str | None, week: date | None) -> Horizon | None:
    if month:
        return month_horizon(month)
    if week:
        first = week - timedelta(days=(week.weekday() - desk.workspace.centre.week_start) % 7)
        return Horizon(first, 7)
    return None


def _minutes(desk: PointsDesk, horizon: Horizon | None, ledger: Ledger) -> dict[str, int]:
    """Person -> minutes worked in the period, from months whose roster is published."""
    published = {version.month for version in desk.store.versions()}
    if horizon is None:
        months = {str(claim.content["period"]) for claim in ledger.posted}
    else:
        months = {f"{day:%Y-%m}" for day in horizon.dates}
    minutes: dict[str, int] = {}
    for month in sorted(months & published):
        for worked in worked_roster(desk.workspace, month, desk.store).days:
            if horizon is None or worked.day in horizon:
                minutes[worked.employee] = minutes.get(worked.employee, 0) + worked.minutes
    return minutes


def _there(person: Employee, horizon: Horizon | None) -> bool:
    """Whether somebody was employed on any day of the period."""
    if horizon is None:
        return True
    begun = person.hired_on is None or person.hired_on <= horizon.end
    return begun and (person.leaves_on is None or person.leaves_on >= horizon.start)


def _who(desk: PointsDesk, employee: str, period: str, pseudonyms: bool) -> str:
    if pseudonyms:
        return pseudonym(employee, f"{desk.workspace.centre.name}\n{period}")
    return f"{employee} {desk.names.get(employee, '')}".strip()
