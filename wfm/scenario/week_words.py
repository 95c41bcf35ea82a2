"""A week's changes in words: duties, reasons, consent, who was passed over."""

from __future__ import annotations

from wfm import words
from wfm.data.roster import Duty
from wfm.data.week import Change, Passed
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


def consent_text(change: Change, language: str) -> str:
    """Why the person must agree; empty when not."""
    return ", ".join(words.say(f"week.consent_{reason}", language) for reason in change.consent)


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
        "week.why_person",
        language,
        hours=f"{change.minutes_left / 60:.0f}",
        changes=change.changes_before,
        nights=change.nights_before,
        certificate=_certificate(change, language),
    )
    return f"{cause}; {person}"


def passed_text(change: Change, language: str) -> str:
    """Who was passed over and why; empty where nobody was called in."""
    if change.old is not None or change.new is None or not change.new.project:
        return ""
    if not change.free:
        return words.say("week.passed_none", language)
    named = " ".join(_passed(one, language) for one in change.passed)
    return words.say("week.passed", language, free=change.free, forbidden=change.forbidden, named=named)


def _certificate(change: Change, language: str) -> str:
    if change.emergency_only:
        return words.say("week.certificate_emergency", language)
    if change.priority > 1:
        return words.say("week.certificate_other", language, priority=change.priority)
    return words.say("week.certificate_main" if change.priority else "week.certificate_none", language)


def _passed(one: Passed, language: str) -> str:
    values = {"who": one.employee, "hours": f"{one.minutes_left / 60:.0f}"}
    if one.rules:
        rules = ", ".join(words.say(f"rules.{rule}_title", language) for rule in one.rules)
        return words.say("week.passed_rule", language, rules=rules, **values)
    if one.more == 0:
        return words.say("week.passed_equal", language, **values)
    return words.say("week.passed_more" if one.more > 0 else "week.passed_less", language, more=abs(one.more), **values)
