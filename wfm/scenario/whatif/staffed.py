"""Requirement and curves of a changed forecast, made as the month's own were made."""

from __future__ import annotations

from datetime import date

from wfm.data.demand import Demand, Forecast
from wfm.data.workspace import Workspace
from wfm.staffing import staff
from wfm.staffing.load import LOAD_KINDS
from wfm.staffing.pricing import Pricing
from wfm.timegrid import Horizon


def demand_under(workspace: Workspace, forecast: Forecast, horizon: Horizon, like: Demand, *, risk: str | None = None) -> Demand:
    """The demand of ``forecast``, with mode, risk, prices and load of ``like``; ``risk``: another one, such as ``p90``."""
    stated = like.made_with
    pricing = Pricing.of(stated)
    seen = stated.get("as_of")
    _, demand = staff(
        workspace,
        forecast,
        horizon,
        mode=pricing.mode,
        missing_price=pricing.missing_price,
        risk=risk or str(pricing.risk),
        price_lateness=pricing.price_lateness,
        load=next((kind for kind in LOAD_KINDS if kind == stated.get("load")), LOAD_KINDS[0]),
        as_of=date.fromisoformat(str(seen)) if seen else None,
    )
    return demand
