"""The utility generator: sizes, structure of the calls, the frozen yardstick."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.scenario import library
from wfm.scenario.folder import fingerprint
from wfm.scenario.people import quota, stream
from wfm.scenario.utility.model import settings as world
from wfm.scenario.utility.model import shape
from wfm.scenario.utility.sizing import STAYING, _answered, heads, largest_loads, workers


@pytest.fixture(scope="module")
def files():
    return library.files("utility", agents=300, seed=7)


@pytest.fixture(scope="module")
def calls(files) -> pd.DataFrame:
    frames = [pd.read_csv(io.StringIO(text)) for name, text in files.items() if name.startswith("history/")]
    frame = pd.concat(frames)
    wall = pd.to_datetime(frame["start"].str.slice(0, 19))
    return frame.assign(wall=wall, day=wall.dt.normalize())


def table(files, name):
    return list(csv.DictReader(io.StringIO(files[name])))


def daily(calls: pd.DataFrame, project: str) -> pd.Series:
    return calls[calls["project"] == project].groupby("day")["calls"].sum()


def test_history_runs_from_2024_to_the_day_before_the_month(calls):
    assert calls["day"].min() == pd.Timestamp("2024-01-01")
    assert calls["day"].max() == pd.Timestamp("2026-07-31")
    assert calls["start"].str.endswith("+08:00").all()
    per_project = calls.groupby("project").size()
    assert per_project["ev"] == 943 * 48 - 8
    assert per_project["digital"] == 943 * 24 - 24 - 8


def test_hotline_is_the_largest_and_rises_with_heat(files, calls):
    assert calls.groupby("project")["calls"].sum().idxmax() == "hotline"
    hotline = daily(calls, "hotline")
    weather = pd.read_csv(io.StringIO(files["weather.csv"]), parse_dates=["date"]).set_index("date")["temperature_max"]
    hot = weather.reindex(hotline.index)
    assert hotline[hot > 33].mean() > 1.15 * hotline[(hot > 15) & (hot < 28)].mean()


def test_ev_peaks_at_national_day_and_insurance_sleeps(calls):
    october, ordinary = slice("2025-10-01", "2025-10-08"), slice("2025-10-13", "2025-10-17")
    assert daily(calls, "ev")[october].mean() > 1.3 * daily(calls, "ev")[ordinary].mean()
    assert daily(calls, "insurance")[october].mean() < 0.6 * daily(calls, "insurance")[ordinary].mean()


def test_campaign_week_lifts_digital(calls):
    digital = daily(calls, "digital")
    assert digital["2025-08-17":"2025-08-23"].sum() > 1.25 * digital["2025-08-24":"2025-08-30"].sum()


def test_days_vary_more_than_poisson(calls):
    tuesdays = daily(calls, "hotline")["2025-03-15":"2025-05-31"]
    tuesdays = tuesdays[tuesdays.index.day_of_week == 1]
    assert tuesdays.var() > 2 * tuesdays.mean()


def test_counts_add_up(calls):
    assert (calls["answered"] + calls["abandoned"] == calls["calls"]).all()
    assert calls["aht_seconds"].isna().equals(calls["answered"] == 0)
    share = calls.groupby("project")["abandoned"].sum() / calls.groupby("project")["calls"].sum()
    assert share.between(0.01, 0.06).all()


def test_people_are_as_varied_as_the_department(files):
    people = table(files, "employees.csv")
    skills = table(files, "skills.csv")
    contracts = Counter(row["contract"] for row in people)
    assert set(contracts) == {"FT", "FD", "RD", "OS", "PT"}
    assert 0.17 <= contracts["PT"] / 300 <= 0.24
    assert {row["employer"] != "" for row in people if row["contract"] == "OS"} == {True}
    assert {row["team"] for row in people if row["rotation"]} == {"hotline-1", "hotline-2", "hotline-3"}
    assert {row["grade"] for row in people} == set("12345")
    assert all(int(row["grade"]) >= 4 for row in people if row["leader"] == "true")
    assert 300 // 12 <= sum(row["leader"] == "true" for row in people) <= 300 // 7
    assert 4 <= sum(float(row["energy_value"]) < 90 for row in people) <= 12
    assert any("2026-08-01" <= row["no_nights_until"] <= "2026-08-31" for row in people)
    assert any("2026-08-01" <= row["valid_to"] <= "2026-08-31" for row in skills)
    assert any(row["emergency_only"] == "true" and row["project"] == "hotline" for row in skills)
    patterns = Counter(
        tuple(sorted(row["project"] + row["emergency_only"] for row in skills if row["employee"] == person["employee"]))
        for person in people
    )
    assert len(patterns) >= 18
    assert 0.2 <= len({row["employee"] for row in table(files, "leave.csv")}) / 300 <= 0.3
    assert {row["weight"] for row in table(files, "preferences.csv") if row["wish"] == "shift"} == {"40", "20", "10"}


def test_somebody_works_into_the_first_morning(files):
    night = {row["shift"] for row in table(files, "shifts.csv") if row["kind"] == "night"}
    assert [row for row in table(files, "previous.csv") if row["date"] == "2026-07-31" and row["shift"] in night]


def test_rotating_people_stood_on_their_pattern(files):
    people = {row["employee"]: row for row in table(files, "employees.csv") if row["rotation"]}
    for row in table(files, "previous.csv"):
        if row["employee"] in people:
            person = people[row["employee"]]
            pattern = person["rotation"].split()
            days = (pd.Timestamp(row["date"]) - pd.Timestamp(person["rotation_anchor"])).days
            assert row["shift"] == pattern[days % len(pattern)]


def test_the_month_asks_for_nine_tenths_of_the_hours(files, calls):
    """The two weeks before look like the month: what they ask for lies near 90 % of the weekly hours."""
    minutes = sum(0.5 if row["contract"] == "PT" else 1.0 for row in table(files, "employees.csv")) * 5 * 8
    july = calls[(calls["day"] >= "2026-07-13") & (calls["day"] < "2026-07-27")]
    needed = 0.0
    for project, flow in world().projects.items():
        rows = july[july["project"] == project]
        rate = rows.groupby([rows["day"].dt.day_of_week, rows["wall"].dt.hour])["calls"].mean().unstack().to_numpy()
        load = rate * flow.aht / 1800
        needed += float((workers(load) if flow.deferrable else heads(load, flow.aht)).sum())
    assert 0.78 <= needed / minutes <= 1.0


@pytest.mark.parametrize("agents", [40, 41, 77])
def test_any_size(agents):
    made = library.files("utility", agents=agents, seed=1)
    assert len(table(made, "employees.csv")) == agents
    for project in world().projects:
        assert sum(row["project"] == project for row in table(made, "skills.csv")) >= 1


def test_another_month(tmp_path: Path):
    made = library.files("utility", agents=40, month="2026-02")
    assert table(made, "history/ev.csv")[-1]["start"].startswith("2026-01-31T23:30")
    assert {row["date"][:7] for row in table(made, "previous.csv")} == {"2026-01"}
    assert table(made, "weather.csv")[-1]["date"] == "2026-02-28"


@pytest.mark.parametrize("project", ["hotline", "ev", "insurance", "digital", "echannel"])
@pytest.mark.parametrize("rest", [False, True])
def test_shape_of_the_day_is_a_distribution(project, rest):
    share = shape(project, rest)
    assert share.sum() == pytest.approx(1.0)
    assert (share >= 0).all()
    assert (share > 0).sum() == (48 if project in ("hotline", "ev") else 24)


def test_sizing_agrees_with_the_erlang_c_formula():
    """C(6, 4) = 0.2848 and C(7, 4) = 0.1351: of 4 Erlang at 240 s, 6 agents answer 75.9 % within 20 s, 7 answer 89.5 %."""
    assert _answered(np.array([6.0, 7.0]), np.array([4.0, 4.0]), 240.0) == pytest.approx([0.7590, 0.8948], abs=1e-4)
    loads = largest_loads(240.0, 400)
    assert loads[5] < 4.0 / STAYING < loads[6]
    assert (np.diff(loads) > 0).all()
    assert loads[-1] == pytest.approx(340.0)
    assert heads(np.array([0.0, 1e-6, 340.0]), 240.0).tolist() == [0.0, 2.0, 435.0]


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.text(min_size=1, max_size=3), st.floats(0.01, 5), min_size=1, max_size=6), st.integers(0, 200))
def test_quota_is_within_one_of_the_share(shares, count):
    got = Counter(quota(stream(1, "test"), shares, count))
    total = sum(shares.values())
    assert sum(got.values()) == count
    assert all(abs(got[key] - count * share / total) < 1 for key, share in shares.items())


SLOW = {1000, 3000}


@pytest.mark.parametrize(
    "case", [pytest.param(c, marks=pytest.mark.slow) if c.agents in SLOW else c for c in library.FROZEN], ids=lambda c: c.name
)
def test_frozen_instances_never_change(case):
    assert fingerprint(library.files("utility", agents=case.agents, seed=case.seed)) == case.sha256


def test_frozen_list_at_the_top_level_agrees():
    listed = yaml.safe_load((Path(__file__).parents[2] / "scenarios" / "frozen.yaml").read_text(encoding="utf-8"))
    assert [(c.name, c.agents, c.seed, c.sha256) for c in library.FROZEN] == [
        (c["name"], c["agents"], c["seed"], c["sha256"]) for c in listed["instances"]
    ]
    assert [case.agents for case in library.FROZEN] == [60, 120, 300, 1000, 3000]


def test_a_frozen_folder_is_recognised_until_it_is_edited(tmp_path: Path):
    folder = library.create("utility", tmp_path / "ws", agents=60, seed=7)
    assert library.is_frozen(folder) == library.frozen("utility-60")
    with (folder / "leave.csv").open("a", encoding="utf-8") as file:
        file.write("000001,annual,2026-08-03,2026-08-03\n")
    assert library.is_frozen(folder) is None
