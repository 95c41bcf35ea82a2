"""Tables shipped with wfm that hold while a workspace has none of its own: the points table, the catalogue of rewards."""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib import resources
from typing import TypeVar

from wfm.data.tables import PointsRule, Reward, Row
from wfm.data.workspace import Workspace

R = TypeVar("R", bound=Row)


def points_rules_of(workspace: Workspace) -> tuple[PointsRule, ...]:
    """The points table in force: the workspace's own, else the shipped one."""
    return workspace.points_rules or shipped_points_rules()


def rewards_of(workspace: Workspace) -> tuple[Reward, ...]:
    """The catalogue in force: the workspace's own, else the shipped one."""
    return workspace.rewards or shipped_rewards()


@cache
def shipped_points_rules() -> tuple[PointsRule, ...]:
    """The shipped points table: three classes, 27 items, 61 sub-items in our own wording."""
    return _rows("points_rules.csv", PointsRule)


@cache
def shipped_rewards() -> tuple[Reward, ...]:
    """The shipped catalogue: the three named awards and ten kinds that are recorded, not rostered."""
    return _rows("rewards.csv", Reward)


def _rows(name: str, model: type[R]) -> tuple[R, ...]:
    text = resources.files(__name__).joinpath(name).read_text(encoding="utf-8")
    filled = ({column: cell for column, cell in row.items() if cell} for row in csv.DictReader(io.StringIO(text)))
    return tuple(model.model_validate(row) for row in filled)
