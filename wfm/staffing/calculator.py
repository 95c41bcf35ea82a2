"""The planner's calculator: cases in, fewest agents, measures, lines and seats out; the twin of ``wfm erlang``."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields

import numpy as np

from wfm.staffing.cases import Case, check_case
from wfm.staffing.checks import FloatArray
from wfm.staffing.erlang import IntArray, erlang_a
from wfm.staffing.lines import fewest_lines, line_load
from wfm.staffing.requirement import fewest_agents, largest_load, rostered
from wfm.staffing.seats import Seats, partner_seats, seats_for

BELOW, ABOVE = 2, 3
"""Numbers of agents shown around the answer."""

_TARGETS = {
    "target": "target",
    "max_wait": "max_mean_wait_seconds",
    "max_abandonment": "max_abandonment",
    "max_occupancy": "max_occupancy",
}


@dataclass(frozen=True)
class Point:
    """How the queue does with ``agents`` at the desk; measures as in ``wfm.staffing.Measures``."""

    agents: int
    within: float
    waiting: float
    mean_wait_seconds: float
    abandonment: float
    occupancy: float


@dataclass(frozen=True)
class Answer:
    """``load`` Erlang; ``fewest`` agents for the targets (None without any) and what asked for them; ``point``: measures at
    the agents given, else at ``fewest``; ``around`` it; ``rostered`` heads for ``point`` (None without shrinkage);
    ``capacity``: most calls per interval within the targets at ``point`` (None without targets, infinite where nothing
    breaks them); ``lines`` (None without blocking, or where the queue grows for ever). With utilisation, else None: ``seats``
    by the partners' formula, ``seats_difference``: those less what the queue needs at the same attendance, and
    ``seats_within``: share in time with the agents the formula puts at the desk."""

    case: Case
    load: float
    fewest: int | None
    bound_by: str
    point: Point
    around: tuple[Point, ...]
    rostered: int | None
    capacity: float | None
    lines: int | None
    seats: Seats | None
    seats_difference: int | None
    seats_within: float | None

    def to_json(self) -> dict[str, object]:
        """Plain data; what is infinite is null."""
        plain = _finite(asdict(self))
        assert isinstance(plain, dict)
        return plain


def calculate(cases: Sequence[Case]) -> tuple[Answer, ...]:
    """One answer per case, in order; raises ``wfm.staffing.cases.BadCase`` (a UsageError) for a case that makes no sense."""
    for case in cases:
        check_case(case)
    if not cases:
        return ()
    queue = _Queue(cases)
    fewest, bound = queue.fewest()
    given = queue.column("agents", -1.0).astype(np.int64)
    chosen = np.where(given >= 0, given, fewest)
    capacity = queue.capacity(chosen)
    points = queue.points(chosen[:, None] + np.arange(-BELOW, ABOVE + 1))
    return tuple(
        _answer(case, float(queue.load[i]), int(fewest[i]), str(bound[i]), int(chosen[i]), points[i], float(capacity[i]))
        for i, case in enumerate(cases)
    )


class _Queue:
    """The cases as arrays: ``load`` Erlang, times in seconds, patience infinite where none is given."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self.cases = cases
        self.aht = self.column("aht", math.nan)
        calls, interval = self.column("calls", 0.0), self.column("interval", math.nan)
        self.load = np.where(calls > 0, calls * np.where(calls > 0, self.aht, 0.0) / (interval * 60), 0.0)
        self.calls_per_erlang = interval * 60 / self.aht
        self.threshold = self.column("threshold", 0.0)
        self.patience = self.column("patience", math.inf)

    def column(self, name: str, missing: float) -> FloatArray:
        """One field of all cases; ``missing`` where it is not given."""
        values = [getattr(case, name) for case in self.cases]
        return np.array([missing if value is None else value for value in values], dtype=np.float64)

    def groups(self) -> list[tuple[tuple[str, ...], IntArray]]:
        """Cases with the same kinds of targets, by index."""
        found: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for i, case in enumerate(self.cases):
            found[tuple(name for name in _TARGETS if getattr(case, name) is not None)].append(i)
        return [(names, np.array(where, dtype=np.int64)) for names, where in found.items()]

    def _targets(self, names: tuple[str, ...], where: IntArray) -> dict[str, FloatArray]:
        return {_TARGETS[name]: self.column(name, math.nan)[where] for name in names}

    def fewest(self) -> tuple[IntArray, np.ndarray]:
        """Fewest agents, -1 without targets, and what asked for them."""
        agents = np.full(len(self.cases), -1, dtype=np.int64)
        bound = np.full(len(self.cases), "", dtype="U12")
        for names, where in self.groups():
            if names:
                found = fewest_agents(
                    self.load[where],
                    aht_seconds=self.aht[where],
                    threshold_seconds=self.threshold[where],
                    patience_seconds=self.patience[where],
                    **self._targets(names, where),
                )
                agents[where], bound[where] = found.agents, found.bound_by
        return agents, bound

    def capacity(self, agents: IntArray) -> FloatArray:
        """Most calls per interval within the targets; NaN without targets or handling time."""
        calls = np.full(len(self.cases), math.nan)
        for names, everywhere in self.groups():
            where = everywhere[self.aht[everywhere] > 0]
            if names and where.size:
                found = largest_load(
                    agents[where],
                    aht_seconds=self.aht[where],
                    threshold_seconds=self.threshold[where],
                    patience_seconds=self.patience[where],
                    **self._targets(names, where),
                )
                calls[where] = found * self.calls_per_erlang[where]
        return calls

    def points(self, agents: IntArray) -> list[list[Point]]:
        """Measures for ``agents`` [cases, numbers]; negative numbers are left out."""
        found = erlang_a(
            self.load[:, None],
            np.maximum(agents, 0),
            aht_seconds=self.aht[:, None],
            patience_seconds=self.patience[:, None],
            threshold_seconds=self.threshold[:, None],
        )
        columns = [getattr(found, field.name).tolist() for field in fields(Point) if field.name != "agents"]
        names = [field.name for field in fields(Point) if field.name != "agents"]
        return [
            [
                Point(int(n), **{name: column[i][k] for name, column in zip(names, columns, strict=True)})
                for k, n in enumerate(row)
                if n >= 0
            ]
            for i, row in enumerate(agents)
        ]


