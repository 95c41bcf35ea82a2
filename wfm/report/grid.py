"""The month grid: people x days, by team."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from wfm.calendars import holiday_label
from wfm.data.roster import Duty, Roster
from wfm.data.tables import Employee, Shift
from wfm.data.workspace import Workspace
from wfm.report.counts import PersonCount, WishDay, count_people, leave_days, wish_outcomes
from wfm.report.signs import Signs, leave_sign, signs_of
from wfm.report.texts import Text, said, same, weekday
from wfm.report.tones import project_tone, shift_tones
from wfm.report.view import Cell, DayHead, PersonRow, ProjectLegend, ShiftLegend, TeamGrid
from wfm.timegrid import minutes_of
from wfm.words import LANGUAGES


@dataclass(frozen=True)
class GridFacts:
    """What the cells of a grid are made from."""

    workspace: Workspace
    roster: Roster
    signs: Signs
    shifts: Mapping[str, Shift]
    tones: Mapping[str, str]
    counts: Mapping[str, PersonCount]
    away: Mapping[tuple[str, date], str]
    wishes: Mapping[tuple[str, date], WishDay]
    locked: frozenset[tuple[str, date]]
    shift_index: Mapping[str, int]
    project_index: Mapping[str, int]


def grid_facts(workspace: Workspace, roster: Roster) -> GridFacts:
    """Count once what every row needs."""
    shifts = {shift.shift: shift for shift in workspace.shifts}
    away = leave_days(workspace.leave, roster.horizon)
    return GridFacts(
        workspace=workspace,
        roster=roster,
        signs=signs_of(workspace.shifts, workspace.projects),
        shifts=shifts,
        tones=shift_tones(workspace.shifts),
        counts=count_people(roster, shifts, frozenset(workspace.centre.weekend_days)),
        away=away,
        wishes=wish_outcomes(workspace.preferences, roster, shifts, away),
        locked=frozenset((lock.employee, lock.date) for lock in workspace.locks),
        shift_index={shift: index for index, shift in enumerate(shifts)},
        project_index={project.project: index for index, project in enumerate(workspace.projects)},
    )


def day_heads(roster: Roster, weekend_days: frozenset[int], holidays: Mapping[date, str]) -> tuple[DayHead, ...]:
    """The grid's columns; ``holidays``: date -> name of a public day off."""
    heads = []
    for day in roster.horizon.dates:
        tone = "ho" if day in holidays else "we" if day.weekday() in weekend_days else ""
        name = holidays.get(day, "")
        heads.append(DayHead(day, weekday(day), {code: holiday_label(name, code) if name else "" for code in LANGUAGES}, tone))
    return tuple(heads)


def team_grids(facts: GridFacts, heads: tuple[DayHead, ...], language: str) -> tuple[TeamGrid, ...]:
    """One grid a team, teams and people in the order of the employees' table; people without a team come last."""
    teams: dict[str, list[Employee]] = {}
    for person in facts.workspace.employees:
        teams.setdefault(person.team, []).append(person)
    grids = []
    for team, people in sorted(teams.items(), key=lambda item: item[0] == ""):
        rows = tuple(_row(facts, person, heads, language) for person in people)
        on_duty = tuple(sum(bool(row.cells[k].data) for row in rows) for k in range(len(heads)))
        name: Text = same(team) if team else said("report.no_team")
        grids.append(TeamGrid(name, rows, on_duty))
    return tuple(grids)


def shift_legend(facts: GridFacts) -> tuple[ShiftLegend, ...]:
    """Every shift, in the order of the shifts' table."""
    used = {duty.shift for duty in facts.roster.duties}
    return tuple(
        ShiftLegend(
            shift=shift.shift,
            code=facts.signs.shifts[shift.shift],
            name=shift.name or shift.shift,
            kind=said(f"export.kind_{shift.kind}"),
            tone=facts.tones[shift.shift],
            start=minutes_of(shift.start),
            minutes=shift.minutes,
            break_minutes=shift.break_minutes,
            used=shift.shift in used,
        )
        for shift in facts.shifts.values()
    )


def project_legend(facts: GridFacts) -> tuple[ProjectLegend, ...]:
    """Every project, in the order of the projects' table."""
    return tuple(
        ProjectLegend(p.project, facts.signs.projects[p.project], p.name or p.project, project_tone(index))
        for index, p in enumerate(facts.workspace.projects)
    )


def _row(facts: GridFacts, person: Employee, heads: tuple[DayHead, ...], language: str) -> PersonRow:
    count = facts.counts.get(person.employee, PersonCount())
    wishes = [facts.wishes[cell].granted for head in heads if (cell := (person.employee, head.day)) in facts.wishes]
    return PersonRow(
        employee=person.employee,
        name=person.name or person.employee,
        cells=tuple(_cell(facts, person.employee, head, language) for head in heads),
        minutes=count.minutes,
        nights=count.nights,
        weekends=count.weekends,
        granted=sum(wishes),
        asked=len(wishes),
    )


def _cell(facts: GridFacts, employee: str, head: DayHead, language: str) -> Cell:
    key = (employee, head.day)
    duty = facts.roster.duty(*key)
    marks = [head.tone] if head.tone and duty is None else []
    if key in facts.locked:
        marks.append("lk")
    wish = facts.wishes.get(key)
    if wish and (wish.named or not wish.granted):
        marks.append("wg" if wish.granted else "wr")
    if duty is None:
        kind = facts.away.get(key)
        text = leave_sign(kind, language) if kind else ""
        return Cell(text, "", " ".join((["lv"] if kind else []) + marks), "")
    return _duty_cell(facts, duty, marks)


def _duty_cell(facts: GridFacts, duty: Duty, marks: list[str]) -> Cell:
    project = facts.project_index.get(duty.project, -1)
    tones = [facts.tones.get(duty.shift, ""), project_tone(project) if project >= 0 else "px", *marks]
    pause = -1 if duty.break_start is None else duty.break_start
    return Cell(
        text=facts.signs.shifts.get(duty.shift, duty.shift),
        mark=facts.signs.projects.get(duty.project, duty.project),
        tone=" ".join(tone for tone in tones if tone),
        data=f"{facts.shift_index.get(duty.shift, -1)}.{project}.{pause}",
    )
