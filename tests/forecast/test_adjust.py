"""Adjustments as a layer: what they change, what they keep, how they are written and read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from wfm.data.demand import FORECAST_COLUMNS, Forecast
from wfm.data.tables import Adjustment
from wfm.forecast import forecast, read_forecast, write_forecast
from wfm.forecast.adjust import MODEL_CALLS, adjusted
from wfm.timegrid import Horizon

MONDAY = date(2026, 8, 3)


def plain(calls: float = 10.0) -> Forecast:
    starts = pd.date_range("2026-08-03", periods=48, freq="1h", tz="Asia/Shanghai")
    frame = pd.DataFrame({"project": "a", "start": starts, "calls": calls})
    frame = frame.assign(calls_p10=6.0, calls_p50=10.0, calls_p90=14.0, aht_seconds=200.0)
    return Forecast(frame[list(FORECAST_COLUMNS)], busy_day={"a": 0.1})


def layer(**values: Any) -> Adjustment:
    row = {"project": "a", "from_date": MONDAY, "to_date": MONDAY, "who": "Li Na", "why": "mailing", **values}
    return Adjustment.model_validate(row)


def test_percent_of_some_hours_of_one_day() -> None:
    made = adjusted(plain(), [layer(percent=50, from_time="08:00", to_time="10:00")])
    changed = np.flatnonzero(made.frame["calls"] != 10)
    assert changed.tolist() == [8, 9]
    assert made.frame.loc[8, ["calls", "calls_p10", "calls_p90", MODEL_CALLS]].tolist() == [15, 9, 21, 10]
    assert (made.frame[MODEL_CALLS] == 10).all()
    assert "Li Na" in made.notes[0]


def test_calls_are_per_day_and_follow_the_shape() -> None:
    base = plain()
    base.frame["calls"] = np.tile(np.arange(24.0), 2)
    made = adjusted(base, [layer(calls=27.6, to_date=date(2026, 8, 4))]).frame
    added = made["calls"] - made[MODEL_CALLS]
    assert added[:24].sum() == pytest.approx(27.6)
    assert added[24:].sum() == pytest.approx(27.6)
    np.testing.assert_allclose(added[:24], 0.1 * np.arange(24))


def test_calls_where_the_model_said_none_are_spread_evenly_with_quantiles() -> None:
    base = plain(0.0)
    base.frame[["calls_p10", "calls_p50", "calls_p90"]] = 0.0
    made = adjusted(base, [layer(calls=240)]).frame
    assert (made["calls"][:24] == 10).all()
    assert (made["calls_p10"][:24] < 10).all()
    assert (made["calls_p90"][:24] > 10).all()


def test_layers_apply_in_order_and_never_below_zero() -> None:
    both = adjusted(plain(), [layer(calls=240), layer(percent=10, why="more")]).frame
    assert both["calls"][0] == pytest.approx(22.0)
    other = adjusted(plain(), [layer(percent=10), layer(calls=240)]).frame
    assert other["calls"][0] == pytest.approx(21.0)
    none = adjusted(plain(), [layer(calls=-9999)]).frame
    assert (none["calls"][:24] == 0).all()
    assert (none["calls_p90"][:24] == 0).all()


def test_what_no_layer_touches_stays_the_same_object() -> None:
    base = plain()
    assert (
        adjusted(base, [layer(percent=10, project="b"), layer(percent=10, from_date="2026-09-01", to_date="2026-09-02")]) is base
    )


def test_both_means_survive_the_file(tmp_path: Path) -> None:
    made = adjusted(plain(), [layer(percent=50)])
    write_forecast(made, tmp_path / "f.csv")
    back = read_forecast(tmp_path / "f.csv", "Asia/Shanghai").frame
    assert back["calls"].tolist() == made.frame["calls"].tolist()
    assert back[MODEL_CALLS].tolist() == [10.0] * 48
    write_forecast(plain(), tmp_path / "g.csv")
    assert MODEL_CALLS not in read_forecast(tmp_path / "g.csv", "Asia/Shanghai").frame


def test_the_engine_applies_them(make_history: Callable[..., Any], make_workspace: Callable[..., Any]) -> None:
    workspace = make_workspace(make_history("a", date(2026, 6, 1), 63, lambda day: 300.0, minutes=60), interval_minutes=60)
    before = forecast(workspace, Horizon(MONDAY, 7))
    after = forecast(replace(workspace, adjustments=(layer(percent=-20),)), Horizon(MONDAY, 7))
    np.testing.assert_allclose(after.frame[MODEL_CALLS], before.frame["calls"])
    ratio = (after.frame["calls"] / before.frame["calls"]).to_numpy()
    np.testing.assert_allclose(ratio[:24], 0.8)
    np.testing.assert_allclose(ratio[24:], 1.0)
