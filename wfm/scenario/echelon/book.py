"""Echelon call-up as a record: activate, reply, arrive, stand down; each checked alone with the book."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from wfm.data.gate import open_workspace
from wfm.data.tables import Echelon
from wfm.data.workspace import Workspace
from wfm.errors import UsageError
from wfm.scenario.echelon.choose import Choice, choose, with_duties
from wfm.scenario.echelon.quota import may_activate, require_level
from wfm.scenario.echelon.record import (
    BOOK,
    Activation,
    CalledPerson,
    called_before,
    called_duties,
    engaged,
    find,
    next_id,
    replay,
    require_called,
    require_in_time,
    require_open,
    used_places,
)
from wfm.scenario.echelon.worked import write_call_ins
from wfm.scenario.month import store_at
from wfm.scenario.refused import leaves_results
from wfm.scenario.whatif.basis import Basis, Say, open_basis
from wfm.scenario.whatif.levels import Level
from wfm.scenario.whatif.under import situation_under
from wfm.store import BookEntry, NewEntry, Store

ACTION = "echelon"
"""Name in the audit log."""


def activate(
    path: Path,
    *,
    level: int,
    day: date,
    project: str,
    trigger: str,
    who: str,
    as_of: datetime | None = None,
    drill: bool = False,
    people: int | None = None,
    scenario: str | Path | None = None,
    at_level: Level = "base",
    version: int | None = None,
    say: Say | None = None,
) -> Activation:
    """Activate echelon ``level`` for ``day`` and ``project``: the twin of ``wfm echelon activate``.

    The people of the level's units are chosen in fair legal order for the duties worth most under today's demand, or under that
    of a what-if (``scenario``), and written into the book with why and with a reserve. Refused, and the refusal logged, when
    ``who`` is not named for the level in echelons.csv, the level is open for this day and project already, or its quotas are
    used up. A drill leaves roster and counts alone.
    """
    told = as_of or datetime.now()
    if not trigger.strip():
        raise UsageError("echelon.no_trigger")
    with leaves_results(path):
        basis = open_basis(path, f"{day:%Y-%m}", version=version, say=say)
        workspace = basis.workspace
        known = [row.project for row in workspace.projects]
        if project not in known:
            raise UsageError("echelon.no_project", project=project, known=", ".join(known))
        rows = require_level(workspace, level)
        situation, roster = situation_under(basis, scenario, at_level)
        store = Store.open(workspace.path, workspace.centre.database)
        before = called_before(store)

        def decide(entries: Sequence[BookEntry]) -> list[NewEntry]:
            found = replay(entries)
            if not may_activate(workspace, rows, who):
                raise _not_allowed(who, level, rows)
            if told.date() > day:
                raise UsageError("echelon.day_over", day=day, at=told.isoformat(timespec="minutes"))
            twin = next((one for one in found.values() if _same(one, level, day, project, drill)), None)
            if twin is not None:
                raise UsageError("echelon.open_already", id=twin.id, level=level, day=day, project=project)
            there = with_duties(roster, called_duties(found, drill))
            choice = choose(
                situation, there, level=level, day=day, projects=(project,), told=told, used=used_places(found, day, drill),
                engaged=engaged(found, day, drill), called_before=before, people=people,
            )  # fmt: skip
            if not choice.called:
                raise UsageError("echelon.nobody", level=level, day=day, project=project, refused=len(choice.refused))
            facts = _facts(level, day, project, trigger, told, drill, choice, basis)
            return [NewEntry("activate", next_id(found, drill), facts)]

        (entry,) = store.write_book(BOOK, decide, action=ACTION, author=who)
    return replay([entry])[entry.subject]


def _not_allowed(who: str, level: int, rows: Sequence[Echelon]) -> UsageError:
    return UsageError(
        "echelon.not_allowed", who=who, level=level, known="; ".join(dict.fromkeys(row.may_activate for row in rows))
    )


def _same(one: Activation, level: int, day: date, project: str, drill: bool) -> bool:
    return one.open and (one.level, one.day, one.project, one.drill) == (level, day, project, drill)


def _facts(
    level: int, day: date, project: str, trigger: str, told: datetime, drill: bool, choice: Choice, basis: Basis
) -> dict[str, Any]:
    return {
        "level": level,
        "day": day,
        "project": project,
        "trigger": trigger.strip(),
        "at": _stamp(told),
        "drill": drill,
        "roster": basis.source,
        "called": list(choice.called),
        "reserve": list(choice.reserve),
        "refused": list(choice.refused),
    }


def reply(
    path: Path, employee: str, *, answer: str, who: str, activation: str | None = None, as_of: datetime | None = None
) -> Activation:
    """Write down an answer (``yes`` or ``no``); a ``no`` calls the next of the reserve whose unit has the place.

    A changed answer is a further entry; refused without a call, twice the same, after arrival or stand-down.
    """
    at = as_of or datetime.now()
    if answer not in ("yes", "no"):
        raise UsageError("echelon.bad_answer", value=answer)

    def decide(one: Activation, person: CalledPerson) -> list[NewEntry]:
        if person.reply == answer:
            raise UsageError("echelon.replied_already", employee=employee, answer=answer, at=person.replied_at)
        if person.arrived_at:
            raise UsageError("echelon.arrived_already", employee=employee, at=person.arrived_at)
        if answer == "yes" and person.reply == "no" and _full(open_workspace(path), one, person):
            raise UsageError("echelon.place_taken", employee=employee, unit=person.unit[1])
        found = [NewEntry("reply", one.id, {"employee": employee, "answer": answer, "at": _stamp(at)})]
        behind = _next(one, person) if answer == "no" and person.counts else None
        return [*found, *([NewEntry("call", one.id, {**behind, "at": _stamp(at)})] if behind else [])]

    return _write(store_at(path), activation, employee, at, who, decide)


def arrive(path: Path, employee: str, *, who: str, activation: str | None = None, as_of: datetime | None = None) -> Activation:
    """Write down an arrival; refused before a yes, twice, long before the duty, after its end, and after stand-down."""
    at = as_of or datetime.now()

    def decide(one: Activation, person: CalledPerson) -> list[NewEntry]:
        if person.arrived_at:
            raise UsageError("echelon.arrived_already", employee=employee, at=person.arrived_at)
        if person.reply != "yes":
            raise UsageError("echelon.no_yes", employee=employee, answer=person.reply or "-")
        require_in_time(one, person, at)
        return [NewEntry("arrive", one.id, {"employee": employee, "at": _stamp(at)})]

    return _write(store_at(path), activation, employee, at, who, decide)


def stand_down(path: Path, *, reason: str, who: str, activation: str | None = None, as_of: datetime | None = None) -> Activation:
    """End an activation; of a real one the call-ins that came are first written into the day's book, once.

    Who may activate a level may stand it down.
    """
    at = as_of or datetime.now()
    workspace, store = open_workspace(path), store_at(path)
    one = find(replay(store.book(BOOK)), activation)
    if not reason.strip():
        raise UsageError("echelon.no_reason")
    if one.open and not one.drill and may_activate(workspace, require_level(workspace, one.level), who):
        write_call_ins(path, store, one, at, who)

    def decide(entries: Sequence[BookEntry]) -> list[NewEntry]:
        now = replay(entries)[one.id]
        rows = require_level(workspace, now.level)
        if not may_activate(workspace, rows, who):
            raise _not_allowed(who, now.level, rows)
        require_open(now, at)
        return [NewEntry("stand-down", now.id, {"at": _stamp(at), "reason": reason.strip()})]

    store.write_book(BOOK, decide, action=ACTION, author=who)
    return replay(store.book(BOOK))[one.id]


def show(path: Path, activation: str | None = None, *, drills: bool = False) -> list[Activation]:
    """Activations as they stand, real ones or drills, or the one asked for."""
    found = replay(store_at(path).book(BOOK))
    if activation is not None:
        return [find(found, activation, only_open=False)]
    return [one for one in found.values() if one.drill == drills]


Step = Callable[[Activation, CalledPerson], list[NewEntry]]


def _write(store: Store, activation: str | None, employee: str, at: datetime, who: str, step: Step) -> Activation:
    """One entry about one called person, alone with the book."""
    chosen: list[str] = []

    def decide(entries: Sequence[BookEntry]) -> list[NewEntry]:
        one = find(replay(entries), activation)
        chosen.append(one.id)
        person = require_called(one, employee)
        require_open(one, at)
        return step(one, person)

    store.write_book(BOOK, decide, action=ACTION, author=who)
    return replay(store.book(BOOK))[chosen[-1]]


def _next(one: Activation, person: CalledPerson) -> dict[str, Any] | None:
    """The first of the reserve who may take the place of ``person``."""
    same = [
        other for other in one.reserve if (other["level"], other["unit"]) == person.unit and other["employee"] not in one.people
    ]
    return dict(same[0]) if same else None


def _full(workspace: Workspace, one: Activation, person: CalledPerson) -> bool:
    """Whether the unit's places of this activation are all taken by others."""
    quota = sum(row.quota for row in workspace.echelons if (row.level, row.unit) == person.unit)
    return sum(other.unit == person.unit and other.counts for other in one.people.values()) >= quota


def _stamp(at: datetime) -> str:
    return at.replace(tzinfo=None).isoformat(timespec="minutes")
