"""A person's day minute by minute: the duty laid out, the day's changes laid over it, read back as stretches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wfm.data.day_changes import ChangeKind, DayChange
from wfm.data.roster import Duty
from wfm.data.tables import Shift
from wfm.data.worked import Stretch
from wfm.timegrid import MINUTES_PER_DAY, minutes_of

OFF_PHONE = ""
"""A minute worked away from any desk."""

Minutes = dict[int, str]
"""Minute from midnight of the duty's date -> project at whose desk it is worked (OFF_PHONE for none); absent = not worked."""


def laid_out(duty: Duty | None, shifts: Mapping[str, Shift], moved: Iterable[tuple[int, int]] = ()) -> Minutes:
    """The minutes of a duty: handover off the phones, then the desk, breaks left out. ``moved``: breaks as the day placed
    them (from, to), instead of the duty's own."""
    if duty is None or duty.shift not in shifts:
        return {}
    shift = shifts[duty.shift]
    begin = minutes_of(shift.start)
    desk = duty.project if shift.covers else OFF_PHONE
    first = begin + shift.overlap_minutes
    minutes = {minute: OFF_PHONE if minute < first else desk for minute in range(begin, begin + shift.minutes)}
    own = [(begin + duty.break_start, begin + duty.break_start + shift.break_minutes)] if duty.break_start is not None else []
    for since, until in list(moved) or own:
        _drop(minutes, since, until)
    return minutes


def as_planned(duty: Duty | None, changes: Iterable[DayChange], shifts: Mapping[str, Shift]) -> Minutes:
    """The duty with its breaks where the day placed them, nothing else changed."""
    return laid_out(duty, shifts, [(c.from_minute, c.to_minute) for c in changes if c.kind is ChangeKind.BREAK])


def worked_minutes(duty: Duty | None, changes: Iterable[DayChange], shifts: Mapping[str, Shift]) -> Minutes:
    """The duty with the day's changes that took effect; changes apply in the order: breaks, then absence, desk, more or less
    time, as the day layer states them. A duty that is a call-in counts from arrival to stand-down, as the call-in says."""
    said = list(changes)
    called = [change for change in said if change.kind is ChangeKind.CALL_IN]
    minutes = as_planned(duty, said, shifts)
    for change in called:
        if duty is not None and duty.shift == change.shift:
            minutes = within(minutes, change.from_minute, change.to_minute)
        else:
            minutes |= _called_in(change, shifts)
    for change in said:
        since, until = change.from_minute, change.to_minute
        match change.kind:
            case ChangeKind.ABSENT | ChangeKind.RELEASE:
                _drop(minutes, since, until)
            case ChangeKind.LEND | ChangeKind.TAKE_CALLS:
                minutes |= {minute: change.project for minute in range(since, until) if minute in minutes}
            case ChangeKind.OFF_PHONE:
                minutes |= {minute: OFF_PHONE for minute in range(since, until) if minute in minutes}
            case ChangeKind.EXTEND:
                desk = change.project or (duty.project if duty else OFF_PHONE)
                minutes |= {minute: desk for minute in range(since, until) if minute not in minutes}
            case ChangeKind.BREAK | ChangeKind.CALL_IN:
                pass
    return minutes


def _called_in(change: DayChange, shifts: Mapping[str, Shift]) -> Minutes:
    """A call-in on a named shift has that shift's earliest break; without a shift it has none."""
    minutes = dict.fromkeys(range(change.from_minute, change.to_minute), change.project)
    shift = shifts.get(change.shift)
    if shift is not None and shift.break_minutes and minutes_of(shift.start) == change.from_minute:
        since = change.from_minute + shift.break_from
        _drop(minutes, since, since + shift.break_minutes)
    return minutes


def _drop(minutes: Minutes, since: int, until: int) -> None:
    for minute in range(since, until):
        minutes.pop(minute, None)


def stretches(minutes: Minutes) -> tuple[Stretch, ...]:
    """Minutes as stretches without a pause at one desk, in order."""
    found: list[Stretch] = []
    for minute in sorted(minutes):
        desk = minutes[minute]
        if found and found[-1].to_minute == minute and found[-1].project == desk:
            found[-1] = Stretch(found[-1].from_minute, minute + 1, desk)
        else:
            found.append(Stretch(minute, minute + 1, desk))
    return tuple(found)


def within(minutes: Minutes, since: int, until: int) -> Minutes:
    """The minutes from ``since`` to ``until`` (excluded)."""
    return {minute: desk for minute, desk in minutes.items() if since <= minute < until}


def span(duty: Duty | None, shifts: Mapping[str, Shift]) -> tuple[int, int] | None:
    """First minute and end of a duty; None without one."""
    if duty is None or duty.shift not in shifts:
        return None
    begin = minutes_of(shifts[duty.shift].start)
    return begin, begin + shifts[duty.shift].minutes


LATEST = 2 * MINUTES_PER_DAY
"""No duty reaches beyond the end of the next day."""
