"""Planners' adjustments: a layer on top of the statistical forecast, which stays beside it in the column ``calls_model``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from wfm import words
from wfm.data.demand import Forecast
from wfm.data.tables import Adjustment
from wfm.forecast.history import FloatArray
from wfm.forecast.spread import ASSUMED, LEVELS, count_quantile
from wfm.timegrid import minutes_of

MODEL_CALLS = "calls_model"
"""The mean before adjustments; a forecast without adjustments has no such column."""
_QUANTILES = ("calls_p10", "calls_p50", "calls_p90")


def adjusted(forecast: Forecast, adjustments: Iterable[Adjustment], language: str = "en") -> Forecast:
    """``forecast`` under ``adjustments``, in their order; as it is when none touches it.

    ``percent`` changes the mean of every interval that begins in its hours; ``calls`` are added to each day, spread like the
    mean of these hours (evenly where that is 0). No mean falls below 0. Quantiles move with the mean, so the relative spread
    stays; where the model said 0 they are those of a count around the new mean. A note names each adjustment and its effect.
    """
    frame = forecast.frame
    calls = frame["calls"].to_numpy(np.float64).copy()
    notes: list[str] = []
    for row in adjustments:
        place = covered(frame, row)
        if place.any():
            before = calls[place].sum()
            calls[place] = _changed(calls[place], frame["start"][place].dt.date.to_numpy(), row)
            notes.append(_note(row, float(before), float(calls[place].sum()), language))
    if not notes:
        return forecast
    return replace(forecast, frame=_with_calls(frame, calls, forecast), notes=(*notes, *forecast.notes))


def covered(frame: pd.DataFrame, row: Adjustment) -> npt.NDArray[np.bool_]:
    """bool [rows of ``frame``]: the intervals of the adjustment's project that begin in its days and hours."""
    starts = frame["start"]
    days = starts.dt.date
    minute = starts.dt.hour * 60 + starts.dt.minute
    inside = (days >= row.from_date) & (days <= row.to_date)
    inside &= (minute >= minutes_of(row.from_time)) & (minute < minutes_of(row.to_time))
    return np.asarray(inside & (frame["project"] == row.project), dtype=np.bool_)


def model_calls(frame: pd.DataFrame) -> FloatArray:
    """The mean before adjustments."""
    return frame[MODEL_CALLS if MODEL_CALLS in frame.columns else "calls"].to_numpy(np.float64)


def _changed(calls: FloatArray, days: npt.NDArray[np.object_], row: Adjustment) -> FloatArray:
    if row.percent is not None:
        return calls * (1.0 + row.percent / 100.0)
    _, number = np.unique(days, return_inverse=True)
    total, count = np.bincount(number, weights=calls), np.bincount(number)
    share = np.where(total[number] > 0, calls / np.where(total > 0, total, 1.0)[number], 1.0 / count[number])
    return np.maximum(calls + (row.calls or 0.0) * share, 0.0)


def _with_calls(frame: pd.DataFrame, calls: FloatArray, forecast: Forecast) -> pd.DataFrame:
    """``frame`` with the new means, their quantiles, and the model's means beside them."""
    before = frame["calls"].to_numpy(np.float64)
    spread = frame["project"].map(lambda name: forecast.busy_day.get(name, ASSUMED)).to_numpy(np.float64)
    ratio = calls / np.where(before > 0, before, 1.0)
    made = frame.assign(calls=calls)
    for name, level in zip(_QUANTILES, LEVELS, strict=True):
        made[name] = np.where(calls == before, frame[name], np.rint(frame[name].to_numpy(np.float64) * ratio))
        for value in np.unique(spread[(before == 0) & (calls > 0)]):
            new = (before == 0) & (calls > 0) & (spread == value)
            made.loc[new, name] = count_quantile(calls[new], float(value), level)
    return made.assign(**{MODEL_CALLS: model_calls(frame)})


def _note(row: Adjustment, before: float, after: float, language: str) -> str:
    hours = "" if (row.from_time, row.to_time) == ("00:00", "24:00") else f" {row.from_time}-{row.to_time}"
    return words.say(
        "adjust.applied",
        language,
        project=row.project,
        period=f"{row.from_date}..{row.to_date}{hours}",
        size=size_text(row, language),
        who=row.who,
        why=row.why,
        before=f"{before:,.0f}",
        after=f"{after:,.0f}",
    )


def size_text(row: Adjustment, language: str) -> str:
    """``+10 %``, or calls a day."""
    if row.percent is not None:
        return f"{row.percent:+g} %"
    return words.say("adjust.calls_a_day", language, calls=f"{row.calls or 0.0:+,g}")
