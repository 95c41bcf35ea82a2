"""From the task to the model: alike people grouped, everybody else counted as they stand, lenders' caps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from wfm.data.demand import IntArray
from wfm.roster.day.callins import Candidate, call_groups
from wfm.roster.day.cells import Desk, add_cells, desk_of
from wfm.roster.day.duties import DutyNet
from wfm.roster.day.law import Law
from wfm.roster.day.network import Group, Net
from wfm.roster.day.off_phone import Work, account_curve, balances, work_of
from wfm.roster.day.options import Options, options_of
from wfm.roster.day.programme import DayModel
from wfm.roster.day.state import PersonDay, cells_of, person_day
from wfm.roster.day.task import DayTask


def build_model(task: DayTask, law: Law, candidates: tuple[Candidate, ...], before: IntArray) -> DayModel:
    """``before``: agents present as everything stands (``cover_of``)."""
    desk = desk_of(task)
    states = _states(task)
    standing = balances(task, task.standing)
    accounts = {work: desk.cells + number for number, work in enumerate(_works(task, states, standing))}
    fixed = before.copy()
    alike: dict[Options, list[str]] = defaultdict(list)
    for name, state in states.items():
        if state.held or -(-state.end // task.interval) < task.first_slot:
            continue
        person = task.problem.employee[name]
        options = options_of(task, person, state, law.later(person, state), law.earlier(person, state), accounts)
        if options.project or options.ways:
            alike[options].append(name)
    groups = []
    for options, people in alike.items():
        net = DutyNet(task, options).build()
        if all(arc.move is None for arc in net.arcs):
            continue
        for name in people:
            first = max(task.first_slot, states[name].desk_from // task.interval)
            add_cells(fixed, tuple(cell for cell in cells_of(states[name], task.interval) if cell[0] >= first), task, -1)
        groups.append(Group(net, tuple(people), plain_path(net)))
    curves = tuple(account_curve(task, _planned(groups, cell), standing.get(work, 0)) for work, cell in accounts.items())
    desk = replace(desk, cost=(*desk.cost, *curves))
    useful = {name: _useful(task, before, name, desk) for name in task.demand.projects}
    groups += call_groups(task, candidates, useful)
    agents = np.concatenate((fixed.ravel(), np.zeros(len(accounts), np.int64)))
    return DayModel(desk, tuple(groups), agents, _caps(task, states), task.first_slot * desk.projects)


def _states(task: DayTask) -> dict[str, PersonDay]:
    """The day of everybody on duty."""
    duties = {person.employee: task.duty(person.employee) for person in task.problem.employees}
    return {name: person_day(task, duty) for name, duty in duties.items() if duty is not None}


def _works(task: DayTask, states: Mapping[str, PersonDay], standing: Mapping[Work, int]) -> list[Work]:
    """Off-phone work of which the phones may take something, or have taken something that can still be made up."""
    found = {work for work, minutes in standing.items() if minutes > 0}
    for name, state in states.items():
        if not (state.project or state.held or state.shift.covers):
            found.add(work_of(task, task.problem.employee[name], state.shift.shift))
    return sorted(found)


def _planned(groups: Iterable[Group], account: int) -> int:
    """Intervals of a work that are done if nobody is moved."""
    return sum(len(group.people) * group.net.arcs[number].cells.count(account) for group in groups for number in group.plain)


def plain_path(net: Net) -> tuple[int, ...]:
    """The path without any change."""
    came: dict[int, int] = {}
    seen = {0}
    for number, arc in enumerate(net.arcs):
        if arc.move is None and arc.price == 0 and arc.tail in seen and arc.head not in seen:
            seen.add(arc.head)
            came[arc.head] = number
    path, node = [], net.nodes - 1
    while node:
        path.append(came[node])
        node = net.arcs[came[node]].tail
    return tuple(reversed(path))


def _useful(task: DayTask, cover: IntArray, project: str, desk: Desk) -> bool:
    """Whether one agent more anywhere in the rest of the day would lower the project's loss."""
    place = task.place_of[project]
    slots = range(task.first_slot, task.last_slot)
    return any(desk.gain(slot * desk.projects + place, int(cover[slot, place])) < 0 for slot in slots)


def _caps(task: DayTask, states: Mapping[str, PersonDay]) -> dict[tuple[str, int], int]:
    """Room left under each lender's cap in every interval."""
    caps: dict[tuple[str, int], int] = {}
    for project in task.problem.projects:
        if project.lending_cap is None:
            continue
        for slot in range(2 * task.slots):
            low, high = slot * task.interval, (slot + 1) * task.interval
            away = sum(
                block.project not in ("", project.project) and block.from_minute < high and block.to_minute > low
                for state in states.values()
                if state.project == project.project
                for block in state.blocks
            )
            caps[project.project, slot] = max(0, project.lending_cap - away)
    return caps
