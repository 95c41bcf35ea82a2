"""Who could be called in on a day off, to which duties, in which order; and why others are passed over.

Legality is the month's own: the person's line with the duty must break no hard rule more than without it (terms compiled
for the people concerned). What only the day's book knows, extensions of yesterday and overtime so far, is added here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from wfm.data.day_changes import ChangeKind
from wfm.data.roster import Duty, Roster
from wfm.data.tables import OFF, Employee, Shift
from wfm.data.terms import Cover, Together
from wfm.roster.attendance import desk_slots
from wfm.roster.day.band import without_band
from wfm.roster.day.law import Law
from wfm.roster.day.network import Arc, Group, Move, Net
from wfm.roster.day.task import DayTask
from wfm.roster.engine.compile import Compiled, compile_terms
from wfm.roster.engine.line import line_cost
from wfm.timegrid import minutes_of


@dataclass(frozen=True, order=True)
class Rank:
    """The order of asking: those without overtime, fewest call-ins so far, certificate priority, hours left."""

    overtime: bool
    call_ins: int
    priority: int
    hours_left: int
    employee: str


@dataclass(frozen=True)
class Candidate:
    """Somebody off today. ``duties``: what the person could do, with its price; ``barred``: key of the reason when nothing is
    possible (``tweak.barred_...``)."""

    employee: str
    duties: tuple[tuple[Move, int], ...]
    barred: str = ""


def candidates_of(task: DayTask, law: Law) -> tuple[Candidate, ...]:
    """Everybody who is off, employed, not on leave and told nothing today; in the order of the employees."""
    if not task.call_in:
        return ()
    people = [person for person in task.problem.employees if _off(task, person)]
    able = [person for person in people if not _barred(task, person)]
    found = dict(zip((person.employee for person in able), _legal(task, law, able), strict=True))
    result = []
    for person in people:
        barred, duties = _barred(task, person), found.get(person.employee, ())
        result.append(Candidate(person.employee, duties, barred or ("" if duties else "tweak.barred_rules")))
    return tuple(result)


def _off(task: DayTask, person: Employee) -> bool:
    problem = task.problem
    here = problem.employed(person, task.day) and problem.on_leave(person.employee, task.day) is None
    return here and task.duty(person.employee) is None and person.employee not in task.standing_of


def _barred(task: DayTask, person: Employee) -> str:
    if person.employee in task.declined:
        return "tweak.barred_declined"
    if person.employee in task.called_up:
        return "tweak.barred_called_up"
    return "tweak.barred_gate" if task.gate(person.employee) else ""


def _legal(task: DayTask, law: Law, people: Sequence[Employee]) -> list[tuple[tuple[Move, int], ...]]:
    """For each person the duties that break no hard rule, with prices."""
    if not people:
        return []
    compiled = _compiled(task, people)
    names = {person.employee for person in people}
    lines = compiled.encode(Roster(task.roster.horizon, tuple(d for d in task.roster.duties if d.employee in names)))
    day = task.roster.horizon.index(task.day)
    return [tuple(_duties(task, law, compiled, lines, row, person, day)) for row, person in enumerate(people)]


def _compiled(task: DayTask, people: Sequence[Employee]) -> Compiled:
    """The terms of these people alone; cover and pairs say nothing about whether a line is legal."""
    known = without_band(task.problem, [person.employee for person in people])
    problem = replace(known, employees=tuple(people))
    terms = [term for rule, force in problem.rules for term in rule.compile(problem, force)]
    return compile_terms(problem, [term for term in terms if not isinstance(term, Cover | Together)])


def _duties(
    task: DayTask, law: Law, compiled: Compiled, lines: np.ndarray, row: int, person: Employee, day: int
) -> list[tuple[Move, int]]:
    model, found = compiled.model, []
    line = lines[row].copy()
    _, illegal, short = line_cost(model, line, row)
    cell = row * lines.shape[1] + day
    earliest = max(task.as_of + task.settings.call_in_lead_minutes, law.rested_at(person))
    latest, left = law.rest_before_next(person), law.left(person)
    for number in model.cand[model.cand_ptr[cell] : model.cand_ptr[cell + 1]]:
        code = compiled.codes[number]
        shift = task.problem.shifts.get(code.shift)
        if code.shift == OFF or shift is None or not shift.covers or code.project not in task.place_of:
            continue
        begin = minutes_of(shift.start)
        if begin < earliest or begin + shift.minutes > latest or shift.paid_minutes > left:
            continue
        line[day] = number
        _, broken, under = line_cost(model, line, row)
        line[day] = lines[row, day]
        if broken <= illegal and under <= short:
            move = Move(ChangeKind.CALL_IN, begin, begin + shift.minutes, code.project, shift.shift, code.break_start)
            found.append((move, call_in_price(task, law, person, shift, code.project)))
    return found


def call_in_price(task: DayTask, law: Law, person: Employee, shift: Shift, project: str) -> int:
    """Fixed price, paid hours, overtime hours (whole), certificate priority, and the soft wishes the duty refuses."""
    settings = task.settings
    hours = -(-settings.call_in_hour_price * shift.paid_minutes // 60)
    overtime = settings.overtime_hour_price * -(-law.over(person, shift.paid_minutes) // 60)
    second = settings.lend_priority_price * (priority_of(task, person.employee, project) - 1)
    return settings.call_in_price + hours + overtime + second + _refused(task, person, shift)


def priority_of(task: DayTask, employee: str, project: str) -> int:
    """Best priority of a certificate valid today that may be planned; 9 without one."""
    skills = task.problem.skills.get(employee, ())
    valid = (s for s in skills if (s.valid_from or task.day) <= task.day <= (s.valid_to or task.day) and not s.emergency_only)
    return min((skill.priority for skill in valid if skill.project == project), default=9)


def _refused(task: DayTask, person: Employee, shift: Shift) -> int:
    """Weights of today's soft wishes that the duty would refuse and the day off did not."""
    force = task.problem.rules.force("wishes")
    params = force.of(person) if force is not None else None
    if params is None:
        return 0
    cost = 0
    for wish in task.problem.preferences.get(person.employee, ()):
        today = wish.date == task.day if wish.date else wish.weekday in (None, task.day.isoweekday())
        named = wish.value == (shift.shift if wish.wish.endswith("shift") else shift.kind.value)
        refused = {"off": True, "work": False}.get(wish.wish, named == wish.wish.startswith("avoid"))
        cost += wish.weight * params.scale if today and refused and not wish.hard else 0
    return cost


