"""Shapes over time: a storm's steep front, holiday travel by day, a campaign as events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from wfm.data.tables import Event
from wfm.scenario.whatif.model import Campaign, Holiday, Storm

FloatArray = npt.NDArray[np.float64]
_AT_ONCE = 1e-6
_POINTS = 30
"""Points of an interval at which a surge is read."""


def storm_factor(storm: Storm, minutes: FloatArray, interval_minutes: int) -> FloatArray:
    """Mean factor on calls of intervals that begin ``minutes`` after the front arrives (negative before).

    1 before the front; a straight rise to ``peak_factor`` over ``rise_hours``; then the part above 1 halves after each
    ``half_life_hours``. The mean is over ``_POINTS`` points of the interval, so that a front inside one is seen.
    """
    steps = (np.arange(_POINTS) + 0.5) / _POINTS * interval_minutes
    hours = (minutes[:, None] + steps[None, :]) / 60.0
    over = hours - storm.rise_hours
    rising = np.clip(hours / max(storm.rise_hours, _AT_ONCE), 0.0, 1.0)
    shape = np.where(over > 0, 0.5 ** (np.maximum(over, 0.0) / storm.half_life_hours), rising)
    return np.asarray(1.0 + (storm.peak_factor - 1.0) * np.where(hours > 0, shape, 0.0).mean(axis=1))


def holiday_factors(holiday: Holiday) -> dict[date, float]:
    """Date -> factor: by ``shape``, or whole on the first and last day, ``middle`` between, ``eve`` on the day before."""
    days = holiday.days
    shape = holiday.shape or tuple(1.0 if k in (0, len(days) - 1) else holiday.middle for k in range(len(days)))
    found = {day: 1.0 + (holiday.factor - 1.0) * share for day, share in zip(days, shape, strict=True)}
    found[days[0] - timedelta(days=1)] = 1.0 + (holiday.factor - 1.0) * holiday.eve
    return found


def campaign_events(campaign: Campaign) -> list[Event]:
    """The campaign's rows of events.csv: before, during, after."""
    first, last = campaign.from_date, campaign.to_date
    found = [Event(project=campaign.project, from_date=first, to_date=last, name=_name(campaign, ""), uplift=campaign.uplift)]
    if campaign.before_days and campaign.before:
        start = first - timedelta(days=campaign.before_days)
        found.append(_event(campaign, start, first - timedelta(days=1), "before", campaign.before))
    if campaign.after_days and campaign.after:
        end = last + timedelta(days=campaign.after_days)
        found.append(_event(campaign, last + timedelta(days=1), end, "after", campaign.after))
    return found


def _event(campaign: Campaign, first: date, last: date, part: str, uplift: float) -> Event:
    return Event(project=campaign.project, from_date=first, to_date=last, name=_name(campaign, part), uplift=uplift)


def _name(campaign: Campaign, part: str) -> str:
    """A name of its own keeps the past out of it, unless the past is to speak."""
    if campaign.learn and not part:
        return campaign.name
    return " ".join(word for word in ("what-if", campaign.name, part) if word)


def with_campaigns(events: Iterable[Event], campaigns: Iterable[Campaign]) -> tuple[Event, ...]:
    """``events`` with the campaigns; those a campaign stands for are left out in its year."""
    kept = list(events)
    for campaign in campaigns:
        if campaign.instead_of:
            year = campaign.from_date.year
            kept = [
                event
                for event in kept
                if (event.project, event.name, event.from_date.year) != (campaign.project, campaign.instead_of, year)
            ]
        kept += campaign_events(campaign)
    return tuple(kept)


def day_ratio(new: Mapping[date, float], old: Mapping[date, float]) -> dict[date, float]:
    """Date -> factor under ``new`` events over that under ``old`` ones, where they differ."""
    found = {day: new.get(day, 1.0) / old.get(day, 1.0) for day in {*new, *old}}
    return {day: ratio for day, ratio in found.items() if ratio != 1.0}
