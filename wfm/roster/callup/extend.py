"""Who could stay longer or come earlier on the day, as far as law and rules allow: the audit judges the longer duty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from wfm.data.roster import Duty, Roster
from wfm.data.tables import Shift
from wfm.roster.attendance import desk_slots
from wfm.roster.callup.cover import Cover
from wfm.roster.callup.legal import LineAudit
from wfm.roster.callup.order import minutes_left
from wfm.roster.problem import RosterProblem
from wfm.timegrid import MINUTES_PER_DAY, clock_of, minutes_of

STEPS = (180, 120, 60)
"""Minutes of an extension that are tried; Labour Law Art. 41 allows three hours of overtime a day at most."""


@dataclass(frozen=True)
class Extension:
    """``minutes`` more before (``early``) or after the duty of a person: worth and missing agent-intervals filled."""

    employee: str
    duty: Duty
    minutes: int
    early: bool
    worth: int
    filled: int


def extensions(
    problem: RosterProblem,
    roster: Roster,
    cover: Cover,
    day: date,
    projects: Iterable[str],
    *,
    most_minutes: int = STEPS[0],
    least_worth: int = 1,
) -> tuple[Extension, ...]:
    """Greedy extensions of duties of ``day`` on ``projects``, each legal by the audit's rules; ``cover`` is filled by them.

    A person is extended once; the extension worth most comes first, then the one with more hours left. Nights and split
    shifts are left alone; overtime protection holds.
    """
    longer = _longer_shifts(problem.shifts.values(), most_minutes)
    audit = LineAudit(problem, roster, {shift.shift: shift for shift, _, _ in longer.values()})
    left = minutes_left(problem, roster)
    open_duties = [duty for duty in roster.duties if duty.day == day and duty.project in set(projects)]
    found: list[Extension] = []
    while open_duties:
        options = sorted(
            (option for duty in open_duties for option in _options(problem, cover, duty, longer)),
            key=lambda option: (-option[0].worth, option[0].minutes, -left[option[0].employee], option[0].employee),
        )
        chosen = next(
            (one for one in options if one[0].worth >= least_worth and one[0].filled and _legal(problem, audit, one)), None
        )
        if chosen is None:
            break
        extension, slots, _ = chosen
        cover.add(extension.duty.project, cover.cells(day, slots))
        found.append(extension)
        open_duties.remove(extension.duty)
    return tuple(found)


Option = tuple[Extension, Sequence[int], Duty]


def _legal(problem: RosterProblem, audit: LineAudit, option: Option) -> bool:
    person = problem.employee[option[0].employee]
    protected = person.no_overtime_until is not None and option[0].duty.day <= person.no_overtime_until
    return not protected and not audit.broken_by(option[2])


def _options(
    problem: RosterProblem, cover: Cover, duty: Duty, longer: Mapping[tuple[str, int, bool], tuple[Shift, int, bool]]
) -> Iterable[Option]:
    interval = problem.demand.interval_minutes
    own = set(desk_slots(problem.shifts[duty.shift], duty.break_start, interval))
    for (name, minutes, early), (shift, _, _) in longer.items():
        if name != duty.shift:
            continue
        pause = None if duty.break_start is None else duty.break_start + (minutes if early else 0)
        more = sorted(set(desk_slots(shift, pause, interval)) - own)
        cells = cover.cells(duty.day, more)
        worth, filled = cover.worth(duty.project, cells), cover.helped(duty.project, cells)
        yield (
            Extension(duty.employee, duty, minutes, early, worth, filled),
            more,
            replace(duty, shift=shift.shift, break_start=pause),
        )


def _longer_shifts(shifts: Iterable[Shift], most: int) -> dict[tuple[str, int, bool], tuple[Shift, int, bool]]:
    """(shift, minutes, early) -> the longer shift; only shifts that stay inside one day's length."""
    found = {}
    for shift in shifts:
        if not shift.covers or str(shift.kind) in ("night", "split"):
            continue
        for minutes in STEPS:
            for early in (False, True):
                start = minutes_of(shift.start) - (minutes if early else 0)
                if minutes <= most and start >= 0 and start + shift.minutes + minutes <= MINUTES_PER_DAY:
                    name = f"{shift.shift}{'<' if early else '>'}{minutes}"
                    moved = minutes if early else 0
                    longer = shift.model_copy(
                        update={
                            "shift": name,
                            "start": clock_of(start),
                            "minutes": shift.minutes + minutes,
                            "break_from": shift.break_from + moved,
                            "break_to": shift.break_to + moved,
                        }
                    )
                    found[shift.shift, minutes, early] = (longer, minutes, early)
    return found
