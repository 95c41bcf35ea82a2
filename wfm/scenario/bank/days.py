"""Special days of the bank scenario, January-May 1999 (June 1999 has none)."""

from __future__ import annotations

from datetime import date

HOLIDAYS = {
    date(1999, 4, 1): "passover",
    date(1999, 4, 7): "passover-seventh-day",
    date(1999, 4, 21): "independence-day",
    date(1999, 5, 21): "shavuot",
}
"""Public holidays: the desk opens in the evening or not at all."""

EVES = {
    date(1999, 3, 31): "passover-eve",
    date(1999, 4, 6): "passover-seventh-day-eve",
    date(1999, 4, 20): "independence-day-eve",
    date(1999, 5, 20): "shavuot-eve",
}
"""Days before them: the desk closes in the early afternoon."""

NAMED = {date(1999, 3, 2): "purim", date(1999, 5, 17): "election-day"}
"""Days with a name on which the desk was open."""
