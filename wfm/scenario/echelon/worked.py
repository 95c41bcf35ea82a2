"""People who came on a call-up, written into the book of the day as call-ins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from wfm.data.day_changes import DAY_BOOK, ChangeKind, DayChange
from wfm.scenario.echelon.record import Activation, CalledPerson
from wfm.store import BookEntry, NewEntry, Store

ACTION = "echelon"


def call_ins(one: Activation, until: datetime) -> list[DayChange]:
    """The call-in of everybody who came: from the duty's begin, or the arrival if later, to its end, or ``until`` if earlier."""
    return [_call_in(one, person, until) for person in one.people.values() if person.arrived_at]


def _call_in(one: Activation, person: CalledPerson, until: datetime) -> DayChange:
    midnight = datetime(one.day.year, one.day.month, one.day.day)

    def minute(at: str) -> int:
        return round((datetime.fromisoformat(at) - midnight).total_seconds() / 60)

    begin = max(minute(person.facts["begins"]), minute(person.arrived_at))
    end = min(minute(person.facts["ends"]), round((until - midnight).total_seconds() / 60))
    return DayChange(
        employee=person.employee,
        day=one.day,
        kind=ChangeKind.CALL_IN,
        from_minute=begin,
        to_minute=max(begin, end),
        project=person.facts["project"],
        shift=person.facts["shift"],
        consent=True,
        agreed=True,
        reason=f"{one.id}: {one.trigger}",
    )


def write_call_ins(store: Store, one: Activation, until: datetime, who: str) -> None:
    """Add the call-ins of a real activation to the day's book, unless they stand there already."""
    changes = call_ins(one, until)

    def decide(entries: Sequence[BookEntry]) -> list[NewEntry]:
        known = any(entry.content.get("activation") == one.id for entry in entries)
        content = {"changes": [change.to_json() for change in changes], "activation": one.id, "project": one.project}
        return [] if known or not changes else [NewEntry("tweak", one.day.isoformat(), content)]

    if changes:
        store.write_book(DAY_BOOK, decide, action=ACTION, author=who)
