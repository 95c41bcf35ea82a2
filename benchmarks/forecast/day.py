"""The rest of the day from 11:00: the morning's forecast, simple ratio scaling and wfm's update on the same days.

Each of the latest ``DAYS`` days of a series is forecast from all days before it (the morning's forecast, wfm's own). At 11:00 the
calls so far are known; the rest of the day's rows are scored. A day counts where it has rows on both sides of 11:00. The fifth of
the days whose morning was most off (relative error of the calls before 11:00 against the morning's forecast) is reported apart.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import ours
import pandas as pd
from cases import Series, Split, chosen
from exchange import QUANTILES
from metrics import FloatArray, coverage

DAYS = 60
AT_HOUR = 11
MOST_OFF = 0.2
SERIES = ("bank-regular", "bank-all-24h", "bank-ps", "bank-nw", "us-bank-15min", "us-bank-30min")
Update = Callable[[pd.DataFrame, pd.DataFrame, pd.DataFrame], pd.DataFrame]


@dataclass(frozen=True, slots=True)
class Day:
    """One day at 11:00: how far off the morning was (a share) and, per method, the rest of the day."""

    off: float
    actual: FloatArray
    made: dict[str, FloatArray]
    bands: FloatArray


def ratio_scaling(morning: pd.DataFrame, so_far: pd.DataFrame) -> FloatArray:
    """Rest of the morning's forecast times calls so far over calls expected so far."""
    rest = morning["calls"].to_numpy(np.float64)[len(so_far) :]
    expected = morning["calls"].to_numpy(np.float64)[: len(so_far)].sum()
    return rest * (so_far["calls"].sum() / expected if expected > 0 else 1.0)


def wfm_update(history: pd.DataFrame, morning: pd.DataFrame, so_far: pd.DataFrame) -> pd.DataFrame:
    """``wfm.forecast.day.update_rows``: history, the day's forecast and its rows so far in; the rows still to come out."""
    from wfm.forecast.day import update_rows

    return update_rows(history, morning, so_far)


def _keep(history: pd.DataFrame, morning: pd.DataFrame, so_far: pd.DataFrame) -> pd.DataFrame:
    """Stand-in for the update: the morning's forecast as it is."""
    return morning.iloc[len(so_far) :]


def days_of(series: Series, make: Callable[[Split], ours.Made], update: Update, latest: int) -> list[Day]:
    """The scored days among the ``latest`` days of a series."""
    whole = series.read().assign(project=series.name).sort_values("start", kind="stable").reset_index(drop=True)
    dates = whole["start"].dt.normalize()
    scored = [_day(series, whole, dates, day, make, update) for day in sorted(dates.unique())[-latest:]]
    print(f"rest of day {series.name}", file=sys.stderr, flush=True)
    return [day for day in scored if day is not None]


def _day(
    series: Series,
    whole: pd.DataFrame,
    dates: pd.Series,
    day: pd.Timestamp,
    make: Callable[[Split], ours.Made],
    update: Update,
) -> Day | None:
    own = whole[dates == day].reset_index(drop=True)
    known = (own["start"].dt.hour < AT_HOUR).to_numpy()
    if known.all() or not known.any() or own["calls"].isna().any():
        return None
    history = whole[dates < day].reset_index(drop=True)
    future = own.drop(columns=["calls", "temperature"], errors="ignore")
    split = Split(series, "day", date(day.year, day.month, day.day), history, future, own["calls"])
    morning = future.assign(**{name: make(split).rows[name].to_numpy() for name in ("calls", *QUANTILES)})
    so_far = own.loc[known, ["project", "start", "calls"]]
    updated = update(history, morning, so_far)
    rest = morning["calls"].to_numpy(np.float64)[known.sum() :]
    expected = morning["calls"].to_numpy(np.float64)[: known.sum()].sum()
    return Day(
        off=abs(so_far["calls"].sum() - expected) / max(expected, 1.0),
        actual=own.loc[~known, "calls"].to_numpy(np.float64),
        made={
            "morning": rest,
            "ratio": ratio_scaling(morning, so_far),
            "update": updated["calls"].to_numpy(np.float64),
        },
        bands=updated[QUANTILES].to_numpy(np.float64),
    )


def report_day(names: list[str], stand_in: bool, days: int = DAYS) -> Iterator[str]:
    """The lines of the table as Markdown: errors of the rest of the day, the days most off and the others apart."""
    make, update = (ours.stand_in, _keep) if stand_in else (ours.forecast, wfm_update)
    yield "| series | days | which | morning: intervals, total | ratio scaling | update | update / morning: both | coverage |"
    yield f"|{'---|' * 8}"
    for series in chosen(names or list(SERIES)):
        scored = days_of(series, make, update, days)
        edge = np.quantile([day.off for day in scored], 1.0 - MOST_OFF)
        yield _line(series.name, "most off", [day for day in scored if day.off >= edge])
        yield _line(series.name, "others", [day for day in scored if day.off < edge])


def _line(name: str, which: str, days: list[Day]) -> str:
    """One line of the table."""
    calls = sum(day.actual.sum() for day in days)
    errors = {method: _errors(days, method) / calls for method in ("morning", "ratio", "update")}
    ratio = errors["update"] / errors["morning"]
    inside = coverage(np.concatenate([day.actual for day in days]), np.concatenate([day.bands for day in days]))
    shown = [f"{100 * error[0]:.1f} %, {100 * error[1]:.1f} %" for error in errors.values()]
    cells = [name, str(len(days)), which, *shown, f"{ratio[0]:.3f}, {ratio[1]:.3f}", f"{100 * inside:.0f} %"]
    return f"| {' | '.join(cells)} |"


def _errors(days: list[Day], method: str) -> FloatArray:
    """Sums of absolute errors: of intervals, of the rest's total."""
    intervals = sum(float(np.abs(day.actual - day.made[method]).sum()) for day in days)
    totals = sum(abs(float(day.actual.sum() - day.made[method].sum())) for day in days)
    return np.array([intervals, totals])
