"""Consistency: do the tables agree with each other?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from wfm.data.gate.base import Finder, Hit, InputRule
from wfm.data.gate.echelons import ECHELON_RULES
from wfm.data.gate.references import reference_rules
from wfm.data.gate.scope import Scope, open_grid
from wfm.data.reading import Dimension, Level, Place
from wfm.data.reading.columns import nearest
from wfm.data.tables import (
    OFF,
    CalendarDay,
    Contract,
    Employee,
    Leave,
    Lock,
    OffPhoneWork,
    Preference,
    PreviousDuty,
    Project,
    Requirement,
    Shift,
    ShiftKind,
    Skill,
)

REST_SIGNS = frozenset({OFF, "休"})
"""Signs of a day off in a rotation pattern."""


def history_of_unknown_project(scope: Scope) -> Iterator[Hit]:
    """History of a project that is not planned; one finding per project."""
    known = scope.ids("projects")
    if known:
        for project, place in scope.ids("history").items():
            if project not in known:
                count = int((scope.reading.history["project"] == project).sum())
                yield Hit(place, "project", project, {"maybe": nearest(project, known)}, count)


def shift_for_unknown_team(scope: Scope) -> Iterator[Hit]:
    """Shifts kept for teams to which nobody belongs."""
    teams = _people_by(scope, lambda person: person.team)
    for place, shift in scope.rows(Shift) if teams else ():
        for team in shift.teams.split(";") if shift.teams else []:
            if team not in teams:
                yield Hit(place, "teams", team, {"maybe": nearest(team, teams)})


def wish_for_unknown_shift(scope: Scope) -> Iterator[Hit]:
    """Wishes for a shift that does not exist."""
    known = scope.ids("shifts")
    for place, wish in scope.rows(Preference) if known else ():
        if wish.wish in ("shift", "avoid-shift") and wish.value and wish.value not in known:
            yield Hit(place, "value", wish.value, {"maybe": nearest(wish.value, known)})


def override_for_unknown(target: str, known: Callable[[Scope], Mapping[str, object]]) -> Finder:
    """Overrides of rules for a contract, team or employee that does not exist."""

    def find(scope: Scope) -> Iterator[Hit]:
        names = known(scope)
        for k, one in enumerate(scope.reading.workspace.rules.overrides):
            name = getattr(one, target)
            if name and names and name not in names:
                place = scope.reading.rules.place(("overrides", str(k)))
                yield Hit(place, target, name, {"rule": one.rule, "maybe": nearest(name, names)})

    return find


def off_phone_shift_at_the_phones(scope: Scope) -> Iterator[Hit]:
    """Off-phone work on a shift at the phones (or on call)."""
    kinds = {shift.shift: shift.kind for _, shift in scope.rows(Shift)}
    for place, row in scope.rows(OffPhoneWork):
        kind = kinds.get(row.shift)
        if kind not in (None, ShiftKind.STUDY, ShiftKind.OFF_PHONE):
            yield Hit(place, "shift", row.shift, {"kind": kind.value if kind else ""})


def off_phone_work_of_unknown_team(scope: Scope) -> Iterator[Hit]:
    """Off-phone work of a team to which nobody belongs."""
    teams = _people_by(scope, lambda person: person.team)
    for place, row in scope.rows(OffPhoneWork) if teams else ():
        if row.team and row.team not in teams:
            yield Hit(place, "team", row.team, {"maybe": nearest(row.team, teams)})


def lock_on_leave(scope: Scope) -> Iterator[Hit]:
    """A locked duty on a day of leave."""
    away = _on_leave(scope)
    for place, lock in scope.rows(Lock):
        if lock.shift != OFF and away(lock.employee, lock.date):
            yield Hit(place, "date", lock.date, {"employee": lock.employee})


def duty_on_leave(scope: Scope) -> Iterator[Hit]:
    """A duty of the previous roster on a day of leave."""
    away = _on_leave(scope)
    for place, duty in scope.rows(PreviousDuty):
        if duty.shift != OFF and away(duty.employee, duty.date):
            yield Hit(place, "date", duty.date, {"employee": duty.employee})


def work_wish_on_leave(scope: Scope) -> Iterator[Hit]:
    """A hard wish to work on a day of leave."""
    away = _on_leave(scope)
    for place, wish in scope.rows(Preference):
        if wish.hard and wish.wish in ("work", "shift", "kind") and away(wish.employee, wish.date):
            yield Hit(place, "date", wish.date, {"employee": wish.employee})


def opposite_wishes(scope: Scope) -> Iterator[Hit]:
    """Hard wishes both to work and to be off on one date."""
    promised: dict[tuple[str, date], tuple[bool, Place]] = {}
    for place, wish in scope.rows(Preference):
        if not wish.hard or wish.date is None or wish.wish.startswith("avoid"):
            continue
        off = wish.wish == "off"
        before = promised.setdefault((wish.employee, wish.date), (off, place))
        if before[0] != off:
            yield Hit(place, "wish", wish.wish, {"employee": wish.employee, "date": wish.date, "first": before[1].row})


def lock_against_wish(scope: Scope) -> Iterator[Hit]:
    """A locked duty on a day the person was promised off."""
    promised = {(w.employee, w.date) for _, w in scope.rows(Preference) if w.hard and w.wish == "off" and w.date}
    for place, lock in scope.rows(Lock):
        if lock.shift != OFF and (lock.employee, lock.date) in promised:
            yield Hit(place, "date", lock.date, {"employee": lock.employee})


def lock_without_certificate(scope: Scope) -> Iterator[Hit]:
    """A lock on a project for which the person has no certificate valid that day."""
    valid: dict[tuple[str, str], list[Skill]] = defaultdict(list)
    for _, skill in scope.rows(Skill):
        valid[skill.employee, skill.project].append(skill)
    for place, lock in scope.rows(Lock):
        if lock.project and not any(_valid_on(skill, lock.date) for skill in valid[lock.employee, lock.project]):
            yield Hit(place, "project", lock.project, {"employee": lock.employee, "date": lock.date})


def lock_outside_employment(scope: Scope) -> Iterator[Hit]:
    """A lock before the first or after the last working day."""
    people = _people(scope)
    for place, lock in scope.rows(Lock):
        person = people.get(lock.employee)
        early = person is not None and person.hired_on is not None and lock.date < person.hired_on
        late = person is not None and person.leaves_on is not None and lock.date > person.leaves_on
        if lock.shift != OFF and (early or late):
            yield Hit(place, "date", lock.date, {"employee": lock.employee})


def night_lock_of_protected(scope: Scope) -> Iterator[Hit]:
    """A locked night or evening shift of a person protected from them."""
    people, shifts = _people(scope), _shifts(scope)
    for place, lock in scope.rows(Lock):
        person, shift = people.get(lock.employee), shifts.get(lock.shift)
        until = person.no_nights_until if person else None
        if until and lock.date <= until and shift and shift.kind in (ShiftKind.NIGHT, ShiftKind.EVENING):
            yield Hit(place, "shift", lock.shift, {"employee": lock.employee, "until": until})


def lock_against_contract(scope: Scope) -> Iterator[Hit]:
    """A locked shift of a kind the person's contract leaves out."""
    people, shifts = _people(scope), _shifts(scope)
    kinds = {contract.contract: contract.shift_kinds for _, contract in scope.rows(Contract)}
    for place, lock in scope.rows(Lock):
        person, shift = people.get(lock.employee), shifts.get(lock.shift)
        allowed = kinds.get(person.contract, "") if person else ""
        if shift and allowed and shift.kind.value not in allowed.split(";"):
            yield Hit(place, "shift", lock.shift, {"employee": lock.employee, "kind": shift.kind.value, "known": allowed})


