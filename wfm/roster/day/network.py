"""What alike people may still do today, as a small network: every path from its first node to its last is one rest of a day.

Nodes are (interval, whether the break is done, which desk); an arc is an interval at a desk, a break, the first hour away, an
interval of extension. Two people with the same network are alike: a group is a network with a number of people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from wfm.data.day_changes import ChangeKind

HOME, BACK = "", "\x00"
"""Desk names of a node: at the own desk and may be lent; back from another desk."""


class Move(NamedTuple):
    """Part of a change: minutes at a desk or of off-phone work (of ``shift``), a break moved, an extension."""

    kind: ChangeKind
    since: int
    until: int
    project: str = ""
    shift: str = ""
    pause: int | None = None
    """Break of a call-in, minutes after its start."""


class Arc(NamedTuple):
    """``cells``: cells in which a person on it counts; ``lent``: intervals lent away, for the cap of the own project."""

    tail: int
    head: int
    price: int
    cells: tuple[int, ...]
    lent: tuple[int, ...] = ()
    move: Move | None = None


@dataclass(frozen=True)
class Net:
    """``arcs`` in topological order of their tails; node 0 is the start, ``nodes - 1`` the end. ``home``: own project (its cap
    counts lent people); ``optional``: people may also stay at home (call-ins)."""

    nodes: int
    arcs: tuple[Arc, ...]
    home: str = ""
    optional: bool = False


@dataclass(frozen=True)
class Group:
    """Alike people, and the path (arc numbers) on which nothing changes."""

    net: Net
    people: tuple[str, ...]
    plain: tuple[int, ...]


class Node(NamedTuple):
    """Sorts topologically: interval, then desks away before the own desk."""

    slot: int
    at_home: bool
    rested: bool
    desk: str


@dataclass
class Draft:
    """Arcs between named nodes; ``finish`` drops what leads nowhere and numbers the rest."""

    arcs: list[tuple[Node, Node, int, tuple[int, ...], tuple[int, ...], Move | None]] = field(default_factory=list)

    def add(
        self,
        tail: Node,
        head: Node,
        price: int = 0,
        cells: tuple[int, ...] = (),
        lent: tuple[int, ...] = (),
        move: Move | None = None,
    ) -> None:
        """One arc."""
        self.arcs.append((tail, head, price, cells, lent, move))

    def finish(self, start: Node, end: Node, home: str) -> Net:
        """The network of everything on a path from ``start`` to ``end``."""
        ahead = _reached(start, self._neighbours(0, 1))
        behind = _reached(end, self._neighbours(1, 0))
        alive = sorted(node for node in ahead & behind)
        number = {node: k for k, node in enumerate(alive)}
        arcs = [
            Arc(number[tail], number[head], price, cells, lent, move)
            for tail, head, price, cells, lent, move in self.arcs
            if tail in number and head in number
        ]
        arcs.sort(key=lambda arc: (arc.tail, arc.head, arc.price, arc.cells, arc.move is not None))
        return Net(len(alive), tuple(arcs), home)

    def _neighbours(self, here: int, there: int) -> dict[Node, list[Node]]:
        found: dict[Node, list[Node]] = {}
        for arc in self.arcs:
            nodes = (arc[0], arc[1])
            found.setdefault(nodes[here], []).append(nodes[there])
        return found


def _reached(start: Node, following: dict[Node, list[Node]]) -> set[Node]:
    seen, waiting = {start}, [start]
    while waiting:
        for node in following.get(waiting.pop(), ()):
            if node not in seen:
                seen.add(node)
                waiting.append(node)
    return seen


def moves_of(net: Net, path: tuple[int, ...]) -> Iterator[Move]:
    """The changes of a path: adjoining parts of one kind and desk are one change."""
    pending: Move | None = None
    for number in path:
        move = net.arcs[number].move
        if move is None:
            continue
        joins = pending is not None and pending.until == move.since and pending.kind is move.kind
        if pending is not None and joins and pending.project == move.project and move.kind is not ChangeKind.BREAK:
            pending = pending._replace(until=move.until)
            continue
        if pending is not None:
            yield pending
        pending = move
    if pending is not None:
        yield pending


def price_of(net: Net, path: tuple[int, ...]) -> int:
    """What the changes of a path cost."""
    return sum(net.arcs[number].price for number in path)
