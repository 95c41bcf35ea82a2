"""People who came on a call-up, written into the day's book and into the roster as call-ins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from wfm.data.day_changes import DAY_BOOK, ChangeKind, DayChange
from wfm.errors import InfeasibleError, UsageError
from wfm.scenario.day_accept import record_call_ins
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


def write_call_ins(path: Path, store: Store, one: Activation, until: datetime, who: str) -> None:
    """Put the call-ins of a real activation into the day's book and, as duties, into a version of layer ``day``, once.

    What happened is not lost where the roster cannot take it: when the month is not published, or its audit refuses the duties,
    the book alone is written, and says why.
    """
    changes = call_ins(one, until)
    if not changes or any(entry.content.get("activation") == one.id for entry in store.book(DAY_BOOK)):
        return
    content = {"changes": [change.to_json() for change in changes], "activation": one.id, "project": one.project}
    reason = f"{one.id}: {one.trigger}"
    duties = [person.duty(one.day) for person in one.people.values() if person.arrived_at]
    try:
        record_call_ins(path, one.day, changes, duties, at=until, content=content, author=who, reason=reason)
    except (InfeasibleError, UsageError) as error:
        _book_alone(store, one, {**content, "no_version": str(error)}, who)


def _book_alone(store: Store, one: Activation, content: Mapping[str, Any], who: str) -> None:
    def decide(entries: Sequence[BookEntry]) -> list[NewEntry]:
        known = any(entry.content.get("activation") == one.id for entry in entries)
        return [] if known else [NewEntry("tweak", one.day.isoformat(), content)]

    store.write_book(DAY_BOOK, decide, action=ACTION, author=who)
