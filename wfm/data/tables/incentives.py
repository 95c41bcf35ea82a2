"""Points and rewards: the rule table, claims, the catalogue of rewards."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from wfm.data.tables.base import Row, column

NAMED_AWARDS = ("regular-day", "preferred-order", "consecutive-rest")
"""Kinds that become terms of a roster; every other kind is recorded, not rostered."""


class PointsRule(Row):
    """A sub-item of the points table: what it is worth, how often, on what evidence. Without this file the table shipped
    with wfm holds; with it, this file alone. An item of handling time must name the quality that goes with it."""

    sub_item: str = column("sub-item id, such as W04b", min_length=1)
    item: str = column("item id, such as W04", min_length=1)
    points_class: Literal["conduct", "quality", "team"] = column("daily conduct, work quality or team building")
    item_name: str = column("name of the item", min_length=1)
    item_name_zh: str = column("name of the item in Chinese", default="")
    name: str = column("what earns the points", min_length=1)
    name_zh: str = column("what earns the points, in Chinese", default="")
    points: int = column("points each time", unit="points", ge=1, le=1000)
    most_per_month: int = column("times it may be posted for one person in a month; 0 = no limit", default=0, unit="times", ge=0)
    evidence: str = column("what a claim must show", default="")
    evidence_zh: str = column("what a claim must show, in Chinese", default="")
    handling_time: bool = column("whether it rewards handling time", default=False)
    quality_condition: str = column("the quality that must hold beside it; needed where handling time counts", default="")
    quality_condition_zh: str = column("that quality in Chinese", default="")

    def label(self, language: str = "en") -> str:
        """What earns the points, in ``language``; English where no Chinese is given."""
        return (self.name_zh or self.name) if language == "zh" else self.name

    def item_label(self, language: str = "en") -> str:
        """The item's name, as ``label``."""
        return (self.item_name_zh or self.item_name) if language == "zh" else self.item_name


class Claim(Row):
    """Points claimed for somebody, filed by `wfm points claim --file`."""

    employee: str = column("employee id", min_length=1)
    sub_item: str = column("sub-item of the points table", min_length=1)
    date: dt.date = column("day on which it was earned")
    times: int = column("how many times", default=1, unit="times", ge=1, le=100)
    evidence: str = column("what shows it: a number of a record, a file, a name", min_length=1)


class Reward(Row):
    """A kind of reward. Without this file the catalogue shipped with wfm holds; with it, this file alone. The order of rows
    is the order in which kinds are allocated."""

    reward: str = column("reward id", min_length=1)
    kind: Literal["regular-day", "preferred-order", "consecutive-rest", "recorded"] = column(
        "one of the three awards that become terms of a roster, or recorded = recorded, not rostered"
    )
    name: str = column("name shown to people", min_length=1)
    name_zh: str = column("name in Chinese", default="")
    about: str = column("what it gives", default="")
    about_zh: str = column("what it gives, in Chinese", default="")
    min_points: int = column("contribution points needed", default=1, unit="points", ge=0)
    min_grade: int | None = column("stars needed; empty = any", default=None, ge=1, le=5)
    min_months: int = column("full months employed before the month of the award", default=0, unit="months", ge=0)
    cost: int = column("redeemable points spent at the grant; 0 = given for contribution alone", default=0, unit="points", ge=0)
    quota: int = column("most awards of this kind in a month", default=0, unit="awards", ge=0)
    team_cap: int = column("most of them in one team; 0 = no cap", default=0, unit="awards", ge=0)
    employer_percent: int = column(
        "most of them for one employer's people, in percent of the quota rounded up; 0 = no cap",
        default=0,
        unit="%",
        ge=0,
        le=100,
    )
    per_year: int = column("most for one person in twelve months; 0 = no cap", default=0, unit="awards", ge=0)
    days: int = column("days of rest in a row (consecutive-rest)", default=0, unit="days", ge=0, le=15)
    validity_months: int = column("months within which a recorded reward may be taken", default=1, unit="months", ge=1, le=36)

    def label(self, language: str = "en") -> str:
        """The name in ``language``; English where no Chinese is given."""
        return (self.name_zh or self.name) if language == "zh" else self.name

    @property
    def rostered(self) -> bool:
        """Whether it becomes terms of a roster."""
        return self.kind != "recorded"
