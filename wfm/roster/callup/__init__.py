"""Calling people in for a peak: which duty helps most, who takes it in fair and legal order, and who was passed over and why."""

from wfm.roster.callup.cover import Cover
from wfm.roster.callup.emergency import emergency_problem
from wfm.roster.callup.extend import Extension, extensions
from wfm.roster.callup.select import Called, CallUps, Quota, Wanted, call_up

__all__ = [
    "CallUps",
    "Called",
    "Cover",
    "Extension",
    "Quota",
    "Wanted",
    "call_up",
    "emergency_problem",
    "extensions",
]
