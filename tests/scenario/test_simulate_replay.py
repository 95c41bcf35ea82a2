"""Recorded calls replayed one by one, and the formula at their rates."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from simulate_worlds import FIRST, ROUND_THE_CLOCK, ZONE, centre, everybody, forecast

from wfm.data.calls import read_calls
from wfm.data.tables import Project
from wfm.errors import InputError
from wfm.scenario.simulated import Settings, simulate_roster
from wfm.scenario.simulated_demand import call_load
from wfm.scenario.simulated_replay import recorded_days, recorded_load
from wfm.timegrid import Horizon

DAYS = Horizon(FIRST, 2)
ROWS = """project,arrival,outcome,wait_seconds,handling_seconds
ev,2026-08-03 09:00:00,answered,0,100
ev,2026-08-03 09:00:10,answered,5,200
ev,2026-08-03 09:31:00,abandoned,40,
ev,2026-08-04 23:59:59,answered,0,60
gas,2026-08-04 10:00:00,answered,0,60
work,2026-08-04 10:00:00,answered,0,60
ev,2026-08-09 10:00:00,answered,0,60
"""


@pytest.fixture
def world(tmp_path: Path):
    projects = (Project(project="ev"), Project(project="gas"), Project(project="work", deferrable=True))
    people = {f"{shift.shift}{k}": ("ev",) for shift in ROUND_THE_CLOCK for k in range(3)}
    workspace = centre(people, ROUND_THE_CLOCK, projects=projects)
    roster = everybody(workspace, DAYS, {person: person[0] for person in people}, dict.fromkeys(people, "ev"))
    demand = forecast(DAYS, {"ev": [10.0] * 48, "gas": [1.0] * 48})
    (tmp_path / "calls.csv").write_text(ROWS, encoding="utf-8")
    calls = read_calls(tmp_path / "calls.csv", ZONE).frame
    return workspace, roster, demand, calls


def test_days_hold_their_calls_and_nothing_is_lost_silently(world) -> None:
    workspace, _, demand, calls = world
    load = call_load(workspace, demand, DAYS)
    found = recorded_days(calls, load)
    assert (found.outside, found.elsewhere) == (1, 1)
    first, second = (found.days[day] for day in DAYS.dates)
    assert first.arrival.tolist() == [9 * 3600, 9 * 3600 + 10, 9 * 3600 + 31 * 60]
    assert first.handling[:2].tolist() == [100.0, 200.0]
    assert np.isnan(first.handling[2])
    assert np.isnan(first.patience).all()
    assert second.project.tolist() == [1, 0]
    seen = recorded_load(load, found.days)
    assert seen.calls[0, 0, 18] == 2
    assert seen.calls[0, 0, 19] == 1
    assert seen.calls.sum() == 5
    assert seen.aht[0, 0, 18] == 150.0
    assert seen.aht[0, 0, 19] == pytest.approx(120.0)
    assert seen.busy_day.tolist() == [0.0, 0.0]


def test_every_replication_replays_the_same_calls(world) -> None:
    workspace, roster, demand, calls = world
    days = recorded_days(calls, call_load(workspace, demand, DAYS)).days
    settings = Settings(replications=3, workers=1)
    found = simulate_roster(workspace, demand, roster, settings, recorded=days)
    run = found.runs["dedicated"]
    assert (run.offered.sum(axis=(1, 3)) == [4, 1]).all()
    busy = run.busy_seconds[:, :, 0].sum(axis=(1, 2))
    assert (busy >= 301).all()  # three known handling times, of the last one the second before midnight, one drawn
    by_name = {effect.name: float(effect.within.value[-1]) for effect in found.effects}
    assert by_name["chance"] == pytest.approx(0.0, abs=1e-12)


def test_records_of_other_days_are_no_replay(world) -> None:
    workspace, _, demand, calls = world
    load = call_load(workspace, demand, DAYS)
    with pytest.raises(InputError) as refused:
        recorded_days(calls.assign(arrival=calls["arrival"] + pd.Timedelta(days=60)), load)
    assert "2026-08-03..2026-08-04" in refused.value.message("en")
    assert refused.value.remedy("zh")
    with pytest.raises(InputError):
        recorded_days(calls, replace(load, projects=("x", "y")))
