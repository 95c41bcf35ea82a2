"""Calling people in: who may legally come, in which fair order, for which duty, and who was passed over and why."""

from wfm.roster.callup.cover import Cover
from wfm.roster.callup.extend import Extension, extensions
from wfm.roster.callup.legal import LineAudit, emergency_problem
from wfm.roster.callup.order import Standing, standings
from wfm.roster.callup.select import Called, CallUps, Passed, Quota, Wanted, call_up

__all__ = [
    "CallUps",
    "Called",
    "Cover",
    "Extension",
    "LineAudit",
    "Passed",
    "Quota",
    "Standing",
    "Wanted",
    "call_up",
    "emergency_problem",
    "extensions",
    "standings",
]
