"""A week of 300 people: every promise at a size where teams, contracts and certificates mix."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from wfm.data.diff import diff
from wfm.data.gate import open_workspace
from wfm.roster.engine.search import Limit
from wfm.roster.solve import Options
from wfm.scenario.library import create
from wfm.scenario.month import plan_month
from wfm.scenario.week import adjust_week
from wfm.store import Store, publish_draft

WEEK = date(2026, 8, 10)


@pytest.mark.slow
def test_three_hundred_people_with_four_percent_absent(tmp_path: Path) -> None:
    folder = create("utility", tmp_path / "centre", agents=300, seed=7)
    plan_month(folder, "2026-08", Options(Limit(moves=30_000_000), seed=1, bound=False))
    store = Store.open(folder)
    publish_draft(store, folder / "results", "2026-08", author="test", reason="first plan")
    base = store.load(1).roster
    people = [person.employee for person in open_workspace(folder).employees]
    gone = people[::25]
    absences = tmp_path / "absences.csv"
    rows = [f"{name},sick,2026-08-10,2026-08-14" for name in gone]
    absences.write_text("\n".join(["employee,kind,from_date,to_date", *rows]) + "\n", encoding="utf-8")
    week = adjust_week(
        folder,
        WEEK,
        as_of=datetime(2026, 8, 9, 12),
        absences=absences,
        max_changes=2,
        options=Options(Limit(moves=8_000_000), seed=1),
    )
    answer = week.answer
    assert week.result.certificate.passed
    assert answer.bound is not None
    assert answer.fixed < answer.bound <= answer.cost_after <= answer.cost_before
    assert answer.gap_of_part is not None
    assert answer.gap_of_part < 0.10
    for change in diff(base, week.result.roster).changes:
        assert date(2026, 8, 10) <= change.day <= date(2026, 8, 16)
    counted: dict[str, int] = {}
    for one in answer.changes:
        counted[one.employee] = counted.get(one.employee, 0) + one.counted
    assert max(counted.values()) <= 2
    assert sum(one.price for one in answer.changes) == week.result.certificate.rules["keep-published"][2]
