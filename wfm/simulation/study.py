"""A study: rosters of some days under calls drawn many times; what was counted in each replication."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from wfm.data.laws import Law
from wfm.executors import executor
from wfm.simulation.checks import check_study
from wfm.simulation.demand import DAY_SECONDS, Callers, ForecastDay, RecordedDay, in_order, replay_calls, sample_calls
from wfm.simulation.model import Calls, Desk, FloatArray, IntArray, Tally, Window
from wfm.simulation.run import run
from wfm.simulation.streams import HashArray, Purpose, key_uniforms, name_hashes

WARM_UP = COOL_DOWN = 7200.0
"""Seconds of the day before and the day after that are simulated with a day, so that midnight is no edge."""


@dataclass(frozen=True)
class DayPlan:
    """Who is planned on ``day``. ``desk``: times in s after midnight of ``day``; duties of the days before and after belong in it
    as far as they reach into [-``WARM_UP``, 86400 + ``COOL_DOWN``). ``seat_keys``: a name for each seat that is the same on
    every day the duty touches (person and date of the duty, say): unplanned absence is drawn by it, once per replication.
    ``absence`` [seats]: probability that the seat stays empty for its whole duty."""

    day: date
    desk: Desk
    seat_keys: tuple[str, ...]
    absence: FloatArray

    @cached_property
    def seat_hashes(self) -> HashArray:
        """A number per seat key."""
        return name_hashes(self.seat_keys)


@dataclass(frozen=True)
class Study:
    """What is to be simulated. ``threshold`` [projects]: s. ``handling``, ``patience``: laws in s, one per project. ``days``: the
    days that are counted, any dates, all with the same groups (``Desk.level``). ``demand``: calls expected or recorded by
    date; put the days before and after there too: a date without entry has no calls. ``busy_day`` [projects]: relative standard
    deviation of a day's rate."""

    projects: tuple[str, ...]
    threshold: FloatArray
    handling: tuple[Law, ...]
    patience: tuple[Law, ...]
    interval_seconds: float
    days: tuple[DayPlan, ...]
    demand: Mapping[date, ForecastDay | RecordedDay]
    busy_day: FloatArray

    @property
    def slots(self) -> int:
        """Intervals of a day."""
        return round(DAY_SECONDS / self.interval_seconds)

    @property
    def level(self) -> npt.NDArray[np.int16]:
        """[groups, projects], as in ``Desk``."""
        return self.days[0].desk.level

    @property
    def callers(self) -> Callers:
        """How the callers are, without the roster."""
        return Callers(self.projects, self.handling, self.patience, self.busy_day)


@dataclass(frozen=True)
class Replications:
    """What was counted, meanings as in ``Tally``. Counts, ``wait_seconds``, ``busy_seconds``: [replications, days, projects,
    slots]; ``group_busy_seconds``, ``staffed_seconds``: [replications, days, groups, slots]. ``seat_busy``, ``seat_staffed``: for
    each day [seats], s inside the day, mean over the replications (absent ones count as 0). ``stranded`` [replications, days].
    ``level`` [groups, projects]."""

    projects: tuple[str, ...]
    dates: tuple[date, ...]
    interval_seconds: float
    level: npt.NDArray[np.int16]
    seed: int
    offered: IntArray
    answered: IntArray
    in_time: IntArray
    abandoned: IntArray
    waited: IntArray
    wait_seconds: FloatArray
    busy_seconds: FloatArray
    group_busy_seconds: FloatArray
    staffed_seconds: FloatArray
    stranded: IntArray
    seat_busy: tuple[FloatArray, ...]
    seat_staffed: tuple[FloatArray, ...]

    @property
    def count(self) -> int:
        """Number of replications."""
        return int(self.offered.shape[0])


def replicate(
    study: Study,
    replications: int,
    seed: int,
    *,
    workers: int | None = None,
    address: str = "",
    progress: Callable[[int], None] | None = None,
) -> Replications:
    """Simulate every day of ``study`` ``replications`` times; the same ``seed`` gives the same numbers whatever the workers.

    ``workers``: local processes (None: all cores, or none but this one where the work is small); ``address`` of a Dask
    scheduler instead. ``progress`` is told how many replications are done. Raises InputError for a study that cannot be.
    """
    check_study(study, replications, seed)
    if workers is None and not address and _expected_calls(study) * replications < _SMALL:
        workers = 1
    results: list[tuple[Tally, ...]] = []
    with executor(workers, address) as pool:
        futures: list[Future[tuple[Tally, ...]]] = []
        for number in range(replications):
            futures.append(pool.submit(one_replication, study, seed, number))
        for done, future in enumerate(futures):
            results.append(future.result())
            if progress is not None:
                progress(done + 1)
    return _gathered(study, seed, results)


