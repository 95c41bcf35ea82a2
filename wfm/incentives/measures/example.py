"""The world of the measures' worked examples: three shifts and on-call duty, projects P and Q, patterns for days."""

from __future__ import annotations

from datetime import date, timedelta

from wfm.data.day_changes import ChangeKind, DayChange
from wfm.data.roster import Duty
from wfm.data.tables import Shift
from wfm.data.worked import Stretch, WorkedDay, WorkedRoster
from wfm.incentives.facts import CallUp, Facts
from wfm.incentives.measures.base import MeasureExample
from wfm.timegrid import Horizon, minutes_of, moment

START = date(2026, 8, 3)
DAYS = 7
INTERVAL = 30
SHIFTS = {
    shift.shift: shift
    for shift in (
        Shift(shift="D", start="08:00", minutes=510, break_minutes=30, break_from=240, break_to=240),
        Shift(shift="E", start="15:00", minutes=480, kind="evening"),
        Shift(shift="N", start="23:00", minutes=480, kind="night"),
        Shift(shift="O", start="08:00", minutes=480, kind="on-call"),
    )
}


def facts_of(example: MeasureExample) -> Facts:
    """The example's month of a week from ``START``; everybody's own project is P."""
    days = tuple(_worked(example, *row) for row in example.days)
    need = {name: [[0] * (1440 // INTERVAL) for _ in range(DAYS)] for name in ("P", "Q")}
    for (project, day, slot), agents in example.need.items():
        need[project][day][slot] = agents
    return Facts(
        roster=WorkedRoster(Horizon(START, DAYS), days),
        interval_minutes=INTERVAL,
        need=need,
        shifts=SHIFTS,
        home={name: "P" for name, _, _ in example.days},
        emergency=example.emergency,
        holidays={START + timedelta(days=day): statutory for day, statutory in example.holidays.items()},
        call_ups=tuple(CallUp(**{**step, "day": START + timedelta(days=step["day"])}) for step in example.call_ups),
    )


def _worked(example: MeasureExample, name: str, number: int, pattern: str) -> WorkedDay:
    day = START + timedelta(days=number)
    what, _, hours = pattern.partition("@")
    before, _, after = what.partition(">")
    first, last = _duty(name, day, before), _duty(name, day, after or before)
    begins = moment(day, minutes_of(SHIFTS[last.shift].start) if last else 0)
    told = begins - timedelta(hours=int(hours)) if hours else None
    desk = example.desk.get((name, number))
    stretches = tuple(Stretch(*row) for row in desk) if desk is not None else _stretches(last)
    changes = tuple(_change(row) for row in example.changes if (row["employee"], row["day"]) == (name, number))
    return WorkedDay(name, day, first, last, told, stretches, changes)


def _duty(name: str, day: date, sign: str) -> Duty | None:
    return None if sign == "-" else Duty(name, day, sign, "" if sign == "O" else "P", 240 if sign == "D" else None)


def _stretches(duty: Duty | None) -> tuple[Stretch, ...]:
    if duty is None:
        return ()
    shift = SHIFTS[duty.shift]
    begin, end = minutes_of(shift.start), minutes_of(shift.start) + shift.minutes
    if duty.break_start is None:
        return (Stretch(begin, end, duty.project),)
    pause = begin + duty.break_start
    return Stretch(begin, pause, duty.project), Stretch(pause + shift.break_minutes, end, duty.project)


def _change(row: object) -> DayChange:
    assert isinstance(row, dict)
    return DayChange(**{**row, "day": START + timedelta(days=row["day"]), "kind": ChangeKind(row["kind"])})
