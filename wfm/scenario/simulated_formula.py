"""What the queue formula promises for the agents a roster puts at the desk: the number a simulation is compared with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wfm.scenario.simulated_demand import CallLoad
from wfm.simulation.model import FloatArray, IntArray
from wfm.staffing.erlang import Measures, erlang_a
from wfm.staffing.rates import busy_day_rates, points_for


@dataclass(frozen=True)
class Prediction:
    """Expected counts per day, project and interval, float [days, projects, slots]: ``offered`` calls, of these ``in_time``
    and ``abandoned``; ``wait_seconds`` summed over them; ``busy_seconds`` and ``staffed_seconds`` of agents."""

    offered: FloatArray
    in_time: FloatArray
    abandoned: FloatArray
    wait_seconds: FloatArray
    busy_seconds: FloatArray
    staffed_seconds: FloatArray


def predict(load: CallLoad, agents: FloatArray) -> Prediction:
    """Erlang A of each interval, averaged over the distribution of the call rate.

    ``agents`` [days, projects, slots]: rostered at the desk; shrinkage is taken off as a mean share. Between whole
    agents the formula is linear, as in the cost curves. With rate factor z (mean 1) and measure x the expected count is
    calls x E[z x(load z)]: a busy day weighs by its calls.
    """
    present = agents * load.shares.present
    counts = np.zeros((4, *load.calls.shape))
    for p in range(len(load.projects)):
        counts[:, :, p] = _averaged(load, p, present[:, p])
    in_time, abandoned, waited, answered = counts * load.calls
    return Prediction(
        offered=load.calls,
        in_time=in_time,
        abandoned=abandoned,
        wait_seconds=waited,
        busy_seconds=answered * load.aht,
        staffed_seconds=present * load.interval_seconds,
    )


def predict_given(load: CallLoad, agents: IntArray, factor: FloatArray) -> FloatArray:
    """Expected [offered, in time, abandoned] x projects x days when the days' rates are known.

    ``agents`` [days, projects, slots]: present; ``factor`` [days, projects]: each day's rate / its mean.
    """
    calls = load.calls * factor[:, :, None]
    out = np.zeros((3, len(load.projects), len(factor)))
    for p in range(len(load.projects)):
        found = _erlang_a(load, p, load.load[:, p] * factor[:, p, None], agents[:, p], load.aht[:, p])
        for row, measure in enumerate((np.ones_like(found.within), found.within, found.abandonment)):
            out[row, p] = (calls[:, p] * measure).sum(axis=1)
    return out


def _averaged(load: CallLoad, p: int, present: FloatArray) -> FloatArray:
    """E[z x] for x = in time, abandoned, wait in s, answered: [4, days, slots]."""
    erlang, spread = load.load[:, p], float(load.busy_day[p])
    rates = busy_day_rates(spread, points_for(spread, float(erlang.max())))
    whole = np.floor(present + 1e-9)
    part = np.clip(present - whole, 0.0, 1.0)
    out = np.zeros((4, *present.shape))
    for extra, weight in ((0, 1.0 - part), (1, part)):
        found = _erlang_a(
            load, p, erlang[..., None] * rates.factors, whole[..., None].astype(np.int64) + extra, load.aht[:, p][..., None]
        )
        measures = (found.within, found.abandonment, found.mean_wait_seconds, 1.0 - found.abandonment)
        for row, measure in enumerate(measures):
            out[row] += weight * (measure @ (rates.factors * rates.weights))
    return out


def _erlang_a(load: CallLoad, p: int, erlang: FloatArray, agents: IntArray, aht: FloatArray) -> Measures:
    target = load.targets[p]
    return erlang_a(
        erlang,
        agents,
        aht_seconds=aht,
        patience_seconds=target.patience_seconds,
        threshold_seconds=target.threshold_seconds,
    )
