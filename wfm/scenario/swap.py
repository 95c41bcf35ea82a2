"""Two people exchange duties: both lines audited with the whole month, published together or not at all. Twin of ``wfm swap``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from wfm.data.result import Certificate, PlanResult
from wfm.data.roster import Duty, Finding, Roster, RunCard
from wfm.errors import InfeasibleError, UsageError, WfmError
from wfm.roster.audit import audit, sentence
from wfm.roster.problem import RosterProblem
from wfm.roster.shortage import shortages, unmet_share
from wfm.roster.solve import software_versions
from wfm.scenario.in_force import carried, standing_problem
from wfm.scenario.month import Month, inputs_of, open_month, store_at
from wfm.store import Outcome, PublishedVersion, Store, Version
from wfm.timegrid import minutes_of, moment

ACTION = "swap"
"""Name in the audit log."""


@dataclass(frozen=True)
class Swap:
    """``gives``: the duty of the first person that the second takes over; ``takes``: the other way round. ``notice_hours``: to
    the earlier of both; ``more``: cost of the month's roster after (the result's) less before, by rule in ``by_rule``.
    ``price_of_changes``: what the version in force pays for its own changes beside; a swap pays none."""

    gives: Duty
    takes: Duty
    notice_hours: float
    more: int
    by_rule: dict[str, int]
    result: PlanResult
    base: int
    price_of_changes: int = 0

    def to_json(self) -> dict[str, Any]:
        """Plain data; a duty is [employee, date, shift, project, break start]."""
        duties = {
            name: [one.employee, one.day.isoformat(), one.shift, one.project, one.break_start]
            for name, one in (("gives", self.gives), ("takes", self.takes))
        }
        return {
            **duties,
            "notice_hours": round(self.notice_hours, 2),
            "more": self.more,
            "cost_before": self.result.card.cost - self.more,
            "cost_after": self.result.card.cost,
            "price_of_changes_before": self.price_of_changes,
            "by_rule": self.by_rule,
            "base": self.base,
        }


def swap_duties(
    path: Path,
    first: str,
    first_day: date,
    second: str,
    second_day: date,
    *,
    as_of: datetime,
    author: str,
    reason: str = "",
    check: bool = False,
) -> tuple[Swap, Version | None]:
    """``first`` gives the duty on ``first_day`` to ``second`` and takes the one ``second`` has on ``second_day``.

    The version in force is replaced (layer week) unless ``check``. Raises UsageError for people, days or duties that are not
    there or have begun; InfeasibleError (``rules`` among its values) when the exchange breaks a hard rule the published
    roster does not; ConflictError when somebody publishes in between. Refusals are kept in the audit log, unless ``check``.
    """
    store = store_at(path)
    try:
        if store.latest(f"{first_day:%Y-%m}") is None:
            raise UsageError("week.no_version", month=f"{first_day:%Y-%m}")
        found = exchanged(open_month(path, f"{first_day:%Y-%m}"), store, (first, first_day), (second, second_day), as_of)
    except WfmError as error:
        if not check:
            details: dict[str, Any] = {
                "error": error.key,
                "first": [first, first_day.isoformat()],
                "second": [second, second_day.isoformat()],
            }
            if "rules" in error.values:
                details["rules"] = error.values["rules"]
            store.log(ACTION, f"{first_day:%Y-%m}", Outcome.REFUSED, author=author, details=details)
        raise
    if check:
        return found, None
    text = reason.strip() or f"{first} {first_day} <-> {second} {second_day}"
    return found, store.publish(found.result, author=author, reason=text, base=found.base, layer="week")


def exchanged(opened: Month, store: Store, one: tuple[str, date], other: tuple[str, date], as_of: datetime) -> Swap:
    """The exchange of two people's duties, (employee, day) each, in the version in force; raises what ``swap_duties`` does."""
    month = f"{opened.horizon.start:%Y-%m}"
    latest = store.latest(month)
    if latest is None:
        raise UsageError("week.no_version", month=month)
    base = store.load(latest.number)
    problem = standing_problem(opened, base.card)
    gives, takes = _duties(problem, base.roster, one, other)
    begins = [moment(duty.day, minutes_of(problem.shifts[duty.shift].start)) for duty in (gives, takes)]
    if min(begins) <= as_of:
        raise UsageError("swap.begun", as_of=as_of.isoformat(sep=" ", timespec="minutes"))
    moved = (
        Duty(other[0], gives.day, gives.shift, gives.project, gives.break_start),
        Duty(one[0], takes.day, takes.shift, takes.project, takes.break_start),
    )
    kept = tuple(duty for duty in base.roster.duties if duty not in (gives, takes))
    roster = Roster(base.roster.horizon, tuple(sorted((*kept, *moved), key=lambda duty: (duty.employee, duty.day))))
    before, after = audit(problem, base.roster), audit(problem, roster)
    _refuse_broken(problem, before, after)
    cost = {rule: after.rules[rule][2] - before.rules.get(rule, (0, 0, 0))[2] for rule in after.rules}
    return Swap(
        gives,
        takes,
        (min(begins) - as_of).total_seconds() / 3600,
        after.cost - before.cost,
        {rule: more for rule, more in cost.items() if more},
        _result(opened, problem, base, roster, after, as_of, (one, other)),
        base.version.number,
        base.card.price_of_changes,
    )


