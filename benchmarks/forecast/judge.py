"""From forecasts to one line per case and forecaster."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import metrics
import numpy as np
import pandas as pd
from cases import Split
from exchange import QUANTILES, Made
from metrics import FloatArray


@dataclass(frozen=True, slots=True)
class Score:
    """One forecaster on one case, all origins pooled; shares, not percent; NaN where it does not apply."""

    series: str
    horizon: str
    proxy: bool
    forecaster: str
    origins: int
    interval_wape: float
    day_wape: float
    crps: float
    interval_coverage: float
    day_coverage: float
    interval_floor: float
    day_floor: float
    seconds: float
    slowest_seconds: float

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Values:
    """Actuals, forecast and quantiles of rows or days, stacked over origins."""

    actual: FloatArray
    mean: FloatArray
    quantiles: FloatArray


def score(forecaster: str, answers: list[tuple[Split, Made]]) -> Score:
    """All origins of one case pooled: sums of errors over sums of calls."""
    series, horizon = answers[0][0].series, answers[0][0].horizon
    rows = _stacked([_rows(split, made) for split, made in answers])
    days = _stacked([_days(split, made) for split, made in answers])
    seconds = [made.seconds for _, made in answers]
    return Score(
        series=series.name,
        horizon=horizon,
        proxy=series.proxy,
        forecaster=forecaster,
        origins=len(answers),
        interval_wape=metrics.wape(rows.actual, rows.mean),
        day_wape=metrics.wape(days.actual, days.mean),
        crps=metrics.scaled_crps(rows.actual, rows.quantiles),
        interval_coverage=metrics.coverage(rows.actual, rows.quantiles),
        day_coverage=float("nan") if np.isnan(days.quantiles).any() else metrics.coverage(days.actual, days.quantiles),
        interval_floor=metrics.noise_floor(rows.actual, rows.mean) if series.counts else float("nan"),
        day_floor=metrics.noise_floor(days.actual, days.mean) if series.counts else float("nan"),
        seconds=float(np.mean(seconds)),
        slowest_seconds=max(seconds),
    )


def _rows(split: Split, made: Made) -> _Values:
    actual = split.actual.to_numpy(np.float64)
    return _Values(actual, made.rows["calls"].to_numpy(np.float64), made.rows[QUANTILES].to_numpy(np.float64))


def _days(split: Split, made: Made) -> _Values:
    """Totals per day over the recorded rows; bands of days where the forecaster gives them, else NaN."""
    dates = split.future["start"].dt.normalize()
    number, order = pd.factorize(dates)
    actual = split.actual.to_numpy(np.float64)
    recorded = ~np.isnan(actual)
    quantiles = np.full((len(order), len(QUANTILES)), np.nan)
    if made.days is not None:
        quantiles = made.days.set_index("date")[QUANTILES].reindex(order).to_numpy(np.float64)
    mean = metrics.by_day(made.rows["calls"].to_numpy(np.float64), number, recorded)
    return _Values(metrics.by_day(actual, number, recorded), mean, quantiles)


def _stacked(parts: list[_Values]) -> _Values:
    return _Values(
        np.concatenate([part.actual for part in parts]),
        np.concatenate([part.mean for part in parts]),
        np.concatenate([part.quantiles for part in parts]),
    )
