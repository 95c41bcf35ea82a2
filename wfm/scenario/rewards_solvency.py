"""Can the roster bear the awards? Next month solved without and with them, from the same start, with the same seed and moves.

*Without*: the month solved from scratch, then solved on for the same number of moves. *With* k awards: the same roster, the
awards put on it, solved on likewise. Both had as much work from the same start, so what differs is due to the awards, up to the
noise of short searches; the noise is measured (*without* under another seed) and shown beside the loss.

*Service loss* is the price of cover in the audited certificate: lost calls and occupancy, floors, requirements by shift, leaders
and seniors. Awards are kept from the first rank on as many as the loss allows: all of them when they fit, else the largest number
that a bisection finds within the tolerance; that number's own solve is the proof. No award means no loss.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from wfm.data.awards import Award
from wfm.data.result import PlanResult
from wfm.data.tables import ShiftKind
from wfm.errors import InfeasibleError
from wfm.roster.engine.search import Limit
from wfm.roster.problem import RosterProblem
from wfm.roster.solve import Options, plan_roster
from wfm.scenario.rewards_terms import Placed, place_awards

COVER_RULES = ("service-cover", "project-floor", "shift-requirements", "shift-leader", "senior-on-night")
"""Rules whose price is service lost."""
MOVES_PER_PERSON = 30_000
LEAST_LOSS = 100
"""Cost units that are tolerated anyway (ten lost calls): below it a percentage of very little would decide."""


@dataclass(frozen=True)
class Trial:
    """A solve with ``kept`` awards. ``service``: price of cover; ``cost``: of the whole roster; ``missing``: agent-intervals
    missing; ``unmet``: their share of those required; ``set_aside``: grants no legal line could keep."""

    kept: int
    service: int
    cost: int
    missing: int
    unmet: float
    set_aside: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {**vars(self), "set_aside": list(self.set_aside)}


@dataclass(frozen=True)
class Solvency:
    """The outcome. ``kept`` of ``asked`` awards; ``without`` and ``with_awards``: the two solves compared; ``noise``: how far two
    solves without awards differ in service; ``allowed``: loss tolerated; ``nights``: person -> (nights without, nights with),
    where they differ; ``trials``: every solve with awards; ``seed``, ``moves``: of each solve."""

    asked: int
    kept: int
    without: Trial
    with_awards: Trial
    noise: int
    allowed: int
    nights: Mapping[str, tuple[int, int]]
    trials: tuple[Trial, ...]
    seed: int
    moves: int

    @property
    def loss(self) -> int:
        """Service lost to the awards kept, cost units; below zero when the search with awards happened to be luckier."""
        return self.with_awards.service - self.without.service

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "asked": self.asked,
            "kept": self.kept,
            "loss": self.loss,
            "allowed": self.allowed,
            "noise": self.noise,
            "without": self.without.to_json(),
            "with": self.with_awards.to_json(),
            "nights": {name: list(pair) for name, pair in self.nights.items()},
            "trials": [trial.to_json() for trial in self.trials],
            "seed": self.seed,
            "moves": self.moves,
        }


def solvency(
    problem: RosterProblem,
    awards: Sequence[Award],
    *,
    tolerance_percent: float = 2.0,
    seed: int = 1,
    moves: int | None = None,
    say: Callable[[int, Trial], None] | None = None,
) -> Solvency:
    """Solve ``problem`` (awards granted earlier included) without and with ``awards``, given in the order in which they are kept.

    ``moves``: work of each solve (default: 30,000 a person); ``say`` hears of each trial. The same arguments give the same
    answer.
    """
    work = moves or MOVES_PER_PERSON * max(1, len(problem.employees))
    desk = _Trials(problem, awards, work, seed)
    without, plain = desk.solve(0, seed)
    other, _ = desk.solve(0, seed + 1)
    allowed = max(LEAST_LOSS, int(without.service * tolerance_percent / 100))
    trials: list[Trial] = []
    rosters: dict[int, tuple[Trial, PlanResult]] = {0: (without, plain)}

    def fits(kept: int) -> bool:
        if kept not in rosters:
            rosters[kept] = desk.solve(kept, seed)
            trials.append(rosters[kept][0])
            if say is not None:
                say(kept, rosters[kept][0])
        return rosters[kept][0].service - without.service <= allowed

    kept = len(awards)
    if awards and not fits(kept):
        low, high = 0, kept
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if fits(middle) else (low, middle)
        kept = low
    chosen, result = rosters[kept]
    return Solvency(
        len(awards),
        kept,
        without,
        chosen,
        abs(other.service - without.service),
        allowed,
        _nights(problem, plain, result),
        tuple(trials),
        seed,
        work,
    )


class _Trials:
    """Solves from one start."""

    def __init__(self, problem: RosterProblem, awards: Sequence[Award], moves: int, seed: int) -> None:
        self.problem, self.awards, self.moves = problem, awards, moves
        self.start = self._plan(problem, seed).roster

    def solve(self, kept: int, seed: int) -> tuple[Trial, PlanResult]:
        """The first ``kept`` awards on the start, solved on."""
        placed = place_awards(self.problem.with_awards(()), (*self.problem.awards, *self.awards[:kept])) if kept else Placed()
        task = self.problem.with_awards(placed.in_force) if kept else self.problem
        try:
            result = self._plan(replace(task, base=self.start), seed)
        except InfeasibleError:
            result = self._plan(task, seed)
        return _trial(kept, result, tuple(one.award.employee for one in placed.set_aside)), result

    def _plan(self, task: RosterProblem, seed: int) -> PlanResult:
        return plan_roster(task, Options(Limit(moves=self.moves), seed, 0.0, threads=2, bound=False))


def _trial(kept: int, result: PlanResult, set_aside: tuple[str, ...]) -> Trial:
    service = sum(result.certificate.rules.get(rule, (0, 0, 0))[2] for rule in COVER_RULES)
    missing = sum(shortage.missing for shortage in result.shortages)
    return Trial(kept, service, result.card.cost, missing, result.card.parameters["unmet_share"], set_aside)


def _nights(problem: RosterProblem, before: PlanResult, after: PlanResult) -> dict[str, tuple[int, int]]:
    """Who has more or fewer nights with the awards."""
    nights = problem.shifts_where(ShiftKind.NIGHT)
    first, then = (Counter(d.employee for d in result.roster.duties if d.shift in nights) for result in (before, after))
    return {name: (first[name], then[name]) for name in sorted(first.keys() | then.keys()) if first[name] != then[name]}
