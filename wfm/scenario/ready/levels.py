"""Capacity by echelon level: activating 1, then 2, then 3 names whom ``wfm echelon activate`` would name, within the quotas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from wfm.data.roster import Roster
from wfm.scenario.echelon.choose import choose, with_duties
from wfm.scenario.echelon.record import Activation, called_duties, engaged, used_places
from wfm.scenario.ready.tiers import Tier, missing_hours, on_duty, present_on
from wfm.scenario.ready.units import UnitShare, unit_shares
from wfm.scenario.whatif.outcome import Situation


@dataclass(frozen=True)
class LevelStep:
    """A level activated after those before it. ``called``: in call-up order, plain data with the unit whose place each takes;
    ``units``: its rows of echelons.csv and how far each quota can be filled; ``tier``: agents there with levels up to this;
    ``may_activate``: names as they stand in echelons.csv."""

    level: int
    called: tuple[Mapping[str, Any], ...]
    units: tuple[UnitShare, ...]
    tier: Tier
    may_activate: tuple[str, ...]

    @property
    def lead_hours(self) -> tuple[float, float]:
        """Shortest and longest lead time of the level's units, hours."""
        return min(unit.lead_hours for unit in self.units), max(unit.lead_hours for unit in self.units)

    @property
    def first_begins(self) -> datetime | None:
        """Local time at which the first of the level's duties begins; None when nobody can be named."""
        return min((_begins(row) for row in self.called), default=None)

    @property
    def call_by(self) -> datetime | None:
        """Local time by which the level has to be activated so that every duty is reached after its unit's lead time."""
        lead = {unit.unit: unit.lead_hours for unit in self.units}
        return min((_begins(row) - timedelta(hours=lead[row["unit"]]) for row in self.called), default=None)


@dataclass(frozen=True)
class Ladder:
    """``start``: those on duty and those whom open activations have called (``already``); ``steps``: level by level."""

    start: Tier
    already: int
    steps: tuple[LevelStep, ...]
    told: datetime | None


def ladder_on(
    situation: Situation,
    roster: Roster,
    day: date,
    projects: Sequence[str],
    book: Mapping[str, Activation],
    called_before: Mapping[str, int],
    told: datetime | None = None,
) -> Ladder:
    """What activating the levels of echelons.csv one after the other gives on ``day`` for ``projects``.

    Each level is filled as an activation fills it (``wfm.scenario.echelon.choose``): the same demand, order, quotas, law, and
    the places that open activations of ``book`` have taken. ``told``: local time of the call (None = long before, so that lead
    times turn nobody away). No steps without echelons.csv.
    """
    used, busy = used_places(book, day, drill=False), engaged(book, day, drill=False)
    before = called_duties(book, drill=False)
    helped = with_duties(roster, before)
    already = sum(duty.day == day for duty in before)
    start = Tier("on_duty", on_duty(helped, day, projects), present_on(situation.problem, helped, day))
    steps: list[LevelStep] = []
    for level in sorted({row.level for row in situation.workspace.echelons}):
        rows = tuple(row for row in situation.workspace.echelons if row.level == level)
        choice = choose(
            situation, helped, level=level, day=day, projects=tuple(projects), told=told, used=used, engaged=busy,
            called_before=called_before, reserve=0,
        )  # fmt: skip
        units = unit_shares(situation, helped, day, projects, rows, choice, used, busy)
        helped = choice.roster
        busy = busy | {row["employee"] for row in choice.called}
        tier = Tier(f"level_{level}", len(choice.called), present_on(situation.problem, helped, day))
        steps.append(LevelStep(level, choice.called, units, tier, tuple(dict.fromkeys(row.may_activate for row in rows))))
    return Ladder(start, already, tuple(steps), told)


def _begins(row: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(row["begins"])


def lowest_level(missing: Mapping[str, float], levels: Sequence[int], required: float, tolerance: float) -> int | None:
    """The lowest level that leaves at most ``tolerance`` of ``required`` hours missing; 0 = none is needed, None = none suffices.

    ``missing``: tier name -> agent-hours, as ``ladder_json`` has them.
    """
    names = {0: "on_duty", **{level: f"level_{level}" for level in levels}}
    return next((level for level, name in names.items() if missing[name] <= tolerance * required), None)


def ladder_json(ladder: Ladder, demands: Mapping[str, Any], projects: Sequence[str], tolerance: float) -> dict[str, Any]:
    """The ladder as plain data: agent-hours of ``projects`` missing at each quantile of ``demands`` after each level, the lowest
    level that suffices, and per level quota, people by name, lead times and the agents it adds by project and interval."""
    names = next(iter(demands.values())).projects
    hours = next(iter(demands.values())).interval_minutes / 60
    watched = [names.index(project) for project in projects]
    tiers = [ladder.start, *(step.tier for step in ladder.steps)]
    missing = {
        quantile: {tier.name: missing_hours(tier, demand.requirement[0].T, hours, watched) for tier in tiers}
        for quantile, demand in demands.items()
    }
    levels = [step.level for step in ladder.steps]
    required = {quantile: float(demand.requirement[0].T[watched].sum() * hours) for quantile, demand in demands.items()}
    return {
        "told": ladder.told.isoformat(timespec="minutes") if ladder.told else "",
        "on_duty": ladder.start.people,
        "already": ladder.already,
        "present": {name: row.tolist() for name, row in zip(names, ladder.start.present, strict=True)},
        "missing": missing,
        "lowest": {q: lowest_level(missing[q], levels, required[q], tolerance) for q in demands},
        "levels": [
            _step_json(step, before, names, hours, watched) for step, before in zip(ladder.steps, tiers[:-1], strict=True)
        ],
    }


def _step_json(step: LevelStep, before: Tier, names: Sequence[str], hours: float, watched: Sequence[int]) -> dict[str, Any]:
    added = step.tier.present - before.present
    return {
        "level": step.level,
        "quota": sum(unit.quota for unit in step.units),
        "used": sum(unit.used for unit in step.units),
        "named": len(step.called),
        "lead_hours": list(step.lead_hours),
        "first_begins": _stamp(step.first_begins),
        "call_by": _stamp(step.call_by),
        "may_activate": list(step.may_activate),
        "added_hours": float(added[list(watched)].sum() * hours),
        "added": {name: row.tolist() for name, row in zip(names, added, strict=True)},
        "units": [unit.to_json() for unit in step.units],
        "called": [{key: value for key, value in row.items() if key != "passed"} for row in step.called],
    }


def _stamp(at: datetime | None) -> str:
    return at.isoformat(timespec="minutes") if at is not None else ""
