"""Who may be rewarded in a month, and why not: eligibility, protection, turns; the holiday that rest is granted over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from wfm.calendars import DayCalendar, calendar_for
from wfm.data.roster import Roster
from wfm.data.shipped import rewards_of
from wfm.data.tables import Contract, Employee, Reward, Shift, ShiftKind
from wfm.data.workspace import Workspace
from wfm.incentives.allocation import PROTECTED, Candidate
from wfm.incentives.rewards_state import RewardsState
from wfm.roster.rules.stating import names
from wfm.store import Store
from wfm.timegrid import Horizon

Stop = tuple[str, Mapping[str, Any]]
REGULAR = frozenset({ShiftKind.REGULAR_DAY.value, ShiftKind.STUDY.value, ShiftKind.OFF_PHONE.value})
_DAY = timedelta(days=1)


def calendar_of(workspace: Workspace) -> DayCalendar:
    """The centre's calendar."""
    centre = workspace.centre
    own = [(row.date, row.kind, row.name) for row in workspace.calendar]
    return calendar_for(centre.country, own, weekend_days=frozenset(centre.weekend_days))


def rest_window(calendar: DayCalendar, horizon: Horizon, days: int) -> tuple[date, date] | None:
    """First and last day of rest over the first holiday block that begins in ``horizon``: ``days`` days of the block (all of it
    when it is shorter) that hold the most statutory holidays, the earliest of such. A block is a run of days off the calendar
    (holidays and the weekend days beside them) with a holiday in it; it may reach into the next month. None without a block."""
    day = horizon.start
    while day <= horizon.end:
        if calendar.is_workday(day) or not calendar.is_workday(day - _DAY):
            day += _DAY
            continue
        block = [day]
        while not calendar.is_workday(block[-1] + _DAY):
            block.append(block[-1] + _DAY)
        if any(calendar.holiday(one) for one in block):
            return _best_stretch(calendar, block, days)
        day = block[-1] + _DAY
    return None


def _best_stretch(calendar: DayCalendar, block: list[date], days: int) -> tuple[date, date]:
    length = min(days, len(block))

    def worth(first: int) -> tuple[int, int, int]:
        holidays = [calendar.holiday(day) for day in block[first : first + length]]
        return sum(h is not None and h.statutory for h in holidays), sum(h is not None for h in holidays), -first

    first = max(range(len(block) - length + 1), key=worth)
    return block[first], block[first + length - 1]


def candidates_of(
    workspace: Workspace,
    horizon: Horizon,
    points: Mapping[str, int],
    state: RewardsState,
    rest: tuple[date, date] | None,
    rested: Mapping[str, date],
) -> list[Candidate]:
    """Everybody employed in the month as a candidate; what somebody declined for it is not offered again. ``rested``: person ->
    last holiday they had off in fact."""
    contracts = {contract.contract: contract for contract in workspace.contracts}
    received, month = state.received(), f"{horizon.start:%Y-%m}"
    declined, priorities = state.declined.get(month, {}), state.priorities(month)
    found = []
    for person in workspace.employees:
        if not _employed(person, horizon.start) and not _employed(person, horizon.end):
            continue
        stops: dict[str, Stop] = {}
        turn: dict[str, date] = {}
        for reward in rewards_of(workspace):
            stop = _stop(workspace, person, contracts[person.contract], reward, horizon, rest)
            if (person.employee, reward.reward) in declined:
                stop = "declined", {"on": declined[person.employee, reward.reward]}
            if stop is not None:
                stops[reward.reward] = stop
            turns = list(received.get(person.employee, {}).get(reward.reward, ()))
            turns += [rested[person.employee]] if reward.kind == "consecutive-rest" and person.employee in rested else []
            if turns:
                turn[reward.reward] = max(turns)
        mine = points.get(person.employee, 0)
        had, front = received.get(person.employee, {}), priorities.get(person.employee, {})
        found.append(Candidate(person.employee, person.team, person.employer, mine, stops, had, turn, front))
    return found


