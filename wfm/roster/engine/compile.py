"""Terms of persons and pairs become the arrays of ``Model`` (cover: ``cover_arrays``); rosters become states and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from wfm.data.roster import Duty, Roster
from wfm.data.tables import OFF
from wfm.data.terms import BAN, Allow, Band, Cover, Follow, Run, Sum, Term, Together, Touch
from wfm.data.terms import Sequence as Reading
from wfm.roster.attendance import Code, desk_slots, duty_codes
from wfm.roster.engine.cover_arrays import cover_arrays
from wfm.roster.engine.line import no_limit
from wfm.roster.engine.model import HARD, Model, State
from wfm.roster.problem import RosterProblem

SHORT_DAY = 600
"""The search's first price for a day missing under a hard minimum; it steers, reports never contain it."""


@dataclass(frozen=True)
class Compiled:
    """A problem ready for the engines. Index 0 of ``shift_ids`` and ``codes`` is the day off."""

    problem: RosterProblem
    terms: tuple[Term, ...]
    model: Model
    codes: tuple[Code, ...]
    shift_ids: tuple[str, ...]
    covers: tuple[Cover, ...]

    def encode(self, roster: Roster) -> npt.NDArray[np.int16]:
        """Codes [N, D] of a roster; a duty with a break placement the month does not offer gets the nearest one."""
        index: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for number, code in enumerate(self.codes):
            index.setdefault((code.shift, code.project), []).append((code.break_start or 0, number))
        rows = {person.employee: k for k, person in enumerate(self.problem.employees)}
        table = np.zeros((len(rows), self.problem.horizon.days), np.int16)
        for duty in roster.duties:
            options = index[duty.shift, duty.project]
            wanted = duty.break_start or 0
            nearest = min(options, key=lambda option: (abs(option[0] - wanted), option[1]))
            table[rows[duty.employee], self.problem.horizon.index(duty.day)] = nearest[1]
        return table

    def decode(self, table: npt.NDArray[np.int16]) -> Roster:
        """The roster behind codes [N, D]."""
        dates = self.problem.horizon.dates
        duties = []
        for row, day in zip(*np.nonzero(table), strict=True):
            code = self.codes[table[row, day]]
            employee = self.problem.employees[row].employee
            duties.append(Duty(employee, dates[day], code.shift, code.project, code.break_start))
        return Roster(self.problem.horizon, tuple(duties))

    def state(self, table: npt.NDArray[np.int16]) -> State:
        """A search state holding ``table`` (copied): shifts, sums and counts computed from scratch."""
        model = self.model
        code = np.ascontiguousarray(table, dtype=np.int16).copy()
        shift = model.shift_of[code]
        sums = np.zeros(len(model.sum_row), np.int64)
        for e in range(code.shape[0]):
            for k in range(model.sum_ptr[e], model.sum_ptr[e + 1]):
                first, last = model.sum_days[k]
                sums[k] = model.weights[model.sum_row[k]][shift[e, first : last + 1]].sum()
        count = model.base_count.copy()
        for e, day in zip(*np.nonzero(code), strict=True):
            key = model.profile[e] * len(self.codes) + code[e, day]
            cells = day * model.cells_per_day + model.con[model.con_ptr[key] : model.con_ptr[key + 1]]
            count[cells[cells < len(count)]] += 1
        return State(code, shift, sums, count)


def compile_problem(problem: RosterProblem) -> Compiled:
    """All rules in force stated in terms, then as arrays."""
    terms = tuple(term for rule, force in problem.rules for term in rule.compile(problem, force))
    return compile_terms(problem, terms)


def compile_terms(problem: RosterProblem, terms: Sequence[Term], codes: Sequence[Code] | None = None) -> Compiled:
    """These terms as arrays. ``codes``: duties the model offers, the day off first; default the month's and those published."""
    if codes is not None:
        return _Compiler(problem, tuple(terms), tuple(codes)).build()
    interval = problem.demand.interval_minutes
    offered = duty_codes(problem.shifts, problem.projects, interval)
    every = (Code(OFF, "", None, ()), *offered, *_published_codes(problem, offered))
    return _Compiler(problem, tuple(terms), every).build()


