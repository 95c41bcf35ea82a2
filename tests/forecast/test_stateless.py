"""The form without a workspace: exactly the future's rows, holidays by column, covariates, bad cells answered."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from wfm.cli.main import cli
from wfm.errors import InputError
from wfm.forecast import forecast_series


def table(first: str, days: int, minutes: int = 60, seed: int = 1, *, opens: int = 8, closes: int = 20) -> pd.DataFrame:
    """Poisson calls: weekday level x a morning peak, open 8 to 20."""
    starts = pd.date_range(first, periods=days * 1440 // minutes, freq=f"{minutes}min")
    starts = starts[(starts.hour >= opens) & (starts.hour < closes)]
    level = np.array([1.3, 1.1, 1.0, 1.0, 0.9, 0.5, 0.4])[starts.day_of_week]
    shape = 1.0 + 0.5 * np.cos((starts.hour + starts.minute / 60 - 10.0) / 12 * 2 * np.pi)
    calls = np.random.default_rng(seed).poisson(40 * minutes / 60 * level * shape)
    return pd.DataFrame({"project": "a", "start": starts.strftime("%Y-%m-%dT%H:%M:%S"), "calls": calls.astype(float)})


def split(frame: pd.DataFrame, day: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    before = frame["start"] < day
    return frame[before], frame[~before].drop(columns="calls")


@pytest.mark.parametrize("minutes", [5, 15, 30, 60])
def test_rows_come_back_in_their_order_and_near_the_truth(minutes: int) -> None:
    frame = table("2025-01-06", 98, minutes)
    past, ahead = split(frame, "2025-03-31")
    ahead = ahead.sample(frac=1.0, random_state=3)
    made = forecast_series(past, ahead)
    assert list(made["start"]) == list(ahead["start"])
    assert (made["calls_p10"] <= made["calls_p50"]).all()
    assert (made["calls_p50"] <= made["calls_p90"]).all()
    truth = table("2025-01-06", 98, minutes, seed=2).set_index("start")["calls"].reindex(ahead["start"]).to_numpy()
    assert made["calls"].sum() == pytest.approx(truth.sum(), rel=0.06)


def test_a_day_is_an_interval_too() -> None:
    frame = table("2024-01-01", 300)
    days = frame.assign(start=frame["start"].str[:10]).groupby(["project", "start"], as_index=False)["calls"].sum()
    past, ahead = split(days, "2024-10-01")
    made = forecast_series(past, ahead)
    assert len(made) == len(ahead)
    truth = days[days["start"] >= "2024-10-01"]["calls"].to_numpy()
    assert np.abs(made["calls"].to_numpy() - truth).sum() / truth.sum() < 0.12


def test_a_named_holiday_lowers_its_day() -> None:
    frame = table("2024-01-01", 400)
    frame["holiday"] = ""
    dates = frame["start"].str[:10]
    for day in ("2024-03-06", "2024-05-08", "2024-07-10", "2024-11-06", "2025-01-15"):
        frame.loc[dates == day, "holiday"] = "feast"
        frame.loc[dates == day, "calls"] = np.floor(frame.loc[dates == day, "calls"] * 0.3)
    past, ahead = split(frame, "2025-01-10")
    made = forecast_series(past, ahead)
    feast = made["start"].str.startswith("2025-01-15")
    other = made["start"].str.startswith("2025-01-22")
    assert made.loc[feast, "calls"].sum() < 0.6 * made.loc[other, "calls"].sum()


def test_a_covariate_known_ahead_is_used() -> None:
    frame = table("2024-01-01", 400)
    heat = np.random.default_rng(5).uniform(0, 1, 400).repeat(12)
    frame["heat"] = heat
    frame["calls"] = np.random.default_rng(6).poisson(frame["calls"] * (1 + 0.8 * heat))
    past, ahead = split(frame, "2025-01-10")
    truth = frame[frame["start"] >= "2025-01-10"]["calls"]
    day = ahead["start"].str[:10]

    def error(future: pd.DataFrame) -> float:
        made = forecast_series(past[["project", "start", "calls", *future.columns[2:]]], future)["calls"].to_numpy()
        return float(np.abs(pd.Series(made - truth.to_numpy()).groupby(day.to_numpy()).sum()).sum() / truth.sum())

    assert error(ahead) < 0.6 * error(ahead[["project", "start"]])


def test_offsets_are_read_as_wall_clock() -> None:
    past, ahead = split(table("2025-01-06", 98), "2025-03-31")
    plain = forecast_series(past, ahead)
    zoned = forecast_series(past.assign(start=past["start"] + "+01:00"), ahead.assign(start=ahead["start"] + "+02:00"))
    assert zoned["calls"].to_numpy() == pytest.approx(plain["calls"].to_numpy())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda past, ahead: (past.drop(columns="calls"), ahead), "calls"),
        (lambda past, ahead: (past.assign(calls=-1.0), ahead), "row 2"),
        (lambda past, ahead: (past.assign(start="soon"), ahead), "soon"),
        (lambda past, ahead: (past, ahead.iloc[:0]), "no rows"),
        (lambda past, ahead: (past, ahead.assign(project="b")), "b"),
        (lambda past, ahead: (past.assign(calls=np.nan), ahead), "no usable history"),
    ],
)
def test_tables_that_cannot_be_used_are_answered(change: object, said: str) -> None:
    past, ahead = split(table("2025-01-06", 98), "2025-03-31")
    with pytest.raises(InputError) as caught:
        forecast_series(*change(past, ahead))  # type: ignore[operator]
    assert said in caught.value.message("en")
    assert caught.value.message("zh")


def test_the_command_writes_the_file(tmp_path: Path) -> None:
    past, ahead = split(table("2025-01-06", 98), "2025-03-31")
    past.to_csv(tmp_path / "h.csv", index=False)
    ahead.to_csv(tmp_path / "f.csv", index=False)
    out = tmp_path / "o.csv"
    done = CliRunner().invoke(cli, ["forecast", str(tmp_path / "h.csv"), "--future", str(tmp_path / "f.csv"), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert list(pd.read_csv(out).columns) == ["project", "start", "calls", "calls_p10", "calls_p50", "calls_p90"]
    assert len(pd.read_csv(out)) == len(ahead)


def test_days_of_the_answer_are_sums_of_its_rows_with_bands_of_their_own() -> None:
    past, ahead = split(table("2025-01-06", 98), "2025-03-31")
    made = forecast_series(past, ahead)
    days = made.attrs["days"].set_index("date")
    rows = made.groupby(pd.to_datetime(made["start"]).dt.normalize())
    assert days["calls"].to_numpy() == pytest.approx(rows["calls"].sum().to_numpy())
    assert (days["calls_p10"] > rows["calls_p10"].sum()).all()
    assert (days["calls_p90"] < rows["calls_p90"].sum()).all()


def test_a_horizon_of_two_days_is_backtested_like_a_week() -> None:
    past, ahead = split(table("2025-01-06", 98), "2025-03-31")
    week = forecast_series(past, ahead.iloc[:84])
    short = forecast_series(past, ahead.iloc[:24])
    assert short["calls"].to_numpy() == pytest.approx(week["calls"].to_numpy()[:24], rel=0.02)
    assert short["calls_p90"].to_numpy() == pytest.approx(week["calls_p90"].to_numpy()[:24], abs=1.0)
