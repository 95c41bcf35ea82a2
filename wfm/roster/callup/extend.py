"""Who could stay longer or come earlier on the day, as far as law and rules allow: judged as a longer shift."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from heapq import heapify, heappop, heapreplace

from wfm.data.roster import Duty, Roster
from wfm.data.tables import Shift
from wfm.roster.attendance import desk_slots
from wfm.roster.callup.cover import Cover, IntArray
from wfm.roster.candidate import Lines, minutes_left, paid_minutes
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
    """Greedy extensions of duties of ``day`` on ``projects``, each legal by the rules; ``cover`` is filled by them.

    A person is extended once; the extension worth most comes first, then the shorter one, then the one with more hours left.
    Nights and split shifts are left alone; overtime protection holds.
    """
    longer = _longer_shifts(problem.shifts.values(), most_minutes)
    wanted = set(projects)
    duties = [duty for duty in roster.duties if duty.day == day and duty.project in wanted and _may_stay(problem, duty)]
    people = [problem.employee[duty.employee] for duty in duties]
    lines = Lines(problem, roster, shifts={shift.shift: shift for shift, _, _ in longer.values()}, people=people)
    worked = paid_minutes(problem, roster)
    left = {one.employee: minutes_left(problem, one, worked[one.employee]) for one in people}
    waiting = [
        (_rank(option, left), option)
        for duty in duties
        for option in _options(problem, cover, duty, longer)
        if lines.legal(option.duty)
    ]
    heapify(waiting)
    found: list[Extension] = []
    done: set[str] = set()
    while waiting:
        rank, option = waiting[0]
        now = option.priced(cover)
        if now.extension.employee in done or now.extension.worth < least_worth or not now.extension.filled:
            heappop(waiting)
        elif _rank(now, left) != rank:
            heapreplace(waiting, (_rank(now, left), now))
        else:
            cover.add(option.duty.project, option.cells)
            done.add(now.extension.employee)
            found.append(now.extension)
    return tuple(found)


@dataclass(frozen=True)
class _Option:
    """A longer duty: the extension as priced last, the duty as a whole, the columns it adds. Cover that fills up only takes from
    its worth: an option whose worth stands is the best when it stands first."""

    extension: Extension
    duty: Duty
    cells: IntArray

    def priced(self, cover: Cover) -> _Option:
        """The same at the cover as it is now."""
        worth, filled = cover.worth(self.duty.project, self.cells), cover.helped(self.duty.project, self.cells)
        return replace(self, extension=replace(self.extension, worth=worth, filled=filled))


def _rank(option: _Option, left: Mapping[str, int]) -> tuple[int, int, int, str, bool]:
    one = option.extension
    return -one.worth, one.minutes, -left[one.employee], one.employee, one.early


def _may_stay(problem: RosterProblem, duty: Duty) -> bool:
    """Whether nothing protects the person from overtime that day."""
    until = problem.employee[duty.employee].no_overtime_until if duty.employee in problem.employee else duty.day
    return until is None or until < duty.day


def _options(
    problem: RosterProblem, cover: Cover, duty: Duty, longer: Mapping[tuple[str, int, bool], tuple[Shift, int, bool]]
) -> Iterable[_Option]:
    interval = problem.demand.interval_minutes
    own = set(desk_slots(problem.shifts[duty.shift], duty.break_start, interval))
    for (name, minutes, early), (shift, _, _) in longer.items():
        if name != duty.shift:
            continue
        pause = None if duty.break_start is None else duty.break_start + (minutes if early else 0)
        more = sorted(set(desk_slots(shift, pause, interval)) - own)
        changed = replace(duty, shift=shift.shift, break_start=pause)
        option = _Option(Extension(duty.employee, duty, minutes, early, 0, 0), changed, cover.cells(duty.day, more))
        yield option.priced(cover)


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
