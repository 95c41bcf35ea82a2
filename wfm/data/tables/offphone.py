"""Work away from the phones that is planned like demand: study, scripts, analyses, inspection."""

from __future__ import annotations

import datetime as dt

from wfm.data.tables.base import Row, column


class OffPhoneWork(Row):
    """So many days on an off-phone shift by a deadline, by one person or shared by a pool (a team, else everybody).

    A pool's days are shared among its people by their days at work in the window. Of two rows with one shift, no person may
    be in both on one day: give each kind of work a shift of its own.
    """

    task: str = column("task id", min_length=1)
    name: str = column("name shown to people", default="")
    shift: str = column("off-phone shift on which it is done (kind study or off-phone)", min_length=1)
    employee: str = column("the one person who does it; empty = shared", default="")
    team: str = column("team that shares it; empty (with no employee) = everybody", default="")
    days: int = column("days of it to be done, all people together", unit="days", ge=1)
    from_date: dt.date = column("first day on which it can be done")
    deadline: dt.date = column("last day on which it counts")
    per_day: int | None = column("most people on it at once; empty = any number", default=None, unit="people", ge=1)
    price: int = column(
        "price of a day not done by the deadline, of a day too many, and of a person over per_day",
        default=60,
        unit="cost units",
        ge=0,
    )