def _stop(
    workspace: Workspace,
    person: Employee,
    contract: Contract,
    reward: Reward,
    horizon: Horizon,
    rest: tuple[date, date] | None,
) -> Stop | None:
    """Why the person is not eligible, whatever their points; None when they are."""
    if not (_employed(person, horizon.start) and _employed(person, horizon.end)):
        return "employed", {}
    if reward.min_months and _months(person, horizon.start) < reward.min_months:
        return "months", {"needed": reward.min_months}
    if reward.min_grade is not None and (person.grade or 0) < reward.min_grade:
        return "grade", {"needed": reward.min_grade, "grade": person.grade or 0}
    match reward.kind:
        case "regular-day":
            return _regular_stop(workspace, person, contract, horizon)
        case "preferred-order":
            wishes = [w for w in workspace.preferences if w.employee == person.employee and not w.hard]
            if not any(w.date is None or w.date in horizon for w in wishes):
                return "no_wishes", {}
        case "consecutive-rest":
            if rest is None:
                return "no_holiday", {}
            if all(_away(workspace, person, day) for day in _days(*rest)):
                return "away", {}
    return None


def _regular_stop(workspace: Workspace, person: Employee, contract: Contract, horizon: Horizon) -> Stop | None:
    """Protected people need no award to be on regular days and use no quota; others need a regular shift they may have."""
    if person.no_nights_until is not None and person.no_nights_until >= horizon.end:
        return PROTECTED, {"until": person.no_nights_until.isoformat()}
    kinds = names(contract.shift_kinds)
    if kinds and kinds <= REGULAR:
        return PROTECTED, {"until": contract.contract}
    if not any(_may_have(shift, person) for shift in workspace.shifts if not kinds or shift.kind.value in kinds):
        return "no_shift", {}
    days = horizon.dates
    away = sum(_away(workspace, person, day) for day in days)
    return ("away", {}) if 2 * away > len(days) else None


def _may_have(shift: Shift, person: Employee) -> bool:
    allowed = (names(shift.contracts), person.contract), (names(shift.teams), person.team)
    return shift.kind is ShiftKind.REGULAR_DAY and all(not listed or own in listed for listed, own in allowed)


def _away(workspace: Workspace, person: Employee, day: date) -> bool:
    return any(row.employee == person.employee and row.from_date <= day <= row.to_date for row in workspace.leave)


def _employed(person: Employee, day: date) -> bool:
    return (person.hired_on is None or person.hired_on <= day) and (person.leaves_on is None or day <= person.leaves_on)


def _months(person: Employee, month: date) -> int:
    """Full months employed before ``month``; many when no date of hiring is known."""
    if person.hired_on is None:
        return 10_000
    whole = 12 * (month.year - person.hired_on.year) + month.month - person.hired_on.month
    return whole if person.hired_on.day == 1 else whole - 1


def _days(first: date, last: date) -> list[date]:
    return [first + k * _DAY for k in range((last - first).days + 1)]


def last_rested(workspace: Workspace, store: Store, calendar: DayCalendar, before: date) -> dict[str, date]:
    """Person -> the last statutory holiday before ``before`` that published rosters (else previous.csv) show as a day off,
    leave not counted: who rested last time."""
    rosters: dict[str, Roster] = {}
    for version in store.versions():
        if date.fromisoformat(f"{version.month}-01") < before:
            rosters[version.month] = store.load(version.number).roster
    off: dict[tuple[str, date], bool] = {(c.employee, c.date): c.shift == "-" for c in workspace.previous if c.date < before}
    for roster in rosters.values():
        for day in roster.horizon.dates:
            if day < before:
                off |= {(p.employee, day): roster.duty(p.employee, day) is None for p in workspace.employees}
    rested: dict[str, date] = {}
    away = [(row.employee, row.from_date, row.to_date) for row in workspace.leave]
    for (employee, day), free in off.items():
        holiday = calendar.holiday(day)
        on_leave = any(who == employee and first <= day <= last for who, first, last in away)
        if free and holiday is not None and holiday.statutory and not on_leave:
            rested[employee] = max(day, rested.get(employee, day))
    return rested
