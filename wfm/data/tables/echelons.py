"""Emergency echelons (应急梯队): how many of which unit may be called up, how fast, and who may do so."""

from __future__ import annotations

from wfm.data.tables.base import Row, column

LEADER = "leader"
"""In ``may_activate``: anybody who may lead a shift."""


class Echelon(Row):
    """The part of one unit in an echelon level."""

    level: int = column("level, 1 is called first", ge=1, le=9)
    unit: str = column("team or employer whose people are called", min_length=1)
    quota: int = column("most people of the unit called at this level for one day", unit="people", ge=0)
    lead_hours: float = column("from the call to the first duty", default=4.0, unit="h", ge=0, le=168)
    may_activate: str = column("who may activate: names or ids, separated by ; (leader = any shift leader)", min_length=1)
    trigger: str = column("when it is activated, in words", default="")


class EchelonMember(Row):
    """A person named for a level; a level without named people takes the unit's people in fair order."""

    level: int = column("echelon level", ge=1, le=9)
    employee: str = column("employee id", min_length=1)