def one_replication(study: Study, seed: int, replication: int) -> tuple[Tally, ...]:
    """The tally of each day in one replication."""
    drawn: dict[date, Calls] = {}
    for plan in study.days:
        for day in _stretch(plan.day):
            if day not in drawn:
                drawn[day] = _calls_of(study, day, seed, replication)
    window = Window(0.0, study.interval_seconds, study.slots)
    return tuple(run(_around(drawn, plan.day), _present(plan, seed, replication), window, study.threshold) for plan in study.days)


_SMALL = 1e7
"""Calls below which starting processes costs more than it saves."""


def _stretch(day: date) -> tuple[date, date, date]:
    return day - timedelta(days=1), day, day + timedelta(days=1)


def _calls_of(study: Study, day: date, seed: int, replication: int) -> Calls:
    demand = study.demand.get(day)
    if demand is None:
        return Calls(np.zeros(0), np.zeros(0, np.int16), np.zeros(0), np.zeros(0))
    if isinstance(demand, RecordedDay):
        return replay_calls(study.callers, demand, day, seed=seed, replication=replication)
    return sample_calls(study.callers, demand, day, seed=seed, replication=replication)


def _around(drawn: Mapping[date, Calls], day: date) -> Calls:
    """The calls of ``day`` with the end of the day before and the beginning of the day after, s after its midnight."""
    before, today, after = (drawn[each] for each in _stretch(day))
    late = _cut(before, DAY_SECONDS - WARM_UP, DAY_SECONDS)
    early = _cut(after, 0.0, COOL_DOWN)
    return in_order(
        [replace(late, arrival=late.arrival - DAY_SECONDS), today, replace(early, arrival=early.arrival + DAY_SECONDS)]
    )


def _cut(calls: Calls, first: float, last: float) -> Calls:
    low, high = np.searchsorted(calls.arrival, (first, last))
    return Calls(calls.arrival[low:high], calls.project[low:high], calls.handling[low:high], calls.patience[low:high])


def _present(plan: DayPlan, seed: int, replication: int) -> Desk:
    """The desk without the sessions of those who stay away."""
    absent = key_uniforms(seed, replication, Purpose.ABSENCE, plan.seat_hashes) < plan.absence
    kept = ~absent[plan.desk.session_seat]
    return replace(
        plan.desk,
        session_seat=plan.desk.session_seat[kept],
        session_start=plan.desk.session_start[kept],
        session_end=plan.desk.session_end[kept],
    )


def _expected_calls(study: Study) -> float:
    """Calls of one replication."""
    found = (study.demand.get(plan.day) for plan in study.days)
    return sum(
        float(day.rates.sum()) if isinstance(day, ForecastDay) else float(day.arrival.size) for day in found if day is not None
    )


def _gathered(study: Study, seed: int, results: list[tuple[Tally, ...]]) -> Replications:
    def stacked(name: str) -> npt.NDArray[Any]:
        return np.array([[getattr(tally, name) for tally in tallies] for tallies in results])

    def per_seat(name: str) -> tuple[FloatArray, ...]:
        return tuple(np.mean([getattr(each[d], name) for each in results], axis=0) for d in range(len(study.days)))

    return Replications(
        projects=study.projects,
        dates=tuple(plan.day for plan in study.days),
        interval_seconds=study.interval_seconds,
        level=study.level,
        seed=seed,
        offered=stacked("offered"),
        answered=stacked("answered"),
        in_time=stacked("in_time"),
        abandoned=stacked("abandoned"),
        waited=stacked("waited"),
        wait_seconds=stacked("wait_seconds"),
        busy_seconds=stacked("busy_seconds"),
        group_busy_seconds=stacked("group_busy_seconds"),
        staffed_seconds=stacked("staffed_seconds"),
        stranded=stacked("stranded"),
        seat_busy=per_seat("seat_busy"),
        seat_staffed=per_seat("seat_staffed"),
    )
