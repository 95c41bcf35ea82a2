"""Names of people who decide: told apart as a reader would, so that nobody passes for two; and who may decide what."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from wfm.errors import UsageError


def plain_name(name: str) -> str:
    """A name for comparing: half-width, no blanks, case folded."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def same_person(one: str, other: str) -> bool:
    """Whether two names (or ids) are the same for a four-eyes check; an empty name is nobody."""
    return bool(plain_name(one)) and plain_name(one) == plain_name(other)


def reasoned(reason: str) -> None:
    """UsageError without a reason."""
    if not reason.strip():
        raise UsageError("rewards.no_reason")


def worded(text: str) -> None:
    """UsageError for an objection without words."""
    if not text.strip():
        raise UsageError("rewards.no_text")


def not_for_oneself(who: str, employee: str, names: Mapping[str, str]) -> None:
    """UsageError when ``who`` is the person that a decision is about. ``names``: employee -> name."""
    if same_person(who, employee) or same_person(who, names.get(employee, "")):
        raise UsageError("rewards.for_oneself", who=who, employee=employee)


def own_or_asked(who: str, employee: str, names: Mapping[str, str], behalf: str) -> None:
    """UsageError when ``who`` is neither the person nor says, in ``behalf``, how the person asked for it."""
    if not behalf.strip() and not same_person(who, employee) and not same_person(who, names.get(employee, "")):
        raise UsageError("rewards.not_ones_own", who=who, employee=employee)