def _answer(case: Case, load: float, fewest: int, bound: str, chosen: int, points: list[Point], capacity: float) -> Answer:
    point = next(point for point in points if point.agents == chosen)
    seats = _seats(case)
    return Answer(
        case=case,
        load=load,
        fewest=fewest if fewest >= 0 else None,
        bound_by=bound,
        point=point,
        around=tuple(points),
        rostered=None if case.shrinkage is None else int(rostered(chosen, case.shrinkage)),
        capacity=None if math.isnan(capacity) else capacity,
        lines=_lines(case, load, point),
        seats=seats,
        seats_difference=None if seats is None else seats.seats - seats_for(chosen, _attendance(case)),
        seats_within=None if seats is None else _within(case, load, seats.desk),
    )


def _lines(case: Case, load: float, point: Point) -> int | None:
    if case.blocking is None or math.isinf(point.mean_wait_seconds):
        return None
    held = line_load(load, point.mean_wait_seconds, point.abandonment, case.aht or 1.0)
    return int(fewest_lines(held, case.blocking))


def _seats(case: Case) -> Seats | None:
    if case.utilisation is None:
        return None
    aht = case.aht or 0.0
    return partner_seats(case.calls, aht, case.interval, utilisation=case.utilisation, attendance=_attendance(case))


def _attendance(case: Case) -> float:
    return 1.0 if case.attendance is None else case.attendance


def _within(case: Case, load: float, agents: int) -> float:
    patience = math.inf if case.patience is None else case.patience
    aht = case.aht or 1.0
    found = erlang_a(load, agents, aht_seconds=aht, patience_seconds=patience, threshold_seconds=case.threshold)
    return float(found.within)


def _finite(value: object) -> object:
    if isinstance(value, dict):
        return {name: _finite(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
