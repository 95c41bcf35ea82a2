"""Which certificates would help most: each candidate is added and the days around the event are solved again.

Candidates come from what a certificate promises at the present cover (``wfm.scenario.whatif.worth``); how much it really is worth
is measured: a control search without any new certificate and the search with it start from the same roster and have the same
seeds and the same number of moves; the gain is the control's cost minus the candidate's, mean over the seeds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from wfm.data.roster import Roster
from wfm.executors import executor
from wfm.roster.engine.search import Limit
from wfm.roster.problem import RosterProblem
from wfm.roster.resolve import resolve, resolved_costs
from wfm.scenario.whatif.people import trained_skill
from wfm.scenario.whatif.worth import Promise, promises

KEPT = 10
"""Certificates told."""


@dataclass(frozen=True)
class Budget:
    """``candidates`` that are solved again; ``moves`` of each search; ``seeds``; ``around``: days before and after the event that
    may change."""

    candidates: int = 24
    moves: int = 200_000
    seeds: tuple[int, ...] = (1, 2, 3)
    around: int = 1
    workers: int = 1


@dataclass(frozen=True)
class Gain:
    """A certificate and what it is worth: ``gain`` measured, cost units; ``promise``: what the prefilter said. ``certain``: more
    than the controls differ among themselves."""

    employee: str
    project: str
    gain: float
    promise: int
    certain: bool


@dataclass(frozen=True)
class Certificates:
    """``gains``, best first; ``control``: mean cost without; ``spread``: between the controls' seeds; ``tried`` candidates of
    ``promising`` ones."""

    gains: tuple[Gain, ...]
    control: float
    spread: float
    tried: int
    promising: int


@dataclass(frozen=True)
class _Search:
    problem: RosterProblem
    roster: Roster
    days: tuple[date, date]
    moves: int
    seeds: tuple[int, ...]


def best_certificates(
    problem: RosterProblem, roster: Roster, day: date, projects: Sequence[str], budget: Budget | None = None
) -> Certificates:
    """The certificates (person, project) that lower the roster's cost most when they are added, measured by solving again.

    ``problem`` holds the event's demand and no published base. Everything but the days around the event stays.
    """
    budget = budget or Budget()
    dates = problem.horizon.dates
    first, last = (day + timedelta(days=shift * budget.around) for shift in (-1, 1))
    days = (max(first, dates[0]), min(last, dates[-1]))
    ranked = promises(problem, roster, [one for one in dates if days[0] <= one <= days[1]], projects)
    start = resolve(problem, roster, days, Limit(moves=2 * budget.moves), budget.seeds[0], change_price=0, threads=1).roster
    tried = ranked[: budget.candidates]
    searches = [_Search(one, start, days, budget.moves, budget.seeds) for one in (problem, *(_with(problem, c) for c in tried))]
    with executor(min(budget.workers, len(searches))) as pool:
        costs = list(pool.map(_costs, searches))
    control, spread = sum(costs[0]) / len(costs[0]), float(max(costs[0]) - min(costs[0]))
    gains = [_gain(promise, costs[0], found, spread) for promise, found in zip(tried, costs[1:], strict=True)]
    best = sorted(gains, key=lambda gain: (-gain.gain, gain.employee, gain.project))
    return Certificates(tuple(one for one in best if one.gain > 0)[:KEPT], control, spread, len(tried), len(ranked))


def _gain(promise: Promise, control: Sequence[int], found: Sequence[int], spread: float) -> Gain:
    mean = sum(a - b for a, b in zip(control, found, strict=True)) / len(found)
    return Gain(promise.employee, promise.project, mean, promise.worth, mean > spread)


def _with(problem: RosterProblem, promise: Promise) -> RosterProblem:
    """The task with one certificate more; an emergency-only one of the same project becomes a planned one."""
    held = [s for s in problem.skills.get(promise.employee, ()) if not (s.project == promise.project and s.emergency_only)]
    skills = (*held, trained_skill(promise.employee, promise.project, None))
    return replace(problem, skills={**problem.skills, promise.employee: skills})


def _costs(search: _Search) -> tuple[int, ...]:
    """Cost after the search, for each seed."""
    return resolved_costs(search.problem, search.roster, search.days, Limit(moves=search.moves), search.seeds)
