"""The bank scenario: what is real stays as the source has it."""

from __future__ import annotations

import csv
import gzip
import io
import os
from datetime import datetime
from importlib import resources
from pathlib import Path

import pandas as pd
import pytest

from wfm.scenario import library
from wfm.scenario.bank import build


@pytest.fixture(scope="module")
def shipped() -> pd.DataFrame:
    packed = resources.files("wfm.scenario.bank").joinpath("history.csv.gz").read_bytes()
    return pd.read_csv(io.BytesIO(gzip.decompress(packed)), parse_dates=["start"])


@pytest.mark.data
def test_shipped_history_equals_a_rebuild():
    if "WFM_DATA" not in os.environ:
        pytest.skip("WFM_DATA is not set")
    packed = resources.files("wfm.scenario.bank").joinpath("history.csv.gz").read_bytes()
    assert gzip.decompress(packed).decode() == build.text(build.history(Path(os.environ["WFM_DATA"]) / build.SOURCE))


def test_totals_are_the_sources(shipped):
    """164,081 offered at the source; 325 arrived outside the agents' hours, 2 on 6 April."""
    assert shipped["calls"].sum() == 164_081 - 325 - 2
    assert (shipped["answered"] + shipped["abandoned"] == shipped["calls"]).all()
    assert shipped.loc[shipped["answered"] == 0, "aht_seconds"].isna().all()
    mean = (shipped["aht_seconds"] * shipped["answered"]).sum() / shipped.loc[shipped["aht_seconds"].notna(), "answered"].sum()
    assert mean == pytest.approx(191.2, abs=2.0)


def test_missing_is_absent_and_quiet_is_zero(shipped):
    days = set(shipped["start"].dt.date.astype(str))
    assert not {"1999-01-11", "1999-01-12", "1999-04-06"} & days
    assert len(days) == 148
    at = shipped.set_index(["project", "start"])["calls"]
    assert at[("regular", pd.Timestamp("1999-05-21T10:00"))] == 0
    assert ("regular", pd.Timestamp("1999-03-08T11:00")) in at.index
    assert ("regular", pd.Timestamp("1999-03-08T12:00")) not in at.index


def test_only_agents_hours(shipped):
    start = shipped["start"]
    hour, weekday = start.dt.hour, start.dt.day_of_week
    assert hour.min() == 7
    assert hour[weekday == 4].max() == 13
    assert hour[weekday == 5].min() == 19
    sunday = shipped[(shipped["project"] == "stocks") & (start.dt.date.astype(str) == "1999-01-03")]
    assert len(sunday) == 34


def test_workspace_history_is_the_shipped_one_with_offsets(shipped):
    files = library.files("bank-1999")
    rows = list(csv.DictReader(io.StringIO(files["history/stocks.csv"])))
    ours = shipped[shipped["project"] == "stocks"]
    assert [int(row["calls"]) for row in rows] == ours["calls"].tolist()
    winter, summer = datetime.fromisoformat(rows[0]["start"]), datetime.fromisoformat(rows[-1]["start"])
    assert (winter.utcoffset().seconds, summer.utcoffset().seconds) == (7200, 10_800)
    assert winter.replace(tzinfo=None) == ours["start"].iloc[0]


def test_contracted_hours_are_about_what_june_asks_for():
    """5,880 seat hours by forecast and Erlang A; see docs/scenarios.md."""
    files = library.files("bank-1999")
    minutes = {row["contract"]: int(row["month_minutes"]) for row in csv.DictReader(io.StringIO(files["contracts.csv"]))}
    people = list(csv.DictReader(io.StringIO(files["employees.csv"])))
    hours = sum(minutes[row["contract"]] for row in people) / 60
    assert 5_880 <= hours <= 1.1 * 5_880
    assert sum(row["leader"] == "true" for row in people) >= 6
