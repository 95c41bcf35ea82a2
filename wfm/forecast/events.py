"""What events do to calls: before, on and after their days, learnt from tagged past events and shrunken towards the given uplift.

For each phase the log effect of an event has a normal prior: on its days around log(1 + uplift) as given in ``events.csv``
(around 0 when none is given), before and after around 0. Each past event of the same name or kind, in any project, adds one
observation, the mean log ratio of its days to ordinary days of the same weekday nearby, weighed by its precision:

    effect = (prior / tau^2 + sum y_e / v_e) / (1 / tau^2 + sum 1 / v_e),   v_e = s_e^2 + d_e^2

(normal prior, normal data: Gelman et al., Bayesian Data Analysis, 2.5). ``s_e`` is the noise of the mean, ``d_e`` how far events
differ that are less alike. A past uplift given counts as the planner's own scale: what is learnt then is the correction to it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from wfm.calendars import DayCalendar
from wfm.data.tables import Event
from wfm.forecast.history import FloatArray

AROUND_DAYS = 3
"""Days before and after an event that may feel it."""
PHASES = ("before", "during", "after")
_SAME, _OTHER_PROJECT, _SAME_KIND = 0.10, 0.15, 0.25
"""d_e: same name and project, same name in another project, only the same kind."""
_TRUST_GIVEN, _TRUST_NOTHING, _TRUST_AROUND = 0.25, 0.35, 0.10
"""tau: the uplift given, no uplift given, before and after."""
_WORTH_SAYING = 0.01
_NEAR_WEEKS = 4
_LEAST_SPREAD = 0.03


@dataclass(frozen=True)
class Observed:
    """What a past event did. ``log_effect``: float64 [3], mean log ratio by phase; ``variance``: its noise, inf = not seen."""

    event: Event
    log_effect: FloatArray
    variance: FloatArray


@dataclass(frozen=True)
class EventEffect:
    """Factors on calls ``before`` (three days), ``during`` and ``after`` (three days) an event; ``seen``: past events it is
    learnt from; ``given``: whether ``events.csv`` gives an uplift."""

    event: Event
    before: float
    during: float
    after: float
    seen: int

    @property
    def given(self) -> bool:
        """Whether the planner gave an uplift."""
        return self.event.uplift != 0.0


def observe(events: Iterable[Event], first: date, totals: FloatArray, calendar: DayCalendar) -> list[Observed]:
    """The observed effects of the events of one project that lie within its history.

    ``totals``: float64 [days] from ``first`` on, calls per day as recorded (NaN = unknown). A day touched by two events speaks
    for neither; holidays and days next to them are left out.
    """
    own = [event for event in events if event.from_date < first + timedelta(days=len(totals))]
    phases = [_phases(event) for event in own]
    touched: dict[date, int] = {}
    for found in phases:
        for day in found:
            touched[day] = touched.get(day, 0) + 1
    ratio, spread = _log_ratios(first, totals, touched, calendar)
    return [_observed(event, found, touched, ratio, spread) for event, found in zip(own, phases, strict=True)]


def _observed(
    event: Event, phases: Mapping[date, int], touched: Mapping[date, int], ratio: Mapping[date, float], spread: float
) -> Observed:
    effect, variance = np.zeros(3), np.full(3, np.inf)
    for phase in range(3):
        values = [ratio[day] for day, own in phases.items() if own == phase and touched[day] == 1 and day in ratio]
        if values:
            effect[phase] = float(np.mean(values))
            variance[phase] = spread**2 * (1.0 / len(values) + 1.0 / (2 * _NEAR_WEEKS))
    return Observed(event, effect, variance)


def _log_ratios(
    first: date, totals: FloatArray, touched: Mapping[date, int], calendar: DayCalendar
) -> tuple[dict[date, float], float]:
    """Day -> log of its calls over the median of ordinary same weekdays within four weeks; and the spread of ordinary days."""
    dates = [first + timedelta(days=k) for k in range(len(totals))]
    special = [calendar.position(day) is not None or calendar.is_makeup(day) for day in dates]
    ordinary = np.array([not odd and day not in touched for odd, day in zip(special, dates, strict=True)])
    usable = np.where(ordinary, totals, np.nan)
    ratio: dict[date, float] = {}
    plain: list[float] = []
    for k, day in enumerate(dates):
        if special[k] or not np.isfinite(totals[k]):
            continue
        near = [usable[j] for w in range(-_NEAR_WEEKS, _NEAR_WEEKS + 1) if w and 0 <= (j := k + 7 * w) < len(totals)]
        known = [value for value in near if math.isfinite(value)]
        if len(known) >= 2:
            ratio[day] = math.log((totals[k] + 0.5) / (float(np.median(known)) + 0.5))
            if ordinary[k]:
                plain.append(ratio[day])
    spread = 1.4826 * float(np.median(np.abs(plain))) if plain else 0.2
    return ratio, max(spread, _LEAST_SPREAD)


def learn(event: Event, past: Sequence[Observed]) -> EventEffect:
    """The effect of ``event`` given all observed ones, of this and of other projects; its own observation counts too."""
    alike = [(seen, far) for seen in past if (far := _distance(event, seen.event)) is not None]
    anchor = math.log1p(event.uplift)
    found = []
    for phase, name in enumerate(PHASES):
        during = name == "during"
        prior = anchor if during else 0.0
        trust = (_TRUST_GIVEN if event.uplift else _TRUST_NOTHING) if during else _TRUST_AROUND
        precision, total = trust**-2, prior * trust**-2
        for seen, far in alike:
            if math.isfinite(seen.variance[phase]):
                scale = anchor - math.log1p(seen.event.uplift) if during and event.uplift and seen.event.uplift else 0.0
                weight = 1.0 / (seen.variance[phase] + far**2)
                precision, total = precision + weight, total + weight * (seen.log_effect[phase] + scale)
        found.append(_factor(total / precision, always=during))
    others = sum(1 for seen, _ in alike if seen.event != event and math.isfinite(seen.variance[1]))
    return EventEffect(event, found[0], found[1], found[2], others)


def _distance(event: Event, other: Event) -> float | None:
    """d_e for two events; None when they have nothing to say to each other."""
    if event == other:
        return 0.0
    if event.name.casefold() == other.name.casefold():
        return _SAME if event.project == other.project else _OTHER_PROJECT
    return _SAME_KIND if event.kind and event.kind == other.kind else None


def _factor(log_effect: float, *, always: bool) -> float:
    """The factor; effects before and after that are not worth a word are none."""
    return math.exp(log_effect) if always or abs(log_effect) >= _WORTH_SAYING else 1.0


def event_days(event: Event) -> tuple[date, ...]:
    """Every day the event may touch, before and after included."""
    return tuple(_phases(event))


def _phases(event: Event) -> dict[date, int]:
    """Date -> phase (index into ``PHASES``) of every day the event may touch."""
    days = range(-AROUND_DAYS, (event.to_date - event.from_date).days + 1 + AROUND_DAYS)
    dates = (event.from_date + timedelta(days=k) for k in days)
    return {day: 0 if day < event.from_date else 1 if day <= event.to_date else 2 for day in dates}


def day_factors(effects: Iterable[EventEffect]) -> dict[date, float]:
    """Date -> product of the factors of all effects on that day; days without any are absent."""
    factors: dict[date, float] = {}
    for effect in effects:
        sizes = (effect.before, effect.during, effect.after)
        for day, phase in _phases(effect.event).items():
            if sizes[phase] != 1.0:
                factors[day] = factors.get(day, 1.0) * sizes[phase]
    return factors


def project_effects(events: Sequence[Event], project: str, past: Sequence[Observed]) -> tuple[EventEffect, ...]:
    """The learnt effect of every event of ``project``."""
    return tuple(learn(event, past) for event in events if event.project == project)


def runs(days: Iterable[date]) -> list[tuple[date, date]]:
    """Runs of consecutive dates as (first, last)."""
    ordered = sorted(set(days))
    if not ordered:
        return []
    starts = [ordered[0], *(b for a, b in pairwise(ordered) if (b - a).days > 1)]
    ends = [*(a for a, b in pairwise(ordered) if (b - a).days > 1), ordered[-1]]
    return list(zip(starts, ends, strict=True))
