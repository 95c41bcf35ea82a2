"""Attendance against the roster: punches and log-ins reconciled by one stated rule, every difference listed.

The rule, for each person and day with a duty, inside the days the exports speak of:

1. Punches from two hours before the duty to its middle are arrivals, those from its middle to six hours after its end are
   departures; log-ins touching the same span count likewise. The first arrival and the last departure hold.
2. A punch that is missing on one side is replaced by the log-in of that side, and listed.
3. Where both speak and differ by more than ``TOLERANCE``, the later arrival and the earlier departure hold (what both
   confirm), and the difference is listed. Within the tolerance the punch holds.
4. Neither export knows the person on that day: absent, listed. A person whom no export knows at all, and a day outside the
   exports, stay as published.
5. The time between arrival and departure counts inside the duty as published and changed that day; time before and after
   it counts only where an extension was agreed, and more than ``TOLERANCE`` of it is listed.
6. Presence on a day off without an agreed call-in is listed, not counted.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from wfm.data.imports.attendance import Attendance
from wfm.data.tables import Shift
from wfm.data.worked import WorkedDay, WorkedRoster
from wfm.scenario.worked_minutes import stretches, within

BEFORE, AFTER, TOLERANCE = 120, 360, 15
"""Minutes: reach before a duty, reach after it, and the difference between sources that is not worth a line."""


@dataclass(frozen=True, order=True)
class Difference:
    """Something the sources disagree about; ``kind`` names its sentence (``contributions.difference_<kind>``)."""

    day: date
    employee: str
    kind: str
    values: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> dict[str, object]:
        """Plain data."""
        return {"day": self.day.isoformat(), "employee": self.employee, "kind": self.kind, **dict(self.values)}


@dataclass
class _Known:
    """Moments of one person, sorted: punches, and (start, end) of sessions."""

    punches: list[datetime] = field(default_factory=list)
    sessions: list[tuple[datetime, datetime | None]] = field(default_factory=list)


@dataclass(frozen=True)
class _Side:
    """Arrival or departure by one source, in minutes from midnight of the day; None = the source is silent."""

    arrival: int | None = None
    departure: int | None = None

    @property
    def silent(self) -> bool:
        return self.arrival is None and self.departure is None


def attended(
    roster: WorkedRoster, attendance: Attendance, shifts: Mapping[str, Shift]
) -> tuple[WorkedRoster, tuple[Difference, ...]]:
    """``roster`` with the actual times, and every difference, by day and person."""
    people: dict[str, _Known] = defaultdict(_Known)
    for punch in attendance.punches:
        people[punch.employee].punches.append(punch.at)
    for session in attendance.sessions:
        people[session.employee].sessions.append((session.start, session.end))
    for known in people.values():
        known.punches.sort()
        known.sessions.sort(key=lambda s: s[0])
    spans = [span for span in (attendance.punch_days, attendance.session_days) if span]
    if not spans:
        return roster, ()
    judge = _Judge(people, min(first for first, _ in spans), max(last for _, last in spans), attendance)
    days = tuple(judge.day(worked, shifts) for worked in roster.days)
    judge.without_duty(roster)
    return WorkedRoster(roster.horizon, days), tuple(sorted(set(judge.differences)))


class _Judge:
    """Reconciles day after day and keeps the differences."""

    def __init__(self, people: Mapping[str, _Known], first: date, last: date, attendance: Attendance) -> None:
        self.people, self.first, self.last = people, first, last
        self.both = attendance.punch_days is not None and attendance.session_days is not None
        self.differences: list[Difference] = []
        self.used: set[tuple[str, datetime]] = set()

    def day(self, worked: WorkedDay, shifts: Mapping[str, Shift]) -> WorkedDay:
        known = self.people.get(worked.employee)
        if not worked.stretches or not self.first <= worked.day <= self.last:
            return worked
        if known is None:
            self._note(worked, "unknown_person")
            return worked
        since, until = worked.stretches[0].from_minute, worked.stretches[-1].to_minute
        punched, logged = self._punched(known, worked, since, until), self._logged(known, worked, since, until)
        if punched.silent and logged.silent:
            if worked.day == self.last and until > 24 * 60:
                return worked
            self._note(worked, "absent")
            return replace(worked, stretches=(), source="attendance")
        arrival = self._side(worked, "arrival", punched.arrival, logged.arrival, since)
        departure = self._side(worked, "departure", punched.departure, logged.departure, until)
        done = {minute: s.project for s in worked.stretches for minute in range(s.from_minute, s.to_minute)}
        self._beyond(worked, arrival, departure, since, until)
        return replace(worked, stretches=stretches(within(done, arrival, departure)), source="attendance")

    def _punched(self, known: _Known, worked: WorkedDay, since: int, until: int) -> _Side:
        middle = (since + until) // 2
        found = self._between(known.punches, worked.day, since - BEFORE, until + AFTER)
        self.used |= {(worked.employee, at) for at in found}
        minutes = [_minute(worked.day, at) for at in found]
        before, after = [m for m in minutes if m < middle], [m for m in minutes if m >= middle]
        return _Side(min(before, default=None), max(after, default=None))

    def _logged(self, known: _Known, worked: WorkedDay, since: int, until: int) -> _Side:
        low, high = _at(worked.day, since - BEFORE), _at(worked.day, until + AFTER)
        touching = [(start, end) for start, end in known.sessions if low <= start <= high and start < _at(worked.day, until)]
        self.used |= {(worked.employee, start) for start, _ in touching}
        ends = [end for _, end in touching if end is not None]
        return _Side(
            _minute(worked.day, min(start for start, _ in touching)) if touching else None,
            _minute(worked.day, max(ends)) if ends and touching[-1][1] is not None else None,
        )

    def _side(self, worked: WorkedDay, side: str, punched: int | None, logged: int | None, planned: int) -> int:
        """The minute that holds on one side of the duty."""
        if punched is None and logged is None:
            self._note(worked, f"no_{side}")
            return planned
        if punched is None:
            self._note(worked, f"no_punch_{side}", login=_clock(logged))
            return logged if logged is not None else planned
        if logged is None:
            return punched
        if abs(punched - logged) > TOLERANCE:
            self._note(worked, f"differ_{side}", punch=_clock(punched), login=_clock(logged))
            return max(punched, logged) if side == "arrival" else min(punched, logged)
        return punched

    def _beyond(self, worked: WorkedDay, arrival: int, departure: int, since: int, until: int) -> None:
        """Time outside the duty as changed, late arrival and early leaving, all past the tolerance."""
        if arrival > since + TOLERANCE:
            self._note(worked, "late", minutes=str(arrival - since))
        if departure < until - TOLERANCE:
            self._note(worked, "left_early", minutes=str(until - departure))
        more = max(0, since - arrival - TOLERANCE) + max(0, departure - until - TOLERANCE)
        if more:
            self._note(worked, "not_agreed", minutes=str(max(0, since - arrival) + max(0, departure - until)))

    def without_duty(self, roster: WorkedRoster) -> None:
        """Presence that belongs to no duty; edges of the export (nights begun before it) are left out."""
        for employee, known in self.people.items():
            spare = [at for at in known.punches if (employee, at) not in self.used]
            spare += [start for start, _ in known.sessions if (employee, start) not in self.used]
            days = {at.date() for at in spare if at.date() in roster.horizon and self._own(roster, employee, at)}
            self.differences += [Difference(day, employee, "no_duty") for day in days]

    def _own(self, roster: WorkedRoster, employee: str, at: datetime) -> bool:
        """Whether a moment belongs to its own date rather than to the end of a night begun the day before."""
        eve = roster.by_cell.get((employee, at.date() - timedelta(days=1)))
        edge = at.date() == self.first and at.hour < 12
        return not edge and not (eve is not None and eve.stretches and eve.stretches[-1].to_minute > 24 * 60 and at.hour < 12)

    def _between(self, moments: list[datetime], day: date, since: int, until: int) -> list[datetime]:
        low, high = _at(day, since), _at(day, until)
        return moments[bisect_left(moments, low) : bisect_left(moments, high)]

    def _note(self, worked: WorkedDay, kind: str, **values: str) -> None:
        self.differences.append(Difference(worked.day, worked.employee, kind, tuple(sorted(values.items()))))


def _at(day: date, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day) + timedelta(minutes=minute)


def _minute(day: date, at: datetime) -> int:
    """Whole minutes from midnight of ``day``."""
    return int((at - datetime(day.year, day.month, day.day)).total_seconds()) // 60


def _clock(minute: int | None) -> str:
    if minute is None:
        return "-"
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}" + (" +1" if minute >= 24 * 60 else "")