def _published_codes(problem: RosterProblem, offered: Sequence[Code]) -> Iterable[Code]:
    """Break placements of a published roster under a change policy that the month does not offer: they may stay."""
    if problem.base is None or problem.policy is None:
        return ()
    known = {(code.shift, code.project, code.break_start) for code in offered}
    held = {(duty.shift, duty.project, duty.break_start) for duty in problem.base.duties if duty.shift in problem.shifts}
    interval = problem.demand.interval_minutes
    return [
        Code(shift, project, pause, desk_slots(problem.shifts[shift], pause, interval))
        for shift, project, pause in sorted(held - known, key=repr)
        if (shift, project) in {(code.shift, code.project) for code in offered}
    ]


class _Table:
    """Rows of equal arrays stored once."""

    def __init__(self) -> None:
        self.rows: list[npt.NDArray[np.generic]] = []
        self.known: dict[bytes, int] = {}

    def add(self, row: npt.NDArray[np.generic]) -> int:
        key = row.tobytes()
        if key not in self.known:
            self.known[key] = len(self.rows)
            self.rows.append(row)
        return self.known[key]

    def stack(self, width: int | tuple[int, ...], dtype: npt.DTypeLike) -> npt.NDArray[np.generic]:
        shape = (width,) if isinstance(width, int) else width
        return np.stack(self.rows).astype(dtype) if self.rows else np.zeros((0, *shape), dtype)


