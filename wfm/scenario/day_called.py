"""Who an echelon still open has called for a day: those coming are counted on, those who have not answered are left alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from wfm.data.day_changes import ChangeKind, DayChange
from wfm.data.roster import Duty
from wfm.scenario.echelon.record import BOOK, replay
from wfm.store import Store


@dataclass(frozen=True)
class CalledUp:
    """``changes`` and ``duties`` of people who said yes; ``waiting``: people called who have not answered."""

    changes: tuple[DayChange, ...]
    duties: tuple[Duty, ...]
    waiting: frozenset[str]


def called_on(store: Store, day: date) -> CalledUp:
    """People of the real activations open for ``day``."""
    midnight = datetime(day.year, day.month, day.day)
    changes, duties, waiting = [], [], set()
    for one in replay(store.book(BOOK)).values():
        for person in one.people.values() if one.open and not one.drill and one.day == day else ():
            if person.reply == "yes":
                facts = person.facts
                begin, end = (
                    round((datetime.fromisoformat(facts[key]) - midnight).total_seconds() / 60) for key in ("begins", "ends")
                )
                project, shift = str(facts["project"]), str(facts["shift"])
                changes.append(
                    DayChange(person.employee, day, ChangeKind.CALL_IN, begin, end, project, shift, True, True, one.id)
                )
                duties.append(person.duty(day))
            elif not person.reply:
                waiting.add(person.employee)
    return CalledUp(tuple(changes), tuple(duties), frozenset(waiting))
