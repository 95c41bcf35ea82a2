"""Risk attitude: the right part of the busy-day factor, convex curves in order, wrong attitudes answered."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from wfm.data.demand import Demand, Forecast
from wfm.data.tables import Centre, Defaults, Project
from wfm.data.workspace import Workspace
from wfm.errors import UsageError
from wfm.staffing import load_demand, save_demand, staff
from wfm.staffing.curves import cost_curves
from wfm.staffing.erlang import IntArray
from wfm.staffing.pricing import Pricing
from wfm.staffing.risk import MEAN, Risk, parse_risk
from wfm.staffing.targets import targets_of
from wfm.timegrid import Horizon, interval_starts


def law(relative_sd: float) -> stats.rv_continuous:
    scale = math.sqrt(math.log1p(relative_sd**2))
    return stats.lognorm(scale, scale=math.exp(-(scale**2) / 2))


@pytest.mark.parametrize("text", ["mean", "p90", "p97.5", "p5", "cvar:0.9", "cvar:0.05", "cvar:0.995"])
def test_an_attitude_reads_back(text: str) -> None:
    assert str(parse_risk(text)) == text
    assert parse_risk(f" {text.upper()} ") == parse_risk(text)


@pytest.mark.parametrize(
    "text", ["", "p", "p0", "p100", "p-5", "90", "p90%", "cvar", "cvar:0", "cvar:1", "cvar:1.2", "cvar:90", "max"]
)
def test_a_wrong_attitude_is_answered(text: str) -> None:
    with pytest.raises(UsageError, match="mean"):
        parse_risk(text)


@pytest.mark.parametrize("spread", [0.05, 0.2, 0.5])
@pytest.mark.parametrize("level", [0.02, 0.5, 0.9, 0.99])
def test_the_rate_of_the_requirement(spread: float, level: float) -> None:
    own = law(spread)
    quantile = float(own.ppf(level))
    assert Risk("quantile", level).factor(spread) == pytest.approx(quantile, rel=1e-9)
    tail = own.expect(lambda z: z, lb=quantile, ub=float(own.ppf(1 - 1e-13)), conditional=False) / (1 - level)
    assert Risk("cvar", level).factor(spread) == pytest.approx(tail, rel=1e-4)
    assert MEAN.factor(spread) == 1.0


@pytest.mark.parametrize("level", [0.05, 0.5, 0.9, 0.99])
def test_the_tail_has_its_mean_and_spread(level: float) -> None:
    own, spread = law(0.25), 0.25
    rates = Risk("cvar", level).rates(spread, 100.0)
    low = float(own.ppf(level))
    second = own.expect(lambda z: z**2, lb=low, ub=float(own.ppf(1 - 1e-13))) / (1 - level)
    assert rates.weights.sum() == pytest.approx(1.0)
    assert (rates.weights > 0).all()
    assert (rates.factors >= low * 0.999).all()
    assert rates.factors @ rates.weights == pytest.approx(Risk("cvar", level).factor(spread))
    assert rates.factors**2 @ rates.weights == pytest.approx(second, rel=2e-3)


def test_without_busy_days_attitudes_agree() -> None:
    for risk in (MEAN, Risk("quantile", 0.9), Risk("cvar", 0.9)):
        assert risk.factor(0.0) == 1.0
        assert risk.rates(0.0, 50.0).factors.tolist() == [1.0]


def curve_of(risk: Risk, load: float, busy: float, **values: float) -> IntArray:
    own = targets_of(Project(project="p", **values), Defaults())
    (curve,) = cost_curves(np.array([load]), np.array([240.0]), own, 30, risk.rates(busy, load))
    return curve


@settings(deadline=None, max_examples=60)
@given(
    load=st.floats(0.05, 400),
    busy=st.floats(0.01, 0.6),
    level=st.floats(0.01, 0.99),
    kind=st.sampled_from(["quantile", "cvar"]),
)
def test_every_attitude_has_a_convex_curve(load: float, busy: float, level: float, kind: str) -> None:
    risk = Risk("quantile" if kind == "quantile" else "cvar", level)
    curve = curve_of(risk, load, busy)
    marginals = curve[:-1] - curve[1:]
    assert (marginals >= 1).all()
    assert (np.diff(marginals) <= 0).all()


def at(curve: IntArray, agents: int) -> int:
    return int(curve[min(agents, curve.size - 1)])


def test_cvar_is_the_mean_of_the_worst_days() -> None:
    """Against drawn days: the mean of the largest tenth of losses, at several numbers of agents."""
    load, busy = 40.0, 0.2
    curve = curve_of(Risk("cvar", 0.9), load, busy, unplanned_shrinkage=0.0)
    factors = law(busy).ppf((np.arange(400) + 0.5) / 400)
    own = targets_of(Project(project="p", unplanned_shrinkage=0.0), Defaults())
    for agents in (30, 42, 50, 60):
        losses = []
        for factor in factors:
            (alone,) = cost_curves(np.array([load * factor]), np.array([240.0]), own, 30, MEAN.rates(0.0, load))
            losses.append(at(alone, agents))
        worst = np.sort(losses)[-40:]
        assert at(curve, agents) == pytest.approx(worst.mean(), rel=0.02, abs=25)
        assert losses == sorted(losses)


def test_more_caution_never_costs_less() -> None:
    mean, quantile, tail = (curve_of(risk, 60.0, 0.2) for risk in (MEAN, Risk("quantile", 0.9), Risk("cvar", 0.9)))
    for agents in range(120):
        assert at(mean, agents) <= at(quantile, agents) + 60
        assert at(quantile, agents) <= at(tail, agents) + 60
    assert at(mean, 66) < at(quantile, 66) < at(tail, 66)


def staffed(**asked: object) -> tuple[pd.DataFrame, Demand]:
    horizon = Horizon(date(2026, 8, 3), 1)
    workspace = Workspace(Path(), Centre(name="c", timezone="Asia/Shanghai"), projects=(Project(project="p"),))
    starts = interval_starts(horizon, workspace.centre.interval_minutes, "Asia/Shanghai")
    frame = pd.DataFrame({"project": "p", "start": starts, "calls": 200.0, "aht_seconds": 240.0})
    forecast = Forecast(frame, busy_day={"p": 0.15})
    return staff(workspace, forecast, horizon, **asked)  # type: ignore[arg-type]


def test_requirement_follows_the_attitude() -> None:
    agents = {risk: int(staffed(risk=risk)[0]["agents"].iloc[0]) for risk in ("mean", "p10", "p90", "cvar:0.9")}
    assert agents["p10"] < agents["mean"] < agents["p90"] < agents["cvar:0.9"]
    assert staffed(risk="p90")[0]["load_erlang"].iloc[0] == pytest.approx(200 * 240 / 1800)


def test_curves_remember_what_they_were_made_with(tmp_path: Path) -> None:
    demand = staffed(risk="cvar:0.9", price_lateness=1.5)[1]
    save_demand(demand, tmp_path / "curves.npz")
    stated = load_demand(tmp_path / "curves.npz").made_with
    assert stated["risk"] == "cvar:0.9"
    assert Pricing.of(stated) == Pricing(risk=Risk("cvar", 0.9), price_lateness=1.5)
    given_by_hand = Pricing("requirement", 7, Risk("quantile", 0.8))
    assert Pricing.of(given_by_hand.stated()) == given_by_hand


@pytest.mark.parametrize("price", [-1.0, math.nan, math.inf])
def test_a_price_is_a_number_from_nought(price: float) -> None:
    with pytest.raises(UsageError, match="price_lateness"):
        Pricing(price_lateness=price)