class _Compiler:
    """Gathers the arrays of one model; each kind of term has its method."""

    def __init__(self, problem: RosterProblem, terms: tuple[Term, ...], codes: tuple[Code, ...]) -> None:
        self.problem = problem
        self.terms = terms
        self.codes = codes
        self.days = problem.horizon.days
        self.people = {person.employee: k for k, person in enumerate(problem.employees)}
        self.shift_ids = (OFF, *problem.shifts)
        self.shift = {name: k for k, name in enumerate(self.shift_ids)}
        self.project = {project.project: k + 1 for k, project in enumerate(problem.projects)}
        n, s, p = len(self.people), len(self.shift_ids), len(self.project) + 1
        self.allow_shift = np.zeros((n, self.days, s), np.int64)
        self.allow_project = np.zeros((n, self.days, p), np.int64)
        self.follow: list[list[Follow]] = [[] for _ in range(n)]
        self.sums: list[list[Sum]] = [[] for _ in range(n)]
        self.touches: list[list[Touch]] = [[] for _ in range(n)]
        self.runs: list[list[Run]] = [[] for _ in range(n)]
        self.readings: list[list[Reading]] = [[] for _ in range(n)]
        self.pairs: list[list[tuple[int, Together]]] = [[] for _ in range(n)]
        self.covers: list[Cover] = []
        self.masks, self.weights, self.groups = _Table(), _Table(), _Table()
        self.labels, self.day_masks = _Table(), _Table()

    def build(self) -> Compiled:
        for term in self.terms:
            self._take(term)
        shift_of = np.array([self.shift[code.shift] for code in self.codes], np.int16)
        project_of = np.array([self.project.get(code.project, 0) for code in self.codes], np.int16)
        allow_shift = np.minimum(self.allow_shift, HARD).astype(np.int32)
        allow_project = np.minimum(self.allow_project, HARD).astype(np.int32)
        fields: dict[str, Any] = {
            "shift_of": shift_of,
            "project_of": project_of,
            "allow_shift": allow_shift,
            "allow_project": allow_project,
        }
        fields |= _candidates(shift_of, project_of, allow_shift, allow_project)
        fields |= self._follow_arrays() | self._sum_arrays() | self._touch_arrays() | self._run_arrays()
        fields |= self._reading_arrays() | self._pair_arrays()
        fields |= cover_arrays(self.problem, self.covers, self.codes)
        s = len(self.shift_ids)
        fields["masks"] = self.masks.stack(s, np.bool_)
        fields["weights"] = self.weights.stack(s, np.int64)
        fields["groups"] = self.groups.stack(self.days, np.int16)
        fields["labels"] = self.labels.stack(s, np.int16)
        fields["day_masks"] = self.day_masks.stack(self.days, np.bool_)
        return Compiled(
            self.problem,
            self.terms,
            Model(**fields),
            self.codes,
            self.shift_ids,
            tuple(self.covers),
        )

    def _take(self, term: Term) -> None:
        if isinstance(term, Allow):
            self._allow(term)
        elif isinstance(term, Cover):
            self.covers.append(term)
        elif isinstance(term, Together):
            a, b = self.people[term.first], self.people[term.second]
            self.pairs[a].append((b, term))
            self.pairs[b].append((a, term))
        else:
            row = self.people[term.employee]
            if isinstance(term, Follow):
                self.follow[row].append(term)
            elif isinstance(term, Sum):
                self.sums[row].append(term)
            elif isinstance(term, Touch):
                self.touches[row].append(term)
            elif isinstance(term, Run):
                self.runs[row].append(term)
            else:
                self.readings[row].append(term)

    def _allow(self, term: Allow) -> None:
        if term.shifts is not None and term.projects is not None:
            raise ValueError(f"{term.rule}: an Allow term names shifts or projects, not both")
        price = HARD if term.price == BAN else term.price
        row, days = self.people[term.employee], np.array(term.days, np.int64)
        if term.projects is not None:
            columns = [self.project[name] for name in term.projects if name in self.project]
            self.allow_project[row][np.ix_(days, np.array(columns, np.int64))] += price
        else:
            names = self.problem.shifts if term.shifts is None else term.shifts
            columns = [self.shift[name] for name in names if name in self.shift]
            self.allow_shift[row][np.ix_(days, np.array(columns, np.int64))] += price

    def _mask(self, shifts: Iterable[str]) -> npt.NDArray[np.bool_]:
        mask = np.zeros(len(self.shift_ids), np.bool_)
        mask[[self.shift[name] for name in shifts if name in self.shift]] = True
        return mask

    def _follow_arrays(self) -> dict[str, Any]:
        tables, row_of = _Table(), np.zeros(len(self.people), np.int32)
        known: dict[tuple[tuple[int, int], ...], int] = {}
        s = len(self.shift_ids)
        for row, found in enumerate(self.follow):
            key = tuple((id(term.pairs), term.price) for term in found)
            if key not in known:
                table = np.zeros((s, s), np.int64)
                for term in found:
                    price = HARD if term.price == BAN else term.price
                    for first, then in term.pairs:
                        table[self.shift[first], self.shift[then]] += price
                known[key] = tables.add(np.minimum(table, HARD))
            row_of[row] = known[key]
        last = np.full(len(self.people), -1, np.int16)
        day_before = self.problem.horizon.start - timedelta(days=1)
        for name, row in self.people.items():
            last[row] = self.shift.get(self.problem.previous_shift(name, day_before) or "", -1)
        return {"follow_of": row_of, "follow": tables.stack((s, s), np.int32), "last_shift": last}

    def _sum_arrays(self) -> dict[str, Any]:
        rows, days, shorts = [], [], []
        for found in self.sums:
            for term in found:
                weights = np.zeros(len(self.shift_ids), np.int64)
                for name, weight in term.weights.items():
                    if name in self.shift:
                        weights[self.shift[name]] = weight
                rows.append(self.weights.add(weights))
                days.append((max(0, term.first), max(-1, min(self.days - 1, term.last))))
                shorts.append(max(1, SHORT_DAY // max(1, int(weights.max()))))
        return {
            "sum_ptr": _pointer(self.sums),
            "sum_row": np.array(rows, np.int32),
            "sum_days": np.array(days, np.int32).reshape(-1, 2),
            "sum_before": np.array([t.before for found in self.sums for t in found], np.int64),
            "sum_band": _bands([t.band for found in self.sums for t in found]),
            "sum_short": np.array(shorts, np.int64),
        }

    def _touch_arrays(self) -> dict[str, Any]:
        flat = [term for found in self.touches for term in found]
        return {
            "touch_ptr": _pointer(self.touches),
            "touch_mask": np.array([self.masks.add(self._mask(t.shifts)) for t in flat], np.int32),
            "touch_groups": np.array([self.groups.add(np.array(t.groups, np.int16)) for t in flat], np.int32),
            "touch_before": np.array([t.before for t in flat], np.int64),
            "touch_band": _bands([t.band for t in flat]),
            "touch_short": np.full(len(flat), SHORT_DAY, np.int64),
        }

    def _run_arrays(self) -> dict[str, Any]:
        flat = [term for found in self.runs for term in found]
        return {
            "run_ptr": _pointer(self.runs),
            "run_mask": np.array([self.masks.add(self._mask(t.shifts)) for t in flat], np.int32),
            "run_before": np.array([t.before for t in flat], np.int64),
            "run_band": _bands([t.band for t in flat]),
            "run_short": np.full(len(flat), SHORT_DAY, np.int64),
        }

    def _reading_arrays(self) -> dict[str, Any]:
        flat = [term for found in self.readings for term in found]
        distinct = list({id(t.automaton): t.automaton for t in flat}.values())
        number = {id(automaton): k for k, automaton in enumerate(distinct)}
        states = max((len(a.step) for a in distinct), default=1)
        s = len(self.shift_ids)
        following = np.zeros((len(distinct), states, s), np.int16)
        price = np.zeros((len(distinct), states, s), np.int32)
        for k, automaton in enumerate(distinct):
            for state, steps in enumerate(automaton.step):
                following[k, state] = state
                for name, (after, cost) in steps.items():
                    if name in self.shift:
                        following[k, state, self.shift[name]] = after
                        price[k, state, self.shift[name]] = HARD if cost == BAN else cost
        return {
            "seq_ptr": _pointer(self.readings),
            "seq_auto": np.array([number[id(t.automaton)] for t in flat], np.int32),
            "seq_start": np.array([t.start for t in flat], np.int16),
            "auto_next": following,
            "auto_price": price,
        }

    def _pair_arrays(self) -> dict[str, Any]:
        flat = [entry for found in self.pairs for entry in found]
        rows, days = [], []
        for _, term in flat:
            row = np.full(len(self.shift_ids), -1, np.int16)
            for name, label in term.labels.items():
                if name in self.shift:
                    row[self.shift[name]] = label
            rows.append(self.labels.add(row))
            mask = np.zeros(self.days, np.bool_)
            mask[list(term.days)] = True
            days.append(self.day_masks.add(mask))
        return {
            "pair_ptr": _pointer(self.pairs),
            "pair_other": np.array([other for other, _ in flat], np.int32),
            "pair_row": np.array(rows, np.int32),
            "pair_days": np.array(days, np.int32),
            "pair_price": np.array([term.price for _, term in flat], np.int64),
        }


def _bands(bands: Sequence[Band]) -> npt.NDArray[np.int64]:
    return np.array(
        [
            (
                no_limit(b.hard_min, True),
                no_limit(b.soft_min, True),
                no_limit(b.soft_max, False),
                no_limit(b.hard_max, False),
                b.under,
                b.over,
            )
            for b in bands
        ],
        np.int64,
    ).reshape(-1, 6)


def _pointer(lists: Sequence[Sequence[object]]) -> npt.NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum([len(found) for found in lists]))).astype(np.int64)


def _candidates(
    shift_of: npt.NDArray[np.int16],
    project_of: npt.NDArray[np.int16],
    allow_shift: npt.NDArray[np.int32],
    allow_project: npt.NDArray[np.int32],
) -> dict[str, Any]:
    """Codes allowed per cell, and codes of the same shift."""
    free = (allow_shift < HARD)[:, :, shift_of] & (allow_project < HARD)[:, :, project_of]
    flat = free.reshape(-1, len(shift_of))
    counts = flat.sum(axis=1)
    same = [np.flatnonzero(shift_of == shift) if shift else np.array([0]) for shift in shift_of]
    return {
        "cand_ptr": np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
        "cand": np.nonzero(flat)[1].astype(np.int16),
        "same_ptr": np.concatenate(([0], np.cumsum([len(s) for s in same]))).astype(np.int64),
        "same": np.concatenate(same).astype(np.int16),
    }