def _duties(problem: RosterProblem, roster: Roster, one: tuple[str, date], other: tuple[str, date]) -> tuple[Duty, Duty]:
    """Both duties; UsageError when a person, a day or a duty is not there, or somebody would have two on a day."""
    if one[0] == other[0]:
        raise UsageError("swap.same_person", employee=one[0])
    found = []
    for employee, day in (one, other):
        if employee not in problem.employee:
            raise UsageError("explain.no_employee", value=employee)
        if day not in problem.horizon:
            raise UsageError("swap.other_month", value=day, month=f"{problem.horizon.start:%Y-%m}")
        duty = roster.duty(employee, day)
        if duty is None:
            raise UsageError("swap.no_duty", employee=employee, day=day)
        found.append(duty)
    for employee, day in ((one[0], other[1]), (other[0], one[1])):
        if one[1] != other[1] and roster.duty(employee, day) is not None:
            raise UsageError("swap.two_duties", employee=employee, day=day)
    if one[1] == other[1] and (found[0].shift, found[0].project) == (found[1].shift, found[1].project):
        raise UsageError("swap.alike", day=one[1])
    return found[0], found[1]


def _refuse_broken(problem: RosterProblem, before: Certificate, after: Certificate) -> None:
    """Hard findings that the published roster does not have refuse the swap; so do those it has, which publishing forbids."""
    old = {_key(finding) for finding in before.findings if finding.hard}
    new = [finding for finding in after.findings if finding.hard and _key(finding) not in old]
    if new:
        rules = sorted({finding.rule for finding in new})
        raise InfeasibleError("swap.refused", rules=rules, first="; ".join(sentence(problem.rules, f) for f in new[:5]))
    if not after.legal:
        broken = [finding for finding in after.findings if finding.hard]
        raise InfeasibleError(
            "swap.base_illegal",
            rules=sorted({finding.rule for finding in broken}),
            first="; ".join(sentence(problem.rules, f) for f in broken[:5]),
        )


def _pair(*cells: tuple[str, date]) -> list[list[str]]:
    return [[employee, day.isoformat()] for employee, day in cells]


def _key(finding: Finding) -> tuple[str, str, tuple[date, ...], int]:
    return finding.rule, finding.employee, finding.days, finding.amount


def _result(
    opened: Month,
    problem: RosterProblem,
    base: PublishedVersion,
    roster: Roster,
    certificate: Certificate,
    as_of: datetime,
    swapped: tuple[tuple[str, date], tuple[str, date]],
) -> PlanResult:
    short = shortages(problem, roster)
    card = RunCard(
        inputs=dict(inputs_of(opened.workspace, problem.demand)),
        parameters={
            "month": f"{opened.horizon.start:%Y-%m}",
            "base": base.version.number,
            "layer": "week",
            "told_at": as_of.isoformat(timespec="minutes"),
            "swap": _pair(*swapped),
            "pack": problem.rules.pack,
            "interval_minutes": problem.demand.interval_minutes,
            "unmet_share": round(unmet_share(problem, short), 6),
            **carried(base.card),
        },
        versions=software_versions(),
        seed=0,
        limit="-",
        status="legal",
        stopped="swap",
        cost=certificate.cost,
        bound=None,
    )
    return PlanResult(roster, card, certificate, short)
