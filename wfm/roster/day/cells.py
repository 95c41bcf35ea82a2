"""The price of agents present in every interval of the day and the morning after, and who is there already."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wfm.data.demand import Demand, IntArray
from wfm.roster.day.state import Cells, cells_of, person_day
from wfm.roster.day.task import DayTask


@dataclass(frozen=True)
class Desk:
    """Cells are numbered ``slot * projects + project`` over two days. ``cost[c]``: cost units when 0, 1, 2, ... agents are
    present, constant beyond its end; convex, non-increasing. Cells from ``cells`` on are accounts of off-phone work of the
    whole day: ``cost`` by intervals of it done."""

    projects: int
    slots: int
    cost: tuple[IntArray, ...]

    @property
    def cells(self) -> int:
        """Number of cells that are desks."""
        return 2 * self.slots * self.projects

    def at(self, cell: int, agents: int) -> int:
        """Cost of a cell with ``agents``."""
        curve = self.cost[cell]
        return int(curve[min(agents, len(curve) - 1)])

    def gain(self, cell: int, agents: int) -> int:
        """Change of cost when one more joins ``agents``: 0 or less."""
        curve = self.cost[cell]
        return int(curve[agents + 1] - curve[agents]) if agents + 1 < len(curve) else 0

    def loss(self, cover: IntArray, first_slot: int = 0) -> int:
        """Cost of ``cover`` [2 * slots, projects] from ``first_slot`` on."""
        flat = cover.ravel()
        return sum(self.at(cell, int(flat[cell])) for cell in range(first_slot * self.projects, len(flat)))


def desk_of(task: DayTask) -> Desk:
    """Service curves and floors, as the rules in force price them."""
    demand, rules = task.demand, task.problem.rules
    service, floors = rules.force("service-cover"), rules.force("project-floor")
    scale = service.everybody.scale if service is not None and service.everybody is not None else 0
    price = 0
    if floors is not None and floors.everybody is not None:
        own = floors.everybody.price
        price = task.problem.centre.defaults.floor_price if own is None else own
    curves = []
    for day in range(2):
        for slot in range(demand.slots):
            for project in range(len(demand.projects)):
                inside = day * demand.slots + slot < task.last_slot
                curves.append(_cell(demand, day, slot, project, scale, price) if inside else np.zeros(1, np.int64))
    return Desk(len(demand.projects), demand.slots, tuple(curves))


def _cell(demand: Demand, day: int, slot: int, project: int, scale: int, floor_price: int) -> IntArray:
    if day >= demand.days:
        return np.zeros(1, np.int64)
    curve = demand.curve(day, slot, project) * scale
    floor = int(demand.floor[day, slot, project]) if floor_price else 0
    length = max(len(curve), floor + 1, 1)
    agents = np.arange(length)
    service = curve[np.minimum(agents, len(curve) - 1)] if len(curve) else np.zeros(length, np.int64)
    return np.asarray(service + floor_price * np.maximum(0, floor - agents), np.int64)


def add_cells(cover: IntArray, cells: Cells, task: DayTask, sign: int = 1) -> None:
    """Count a person into ``cover`` [2 * slots, projects]."""
    for slot, project in cells:
        if 0 <= slot < len(cover) and project in task.place_of:
            cover[slot, task.place_of[project]] += sign


def cover_of(task: DayTask) -> IntArray:
    """Agents present [2 * slots, projects] as everything stands: the day, last night's duties and tomorrow's."""
    cover = np.zeros((2 * task.slots, len(task.demand.projects)), np.int64)
    for person in task.problem.employees:
        for offset in (-1, 0, 1):
            duty = task.duty(person.employee, offset)
            if duty is not None:
                add_cells(cover, cells_of(person_day(task, duty, offset), task.interval), task)
    return cover
