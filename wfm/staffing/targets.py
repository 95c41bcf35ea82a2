"""A project's targets and prices: its own where it names them, else the centre's defaults."""

from __future__ import annotations

from dataclasses import dataclass

from wfm.data.tables import Defaults, Project


@dataclass(frozen=True)
class Targets:
    """What one project is staffed for; units as in ``wfm.data.tables.Defaults``. None = no such target."""

    target: float
    threshold_seconds: float
    max_occupancy: float
    patience_seconds: float
    unplanned_shrinkage: float
    min_seats: int
    lost_call_price: int
    occupancy_price: int
    max_abandonment: float | None = None
    max_mean_wait_seconds: float | None = None

    @property
    def present(self) -> float:
        """Expected share of a rostered agent at the desk."""
        return 1.0 - self.unplanned_shrinkage


def targets_of(project: Project, defaults: Defaults) -> Targets:
    """The targets in force for ``project``."""

    def own(value: float | None, default: float) -> float:
        return default if value is None else value

    def either(value: float | None, default: float | None) -> float | None:
        return default if value is None else value

    return Targets(
        target=own(project.target, defaults.target),
        threshold_seconds=own(project.threshold_seconds, defaults.threshold_seconds),
        max_occupancy=own(project.max_occupancy, defaults.max_occupancy),
        patience_seconds=own(project.patience_seconds, defaults.patience_seconds),
        unplanned_shrinkage=own(project.unplanned_shrinkage, defaults.unplanned_shrinkage),
        min_seats=project.min_seats,
        lost_call_price=int(own(project.lost_call_price, defaults.lost_call_price)),
        occupancy_price=defaults.occupancy_price,
        max_abandonment=either(project.max_abandonment, defaults.max_abandonment),
        max_mean_wait_seconds=either(project.max_mean_wait_seconds, defaults.max_mean_wait_seconds),
    )
