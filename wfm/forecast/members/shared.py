"""The members of one series together: the response to covariates that the Gaussian process learns serves the others too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from wfm.errors import InputError
from wfm.forecast.daily import DailySeries
from wfm.forecast.history import FloatArray
from wfm.forecast.members.base import Fitted, Member
from wfm.forecast.members.process import Process


def fit_members(
    members: Sequence[Member], series: DailySeries, like: Mapping[str, Fitted]
) -> Iterator[tuple[Member, Fitted | InputError]]:
    """Each member fitted to ``series``, or why it could not be, in the order given.

    With covariates all but the benchmarks see the series without the response that the Gaussian process found; it comes back
    into their predictions like the uplift of an event. ``like``: member -> the same member fitted to an earlier part.
    """
    eased = eased_of(series, like.get(Process.name)) if series.covariates else series
    for member in members:
        own = series if member.benchmark or isinstance(member, Process) else eased
        try:
            yield member, member.fit(own, like.get(member.name))
        except InputError as error:
            yield member, error


def eased_of(series: DailySeries, like: Fitted | None = None) -> DailySeries:
    """``series`` with its response to covariates moved from the totals to the uplift; itself where none can be learnt."""
    process = Process()
    try:
        fitted = process.fit(series, like)
    except InputError:
        return series
    days = sorted({*series.dates, *series.covariates})
    effect = np.exp(process.trained(series, fitted.learnt).centred_effect(days))
    response = dict(zip(days, effect.tolist(), strict=True))
    past = np.array([response[day] for day in series.dates])
    return replace(series, totals=series.totals / past, uplift=_product(series.uplift, response))


def covariate_spread(series: DailySeries, dates: Sequence[date]) -> FloatArray:
    """float64 [len(dates)]: relative standard deviation of each day's rate from covariates known only as draws; 0 elsewhere."""
    drawn = [day for day in dates if day in series.covariates and series.covariates[day].ndim > 1]
    if not drawn:
        return np.zeros(len(dates))
    try:
        fitted = Process().fit(series)
    except InputError:
        return np.zeros(len(dates))
    return Process().trained(series, fitted.learnt).covariate_effect(dates)[1]


def _product(uplift: Mapping[date, float], response: Mapping[date, float]) -> dict[date, float]:
    return {day: uplift.get(day, 1.0) * response.get(day, 1.0) for day in {*uplift, *response}}
