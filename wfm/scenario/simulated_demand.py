"""What arrives at a simulated centre: the forecast on the wall-clock grid, and each project's targets and laws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from wfm.data.demand import Forecast
from wfm.data.laws import Law, LawKind
from wfm.data.workspace import Workspace
from wfm.errors import InputError
from wfm.simulation.model import FloatArray
from wfm.staffing.cells import forecast_rows, project_cells
from wfm.staffing.shrinkage import Shares, shrinkage_grid
from wfm.staffing.targets import Targets, targets_of
from wfm.timegrid import Horizon, slots_per_day


@dataclass(frozen=True)
class CallLoad:
    """Expected calls and handling times, float [days, projects, slots], over ``horizon``; 0 calls where closed.

    ``aht``: s, the project's mean where an interval has no calls. ``shares``: of the rostered agents who do not come (unplanned)
    or are at training inside their duty (planned), same shape. ``busy_day`` [projects]: relative standard deviation of a
    day's rate. ``left_out``: project -> forecast calls while it is closed, which nobody is planned for. ``deferrable``:
    projects whose work waits for its deadline, not in a queue: not simulated.
    """

    horizon: Horizon
    projects: tuple[str, ...]
    targets: tuple[Targets, ...]
    handling_cv: tuple[float, ...]
    interval_minutes: int
    calls: FloatArray
    aht: FloatArray
    shares: Shares
    busy_day: FloatArray
    left_out: Mapping[str, float]
    deferrable: tuple[str, ...]

    @property
    def interval_seconds(self) -> float:
        """Length of an interval, s."""
        return self.interval_minutes * 60.0

    @property
    def load(self) -> FloatArray:
        """Offered load, Erlang [days, projects, slots]."""
        return np.asarray(self.calls * self.aht / self.interval_seconds)

    @property
    def threshold(self) -> FloatArray:
        """Answer thresholds, s [projects]."""
        return np.array([target.threshold_seconds for target in self.targets])

    def of_days(self, days: Horizon) -> CallLoad:
        """The part of these days."""
        first = self.horizon.index(days.start)
        cut = slice(first, first + days.days)
        shares = Shares(self.shares.unplanned[cut], self.shares.planned[cut])
        return replace(self, horizon=days, calls=self.calls[cut], aht=self.aht[cut], shares=shares)

    @property
    def mean_aht(self) -> FloatArray:
        """Mean handling time over all calls, s [projects]."""
        calls = self.calls.sum(axis=(0, 2))
        worked = (self.calls * self.aht).sum(axis=(0, 2))
        return np.asarray(np.where(calls > 0, worked / np.maximum(calls, 1e-12), self.aht.mean(axis=(0, 2))))


def call_load(workspace: Workspace, forecast: Forecast, horizon: Horizon, as_of: date | None = None) -> CallLoad:
    """The calls of ``forecast`` that reach agents, as ``wfm staff`` takes them: in the opening hours, or where agents are
    asked for by hand. Where clocks go back the busier of two intervals counts. ``as_of``: the day from which absence is seen
    (``wfm.staffing.shrinkage``); None: a month ahead.

    Raises InputError as ``wfm staff`` does, and when no project with a queue has a call in ``horizon``.
    """
    rows = forecast_rows(workspace, forecast, horizon)
    queued = [project for project in workspace.projects if not project.deferrable]
    slots = slots_per_day(workspace.centre.interval_minutes)
    calls = np.zeros((horizon.days, len(queued), slots))
    aht = np.full_like(calls, np.nan)
    left_out: dict[str, float] = {}
    for p, project in enumerate(queued):
        cells = project_cells(workspace, project, rows, horizon)
        served = cells["open"] | (cells["given"] >= 0)
        if lost := float(cells.loc[~served, "calls"].sum()):
            left_out[project.project] = lost
        kept = cells.loc[served].sort_values("calls", kind="stable").drop_duplicates(["day", "slot"], keep="last")
        day, slot = kept["day"].to_numpy(), kept["slot"].to_numpy()
        calls[day, p, slot] = kept["calls"]
        aht[day, p, slot] = kept["aht_seconds"]
        aht[:, p] = np.where(calls[:, p] > 0, aht[:, p], _mean_aht(calls[:, p], aht[:, p], workspace))
    if not calls.any():
        raise InputError("simulate.no_calls", horizon=horizon)
    defaults = workspace.centre.defaults
    shares = [shrinkage_grid(workspace, project, horizon, as_of) for project in queued]
    cv = [defaults.handling_cv if project.handling_cv is None else project.handling_cv for project in queued]
    return CallLoad(
        horizon=horizon,
        projects=tuple(project.project for project in queued),
        targets=tuple(targets_of(project, defaults) for project in queued),
        handling_cv=tuple(cv),
        interval_minutes=workspace.centre.interval_minutes,
        calls=calls,
        aht=aht,
        shares=Shares(*(np.stack([getattr(each, name) for each in shares], axis=1) for name in ("unplanned", "planned"))),
        busy_day=np.array([forecast.busy_day.get(project.project, 0.0) for project in queued]),
        left_out=left_out,
        deferrable=tuple(project.project for project in workspace.projects if project.deferrable),
    )


def _mean_aht(calls: FloatArray, aht: FloatArray, workspace: Workspace) -> float:
    busy = calls > 0
    total = float(calls[busy].sum())
    return float((calls[busy] * aht[busy]).sum()) / total if total else workspace.centre.defaults.aht_seconds


def handling_laws(load: CallLoad, kind: LawKind, fitted: Mapping[str, Law]) -> tuple[Law, ...]:
    """Laws of handling time with the forecast's mean; ``empirical``: the shape of the fitted law, scaled to that mean.

    Raises InputError where an empirical law is asked for and a project has none fitted.
    """
    if kind == "empirical":
        return tuple(
            _scaled(_fitted(fitted, project, load), mean) for project, mean in zip(load.projects, load.mean_aht, strict=True)
        )
    cvs: Sequence[float] = load.handling_cv if kind == "lognormal" else (1.0,) * len(load.projects)
    return tuple(Law(kind, float(mean), cv) for mean, cv in zip(load.mean_aht, cvs, strict=True))


def patience_laws(load: CallLoad, fitted: Mapping[str, Law]) -> tuple[Law, ...]:
    """The fitted laws where there are, else exponential patience with the mean that staffing uses."""
    usual = [Law("exponential", target.patience_seconds) for target in load.targets]
    return tuple(fitted.get(project, law) for project, law in zip(load.projects, usual, strict=True))


def _fitted(fitted: Mapping[str, Law], project: str, load: CallLoad) -> Law:
    if project not in fitted:
        raise InputError("simulate.not_fitted", project=project, known=", ".join(fitted) or "-")
    return fitted[project]


def _scaled(law: Law, mean: float) -> Law:
    factor = mean / law.mean
    return Law(law.kind, mean, law.cv, law.levels, tuple(value * factor for value in law.values))
