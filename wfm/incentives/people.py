"""Names of people who decide: told apart as a reader would, so that nobody passes for two."""

from __future__ import annotations

import unicodedata


def plain_name(name: str) -> str:
    """A name for comparing: half-width, no blanks, case folded."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def same_person(one: str, other: str) -> bool:
    """Whether two names (or ids) are the same for a four-eyes check; an empty name is nobody."""
    return bool(plain_name(one)) and plain_name(one) == plain_name(other)
