"""Generated people, shared by the scenarios: seeded draws, quotas, leave, wishes, a legal previous roster.

Everything random comes from ``stream``; the same seed gives the same people, byte for byte.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

import numpy as np

from wfm.data.tables import OFF, Leave, Preference, PreviousDuty, Shift
from wfm.timegrid import Horizon

T = TypeVar("T")
PREVIOUS_DAYS = 14
WEIGHTS = (40, 20, 10)
"""Prices of a first, second and third wish: people rank wishes, nobody knows weights."""


def stream(seed: int, topic: str) -> np.random.Generator:
    """A generator of its own for each topic: one topic drawing more leaves the others as they were."""
    return np.random.default_rng([seed, zlib.crc32(topic.encode())])


def pick(rng: np.random.Generator, choices: Sequence[T]) -> T:
    """One of ``choices``, all equally likely."""
    return choices[min(int(rng.random() * len(choices)), len(choices) - 1)]


def quota(rng: np.random.Generator, shares: Mapping[T, float], count: int) -> list[T]:
    """``count`` values in proportion to ``shares`` (largest remainders), in random order."""
    total = sum(shares.values())
    exact = {key: count * share / total for key, share in shares.items()}
    taken = {key: int(value) for key, value in exact.items()}
    left = sorted(exact, key=lambda key: taken[key] - exact[key])
    for key in left[: count - sum(taken.values())]:
        taken[key] += 1
    values = [key for key, number in taken.items() for _ in range(number)]
    order = np.argsort(rng.random(count), kind="stable")
    return [values[int(k)] for k in order]


def some(rng: np.random.Generator, items: Sequence[T], share: float) -> list[T]:
    """``round(share x items)`` of ``items``, in their order."""
    count = round(share * len(items))
    chosen = sorted(int(k) for k in np.argsort(rng.random(len(items)), kind="stable")[:count])
    return [items[k] for k in chosen]


@dataclass(frozen=True)
class Line:
    """How a person's days went before the month: ``pattern`` of shift ids repeats, ``phase`` is its place on day 0."""

    employee: str
    pattern: tuple[str, ...]
    phase: int
    project: str
    first_day: date | None = None

    def shift(self, day: int) -> str:
        """Shift id on ``day`` (index, may be negative)."""
        return self.pattern[(self.phase + day) % len(self.pattern)]


def previous_roster(
    lines: Sequence[Line], horizon: Horizon, shifts: Mapping[str, Shift], closed: frozenset[date] = frozenset()
) -> list[PreviousDuty]:
    """The last ``PREVIOUS_DAYS`` days before ``horizon``, all off on ``closed`` dates. Lines repeat legal patterns, so rest
    and runs are legal."""
    rows: list[PreviousDuty] = []
    for line in lines:
        for back in range(-PREVIOUS_DAYS, 0):
            day = horizon.start + timedelta(days=back)
            if line.first_day is not None and day < line.first_day:
                continue
            shift = OFF if day in closed else line.shift(back)
            project = line.project if shift != OFF and shifts[shift].covers else ""
            rows.append(PreviousDuty(employee=line.employee, date=day, shift=shift, project=project))
    return rows


def leaves(rng: np.random.Generator, people: Sequence[str], horizon: Horizon, share: float, lengths: range) -> list[Leave]:
    """One leave inside the month for ``share`` of ``people``, its length drawn from ``lengths`` (days)."""
    kinds = ("annual",) * 8 + ("sick", "statutory")
    rows: list[Leave] = []
    for employee in some(rng, people, share):
        days = pick(rng, lengths)
        first = horizon.start + timedelta(days=pick(rng, range(horizon.days - days + 1)))
        last = first + timedelta(days=days - 1)
        rows.append(Leave.model_validate({"employee": employee, "kind": pick(rng, kinds), "from_date": first, "to_date": last}))
    return rows


@dataclass(frozen=True)
class Tastes:
    """What people of a contract wish: shift ids to ask for, kinds to avoid."""

    shifts: tuple[str, ...]
    avoided: tuple[str, ...]


def wishes(rng: np.random.Generator, people: Mapping[str, Tastes], horizon: Horizon, share: float = 0.6) -> list[Preference]:
    """One to three ranked wishes for a ``share`` of ``people``; one person in thirty has a promised day off (hard)."""
    promised = set(some(rng, list(people), 1 / 30))
    wishing = set(some(rng, list(people), share))
    rows: list[Preference] = []
    for employee, tastes in people.items():
        if employee in promised:
            rows.append(Preference(employee=employee, wish="off", date=pick(rng, horizon.dates), weight=WEIGHTS[0], hard=True))
        elif employee in wishing:
            days = some(rng, horizon.dates, 3 / horizon.days)
            ranked: dict[tuple[object, ...], Preference] = {}
            for rank in range(1 + int(rng.random() * 3)):
                wish = _wish(rng, employee, days[rank], WEIGHTS[rank], tastes)
                ranked.setdefault((wish.wish, wish.date, wish.weekday, wish.value), wish)
            rows += ranked.values()
    return rows


def _wish(rng: np.random.Generator, employee: str, day: date, weight: int, tastes: Tastes) -> Preference:
    draw = rng.random()
    if draw < 0.15:
        return Preference(employee=employee, wish="shift", date=day, value=pick(rng, tastes.shifts), weight=weight)
    if draw < 0.25:
        return Preference(employee=employee, wish="off", weekday=1 + int(rng.random() * 7), weight=weight // 2)
    if draw < 0.4 and tastes.avoided:
        return Preference(employee=employee, wish="avoid-kind", value=pick(rng, tastes.avoided), weight=weight // 10)
    return Preference(employee=employee, wish="off", date=day, weight=weight)
