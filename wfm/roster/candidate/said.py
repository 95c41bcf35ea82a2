"""The order of asking in words: where somebody stands, what must be agreed, why somebody else was not taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wfm import words
from wfm.data.candidates import Passed, Standing
from wfm.data.roster import Finding
from wfm.roster.rules import RULES

CALLED, CHANGED = "called", "changed"
"""What the times asked count: call-ups and call-ins, or changed days."""


def standing_text(standing: Standing, counted: str, language: str) -> str:
    """``main project; 24 h left this month with overtime, called 0 times so far``. ``counted``: CALLED or CHANGED."""
    return words.say(
        "candidate.standing",
        language,
        certificate=_certificate(standing, language),
        hours=f"{standing.minutes_left / 60:.0f}",
        asked=words.say(f"candidate.asked_{counted}", language, times=standing.asked_before),
    )


def consent_text(reasons: Iterable[str], language: str) -> str:
    """Why the person must agree; empty when not."""
    return ", ".join(words.say(f"candidate.consent_{reason}", language) for reason in reasons)


def passed_text(passed: Passed, language: str) -> str:
    """Why somebody was not taken: the first rule with its figures, and how many more forbid it."""
    if passed.findings:
        first, others = _sentence(passed.findings[0], language), len(passed.rules) - 1
        return words.say("candidate.first_rule", language, first=first, others=others) if others else first
    return words.say(f"candidate.{passed.reason}", language, **passed.values)


def passed_json(passed: Passed) -> dict[str, Any]:
    """Plain data with the reason in every language under ``why``."""
    return {**passed.to_json(), "why": {language: passed_text(passed, language) for language in words.LANGUAGES}}


def passed_line(passed: Mapping[str, Any], language: str) -> str:
    """``000042 (36 h left): ...`` from ``passed_json``."""
    hours = f"{passed['minutes_left'] / 60:.0f}"
    return words.say("candidate.passed", language, who=passed["employee"], hours=hours, why=passed["why"][language])


def _certificate(standing: Standing, language: str) -> str:
    if standing.emergency_only:
        return words.say("candidate.certificate_emergency", language)
    if standing.lent:
        return words.say("candidate.certificate_other", language, priority=standing.priority)
    return words.say("candidate.certificate_main" if standing.priority else "candidate.certificate_none", language)


def _sentence(finding: Finding, language: str) -> str:
    return next(rule for rule in RULES if rule.id == finding.rule).explain(finding, language)
