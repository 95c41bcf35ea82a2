"""Heads that a set of projects needs when its agents work as one team: what pooling can save at most.

``pooled_need`` is the necessary side (every set of projects against one fully flexible team), ``wfm.staffing.pooling_flow`` the
sufficient side (every agent in one queue) and the comparison with people. Formulas and sources: docs/pooling.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from wfm.errors import InputError
from wfm.staffing.checks import FloatArray
from wfm.staffing.erlang import IntArray, erlang_a
from wfm.staffing.pooling_deadline import fewest_by_deadline
from wfm.staffing.requirement import fewest_agents, rostered
from wfm.staffing.targets import Targets

BoolArray = npt.NDArray[np.bool_]
Order = Literal["arrival", "any"]
"""Whose need: ``arrival`` = one team that answers callers in order of arrival; ``any`` = whatever the routing and the order, even
one that lets late callers wait for the sake of the punctual: the proven lower value."""


@dataclass(frozen=True)
class Queues:
    """What each project asks for in each interval; arrays [intervals, projects].

    ``requirement``: rostered heads the project needs alone. ``load``: Erlang; ``aht_seconds``: > 0 wherever there is load.
    ``floor``: seats. ``given``: the requirement was set by hand, so no pooling makes it smaller. ``deferrable`` [projects]: work
    that may wait within its day. ``targets``: one per project.
    """

    requirement: IntArray
    load: FloatArray
    aht_seconds: FloatArray
    floor: IntArray
    given: BoolArray
    deferrable: BoolArray
    targets: tuple[Targets, ...]

    def __post_init__(self) -> None:
        shape = self.requirement.shape
        arrays = (self.load, self.aht_seconds, self.floor, self.given)
        if len(shape) != 2 or any(array.shape != shape for array in arrays) or len(self.targets) != shape[1]:
            raise InputError("pooling.shapes", shape=shape)

    def at(self, intervals: npt.NDArray[np.intp]) -> Queues:
        """These intervals only."""
        rows = (array[intervals] for array in (self.requirement, self.load, self.aht_seconds, self.floor, self.given))
        requirement, load, aht, floor, given = rows
        return Queues(requirement, load, aht, floor, given, self.deferrable, self.targets)  # type: ignore[arg-type]


@dataclass(frozen=True)
class _Team:
    """One set of projects as one queue; arrays [intervals]. ``rate``: calls/s; ``target``: lowest target; ``in_time``: share of
    the calls that all targets add up to; ``sure_work``: Erlang that is answered if the targets are kept; ``waiting_work``:
    Erlang of deferrable work."""

    load: FloatArray
    rate: FloatArray
    shortest: FloatArray
    target: FloatArray
    in_time: FloatArray
    sure_work: FloatArray
    threshold: FloatArray
    patience: tuple[FloatArray, FloatArray]
    cap: FloatArray
    shrinkage: FloatArray
    waiting_work: FloatArray


def pooled_need(queues: Queues, members: BoolArray, order: Order = "arrival") -> IntArray:
    """Rostered heads without which the sets of projects cannot keep their targets, int64 [intervals, sets].

    ``members`` [sets, projects]. All agents with any skill of the set are taken as one fully flexible team, lenient wherever the
    projects differ. ``arrival``: the team answers in order of arrival, the lowest target within the longest threshold.
    ``any``: no routing whatsoever answers, within the longest threshold, the share of the set's calls that its projects' targets
    add up to, nor keeps the highest occupancy cap, with fewer. Requirements by hand and floors add up; never more than the
    projects' own requirements.
    """
    columns = [_set_need(queues, np.flatnonzero(row), order) for row in np.asarray(members, dtype=np.bool_)]
    return np.stack(columns, axis=1) if columns else np.zeros((queues.requirement.shape[0], 0), dtype=np.int64)


def _set_need(queues: Queues, chosen: npt.NDArray[np.intp], order: Order) -> IntArray:
    requirement, given = queues.requirement[:, chosen], queues.given[:, chosen]
    alone: IntArray = requirement.sum(axis=1)
    if order == "arrival" and chosen.size == 1:
        return alone
    team = _team(queues, chosen)
    agents = _in_any_order(team)
    if order == "arrival":
        agents = np.maximum(agents, _in_order_of_arrival(team))
    by_hand = np.where(given, requirement, 0).sum(axis=1)
    seats = np.where(given, 0, queues.floor[:, chosen]).sum(axis=1)
    need: IntArray = np.minimum(alone, by_hand + np.maximum(rostered(agents, team.shrinkage), seats))
    return need


def _team(queues: Queues, chosen: npt.NDArray[np.intp]) -> _Team:
    """The set as one queue, lenient wherever its projects differ."""
    targets = [queues.targets[p] for p in chosen]
    load = np.where(queues.given[:, chosen], 0.0, queues.load[:, chosen])
    active = load > 0
    calls = active & ~queues.deferrable[chosen]
    queue_load = np.where(calls, load, 0.0)
    aht = np.where(calls, queues.aht_seconds[:, chosen], 1.0)
    rate = queue_load / aht
    total = rate.sum(axis=1)
    asked = (rate * _own(targets, "target")).sum(axis=1)
    sure = np.array([_sure(target) for target in targets])
    return _Team(
        load=queue_load.sum(axis=1),
        rate=total,
        shortest=_extreme(calls, aht, np.minimum, 1.0),
        target=_extreme(calls, _own(targets, "target"), np.minimum, 0.5),
        in_time=np.divide(asked, total, out=np.full(total.shape, 0.5), where=total > 0),
        sure_work=(queue_load * sure).sum(axis=1),
        threshold=_extreme(calls, _own(targets, "threshold_seconds"), np.maximum, 0.0),
        patience=(
            _extreme(calls, _own(targets, "patience_seconds"), np.minimum, 1.0),
            _extreme(calls, _own(targets, "patience_seconds"), np.maximum, 1.0),
        ),
        cap=_extreme(active, _own(targets, "max_occupancy"), np.maximum, 1.0),
        shrinkage=_extreme(active, _own(targets, "unplanned_shrinkage"), np.minimum, 0.0),
        waiting_work=np.where(calls, 0.0, load).sum(axis=1),
    )


def _sure(targets: Targets) -> float:
    """Share of the calls that is answered, in time or late, whenever the targets are kept."""
    if np.isinf(targets.patience_seconds):
        return 1.0
    return max(targets.target, 0.0 if targets.max_abandonment is None else 1.0 - targets.max_abandonment)


def _own(targets: Sequence[Targets], name: str) -> FloatArray:
    return np.array([getattr(target, name) for target in targets], dtype=np.float64)


def _extreme(where: BoolArray, values: FloatArray, pick: np.ufunc, nothing: float) -> FloatArray:
    """Smallest or largest value among the projects that count in each interval, ``nothing`` where none does."""
    start = np.inf if pick is np.minimum else -np.inf
    found = pick.reduce(np.broadcast_to(values, where.shape), axis=1, where=where, initial=start)
    return np.where(where.any(axis=1), found, nothing)


def _in_order_of_arrival(team: _Team) -> IntArray:
    """Erlang A (or C) for the whole load at the calls' mean handling time; of shortest and longest patience the lenient one."""
    aht = np.divide(team.load, team.rate, out=np.ones_like(team.load), where=team.rate > 0)
    needs = []
    for patience in team.patience:
        agents = fewest_agents(
            team.load,
            aht_seconds=aht,
            target=team.target,
            threshold_seconds=team.threshold,
            patience_seconds=patience,
            max_occupancy=team.cap,
        ).agents
        needs.append(_with_waiting_work(agents, team, aht, patience))
        if (team.patience[0] == team.patience[1]).all():
            break
    fewest: IntArray = np.min(needs, axis=0)
    return fewest


