"""People against projects: which sets of projects matter, who lacks how many, and one agent in one queue (max-flow, min-cut)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, maximum_flow

from wfm.staffing.checks import FloatArray, agent_counts
from wfm.staffing.erlang import IntArray
from wfm.staffing.pooling import BoolArray

MOST_SETS = 1023
"""Sets of projects looked at in one component: all of them up to 10 projects."""


@dataclass(frozen=True)
class ProjectSets:
    """The sets of projects to hold against the people. ``members`` [sets, projects]; ``touched`` [sets, groups]: the group has a
    skill of the set; ``component`` [sets]: projects of different components share no agent, directly or through others.
    ``complete``: nothing that could matter was left out."""

    members: BoolArray
    touched: BoolArray
    component: IntArray
    complete: bool


@dataclass(frozen=True)
class Deficiency:
    """Where people are too few. ``missing`` [intervals]: fewest extra heads of the existing skill groups, summed over components.
    ``worst`` [intervals, components]: row of the set that lacks most, the smallest such; -1 where nobody is missing.
    ``lacking`` [intervals, components]: what that set lacks.
    ``short`` [intervals, projects]: projects in every set that lacks most (another head there is one fewer missing).
    ``bound_up`` [intervals, projects]: projects in any set without slack (their agents have nobody to spare)."""

    missing: IntArray
    worst: IntArray
    lacking: IntArray
    short: BoolArray
    bound_up: BoolArray


@dataclass(frozen=True)
class Assignment:
    """Every agent in one queue. ``flow`` [groups, projects]: agents; ``missing``: heads of the requirement nobody fills; ``cut``:
    the projects that lack them together (empty when nobody is missing)."""

    flow: IntArray
    missing: int
    cut: tuple[int, ...]


def project_sets(groups: BoolArray, most: int = MOST_SETS) -> ProjectSets:
    """The sets worth looking at for these skill ``groups`` [groups, projects].

    Per connected component: every set of its projects where there are at most ``most``; else those that lose no agents by being
    as large as they are (complements of unions of skill sets) and the single projects. Beyond ``most`` of these the rest is left
    out and ``complete`` is False: a lower value stays valid and may be weaker.
    """
    groups = np.asarray(groups, dtype=np.bool_)
    projects = groups.shape[1]
    links = csr_array(groups.T.astype(np.int64) @ groups.astype(np.int64))
    count, label = connected_components(links, directed=False)
    rows: list[list[int]] = []
    component: list[int] = []
    complete = True
    for number in range(count):
        inside = np.flatnonzero(label == number)
        local = np.unique(groups[:, inside], axis=0)
        masks = {sum(1 << int(k) for k in np.flatnonzero(row)) for row in local}
        found, whole = _subsets(inside.size, masks, most)
        complete &= whole
        rows += [[int(inside[k]) for k in range(inside.size) if mask >> k & 1] for mask in found]
        component += [number] * len(found)
    members = np.zeros((len(rows), projects), dtype=np.bool_)
    for k, row in enumerate(rows):
        members[k, row] = True
    touched = (members.astype(np.int64) @ groups.T.astype(np.int64)) > 0
    return ProjectSets(members, touched, np.array(component, dtype=np.int64), complete)


def _subsets(size: int, groups: Iterable[int], most: int) -> tuple[list[int], bool]:
    """Subsets of ``size`` projects as bit masks, small ones first, and whether all that matter are among them."""
    full = (1 << size) - 1
    if full <= most:
        return sorted(range(1, full + 1), key=int.bit_count), True
    unions, frontier, whole = {0}, [0], True
    while frontier and whole:
        fresh = {union | group for union in frontier for group in groups} - unions
        whole = len(unions) + len(fresh) <= most
        frontier = sorted(fresh)[: most - len(unions)]
        unions.update(frontier)
    found = {full & ~union for union in unions} - {0} | {1 << k for k in range(size)}
    return sorted(found, key=lambda mask: (mask.bit_count(), mask)), whole


def deficiency(need: IntArray, heads: IntArray, sets: ProjectSets) -> Deficiency:
    """Hold ``need`` [intervals, sets] against ``heads`` [intervals, groups]: a set lacks what its need exceeds the heads with any
    skill of it; different components lack different people."""
    lack = need - heads @ sets.touched.T.astype(np.int64)
    shape = need.shape[0], sets.members.shape[1]
    numbers = np.unique(sets.component)
    worst, lacking = np.full((shape[0], numbers.size), -1), np.zeros((shape[0], numbers.size), dtype=np.int64)
    short, bound_up = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
    for column, number in enumerate(numbers):
        inside = np.flatnonzero(sets.component == number)
        members = sets.members[inside]
        most = lack[:, inside].max(axis=1)
        top = ((lack[:, inside] == most[:, None]) & (most >= 0)[:, None]).astype(np.float32)
        short |= (top @ (~members).astype(np.float32) == 0) & members.any(axis=0) & (most > 0)[:, None]
        bound_up |= top @ members.astype(np.float32) > 0
        worst[:, column] = np.where(most > 0, inside[top.argmax(axis=1)], -1)
        lacking[:, column] = np.maximum(most, 0)
    missing = lacking.sum(axis=1)
    return Deficiency(missing, worst, lacking, short, bound_up & (missing > 0)[:, None])


def least_heads(need: IntArray, sets: ProjectSets) -> IntArray:
    """Fewest heads [intervals] that ``need`` [intervals, sets] leaves possible, however many there are of each skill group."""
    columns = [need[:, sets.component == number].max(axis=1) for number in np.unique(sets.component)]
    heads: IntArray = np.sum(columns, axis=0, dtype=np.int64)
    return heads


def dedicated_deficiency(requirement: IntArray, heads: IntArray, groups: BoolArray, sets: ProjectSets) -> Deficiency:
    """Heads missing when every agent sits in one project's queue, as well placed as can be.

    ``requirement`` [intervals, projects]. By max-flow min-cut the largest lack over all sets; where the sets are not complete,
    by a flow for each interval (``worst`` is then -1: the cut need not be one of ``sets``).
    """
    if sets.complete:
        return deficiency(requirement @ sets.members.T.astype(np.int64), heads, sets)
    found = [_cut(row, people, groups) for row, people in zip(requirement, heads, strict=True)]
    missing = np.array([lack for _, lack, _, _ in found], dtype=np.int64)
    nothing = np.zeros((0, requirement.shape[1]), dtype=np.bool_)
    short = np.array([*nothing, *(row for _, _, row, _ in found)]).reshape(requirement.shape)
    bound_up = np.array([*nothing, *(row for _, _, _, row in found)]).reshape(requirement.shape)
    return Deficiency(missing, np.full((missing.size, 1), -1), missing[:, None], short, bound_up)


def assign(requirement: npt.ArrayLike, heads: npt.ArrayLike, groups: BoolArray) -> Assignment:
    """Put every agent into one project so that as much of the ``requirement`` [projects] is filled as can be.

    ``heads`` [groups]: agents of each skill group; ``groups`` [groups, projects]: its skills. Raises InputError for negative or
    fractional numbers.
    """
    flow, missing, _, bound_up = _cut(agent_counts(requirement, "requirement"), agent_counts(heads, "heads"), groups)
    return Assignment(flow, missing, tuple(int(p) for p in np.flatnonzero(bound_up)))


def _cut(requirement: IntArray, heads: IntArray, groups: BoolArray) -> tuple[IntArray, int, BoolArray, BoolArray]:
    """Flow source -> groups -> projects -> sink; heads missing; projects of the smallest and of the largest minimum cut."""
    people, projects = groups.shape
    sink = 1 + people + projects
    capacity = np.zeros((sink + 1, sink + 1), dtype=np.int32)
    capacity[0, 1 : 1 + people] = heads
    capacity[1 : 1 + people, 1 + people : sink] = np.where(groups, heads[:, None], 0)
    capacity[1 + people : sink, sink] = requirement
    found = maximum_flow(csr_array(capacity), 0, sink)
    flow = found.flow.toarray()
    missing = int(requirement.sum() - found.flow_value)
    residual = capacity - flow > 0
    if missing == 0:
        nobody = np.zeros(projects, dtype=np.bool_)
        return flow[1 : 1 + people, 1 + people : sink].astype(np.int64), 0, nobody, nobody
    to_sink = np.isin(np.arange(sink + 1), _reached(residual.T, sink))
    from_source = np.isin(np.arange(sink + 1), _reached(residual, 0))
    own = slice(1 + people, sink)
    return flow[1 : 1 + people, own].astype(np.int64), missing, to_sink[own], ~from_source[own]


def _reached(links: BoolArray, start: int) -> IntArray:
    return np.asarray(breadth_first_order(csr_array(links.astype(np.int8)), start, return_predecessors=False), dtype=np.int64)


def in_proportion(need: IntArray, mix: npt.ArrayLike, sets: ProjectSets) -> FloatArray:
    """Heads [intervals] that meet ``need`` [intervals, sets] when people come in the proportions ``mix`` [groups] (sums to 1):
    the largest need / share of people with any skill of the set, rounded up; infinite where nobody has one."""
    shares = sets.touched @ np.asarray(mix, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        heads = np.where(need > 0, need / shares, 0.0)
    return np.asarray(np.ceil(heads.max(axis=1, initial=0.0) - 1e-9))


def whole_heads(total: IntArray, mix: Sequence[float]) -> IntArray:
    """``total`` [intervals] heads in the proportions ``mix`` [groups], in whole people by largest remainders:
    [intervals, groups]."""
    exact = np.asarray(total)[:, None] * np.asarray(mix, dtype=np.float64)
    heads = np.floor(exact + 1e-9).astype(np.int64)
    order = np.argsort(heads - exact, axis=1, kind="stable")
    rank = np.argsort(order, axis=1, kind="stable")
    left = np.asarray(total) - heads.sum(axis=1)
    return np.asarray(heads + (rank < left[:, None]), dtype=np.int64)
