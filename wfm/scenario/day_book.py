"""The book ``day`` as the day layer reads and writes it.

Entries about a day have its date as subject. Kind ``tweak``: ``changes`` took effect (consent given where it is needed),
``asked`` wait for an answer, with the ``duties`` of call-ins and the ``lenders`` of loans among them. Kind ``answer``: somebody
said no (``employee``), or a lender's lead answered (``project``). A yes puts what was asked into a ``tweak`` entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from wfm.data.day_changes import ChangeKind, DayChange
from wfm.data.roster import Duty
from wfm.store.books import BookEntry

TWEAK, ANSWER = "tweak", "answer"


@dataclass(frozen=True)
class DayBook:
    """What the book says about one day. ``changes``: in force; ``asked``: waiting for an answer of the person, or for loans of
    the lender's lead; ``lender_of``: employee -> project that would lend; ``duties``: of call-ins asked for; ``declined``:
    people; ``lenders``: project -> whether its lead lends; ``history``: changes in force of other days, from the month before on;
    ``seen``: entries of the book when it was read; ``decided_at``: local ISO time of the day's last decision, empty without."""

    day: date
    changes: tuple[DayChange, ...]
    asked: tuple[DayChange, ...]
    lender_of: Mapping[str, str]
    duties: tuple[Duty, ...]
    declined: frozenset[str]
    lenders: Mapping[str, bool]
    history: tuple[DayChange, ...]
    seen: int
    decided_at: str = ""


def read_day_book(entries: Sequence[BookEntry], day: date) -> DayBook:
    """The book ``entries`` as seen on ``day``."""
    reading = _Reading()
    history: list[DayChange] = []
    decided_at = ""
    for entry in entries:
        today = entry.subject == day.isoformat()
        if today:
            decided_at = max(decided_at, str(entry.content.get("as_of", "")))
        if today and entry.kind == TWEAK:
            reading.tweak(entry.content)
        elif today and entry.kind == ANSWER:
            reading.answer(entry.content)
        elif entry.kind == TWEAK:
            history += changes_of(entry.content.get("changes", ()))
    near = day.replace(day=1) - timedelta(days=1)
    called = {change.employee for change in reading.asked if change.kind is ChangeKind.CALL_IN}
    return DayBook(
        day=day,
        changes=tuple(reading.changes),
        asked=tuple(reading.asked),
        lender_of=reading.lender_of,
        duties=tuple(duty for name, duty in reading.duties.items() if name in called),
        declined=frozenset(reading.declined),
        lenders=reading.lenders,
        history=tuple(change for change in history if change.day >= near),
        seen=len(entries),
        decided_at=decided_at,
    )


class _Reading:
    """One day's entries, read in order."""

    def __init__(self) -> None:
        self.changes: list[DayChange] = []
        self.asked: list[DayChange] = []
        self.lender_of: dict[str, str] = {}
        self.duties: dict[str, Duty] = {}
        self.declined: set[str] = set()
        self.lenders: dict[str, bool] = {}

    def tweak(self, content: Mapping[str, Any]) -> None:
        """Changes that took effect are no longer asked for; new questions follow."""
        made = changes_of(content.get("changes", ()))
        done = {(change.employee, change.kind, change.from_minute) for change in made}
        gone = {change.employee for change in made if change.kind is ChangeKind.ABSENT}
        self.changes += made
        self.asked = [c for c in self.asked if (c.employee, c.kind, c.from_minute) not in done and c.employee not in gone]
        self.asked += changes_of(content.get("asked", ()))
        self.duties.update((duty.employee, duty) for duty in duties_of(content.get("duties", ())))
        for lender in content.get("lenders", ()):
            self.lender_of.update(dict.fromkeys(lender["people"], lender["project"]))

    def answer(self, content: Mapping[str, Any]) -> None:
        """A person's no, or a lead's yes or no; what was refused is no longer asked for."""
        if "project" not in content:
            self.declined.add(str(content["employee"]))
            self.asked = [c for c in self.asked if not (c.consent and c.employee == content["employee"])]
            return
        project, agrees = str(content["project"]), content.get("answer") == "agree"
        self.lenders[project] = agrees
        if not agrees:
            self.asked = [c for c in self.asked if c.consent or self.lender_of.get(c.employee) != project]


def changes_of(rows: Iterable[Mapping[str, Any]]) -> list[DayChange]:
    """Changes from an entry's content."""
    return [DayChange.from_json(row) for row in rows]


def duties_of(rows: Iterable[Sequence[Any]]) -> list[Duty]:
    """Duties from an entry's content: [employee, day, shift, project, break start]."""
    return [Duty(str(e), date.fromisoformat(day), str(s), str(p), b) for e, day, s, p, b in rows]


def duty_row(duty: Duty) -> list[Any]:
    """Inverse of ``duties_of``."""
    return [duty.employee, duty.day.isoformat(), duty.shift, duty.project, duty.break_start]
