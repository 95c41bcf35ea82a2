"""Handling-time mix: fast and slow agents at one queue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from wfm.data.tables import Skill
from wfm.data.workspace import Workspace
from wfm.errors import InputError
from wfm.staffing.checks import at_least
from wfm.timegrid import Horizon

NOTABLE = 0.005
"""A mean speed that differs from 1 by more than this is told to people."""


def mix(aht_seconds: float, speeds: npt.ArrayLike, weights: npt.ArrayLike = 1.0) -> float:
    """Effective handling time (s) of a queue whose agents work at ``speeds`` (1 = average, higher is faster).

    ``aht_seconds`` is that of an agent of speed 1, ``weights`` the agents' share of the hours (one per speed, or one for all).
    Assumes that all are busy for the same share of their time, as in a busy queue with calls for whoever is free: together
    they finish sum(weights x speeds) / aht, so the mean is aht / mean(speed), not aht x mean(1 / speed), which holds where
    everybody takes the same number of calls. Raises InputError for no speeds, speeds or handling times <= 0, no weight.
    """
    values = at_least(speeds, "speeds", 0.0, strictly=True)
    parts = np.broadcast_to(at_least(weights, "weights", 0.0), values.shape)
    if values.size == 0 or parts.sum() <= 0:
        raise InputError("erlang.no_speeds")
    at_least(aht_seconds, "aht_seconds", 0.0, strictly=True)
    return float(aht_seconds / np.average(values, weights=parts))


def mean_speeds(workspace: Workspace, horizon: Horizon) -> Mapping[str, float]:
    """Project -> mean proficiency of the people whose main skill it is, weighed by their contract's share of full time.

    Main: the planned skill (not emergency-only, valid on some day of ``horizon``) of the lowest priority number; several of
    the same number count each. A project that is nobody's main skill has speed 1.
    """
    share = {contract.contract: contract.fte for contract in workspace.contracts}
    part = {person.employee: share.get(person.contract, 1.0) for person in workspace.employees}
    skills: dict[str, list[Skill]] = defaultdict(list)
    for skill in workspace.skills:
        if skill.employee in part and _planned(skill, horizon):
            skills[skill.employee].append(skill)
    speeds: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for employee, own in skills.items():
        first = min(skill.priority for skill in own)
        for skill in own:
            if skill.priority == first:
                speeds[skill.project].append((skill.proficiency, part[employee]))
    return {project.project: _mean(speeds[project.project]) for project in workspace.projects}


def _planned(skill: Skill, horizon: Horizon) -> bool:
    begun = skill.valid_from is None or skill.valid_from <= horizon.end
    return begun and not skill.emergency_only and (skill.valid_to is None or skill.valid_to >= horizon.start)


def _mean(speeds: list[tuple[float, float]]) -> float:
    """Weighted mean; 1 exactly where all speeds are 1 or there are none."""
    if not speeds:
        return 1.0
    return 1.0 / mix(1.0, [speed for speed, _ in speeds], [part for _, part in speeds])
