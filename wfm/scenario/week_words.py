"""A week's changes in words: duties, reasons, consent, who was passed over."""

from __future__ import annotations

from wfm import words
from wfm.data.candidates import Standing
from wfm.data.roster import Duty
from wfm.data.week import Change
from wfm.roster.candidate import CHANGED, passed_json, passed_line, standing_text
from wfm.roster.problem import RosterProblem
from wfm.timegrid import clock_of, minutes_of


def duty_text(problem: RosterProblem, duty: Duty | None, language: str, *, pause: bool = False) -> str:
    """``M1 09:00-17:30 hotline``; with ``pause`` the break's start too."""
    if duty is None:
        return words.say("week.day_off", language)
    shift = problem.shifts.get(duty.shift)
    begin = minutes_of(shift.start) if shift else 0
    values = {"start": clock_of(begin), "end": clock_of(begin + (shift.minutes if shift else 0)), "project": duty.project}
    text = words.say("week.duty", language, shift=duty.shift, **values).strip()
    if not pause or duty.break_start is None:
        return text
    return words.say("week.duty_break", language, duty=text, pause=clock_of(begin + duty.break_start))


def why_text(change: Change, language: str) -> str:
    """Whose duty is taken over or what was short, and what spoke for this person."""
    if change.replaces:
        cause = words.say("week.why_replaces", language, who=change.replaces)
    elif change.kinds == ("break",):
        return words.say("week.why_break", language)
    else:
        cause = words.say(
            "week.why_added" if change.old is None else "week.why_removed" if change.new is None else "week.why_moved", language
        )
    if change.new is None:
        return cause
    person = words.say(
        "week.why_person", language, standing=_standing(change, change.new.project, language), nights=change.nights_before
    )
    return f"{cause}; {person}"


def passed_text(change: Change, language: str) -> str:
    """Who was passed over and why; empty where nobody was called in."""
    if change.old is not None or change.new is None or not change.new.project:
        return ""
    if not change.free:
        return words.say("week.passed_none", language)
    named = " ".join(passed_line(passed_json(one), language) for one in change.passed)
    return words.say("week.passed", language, free=change.free, forbidden=change.forbidden, named=named)


def _standing(change: Change, project: str, language: str) -> str:
    standing = Standing(
        employee=change.employee,
        project=project,
        emergency_only=change.emergency_only,
        priority=change.priority,
        minutes_left=change.minutes_left,
        asked_before=change.changes_before,
        day_minutes=1,
    )
    return standing_text(standing, CHANGED, language)
