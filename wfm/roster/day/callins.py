"""Who could be called in on a day off, to which duties, at what price.

Legality is the month's own (``wfm.roster.candidate``): the person's line with the duty must break no hard rule that it does not
break without. What only the day's book knows, extensions of yesterday and overtime so far, is added here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wfm.data.candidates import Standing
from wfm.data.day_changes import ChangeKind
from wfm.data.roster import Duty
from wfm.data.tables import Employee, Shift
from wfm.roster.attendance import Code, desk_slots, duty_codes
from wfm.roster.candidate import Lines, certificate_of, free_on, minutes_left, standing_of
from wfm.roster.day.band import without_band
from wfm.roster.day.law import Law
from wfm.roster.day.network import Arc, Group, Move, Net
from wfm.roster.day.task import DayTask
from wfm.timegrid import MINUTES_PER_DAY, clock_of, minutes_of

Reason = tuple[str, Mapping[str, object]]


@dataclass(frozen=True)
class Candidate:
    """Somebody off today. ``duties``: what the person could do, with its price; ``barred``: key of the reason under ``candidate``
    when nobody would ask; both may be empty: then no duty is legal."""

    employee: str
    duties: tuple[tuple[Move, int], ...]
    barred: str = ""


def candidates_of(task: DayTask, law: Law) -> tuple[Candidate, ...]:
    """Everybody who is off, employed, not on leave and told nothing today; in the order of the employees."""
    if not task.call_in:
        return ()
    people = [person for person in task.problem.employees if _off(task, person)]
    barred = {person.employee: _barred(task, person) for person in people}
    lines = lines_of(task, [person for person in people if not barred[person.employee]])
    codes = duty_codes(task.problem.shifts, task.problem.projects, task.demand.interval_minutes)
    offered = [code for code in codes if code.project in task.place_of]
    return tuple(
        Candidate(person.employee, (), barred[person.employee])
        if barred[person.employee]
        else Candidate(person.employee, tuple(_duties(task, law, lines, offered, person)))
        for person in people
    )


def lines_of(task: DayTask, people: Sequence[Employee]) -> Lines:
    """The month's lines of these people, hours free of the planning band where the centre lifts it for the day."""
    return Lines(without_band(task.problem, [person.employee for person in people]), task.roster, people=people)


def hindrance(task: DayTask, law: Law, person: Employee, shift: Shift) -> Reason | None:
    """What the day's book and clock say against the person serving ``shift`` today: key under ``candidate``, and values."""
    begin = minutes_of(shift.start)
    end = begin + shift.minutes
    earliest = task.as_of + task.settings.call_in_lead_minutes
    if begin < earliest:
        return "notice", {"earliest": _clock(earliest), "begins": _clock(begin)}
    rested, latest, left = law.rested_at(person), law.rest_before_next(person), law.left(person)
    if begin < rested:
        return "rest", {"until": _clock(rested), "begins": _clock(begin)}
    if end > latest:
        return "rest_next", {"until": _clock(latest), "ends": _clock(end)}
    if shift.paid_minutes > left:
        return "hours", {"left": f"{max(left, 0) / 60:.4g}", "needed": f"{shift.paid_minutes / 60:g}"}
    return None


def _clock(minute: int) -> str:
    """``09:30``; ``01:30 (+1)`` on the day after."""
    days = minute // MINUTES_PER_DAY
    return clock_of(minute) + (f" ({days:+d})" if days else "")


def _off(task: DayTask, person: Employee) -> bool:
    free = free_on(task.problem, task.roster, person, task.day)
    return free and task.duty(person.employee) is None and person.employee not in task.standing_of


def _barred(task: DayTask, person: Employee) -> str:
    if person.employee in task.declined:
        return "declined"
    return "called_up" if person.employee in task.called_up else ""


def _duties(task: DayTask, law: Law, lines: Lines, offered: Sequence[Code], person: Employee) -> list[tuple[Move, int]]:
    found, fits = [], dict[tuple[str, str], bool]()
    for code in offered:
        shift, key = task.problem.shifts[code.shift], (code.shift, code.project)
        if key not in fits:
            duty = Duty(person.employee, task.day, code.shift, code.project, code.break_start)
            fits[key] = lines.legal(duty) and hindrance(task, law, person, shift) is None
        if fits[key]:
            begin = minutes_of(shift.start)
            move = Move(ChangeKind.CALL_IN, begin, begin + shift.minutes, code.project, code.shift, code.break_start)
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
    skill = certificate_of(task.problem, employee, project, task.day, planned=True)
    return 9 if skill is None else skill.priority


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


def standing_in(task: DayTask, law: Law, employee: str, project: str, call_ins: Mapping[str, int]) -> Standing:
    """Where a person stands in the order of asking; extensions of the month count as worked."""
    person = task.problem.employee[employee]
    left = minutes_left(task.problem, person, law.worked(employee))
    return standing_of(task.problem, person, project, task.day, left=left, asked=call_ins.get(employee, 0))


def called_duty(task: DayTask, employee: str, move: Move) -> Duty:
    """The duty of a call-in."""
    return Duty(employee, task.day, move.shift, move.project, move.pause)
