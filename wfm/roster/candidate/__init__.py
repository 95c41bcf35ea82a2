"""Whether a person may take a duty, what breaks if not, and where the person stands: one answer for the week, the day, the peak
and the month's shortages. Legality comes from the rules' terms; who is refused is told by the rules' own checks, with figures."""

from wfm.roster.candidate.consent import EMERGENCY_ONLY, OVERTIME, REST_DAY, consents
from wfm.roster.candidate.hours import due_minutes, minutes_left, paid_minutes
from wfm.roster.candidate.lines import Lines
from wfm.roster.candidate.said import CALLED, CHANGED, consent_text, passed_json, passed_line, passed_text, standing_text
from wfm.roster.candidate.standing import certificate_of, free_on, standing_of, standings

__all__ = [
    "CALLED",
    "CHANGED",
    "EMERGENCY_ONLY",
    "OVERTIME",
    "REST_DAY",
    "Lines",
    "certificate_of",
    "consent_text",
    "consents",
    "due_minutes",
    "free_on",
    "minutes_left",
    "paid_minutes",
    "passed_json",
    "passed_line",
    "passed_text",
    "standing_of",
    "standing_text",
    "standings",
]