def contract_without_shifts(scope: Scope) -> Iterator[Hit]:
    """A contract whose shift kinds match no shift."""
    kinds = {shift.kind.value for _, shift in scope.rows(Shift)}
    for place, contract in scope.rows(Contract) if kinds else ():
        allowed = set(contract.shift_kinds.split(";")) if contract.shift_kinds else set()
        if allowed and allowed <= {kind.value for kind in ShiftKind} and not allowed & kinds:
            yield Hit(place, "shift_kinds", contract.shift_kinds, {"contract": contract.contract})


def rotation_of_unknown_shifts(scope: Scope) -> Iterator[Hit]:
    """Rotation patterns with signs that are neither a shift's code or id nor a day off."""
    signs = {word for _, shift in scope.rows(Shift) for word in (shift.code, shift.shift) if word} | REST_SIGNS
    one = re.compile("|".join(re.escape(sign) for sign in sorted(signs, key=len, reverse=True)))
    for place, person in scope.rows(Employee) if scope.rows(Shift) else ():
        left = re.sub(r"[\s,;|/]+", "", one.sub("", person.rotation))
        if left:
            yield Hit(place, "rotation", person.rotation, {"sign": left[0]})


def requirement_when_closed(scope: Scope) -> Iterator[Hit]:
    """Agents required in an interval in which the project is closed."""
    projects = {project.project: project for _, project in scope.rows(Project)}
    for place, need in scope.rows(Requirement):
        project = projects.get(need.project)
        if project is None or need.start is None or need.agents == 0 or project.opens == project.closes:
            continue
        if not open_grid(project)[need.start.weekday(), need.start.hour * 60 + need.start.minute]:
            yield Hit(place, "start", need.start, {"project": need.project})