def _with_waiting_work(agents: IntArray, team: _Team, aht: FloatArray, patience: FloatArray) -> IntArray:
    """Fewest agents >= ``agents`` whose occupancy by answered calls and deferrable work keeps its cap. More agents answer more
    calls, so the sequence climbs to the fewest from below."""
    if not team.waiting_work.any():
        return agents
    while True:
        lost = erlang_a(team.load, agents, aht_seconds=aht, patience_seconds=patience).abandonment
        work = team.load * (1.0 - lost) + team.waiting_work
        needed = np.maximum(agents, np.ceil(work / team.cap - 1e-9).astype(np.int64))
        needed = np.where(team.waiting_work > 0, needed, agents)
        if (needed == agents).all():
            return agents
        agents = needed


def _in_any_order(team: _Team) -> IntArray:
    """Fewest agents that could answer the share in time in whatever order, were all calls as short as the set's shortest kind;
    and whom the work that is surely answered (in time; all of it where nobody hangs up), with the deferrable work, does not keep
    busier than the cap."""
    agents = fewest_by_deadline(team.rate * team.shortest, team.threshold / team.shortest, 1.0 - team.in_time)
    work = team.sure_work + team.waiting_work
    return np.maximum(agents, np.ceil(work / team.cap - 1e-9).astype(np.int64))
