"""A team lead's week: absences made up for, a newer forecast met, from the version in force. The twin of ``wfm adjust``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd

from wfm.data.change_policy import ChangePolicy
from wfm.data.demand import Forecast
from wfm.data.result import PlanResult
from wfm.data.roster import PRICE_OF_CHANGES
from wfm.data.serial import draft_path, save_result
from wfm.data.week import Absence, WeekAnswer
from wfm.errors import UsageError
from wfm.forecast import write_forecast
from wfm.roster.adjust import Adjusted, adjust_roster
from wfm.roster.changes import changes_of, cover_days
from wfm.roster.day.band import without_band
from wfm.roster.problem import RosterProblem
from wfm.roster.progress import Progress
from wfm.roster.rules.keep_published import KeepPublished
from wfm.roster.solve import Options
from wfm.scenario.absences import absences_from, read_absences
from wfm.scenario.in_force import (
    ABSENCES,
    CALLED_IN,
    EMERGENCY,
    POLICY,
    absences_of,
    absent_cells,
    called_of,
    changes_so_far,
    people_of,
    policy_to_json,
    with_absences,
    with_emergency,
)
from wfm.scenario.kept_demand import keep
from wfm.scenario.month import Month, Say, inputs_of, keep_demand, open_month, options_of, store_at
from wfm.scenario.week_demand import restaffed
from wfm.store import PublishedVersion, Store, Version

MAX_CHANGES = 3
"""Most changed days per person, unless said otherwise."""


@dataclass(frozen=True)
class Week:
    """``answer``: what people ask about; ``result``: the whole month, ready to be published; ``problem``: what it was judged by.
    ``forecast``: the newer forecast with its staffing table, when one was given."""

    opened: Month
    problem: RosterProblem
    adjusted: Adjusted
    answer: WeekAnswer
    forecast: tuple[Forecast, pd.DataFrame] | None = None

    @property
    def result(self) -> PlanResult:
        """The adjusted month."""
        return self.adjusted.result


def adjust_week(
    path: Path,
    week: date,
    *,
    as_of: datetime,
    teams: Sequence[str] = (),
    absences: Path | None = None,
    forecast: Path | None = None,
    max_changes: int | None = MAX_CHANGES,
    options: Options | None = None,
    say: Say | None = None,
    progress: Progress | None = None,
) -> Week:
    """Re-solve ``teams`` (none named: everybody) on the days of the centre's week that holds ``week``, from the version in
    force; nothing else moves. The draft of the month is left in results/.

    ``as_of``: local time at which changed people are told; days begun by then stay. ``absences``: a file with the columns of
    leave.csv; leave entered in leave.csv since the version was made counts too. ``forecast``: newer rows for these days.
    ``max_changes``: most changed days per person (None = no cap).

    Raises UsageError when a file is missing, nothing is published, a team is unknown or the week is over; InputError for
    refused input; InfeasibleError naming people and rules when somebody has no legal line; AuditFailure.
    """
    month = f"{week:%Y-%m}"
    for file, missing in ((absences, "week.no_absences"), (forecast, "week.no_forecast")):
        if file is not None and not file.is_file():
            raise UsageError(missing, file=file)
    store = store_at(path)
    base = _in_force(store, month)
    opened = open_month(path, month, say=say)
    _known_teams(opened, teams)
    days, clipped = week_days(opened, week)
    open_days = tuple(day for day in days if day > as_of.date())
    if not open_days:
        raise UsageError("week.over", first=days[0], last=days[-1], as_of=as_of.isoformat(sep=" ", timespec="minutes"))
    found = restaffed(opened, forecast, open_days) if forecast is not None else None
    rows = read_absences(absences, path, days) if absences is not None else ()
    shifts = {shift.shift: shift for shift in opened.workspace.shifts}
    new = absences_from(rows, opened.workspace.leave, base.roster, shifts, days)
    every = (*absences_of(base.card), *new)
    policy = ChangePolicy(
        as_of=as_of,
        days=frozenset(open_days),
        people=people_of(opened.workspace, teams),
        max_changes=max_changes,
        before=changes_so_far(store, month, base.version.number),
        absent=absent_cells(every),
    )
    demand = found[2] if found else opened.demand
    opened = replace(opened, demand=demand)
    problem = replace(
        without_band(with_emergency(with_absences(opened.problem(base.roster), every)), called_of(base.card)), policy=policy
    )
    adjusted = adjust_roster(
        problem,
        options or options_of(opened.workspace),
        inputs=inputs_of(opened.workspace, demand),
        parameters={
            "month": month,
            "base": base.version.number,
            "layer": "week",
            "told_at": as_of.isoformat(timespec="minutes"),
            "week": week.isoformat(),
            EMERGENCY: True,
            CALLED_IN: list(called_of(base.card)),
            ABSENCES: [one.to_json() for one in every],
            POLICY: policy_to_json(policy, teams),
        },
        progress=progress,
    )
    adjusted = replace(adjusted, result=_changes_told(adjusted.result))
    begun = tuple(day for day in days if day not in open_days)
    answer = _answer(
        opened, problem, adjusted, base.version.number, week, (days, begun, clipped), new, tuple(teams), found is not None
    )
    keep(opened.workspace, demand, found[0] if found else None)
    save_result(draft_path(opened.workspace.results, month), adjusted.result)
    return Week(opened, problem, adjusted, answer, found[:2] if found else None)


def _changes_told(result: PlanResult) -> PlanResult:
    """The result with the price of its changes on the run card: no version made over it pays that again."""
    price = result.certificate.rules.get(KeepPublished.id, (0, 0, 0))[2]
    return replace(result, card=replace(result.card, parameters={**result.card.parameters, PRICE_OF_CHANGES: price}))


def publish_week(week: Week, *, author: str, reason: str) -> Version:
    """Publish over the version it was made from (layer week); a newer forecast becomes the one in results/.

    Raises what ``Store.publish`` raises: ConflictError when somebody published in between.
    """
    workspace = week.opened.workspace
    store = Store.open(workspace.path, workspace.centre.database)
    version = store.publish(week.result, author=author, reason=reason, base=week.answer.base, layer="week")
    if week.forecast is not None:
        forecast, table = week.forecast
        write_forecast(forecast, workspace.results / "forecast.csv")
        keep_demand(workspace, table, week.opened.demand)
    return version


def week_days(opened: Month, week: date) -> tuple[tuple[date, ...], bool]:
    """The days of the centre's week that holds ``week``, those outside the month cut off; whether any were."""
    back = (week.weekday() - opened.workspace.centre.week_start) % 7
    whole = [week + timedelta(days=k - back) for k in range(7)]
    inside = tuple(day for day in whole if day in opened.horizon)
    return inside, len(inside) < len(whole)


