"""Calls of the utility department: events, volume that fits the staff, drawn history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from wfm.data.tables import Event, HistoryRow
from wfm.scenario.people import pick, stream
from wfm.scenario.utility.model import SLOT_SECONDS, SLOTS, Days, FloatArray, Gap, Occasion, levels, settings, shape
from wfm.scenario.utility.sizing import heads, workers
from wfm.timegrid import Horizon

UTC_OFFSET = "+08:00"


def events(days: Days, horizon: Horizon, seed: int) -> list[Event]:
    """Campaign and planned outage of every year, and the storms of the past (nobody knows the coming ones)."""
    world = settings()
    rows = [
        Event(project=o.project, from_date=first, to_date=first + timedelta(days=o.days - 1), name=o.name, uplift=o.uplift)
        for o in (world.campaign, world.outage)
        for first in _returns(o, days)
    ]
    rng = stream(seed, "storms")
    for year in range(world.origin.year, horizon.start.year + 1):
        season = [d for d in days.dates if d.year == year and d.month in world.storm_months]
        for _ in range(world.storms_per_year):
            day, uplift = (pick(rng, season) if season else None), 0.3 + 0.6 * rng.random()
            if day is not None and day < horizon.start:
                rows.append(Event(project="hotline", from_date=day, to_date=day, name="storm", uplift=round(uplift, 2)))
    unique = {(row.project, row.from_date, row.name): row for row in rows}
    return [unique[key] for key in sorted(unique)]


def _returns(occasion: Occasion, days: Days) -> list[date]:
    years = sorted({day.year for day in days.dates})
    firsts = [date(year, occasion.month, occasion.day) for year in years]
    return [first for first in firsts if first <= days.dates[-1]]


def lift(project: str, days: Days, rows: Sequence[Event]) -> FloatArray:
    """Factor of events on each day's level; a storm moves every project that minds the weather, half as much elsewhere."""
    factor = np.ones(len(days.dates))
    for row in rows:
        direct = row.project == project
        if direct or (row.name == "storm" and settings().projects[project].storm):
            first, last = (max(0, (d - days.dates[0]).days) for d in (row.from_date, row.to_date))
            factor[first : last + 1] *= 1 + row.uplift * (1.0 if direct else 0.5)
    return factor


def expected(project: str, days: Days, rows: Sequence[Event], horizon: Horizon) -> FloatArray:
    """Expected workload per half hour in Erlang when the project's load averages 1 Erlang over the month; [days, 48]."""
    level = levels(project, days) * lift(project, days, rows)
    shapes = np.stack([shape(project, False), shape(project, True)])
    rest = np.array([days.is_rest(day) for day in days.dates], dtype=np.int64)
    load = level[:, None] * shapes[rest]
    month = load[(horizon.start - days.dates[0]).days :]
    unit: FloatArray = load / month.mean()
    return unit


@dataclass(frozen=True)
class Volume:
    """Expected load of every project, in Erlang, [days, 48]; ``hours``: seat hours the planned month then asks for."""

    load: dict[str, FloatArray]
    hours: float


def fit(days: Days, rows: Sequence[Event], horizon: Horizon, hours: float) -> Volume:
    """The largest volume whose planned month asks for at most ``hours`` seat hours (rounding up per interval included)."""
    units = {name: expected(name, days, rows, horizon) * flow.share for name, flow in settings().projects.items()}
    first = (horizon.start - days.dates[0]).days

    def asked(scale: float) -> float:
        return sum(_agent_slots(name, scale * unit[first:]) for name, unit in units.items()) / 2

    low, high = 0.0, 1.0
    while asked(high) < hours:
        high *= 2
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if asked(middle) <= hours else (low, middle)
    return Volume({name: low * unit for name, unit in units.items()}, asked(low))


def _agent_slots(name: str, load: FloatArray) -> float:
    flow = settings().projects[name]
    return float((workers(load) if flow.deferrable else heads(load, flow.aht)).sum())


def history(days: Days, volume: Volume, horizon: Horizon, seed: int) -> dict[str, str]:
    """``history/<project>.csv`` up to the day before the month: drawn calls, answered, abandoned, handling time."""
    past = [day for day in days.dates if day < horizon.start]
    return {f"history/{name}.csv": _project_history(name, past, volume.load[name], seed) for name in settings().projects}


def _project_history(name: str, past: Sequence[date], load: FloatArray, seed: int) -> str:
    flow = settings().projects[name]
    rng = stream(seed, f"calls-{name}")
    handling = flow.aht * (1 + 0.03 * np.sin(2 * np.pi * (np.arange(SLOTS) - 18) / SLOTS))
    surprise = _busy_days(rng, len(past), flow.busy)[:, None] * np.exp(flow.jitter * rng.standard_normal((len(past), SLOTS)))
    rate = load[: len(past)] * SLOT_SECONDS / handling * surprise
    calls = rng.poisson(rate)
    lost = rng.binomial(calls, np.clip(0.02 + 0.25 * (surprise - 1), 0.005, 0.3))
    answered = calls - lost
    spread = 0.6 * handling / np.sqrt(np.maximum(answered, 1)) * rng.standard_normal(calls.shape)
    aht = np.maximum(handling + spread, 0.25 * handling)
    keep = np.broadcast_to(shape(name, False) > 0, calls.shape).copy()
    for gap in settings().gaps:
        _drop(keep, gap, name, past)
    clocks = [f"T{slot // 2:02d}:{slot % 2 * 30:02d}:00{UTC_OFFSET}" for slot in range(SLOTS)]
    dates = [day.isoformat() for day in past]
    lines = [",".join(HistoryRow.model_fields)]
    for d, s in zip(*(index.tolist() for index in np.nonzero(keep)), strict=True):
        n, a = int(calls[d, s]), int(answered[d, s])
        lines.append(f"{name},{dates[d]}{clocks[s]},{n},{a},{n - a},{f'{aht[d, s]:.1f}' if a else ''}")
    return "\n".join(lines) + "\n"


def _busy_days(rng: np.random.Generator, count: int, sd: float) -> FloatArray:
    """Each day's own factor, mean 1, half of its deviation carried over to the next day. Shape [count]."""
    draws = rng.standard_normal(count)
    factor = np.empty(count)
    carried = 0.0
    for k in range(count):
        carried = 0.5 * carried + sd * np.sqrt(0.75) * float(draws[k])
        factor[k] = np.exp(carried - sd * sd / 2)
    return factor


def _drop(keep: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], gap: Gap, project: str, past: Sequence[date]) -> None:
    if gap.project in ("all", project) and past[0] <= gap.date <= past[-1]:
        keep[(gap.date - past[0]).days, 2 * gap.first_hour : 2 * gap.last_hour] = False
