"""The independent audit of a day: every changed person's day painted minute by minute, law and prices recomputed.

It reads the task and the claim, and shares nothing with the model: no network, no state, no law file. Whatever it finds, the
answer does not leave the house.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from wfm import words
from wfm.data.day_changes import ChangeKind, DayChange
from wfm.roster.day.check_law import law_findings
from wfm.roster.day.check_off_phone import below_gate, make_up_findings
from wfm.roster.day.check_paint import Painted, paint, painted_cover
from wfm.roster.day.check_prices import recomputed_loss, recomputed_price
from wfm.roster.day.task import Claim, DayTask

NEEDS_CONSENT = ("extend", "call-in", "release")
DESKS = ("lend", "take-calls")


@dataclass(frozen=True)
class DayFinding:
    """Something that may not be. ``key``: sentence in the catalogue."""

    key: str
    employee: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def message(self, language: str = "en") -> str:
        """The sentence."""
        return words.say(self.key, language, employee=self.employee, **self.values)


def check_day(task: DayTask, claim: Claim) -> tuple[DayFinding, ...]:
    """Everything wrong with a claimed answer; empty = it may leave."""
    people: dict[str, list[DayChange]] = {}
    for change in claim.changes:
        people.setdefault(change.employee, []).append(change)
    found = []
    for name, changes in people.items():
        found += list(_person(task, claim, name, changes))
    found += list(_caps(task, claim, people))
    if not found:
        found += list(_figures(task, claim))
    return tuple(found)


def _person(task: DayTask, claim: Claim, name: str, changes: list[DayChange]) -> Iterator[DayFinding]:
    if name not in task.problem.employee:
        yield DayFinding("tweak.bad_person", name)
        return
    if any(change.employee == name for change in task.standing):
        yield DayFinding("tweak.bad_told_before", name)
    painted = paint(task, claim, name, changes)
    if painted is None:
        yield DayFinding("tweak.bad_no_duty", name)
        return
    movable = task.as_of + task.settings.lead_minutes
    for change in changes:
        if change.day != task.day or change.from_minute >= change.to_minute or change.from_minute < movable:
            yield DayFinding("tweak.bad_time", name, {"kind": change.kind})
        if change.consent != (change.kind.value in NEEDS_CONSENT):
            yield DayFinding("tweak.bad_consent", name, {"kind": change.kind})
        if change.consent and name in task.declined:
            yield DayFinding("tweak.bad_declined", name, {"kind": change.kind})
        yield from _one(task, painted, change)
    yield from _painting(name, painted)
    for key, values in law_findings(task, claim, painted, changes):
        yield DayFinding(key, name, values)


def _one(task: DayTask, painted: Painted, change: DayChange) -> Iterator[DayFinding]:
    kind, name, settings = change.kind.value, change.employee, task.settings
    if kind in DESKS:
        yield from _desk(task, painted, change)
    elif kind == "off-phone":
        for key, values in make_up_findings(task, painted, change):
            yield DayFinding(key, name, values)
    elif kind == "break":
        shift, begun = painted.shift, painted.old_pause
        earliest, latest = painted.begin + shift.break_from, painted.begin + max(shift.break_from, shift.break_to)
        if begun is None or change.to_minute - change.from_minute != shift.break_minutes:
            yield DayFinding("tweak.bad_break_length", name)
        elif not earliest <= change.from_minute <= latest or not shift.covers:
            yield DayFinding("tweak.bad_break_window", name)
        elif begun[0] < task.as_of + settings.lead_minutes:
            yield DayFinding("tweak.bad_break_begun", name)
    elif kind == "extend":
        touches = change.from_minute == painted.end or change.to_minute == painted.begin
        allowed = task.extend and change.to_minute - change.from_minute <= settings.max_extension_minutes
        if not touches or not allowed or not painted.home:
            yield DayFinding("tweak.bad_extension", name)
    elif kind == "release":
        long = change.to_minute - change.from_minute >= settings.min_block_minutes
        if not task.release or change.to_minute != painted.end or not long:
            yield DayFinding("tweak.bad_release", name)
    elif kind == "call-in":
        soon = change.from_minute < task.as_of + settings.call_in_lead_minutes
        if not task.call_in or soon or (change.from_minute, change.to_minute) != (painted.begin, painted.end):
            yield DayFinding("tweak.bad_call_in", name)
    else:
        yield DayFinding("tweak.bad_kind", name, {"kind": kind})


def _desk(task: DayTask, painted: Painted, change: DayChange) -> Iterator[DayFinding]:
    name = change.employee
    if change.from_minute < painted.begin + painted.shift.overlap_minutes or change.to_minute > painted.end:
        yield DayFinding("tweak.bad_outside", name, {"project": change.project})
    if change.to_minute - change.from_minute < task.settings.min_block_minutes:
        yield DayFinding("tweak.bad_short_block", name, {"project": change.project})
    valid = False
    for skill in task.problem.skills.get(name, ()):
        begun = skill.valid_from is None or skill.valid_from <= task.day
        over = skill.valid_to is not None and skill.valid_to < task.day
        valid = valid or (skill.project == change.project and begun and not over)
    if not valid or change.project == painted.home:
        yield DayFinding("tweak.bad_certificate", name, {"project": change.project})
    if below_gate(task, name):
        yield DayFinding("tweak.bad_gate", name, {"project": change.project})
    lent = change.kind is ChangeKind.LEND
    if lent != bool(painted.home) or (lent and painted.home in task.closed):
        yield DayFinding("tweak.bad_lender", name, {"project": change.project})


def _painting(name: str, painted: Painted) -> Iterator[DayFinding]:
    if painted.clashes:
        yield DayFinding("tweak.bad_overlap", name)
    if painted.pause is not None:
        low, high = painted.pause
        if high - low != painted.shift.break_minutes or low < painted.begin or high > painted.end:
            yield DayFinding("tweak.bad_break_length", name)


def _caps(task: DayTask, claim: Claim, people: Mapping[str, list[DayChange]]) -> Iterator[DayFinding]:
    """Most people of a project away at other desks in any interval, those lent earlier included."""
    away: dict[tuple[str, int], set[str]] = {}
    home = {duty.employee: duty.project for duty in (*task.roster.duties, *task.asked) if duty.day == task.day}
    for change in (*task.standing, *claim.changes):
        if change.kind is ChangeKind.LEND and change.employee in home:
            for slot in range(change.from_minute // task.interval, -(-change.to_minute // task.interval)):
                away.setdefault((home[change.employee], slot), set()).add(change.employee)
    for (project, slot), names in sorted(away.items()):
        cap = next((row.lending_cap for row in task.problem.projects if row.project == project), None)
        moved = names & people.keys()
        if cap is not None and len(names) > cap and moved:
            values = {"project": project, "agents": len(names), "cap": cap, "minute": slot * task.interval}
            yield DayFinding("tweak.bad_cap", min(moved), values)


def _figures(task: DayTask, claim: Claim) -> Iterator[DayFinding]:
    cover = painted_cover(task, claim)
    if not np.array_equal(cover, claim.cover):
        slot, project = np.argwhere(cover != claim.cover)[0]
        values = {
            "project": task.demand.projects[project],
            "minute": int(slot) * task.interval,
            "counted": int(cover[slot, project]),
            "claimed": int(claim.cover[slot, project]),
        }
        yield DayFinding("tweak.bad_cover", "", values)
    loss = recomputed_loss(task, cover)
    if loss != claim.loss:
        yield DayFinding("tweak.bad_loss", "", {"counted": loss, "claimed": claim.loss})
    price = recomputed_price(task, claim)
    if price != claim.price:
        yield DayFinding("tweak.bad_price", "", {"counted": price, "claimed": claim.price})