def _in_force(store: Store, month: str) -> PublishedVersion:
    latest = store.latest(month)
    if latest is None:
        raise UsageError("week.no_version", month=month)
    return store.load(latest.number)


def _known_teams(opened: Month, teams: Sequence[str]) -> None:
    known = sorted({person.team for person in opened.workspace.employees if person.team})
    for team in teams:
        if team not in known:
            raise UsageError("week.no_team", value=team, known=", ".join(known) or "-")


def _answer(
    opened: Month,
    problem: RosterProblem,
    adjusted: Adjusted,
    base: int,
    week: date,
    days: tuple[tuple[date, ...], tuple[date, ...], bool],
    absences: tuple[Absence, ...],
    teams: tuple[str, ...],
    new_forecast: bool,
) -> WeekAnswer:
    inside, begun, clipped = days
    policy, card = problem.policy, adjusted.result.card
    assert policy is not None
    return WeekAnswer(
        month=f"{opened.horizon.start:%Y-%m}",
        base=base,
        week=week,
        first=inside[0],
        last=inside[-1],
        clipped=clipped,
        begun=begun,
        as_of=policy.as_of,
        teams=teams,
        max_changes=policy.max_changes,
        cost_before=adjusted.certificate_before.cost,
        cost_after=card.cost,
        bound=card.bound,
        fixed=adjusted.fixed,
        absences=absences,
        changes=changes_of(problem, adjusted, absences),
        cover=cover_days(problem, adjusted, inside),
        new_forecast=new_forecast,
    )
