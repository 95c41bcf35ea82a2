"""What somebody on duty may still do today, as far as people are alike in it: break, other desks, off-phone work, more time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wfm.data.day_changes import ChangeKind
from wfm.data.tables import Employee
from wfm.roster.day.off_phone import Work, work_of, works_open_to
from wfm.roster.day.state import PersonDay, Span
from wfm.roster.day.task import DayTask

WORK = "\x01"
"""Off-phone work as a desk: this and its shift."""


@dataclass(frozen=True)
class Way:
    """A desk a person may be sent to, or off-phone work of ``shift`` to be made up: price of going, and of each interval there;
    ``account``: cell that counts the intervals of the work."""

    kind: ChangeKind
    project: str
    going: int
    interval: int = 0
    shift: str = ""
    account: int | None = None

    @property
    def desk(self) -> str:
        """Name of the desk in the network."""
        return self.project or WORK + self.shift


def ways_of(task: DayTask, person: Employee, state: PersonDay) -> tuple[Way, ...]:
    """Desks open to a person on duty, by certificates valid on the day; none below the energy gate."""
    settings = task.settings
    found: dict[str, Way] = {}
    if task.gate(person.employee) or (state.project and state.project in task.closed):
        return ()
    for skill in task.problem.skills.get(person.employee, ()):
        valid = (skill.valid_from or task.day) <= task.day <= (skill.valid_to or task.day)
        if not valid or skill.project == state.project or skill.project not in task.place_of:
            continue
        kind = ChangeKind.LEND if state.project else ChangeKind.TAKE_CALLS
        going = settings.lend_price if state.project else settings.take_calls_price
        going += settings.lend_priority_price * (skill.priority - 1) + settings.emergency_price * skill.emergency_only
        hour = settings.per_interval(settings.lend_hour_price, task.interval) if state.project else 0
        way = Way(kind, skill.project, going, hour)
        if skill.project not in found or way.going < found[skill.project].going:
            found[skill.project] = way
    cap = task.project_of[state.project].lending_cap if state.project else None
    return () if cap == 0 else tuple(found[name] for name in sorted(found))


@dataclass(frozen=True)
class Options:
    """Everything in which alike people are alike."""

    project: str
    desk_from: int
    begin: int
    end: int
    pause: Span | None
    window: tuple[int, int, int] | None
    """Earliest and latest start of the break after the duty's start, and its length."""
    ways: tuple[Way, ...]
    later: int
    earlier: int
    """Intervals the duty may be extended after and before."""
    account: int | None = None
    """Cell that counts the intervals of the off-phone work that the duty is for."""


def options_of(
    task: DayTask, person: Employee, state: PersonDay, later: int, earlier: int, accounts: Mapping[Work, int]
) -> Options:
    """``later``, ``earlier``: minutes the law allows; ``accounts``: work -> its cell."""
    shift = state.shift
    window = (
        (shift.break_from, max(shift.break_from, shift.break_to), shift.break_minutes) if state.pause and shift.covers else None
    )
    covers = bool(state.project) and shift.covers
    steps = [minutes // task.interval if covers else 0 for minutes in (later, earlier)]
    ways = (*ways_of(task, person, state), *_made_up(task, person, state, accounts))
    account = None if state.project else accounts.get(work_of(task, person, shift.shift))
    span = (state.desk_from, state.begin, state.end)
    return Options(state.project, *span, state.pause, window, ways, steps[0], steps[1], account)


def _made_up(task: DayTask, person: Employee, state: PersonDay, accounts: Mapping[Work, int]) -> Iterator[Way]:
    """Off-phone work that somebody at the phones may do instead."""
    settings = task.settings
    hour = settings.per_interval(settings.make_up_hour_price, task.interval)
    for work, shift in works_open_to(task, person) if state.project and state.shift.covers else ():
        if work in accounts:
            yield Way(ChangeKind.OFF_PHONE, "", settings.make_up_price, hour, shift, accounts[work])
