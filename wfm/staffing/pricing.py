"""Prices of one project's intervals: how loss is priced, the curve of each, and what the next agent is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from wfm.data.tables import Project, Requirement
from wfm.errors import UsageError
from wfm.staffing.curves import cost_curves, missing_curve, work_curve
from wfm.staffing.erlang import IntArray
from wfm.staffing.risk import MEAN, Risk, parse_risk
from wfm.staffing.targets import Targets

Mode = Literal["curves", "requirement"]

MISSING_PRICE = int(Requirement.model_fields["missing_price"].default)
"""Price of a missing agent in requirement mode: the default of requirements.csv."""


@dataclass(frozen=True)
class Pricing:
    """What curves are made with. ``missing_price``: cost units per missing agent, requirement mode only; ``price_lateness``:
    cost units per call not answered in time, curves mode only. UsageError for a price that is negative or no number."""

    mode: Mode = "curves"
    missing_price: int = MISSING_PRICE
    risk: Risk = MEAN
    price_lateness: float = 0.0

    def __post_init__(self) -> None:
        for name in ("missing_price", "price_lateness"):
            if not 0 <= getattr(self, name) < float("inf"):
                raise UsageError("staffing.bad_price", name=name, value=getattr(self, name))

    @classmethod
    def of(cls, stated: Mapping[str, str]) -> Pricing:
        """The pricing that ``stated`` tells of; what it leaves out has its default."""
        return cls(
            mode="requirement" if stated.get("mode") == "requirement" else "curves",
            missing_price=int(stated.get("missing_price", MISSING_PRICE)),
            risk=parse_risk(stated.get("risk", "mean")),
            price_lateness=float(stated.get("price_lateness", 0.0)),
        )

    def stated(self) -> Mapping[str, str]:
        """Name -> value as text of what is in force, kept with the curves."""
        price = {"price_lateness": f"{self.price_lateness:g}"} if self.mode == "curves" else {}
        missing = {"missing_price": str(self.missing_price)} if self.mode == "requirement" else {}
        return {"mode": self.mode, "risk": str(self.risk), **price, **missing}


def project_curves(
    cells: pd.DataFrame, project: Project, targets: Targets, pricing: Pricing, busy_day: float, interval_minutes: int
) -> list[IntArray]:
    """One curve per cell; cells given by hand always price their missing agents.

    ``busy_day``: relative standard deviation of the day's rate of calls.
    """
    load, aht = cells["queue_load"].to_numpy(), cells["aht_seconds"].to_numpy()
    given, need, present = (cells[name].to_numpy() for name in ("given", "need", "present"))
    rates = pricing.risk.rates(busy_day, float(load.max(initial=0.0)))
    if pricing.mode == "requirement":
        curves = [missing_curve(int(agents), pricing.missing_price) for agents in need]
    elif project.deferrable:
        curves = [
            work_curve(float(a), float(h), targets, interval_minutes, rates, present=float(share))
            for a, h, share in zip(load, aht, present, strict=True)
        ]
    else:
        curves = cost_curves(load, aht, targets, interval_minutes, rates, present=present, price_lateness=pricing.price_lateness)
    for i in np.flatnonzero(given >= 0):
        curves[i] = missing_curve(int(given[i]), int(cells["missing_price"].iloc[i]))
    return curves


def next_agent_worth(curve: IntArray, agents: int) -> int:
    """What one agent more than ``agents`` would save."""
    return int(curve[agents] - curve[agents + 1]) if agents + 1 < curve.size else 0