def makeup_on_workday(scope: Scope) -> Iterator[Hit]:
    """A make-up workday that is no weekend day."""
    for place, day in scope.rows(CalendarDay):
        if day.kind == "makeup" and day.date.weekday() not in scope.centre.weekend_days:
            yield Hit(place, "date", day.date)


def _on_leave(scope: Scope) -> Callable[[str, date | None], bool]:
    """Whether a person is on leave on a date."""
    spans: dict[str, list[Leave]] = defaultdict(list)
    for _, leave in scope.rows(Leave):
        spans[leave.employee].append(leave)
    return lambda name, day: day is not None and any(one.from_date <= day <= one.to_date for one in spans[name])


def _valid_on(skill: Skill, day: date) -> bool:
    return (skill.valid_from is None or skill.valid_from <= day) and (skill.valid_to is None or day <= skill.valid_to)


def _people(scope: Scope) -> dict[str, Employee]:
    return {person.employee: person for _, person in scope.rows(Employee)}


def _shifts(scope: Scope) -> dict[str, Shift]:
    return {shift.shift: shift for _, shift in scope.rows(Shift)}


def _people_by(scope: Scope, name: Callable[[Employee], str]) -> dict[str, object]:
    return {name(person): place for place, person in scope.rows(Employee) if name(person)}


_K, _R, _W = Dimension.CONSISTENCY, Level.REFUSE, Level.WARN
RULES: tuple[InputRule, ...] = (
    *reference_rules(),
    InputRule("K-17", _K, _W, "history", ("project",), history_of_unknown_project),
    InputRule("K-18", _K, _W, "shifts", ("teams",), shift_for_unknown_team),
    InputRule("K-19", _K, _R, "locks", ("date",), lock_on_leave),
    InputRule("K-20", _K, _W, "locks", ("project",), lock_without_certificate),
    InputRule("K-21", _K, _R, "", ("employee",), override_for_unknown("employee", lambda s: s.ids("employees"))),
    InputRule("K-22", _K, _R, "", ("contract",), override_for_unknown("contract", lambda s: s.ids("contracts"))),
    InputRule("K-23", _K, _R, "", ("team",), override_for_unknown("team", lambda s: _people_by(s, lambda p: p.team))),
    InputRule("K-24", _K, _W, "employees", ("rotation",), rotation_of_unknown_shifts),
    InputRule("K-25", _K, _W, "requirements", ("start",), requirement_when_closed),
    InputRule("K-26", _K, _R, "locks", ("date",), lock_outside_employment),
    InputRule("K-27", _K, _W, "preferences", ("date",), work_wish_on_leave),
    InputRule("K-28", _K, _R, "preferences", ("wish",), opposite_wishes),
    InputRule("K-29", _K, _R, "preferences", ("value",), wish_for_unknown_shift),
    InputRule("K-30", _K, _R, "locks", ("shift",), night_lock_of_protected),
    InputRule("K-31", _K, _W, "contracts", ("shift_kinds",), contract_without_shifts),
    InputRule("K-32", _K, _W, "locks", ("date",), lock_against_wish),
    InputRule("K-33", _K, _W, "calendar", ("date",), makeup_on_workday),
    InputRule("K-34", _K, Level.NOTE, "previous", ("date",), duty_on_leave),
    InputRule("K-35", _K, _W, "locks", ("shift",), lock_against_contract),
    InputRule("K-42", _K, _R, "offphone", ("shift",), off_phone_shift_at_the_phones),
    InputRule("K-43", _K, _R, "offphone", ("team",), off_phone_work_of_unknown_team),
    *ECHELON_RULES,
)