def call_groups(task: DayTask, candidates: Sequence[Candidate], useful: Mapping[str, bool]) -> list[Group]:
    """Candidates with the same duties at the same prices together; duties on projects that want nobody are left out."""
    groups: dict[tuple[tuple[Move, int], ...], list[str]] = {}
    for candidate in candidates:
        duties = tuple(duty for duty in candidate.duties if useful.get(duty[0].project))
        if duties:
            groups.setdefault(duties, []).append(candidate.employee)
    return [Group(_net(task, duties), tuple(people), (0,)) for duties, people in groups.items()]


def _net(task: DayTask, duties: tuple[tuple[Move, int], ...]) -> Net:
    arcs = [Arc(0, 1, 0, ())]
    for move, price in duties:
        slots = desk_slots(task.problem.shifts[move.shift], move.pause, task.interval)
        projects = len(task.demand.projects)
        place = task.place_of[move.project]
        cells = tuple(slot * projects + place for slot in slots if slot < 2 * task.slots)
        arcs.append(Arc(0, 1, price, cells, (), move))
    return Net(2, tuple(arcs), "", True)


def rank_of(task: DayTask, law: Law, employee: str, move: Move, call_ins: Mapping[str, int]) -> Rank:
    """Place of a person in the order of asking for this duty."""
    person = task.problem.employee[employee]
    paid = task.problem.shifts[move.shift].paid_minutes
    left = law.contracted(person) - law.worked(person.employee)
    priority = priority_of(task, employee, move.project)
    return Rank(law.over(person, paid) > 0, call_ins.get(employee, 0), priority, -(left // 60), employee)


def called_duty(task: DayTask, employee: str, move: Move) -> Duty:
    """The duty of a call-in."""
    return Duty(employee, task.day, move.shift, move.project, move.pause)
