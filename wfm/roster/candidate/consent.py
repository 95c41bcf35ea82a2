"""Why a person must agree to a changed day."""

from __future__ import annotations

OVERTIME, REST_DAY, EMERGENCY_ONLY = "overtime", "rest-day", "emergency-only"
"""Keys of the catalogue under ``candidate.consent_``."""


def consents(*, due: int, worked: int, more: int, rest_day: bool, emergency_only: bool) -> tuple[str, ...]:
    """Reasons for which the person must agree; empty when nobody need be asked.

    ``due``, ``worked``: minutes of the month due and paid before; ``more``: paid minutes the change adds (may be negative);
    ``rest_day``: a day off is taken at short notice; ``emergency_only``: the duty is newly served on such a certificate.
    """
    beyond = more > 0 and worked + more > due
    asked = ((OVERTIME, beyond), (REST_DAY, rest_day), (EMERGENCY_ONLY, emergency_only))
    return tuple(reason for reason, needed in asked if needed)
