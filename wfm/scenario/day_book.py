"""The book ``day`` as the day layer reads and writes it.

Entries about a day have its date as subject. Kind ``tweak``: ``changes`` took effect (consent given where it is needed),
``asked`` wait for an answer, with the ``duties`` of call-ins among them. Kind ``answer``: somebody said no (``employee``), or a
lender's lead answered (``project``). A yes of a person is a ``tweak`` entry: the change takes effect.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from wfm.data.day_changes import DayChange
from wfm.data.roster import Duty
from wfm.store.books import BookEntry

TWEAK, ANSWER = "tweak", "answer"


@dataclass(frozen=True)
class DayBook:
    """What the book says about one day. ``changes``: in force; ``asked``: waiting for an answer; ``duties``: of call-ins asked
    for; ``declined``: people; ``lenders``: project -> whether its lead lends; ``history``: changes in force of other days, from
    the month before on; ``seen``: entries of the book when it was read."""

    day: date
    changes: tuple[DayChange, ...]
    asked: tuple[DayChange, ...]
    duties: tuple[Duty, ...]
    declined: frozenset[str]
    lenders: Mapping[str, bool]
    history: tuple[DayChange, ...]
    seen: int


def read_day_book(entries: Sequence[BookEntry], day: date) -> DayBook:
    """The book ``entries`` as seen on ``day``."""
    changes: list[DayChange] = []
    history: list[DayChange] = []
    asked: dict[str, DayChange] = {}
    duties: dict[str, Duty] = {}
    declined: set[str] = set()
    lenders: dict[str, bool] = {}
    for entry in entries:
        today = entry.subject == day.isoformat()
        if entry.kind == TWEAK:
            made = changes_of(entry.content.get("changes", ()))
            (changes if today else history).extend(made)
            if today:
                for change in made:
                    if change.consent:
                        asked.pop(change.employee, None)
                asked.update((change.employee, change) for change in changes_of(entry.content.get("asked", ())))
                duties.update((duty.employee, duty) for duty in duties_of(entry.content.get("duties", ())))
        elif entry.kind == ANSWER and today:
            if "project" in entry.content:
                lenders[str(entry.content["project"])] = entry.content.get("answer") == "agree"
            else:
                declined.add(str(entry.content["employee"]))
                asked.pop(str(entry.content["employee"]), None)
    near = day.replace(day=1) - timedelta(days=1)
    return DayBook(
        day=day,
        changes=tuple(changes),
        asked=tuple(asked.values()),
        duties=tuple(duty for name, duty in duties.items() if name in asked),
        declined=frozenset(declined),
        lenders=lenders,
        history=tuple(change for change in history if change.day >= near),
        seen=len(entries),
    )


def changes_of(rows: Iterable[Mapping[str, Any]]) -> list[DayChange]:
    """Changes from an entry's content."""
    return [DayChange.from_json(row) for row in rows]


def duties_of(rows: Iterable[Sequence[Any]]) -> list[Duty]:
    """Duties from an entry's content: [employee, day, shift, project, break start]."""
    return [Duty(str(e), date.fromisoformat(day), str(s), str(p), b) for e, day, s, p, b in rows]


def duty_row(duty: Duty) -> list[Any]:
    """Inverse of ``duties_of``."""
    return [duty.employee, duty.day.isoformat(), duty.shift, duty.project, duty.break_start]
