"""Contracts of the simulation's input: said in a sentence, before the compiled loop trusts the arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from wfm.errors import InputError, UsageError
from wfm.simulation.demand import DAY_SECONDS, ForecastDay, RecordedDay
from wfm.simulation.model import Calls, Desk, FloatArray, Window

if TYPE_CHECKING:
    from wfm.simulation.study import Study

Mask = npt.NDArray[np.bool_]


def check_run(calls: Calls, desk: Desk, window: Window, threshold: FloatArray) -> None:
    """Raise InputError unless the arrays of one run fit together."""
    if window.interval <= 0 or window.intervals < 1:
        raise InputError("simulation.bad_window", interval=window.interval, intervals=window.intervals)
    projects = desk.level.shape[1]
    _fits("threshold", threshold, (projects,))
    _each("threshold", threshold, np.asarray(threshold) >= 0)
    _check_calls(calls.arrival, calls.project, calls.handling, calls.patience, projects)
    _each("handling", calls.handling, np.asarray(calls.handling) >= 0)
    _each("patience", calls.patience, np.asarray(calls.patience) >= 0)
    _check_desk(desk)


def check_study(study: Study, replications: int, seed: int) -> None:
    """Raise UsageError for impossible numbers, InputError for a study whose parts do not fit together."""
    if replications < 1:
        raise UsageError("simulation.no_replications", value=replications)
    if seed < 0:
        raise UsageError("simulation.bad_seed", value=seed)
    if not study.days:
        raise InputError("simulation.no_days")
    projects = len(study.projects)
    for name in ("threshold", "handling", "patience", "busy_day"):
        _fits(name, np.empty(len(getattr(study, name))), (projects,))
    _each("busy_day", study.busy_day, (np.asarray(study.busy_day) >= 0) & np.isfinite(study.busy_day))
    if study.interval_seconds <= 0 or abs(study.slots * study.interval_seconds - DAY_SECONDS) > 1e-6:
        raise InputError("simulation.bad_interval", value=study.interval_seconds)
    for plan in study.days:
        seats = plan.desk.seat_group.size
        if not np.array_equal(plan.desk.level, study.level):
            raise InputError("simulation.groups_differ", day=plan.day, first=study.days[0].day)
        _fits("seat_keys", np.empty(len(plan.seat_keys)), (seats,))
        _fits("absence", plan.absence, (seats,))
        _each("absence", plan.absence, (np.asarray(plan.absence) >= 0) & (np.asarray(plan.absence) <= 1))
    for demand in study.demand.values():
        _check_demand(demand, projects, study.slots)


def _check_demand(demand: ForecastDay | RecordedDay, projects: int, slots: int) -> None:
    if isinstance(demand, RecordedDay):
        _check_calls(demand.arrival, demand.project, demand.handling, demand.patience, projects)
        return
    _fits("rates", demand.rates, (projects, slots))
    _each("rates", demand.rates, (demand.rates >= 0) & np.isfinite(demand.rates))
    if demand.aht is not None:
        _fits("aht", demand.aht, (projects, slots))
        _each("aht", demand.aht, np.isnan(demand.aht) | ((demand.aht > 0) & np.isfinite(demand.aht)))


def _check_calls(
    arrival: FloatArray, project: npt.NDArray[np.int16], handling: FloatArray, patience: FloatArray, projects: int
) -> None:
    for name, values in (("project", project), ("handling", handling), ("patience", patience)):
        _fits(name, values, np.asarray(arrival).shape)
    _each("arrival", arrival, np.isfinite(arrival))
    _each("project", project, (np.asarray(project) >= 0) & (np.asarray(project) < projects))
    if np.any(np.diff(arrival) < 0):
        row = int(np.flatnonzero(np.diff(arrival) < 0)[0]) + 1
        raise InputError("simulation.not_ascending", row=row, value=float(arrival[row]), before=float(arrival[row - 1]))


def _check_desk(desk: Desk) -> None:
    groups, projects = desk.level.shape
    seats = desk.seat_group.size
    sessions = desk.session_seat.shape
    _fits("session_start", desk.session_start, sessions)
    _fits("session_end", desk.session_end, sessions)
    _fits("speed", desk.speed, (seats, projects))
    _each("seat_group", desk.seat_group, (desk.seat_group >= 0) & (desk.seat_group < groups))
    _each("session_seat", desk.session_seat, (desk.session_seat >= 0) & (desk.session_seat < seats))
    _each("level", desk.level, desk.level >= 0)
    _each("speed", desk.speed, (desk.speed > 0) | (desk.level[desk.seat_group] == 0))
    _each("session_end", desk.session_end, desk.session_end >= desk.session_start)
    order = np.lexsort((desk.session_start, desk.session_seat))
    seat, start, end = desk.session_seat[order], desk.session_start[order], desk.session_end[order]
    clash = np.flatnonzero((seat[1:] == seat[:-1]) & (start[1:] < end[:-1]))
    if clash.size:
        k = int(clash[0])
        raise InputError("simulation.sessions_overlap", seat=int(seat[k]), end=float(end[k]), start=float(start[k + 1]))


def _fits(name: str, values: npt.ArrayLike, shape: tuple[int, ...]) -> None:
    if np.shape(values) != shape:
        raise InputError("simulation.bad_shape", name=name, found=np.shape(values), needed=shape)


def _each(name: str, values: npt.ArrayLike, good: Mask) -> None:
    if not np.all(good):
        bad = np.asarray(values)[~good]
        raise InputError("simulation.bad_value", name=name, value=bad[0], count=bad.size)
