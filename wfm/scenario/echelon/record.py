"""The book of call-ups: what its entries mean, replayed; and what may follow what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from wfm.data.roster import Duty
from wfm.errors import UsageError
from wfm.store import BookEntry, Store

BOOK = "callups"
"""Entries: ``activate``, ``call`` (in place of one who declined), ``reply``, ``arrive``, ``stand-down``; subject = id."""

EARLY_HOURS = 4
"""Nobody called in arrives longer than this before the duty begins: an earlier time is a slip of the pen."""


@dataclass(frozen=True)
class CalledPerson:
    """A person called: the duty and why, then the answer. Times are local; empty = not yet."""

    employee: str
    facts: Mapping[str, Any]
    called_at: str
    reply: str = ""
    replied_at: str = ""
    arrived_at: str = ""

    @property
    def unit(self) -> tuple[int, str]:
        """Level and unit whose place the person takes."""
        return int(self.facts["level"]), str(self.facts["unit"])

    @property
    def counts(self) -> bool:
        """Whether the person takes a place: called and not declined."""
        return self.reply != "no"

    def duty(self, day: date) -> Duty:
        """The duty that begins on ``day``."""
        facts = self.facts
        return Duty(self.employee, day, str(facts["shift"]), str(facts["project"]), facts.get("break_start"))


@dataclass(frozen=True)
class Activation:
    """An echelon level activated for a day and project. ``drill``: an exercise on a copy, never counted as real."""

    id: str
    level: int
    day: date
    project: str
    trigger: str
    who: str
    at: str
    drill: bool
    people: Mapping[str, CalledPerson] = field(default_factory=dict)
    reserve: tuple[Mapping[str, Any], ...] = ()
    refused: tuple[Mapping[str, Any], ...] = ()
    ended_at: str = ""
    ended_by: str = ""
    reason: str = ""

    @property
    def open(self) -> bool:
        """Whether it was not stood down."""
        return not self.ended_at


def replay(entries: Iterable[BookEntry]) -> dict[str, Activation]:
    """Every activation as it stands, by id."""
    found: dict[str, Activation] = {}
    for entry in entries:
        facts = entry.content
        if entry.kind == "activate":
            people = {one["employee"]: CalledPerson(one["employee"], one, facts["at"]) for one in facts["called"]}
            found[entry.subject] = Activation(
                id=entry.subject,
                level=int(facts["level"]),
                day=date.fromisoformat(facts["day"]),
                project=facts["project"],
                trigger=facts["trigger"],
                who=entry.who,
                at=facts["at"],
                drill=bool(facts["drill"]),
                people=people,
                reserve=tuple(facts["reserve"]),
                refused=tuple(facts["refused"]),
            )
        else:
            found[entry.subject] = _after(found[entry.subject], entry)
    return found


def _after(one: Activation, entry: BookEntry) -> Activation:
    facts = entry.content
    if entry.kind == "stand-down":
        return replace(one, ended_at=facts["at"], ended_by=entry.who, reason=facts["reason"])
    name = facts["employee"]
    if entry.kind == "call":
        return replace(one, people={**one.people, name: CalledPerson(name, facts, facts["at"])})
    person = one.people[name]
    if entry.kind == "reply":
        person = replace(person, reply=facts["answer"], replied_at=facts["at"])
    elif entry.kind == "arrive":
        person = replace(person, arrived_at=facts["at"])
    return replace(one, people={**one.people, name: person})


def find(found: Mapping[str, Activation], asked: str | None, *, only_open: bool = True) -> Activation:
    """The activation ``asked`` for, or the only open one. Raises UsageError when there is none, or several."""
    if asked is not None:
        if asked not in found:
            raise UsageError("echelon.no_activation", id=asked, known=", ".join(found) or "-")
        return found[asked]
    candidates = [one for one in found.values() if one.open or not only_open]
    if len(candidates) != 1:
        raise UsageError("echelon.which", known=", ".join(one.id for one in candidates) or "-")
    return candidates[0]


def require_open(one: Activation, at: datetime) -> None:
    """Raises UsageError when it was stood down, or ``at`` lies before it was activated."""
    if not one.open:
        raise UsageError("echelon.closed", id=one.id, at=one.ended_at, who=one.ended_by)
    if at.isoformat(timespec="minutes") < one.at:
        raise UsageError("echelon.too_early", id=one.id, at=at.isoformat(timespec="minutes"), since=one.at)


def require_in_time(one: Activation, person: CalledPerson, at: datetime) -> None:
    """Raises UsageError for an arrival more than ``EARLY_HOURS`` before the duty begins, or after its end; people may come to a
    drill whenever it is held."""
    if one.drill:
        return
    begins, ends = (datetime.fromisoformat(person.facts[key]) for key in ("begins", "ends"))
    local = at.replace(tzinfo=None)
    facts = {"employee": person.employee, "at": local.isoformat(timespec="minutes"), "hours": EARLY_HOURS}
    facts |= {"begins": person.facts["begins"], "ends": person.facts["ends"], "shift": person.facts["shift"]}
    if local < begins - timedelta(hours=EARLY_HOURS):
        raise UsageError("echelon.long_before", **facts)
    if local >= ends:
        raise UsageError("echelon.after_end", **facts)


def require_called(one: Activation, employee: str) -> CalledPerson:
    """The person as called; raises UsageError when they were not."""
    if employee not in one.people:
        raise UsageError("echelon.not_called", id=one.id, employee=employee, known=", ".join(one.people) or "-")
    return one.people[employee]


def next_id(found: Mapping[str, Activation], drill: bool) -> str:
    """E1, E2, ... ; drills D1, D2, ..."""
    return f"{'D' if drill else 'E'}{1 + sum(one.drill == drill for one in found.values())}"


def used_places(found: Mapping[str, Activation], day: date, drill: bool) -> Counter[tuple[int, str]]:
    """(level, unit) -> people called for ``day`` in open activations and not declined; drills count among drills."""
    return Counter(
        person.unit
        for one in found.values()
        if one.open and one.day == day and one.drill == drill
        for person in one.people.values()
        if person.counts
    )


def engaged(found: Mapping[str, Activation], day: date, drill: bool) -> set[str]:
    """People of open activations of ``day``, those who declined included: nobody is asked twice for one day."""
    return {name for one in found.values() if one.open and one.day == day and one.drill == drill for name in one.people}


def called_duties(found: Mapping[str, Activation], drill: bool) -> list[Duty]:
    """Duties of everybody called in open activations and not declined: what a further activation builds on."""
    return [
        person.duty(one.day)
        for one in found.values()
        if one.open and one.drill == drill
        for person in one.people.values()
        if person.counts
    ]


def called_before(store: Store) -> dict[str, int]:
    """Employee -> times they came or agreed to come, drills left out."""
    counts: Counter[str] = Counter()
    for one in replay(store.book(BOOK)).values():
        if not one.drill:
            counts.update(name for name, person in one.people.items() if person.reply == "yes" or person.arrived_at)
    return dict(counts)


def minutes_between(first: str, last: str) -> float | None:
    """Minutes from one local time to another; None when one is missing."""
    if not first or not last:
        return None
    return (datetime.fromisoformat(last) - datetime.fromisoformat(first)).total_seconds() / 60


def response_times(people: Sequence[CalledPerson]) -> dict[str, Any]:
    """How fast people answered and came: counts, and minutes (median, slowest) from the call to the reply and to the arrival."""
    found: dict[str, Any] = {
        "called": len(people),
        "yes": sum(person.reply == "yes" for person in people),
        "no": sum(person.reply == "no" for person in people),
        "silent": sum(not person.reply for person in people),
        "arrived": sum(bool(person.arrived_at) for person in people),
    }
    for name in ("replied_at", "arrived_at"):
        times = sorted(
            minutes for person in people if (minutes := minutes_between(person.called_at, getattr(person, name))) is not None
        )
        key = name.removesuffix("_at")
        found[f"{key}_median"] = times[len(times) // 2] if times else None
        found[f"{key}_slowest"] = times[-1] if times else None
    return found
