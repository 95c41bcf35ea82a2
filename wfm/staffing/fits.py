"""Patience and handling time of every project from call records; ``results/fits.json`` keeps the laws for simulation."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from wfm.data.files import write_text
from wfm.data.laws import Law
from wfm.errors import InputError, UsageError
from wfm.staffing.handling_fit import LONG_SECONDS, SHORT_SECONDS, HandlingFit, fit_handling
from wfm.staffing.patience import PatienceFit, fit_patience

FEW = 30
"""Hang-ups, or recorded handling times, under which a fit is called uncertain."""
FAR = 0.1
"""Distance between records and a fitted law from which on the law is called a poor description."""
_CV_LIMIT = 10.0


@dataclass(frozen=True)
class CallFit:
    """The fits of a project's calls: all of them (``hour`` None), or those that arrived in one hour of the day (local)."""

    project: str
    hour: int | None
    patience: PatienceFit
    handling: HandlingFit

    @property
    def patience_seconds(self) -> float | None:
        """What ``projects.patience_seconds`` should be: the exponential mean; None when nobody hung up."""
        return float(round(self.patience.mean)) if self.patience.abandoned and self.patience.mean >= 0.5 else None

    @property
    def handling_cv(self) -> float | None:
        """What ``projects.handling_cv`` should be; None when no handling time is recorded."""
        return None if self.handling.cv is None else min(_CV_LIMIT, round(self.handling.cv, 2))

    def findings(self) -> Iterator[tuple[str, dict[str, object]]]:
        """What a user must know about this fit: keys of the catalogue with their values."""
        patience, handling = self.patience, self.handling
        if not patience.abandoned:
            yield "calls.nobody_hung_up", {"low": patience.low, "waited": patience.waited}
        elif patience.abandoned < FEW:
            yield "calls.few_hang_ups", {"count": patience.abandoned}
        if patience.distance is not None and patience.distance > FAR:
            yield (
                "calls.not_exponential",
                {"distance": patience.distance, "first": patience.hazards[0].per_minute * patience.mean / 60},
            )
        if handling.answered > handling.recorded:
            yield "calls.unrecorded", {"count": handling.answered - handling.recorded, "answered": handling.answered}
        if handling.short:
            without = handling.mean_without_short or 0.0
            yield "calls.short", {"count": handling.short, "seconds": SHORT_SECONDS, "without": without}
        if handling.long:
            without = handling.cv_without_long or 0.0
            yield "calls.long", {"count": handling.long, "hours": LONG_SECONDS / 3600, "without": without}
        if handling.distance is not None and handling.distance > FAR:
            yield "calls.not_lognormal", {"distance": handling.distance}


def fit_calls(frame: pd.DataFrame, *, by_hour: bool = False) -> tuple[CallFit, ...]:
    """Fit every project of a call table (the contract of ``wfm.data.calls``), in order of name; ``by_hour``: after each
    project its hours of arrival too. Raises InputError when the table has no rows."""
    if frame.empty:
        raise InputError("calls.no_rows")
    found: list[CallFit] = []
    for project, rows in frame.groupby("project", sort=True):
        found.append(_fit(str(project), None, rows))
        if by_hour:
            found += [_fit(str(project), int(str(hour)), part) for hour, part in rows.groupby(rows["arrival"].dt.hour)]
    return tuple(found)


def _fit(project: str, hour: int | None, rows: pd.DataFrame) -> CallFit:
    abandoned = (rows["outcome"] == "abandoned").to_numpy(dtype=bool)
    waits = rows["wait_seconds"].to_numpy(dtype=np.float64)
    handling = rows["handling_seconds"].to_numpy(dtype=np.float64)
    return CallFit(project, hour, fit_patience(waits, abandoned), fit_handling(handling[~abandoned]))


def summary_row(fit: CallFit) -> dict[str, Any]:
    """Plain figures of one fit, times in s; None where records say nothing."""
    patience, handling = fit.patience, fit.handling
    return {
        "project": fit.project,
        "hour": fit.hour,
        "calls": patience.calls,
        "abandoned": patience.abandoned,
        "patience_mean": _finite(patience.mean),
        "patience_low": _finite(patience.low),
        "patience_high": _finite(patience.high),
        "patience_median": patience.median,
        "patience_distance": patience.distance,
        "hazards": [_hazard(asdict(hazard) | {"per_minute": hazard.per_minute}) for hazard in patience.hazards],
        "answered": handling.answered,
        "handling_recorded": handling.recorded,
        "handling_mean": handling.mean,
        "handling_cv": handling.cv,
        "handling_median": handling.median,
        "handling_short": handling.short,
        "handling_mean_without_short": handling.mean_without_short,
        "handling_long": handling.long,
        "handling_cv_without_long": handling.cv_without_long,
        "handling_distance": handling.distance,
        "sets": {"patience_seconds": fit.patience_seconds, "handling_cv": fit.handling_cv},
    }


def save_fits(fits: tuple[CallFit, ...], path: Path, hashes: Mapping[str, str]) -> None:
    """Write the fits with their laws as JSON; ``hashes``: the files they come from -> SHA-256."""
    rows = []
    for fit in fits:
        laws = {
            "patience": fit.patience.empirical,
            "patience_exponential": fit.patience.exponential,
            "handling": fit.handling.empirical,
            "handling_lognormal": fit.handling.lognormal,
        }
        rows.append(summary_row(fit) | {"laws": {name: law and _law(law) for name, law in laws.items()}})
    write_text(path, json.dumps({"files": dict(hashes), "fits": rows}, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def load_fits(path: Path) -> dict[str, tuple[Law, Law]]:
    """Project -> (handling, patience): the empirical laws ``save_fits`` wrote for all hours; projects without any recorded
    handling time are left out. Raises UsageError without file, InputError for a file that is something else."""
    if not path.is_file():
        raise UsageError("calls.no_fits", file=path)
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["fits"]
        return {
            str(row["project"]): (_read_law(row["laws"]["handling"]), _read_law(row["laws"]["patience"]))
            for row in rows
            if row["hour"] is None and row["laws"]["handling"]
        }
    except (ValueError, KeyError, TypeError) as error:
        raise InputError("calls.not_fits", file=path) from error


def _law(law: Law) -> dict[str, Any]:
    """The law as JSON has it: an infinite mean as null."""
    return law.to_json() | {"mean": _finite(law.mean)}


def _read_law(data: Mapping[str, Any]) -> Law:
    return Law.from_json({**data, "mean": np.inf if data["mean"] is None else data["mean"]})


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _hazard(data: dict[str, Any]) -> dict[str, Any]:
    return {name: _finite(value) for name, value in data.items()}
