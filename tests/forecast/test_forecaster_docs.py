"""The template of docs/add-a-forecaster.md works as printed, and every member has its words."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from wfm import words
from wfm.calendars import calendar_for
from wfm.forecast import MEMBERS, Member
from wfm.forecast.daily import DailySeries
from wfm.forecast.opening import Service

DOCS = Path(__file__).parents[2] / "docs"


def test_template_is_a_working_member() -> None:
    blocks = re.findall(r"```python\n(.*?)```", (DOCS / "add-a-forecaster.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 1
    scope: dict[str, object] = {"__name__": "template"}
    exec(blocks[0], scope)
    made = scope["WeekdayMedian"]
    assert isinstance(made, type)
    assert issubclass(made, Member)
    first = date(2026, 3, 2)
    totals = np.tile([700.0, 600, 500, 400, 300, 200, np.nan], 6)
    series = DailySeries(first, totals, Service(np.ones((7, 48), dtype=np.bool_), calendar_for("CN")))
    week = [first + timedelta(days=42 + k) for k in range(7)]
    assert made().fit(series).predict(week) == pytest.approx([700, 600, 500, 400, 300, 200, 450])


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member.name)
def test_every_member_is_documented_and_has_words(member: Member) -> None:
    assert f"`{member.name}`" in (DOCS / "forecasting.md").read_text(encoding="utf-8")
    for language in words.LANGUAGES:
        assert words.say(f"forecast.member_{member.name.replace('-', '_')}", language)
