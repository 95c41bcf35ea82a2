"""Handling times from call records: a log-normal law, a quantile table, and the artefacts of short calls said."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from wfm.data.laws import Law
from wfm.staffing.patience import quantile_table

FloatArray = npt.NDArray[np.float64]

SHORT_SECONDS = 10.0
"""Handling times under this are counted as likely artefacts (an agent who hangs up, a test call). They stay in the fit."""
LONG_SECONDS = 7200.0
"""Handling times over this are counted as likely artefacts (a line left open). They stay in the fit too."""
_LEVELS = np.concatenate([np.arange(0, 100) / 100, [0.991, 0.992, 0.993, 0.994, 0.995, 0.996, 0.997, 0.998, 0.999, 0.9995, 1.0]])


@dataclass(frozen=True)
class HandlingFit:
    """Handling times of one group of calls.

    ``answered``, ``recorded`` (with a handling time), ``short`` (recorded, under 10 s), ``long`` (over 2 h): counts. ``mean`` s,
    ``cv``, ``median`` s: of all recorded times. ``mean_without_short`` s: were the short ones no calls. ``cv_without_long``: were
    the long ones none. ``distance``: largest gap between the shares of the records and of the log-normal law. ``lognormal`` has
    the records' mean and cv, so that it brings the same load; ``empirical`` is their quantile table. None where nothing is
    recorded.
    """

    answered: int
    recorded: int
    short: int
    long: int
    mean: float | None
    cv: float | None
    median: float | None
    mean_without_short: float | None
    cv_without_long: float | None
    distance: float | None
    lognormal: Law | None
    empirical: Law | None


def fit_handling(seconds: FloatArray) -> HandlingFit:
    """Fit the handling times of answered calls (s, at least 0; NaN = not recorded).

    Log-normal by moments: ln S has variance ln(1 + cv^2) and mean ln(mean) - variance / 2. Brown et al. (2005) find service
    times of a call centre log-normal.
    """
    times = seconds[np.isfinite(seconds)]
    short = int((times < SHORT_SECONDS).sum())
    mean = float(times.mean()) if times.size else 0.0
    if mean <= 0.0:
        return HandlingFit(int(seconds.size), int(times.size), short, 0, *(None,) * 8)
    cv = float(times.std() / mean)
    lognormal = Law("lognormal", mean, cv)
    longer, usual = times[times >= SHORT_SECONDS], times[times <= LONG_SECONDS]
    return HandlingFit(
        answered=int(seconds.size),
        recorded=int(times.size),
        short=short,
        long=int((times > LONG_SECONDS).sum()),
        mean=mean,
        cv=cv,
        median=float(np.median(times)),
        mean_without_short=float(longer.mean()) if longer.size else None,
        cv_without_long=float(usual.std() / usual.mean()) if usual.sum() > 0 else None,
        distance=_distance(np.sort(times), lognormal),
        lognormal=lognormal,
        empirical=_table(times, mean),
    )


def _table(times: FloatArray, mean: float) -> Law:
    """Quantiles in steps of 1 %, finer at the top. The topmost value is such that the last step has its records' mean, so that
    one record of many hours does not fatten it; all are then scaled so that straight lines keep the mean of the records."""
    values = np.quantile(times, _LEVELS)
    top = times[times >= values[-2]]
    values[-1] = min(values[-1], max(values[-2], 2.0 * float(top.mean()) - values[-2]))
    law = quantile_table(_LEVELS, values)
    return quantile_table(_LEVELS, values * (mean / law.mean)) if law.mean > 0 else law


def _distance(ordered: FloatArray, law: Law) -> float:
    """Kolmogorov's distance between the records and the law."""
    variance = float(np.log1p(law.cv**2))
    if variance == 0.0:
        return 0.0
    with np.errstate(divide="ignore"):
        expected = ndtr((np.log(ordered / law.mean) + variance / 2) / np.sqrt(variance))
    n = ordered.size
    above, below = np.arange(1, n + 1) / n - expected, expected - np.arange(n) / n
    return float(max(above.max(), below.max()))
