"""A published roster adjusted: some people on some days, everything else as it stands. Search and proof work on that part
alone (``engine.part``); the audit judges the whole month.

The start is the published roster without the duties of absent people: what would happen if nobody did anything. So there is
always something to hand over, and its cost is the cost before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

import numpy as np
import numpy.typing as npt

from wfm.data.result import Certificate, PlanResult
from wfm.data.roster import Roster, RunCard
from wfm.errors import InfeasibleError, UsageError
from wfm.roster.audit import audit, sentence
from wfm.roster.diagnose import ClashError, clashes_of
from wfm.roster.engine.compile import Compiled, compile_problem
from wfm.roster.engine.cover import place, replace_delta
from wfm.roster.engine.part import Part, part_of
from wfm.roster.engine.part_solve import solve_part
from wfm.roster.engine.search import Codes, Found
from wfm.roster.engine.totals import Totals, short_people, totals
from wfm.roster.exact import repair
from wfm.roster.problem import RosterProblem
from wfm.roster.progress import Progress
from wfm.roster.shortage import shortages, unmet_share
from wfm.roster.solve import Options, refuse_if_wrong, software_versions

BREAK_WORTH = 2
"""Cost units that a moved break must save: less is not worth telling anybody."""


@dataclass(frozen=True)
class Adjusted:
    """``result``: the adjusted month; ``before``: the roster if nothing were done, with its audit; ``fixed``: the part of the
    month's cost that no change allowed here could touch; ``compiled``: the month as the engines read it."""

    result: PlanResult
    before: Roster
    certificate_before: Certificate
    fixed: int
    compiled: Compiled


def adjust_roster(
    problem: RosterProblem,
    options: Options | None = None,
    *,
    inputs: Mapping[str, str] | None = None,
    parameters: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> Adjusted:
    """The cheapest legal change of ``problem.base`` that ``problem.policy`` allows, within the limit.

    Raises UsageError when there is nothing published or nothing may change; InfeasibleError when a line that may not change
    is illegal, or when the rules leave somebody no line (both named); AuditFailure when the audit disagrees.
    """
    if problem.base is None or problem.policy is None:
        raise UsageError("week.nothing_published")
    options, progress = options or Options(), progress or Progress()
    compiled = compile_problem(problem)
    progress.start(compiled, options.limit)
    before = start_of(problem)
    start = compiled.encode(before)
    certificate_before = audit(problem, before)
    part = part_of(compiled, start, open_cells(problem))
    if part is None:
        raise UsageError("week.nothing_open")
    _refuse_fixed(problem, part, certificate_before)
    fixed = part.fixed

    def told(now: Totals) -> None:
        progress.step(Totals(now.cost + fixed, now.hard, now.short), None)

    solved = solve_part(part, options.limit, options.seed, bound=options.bound, told=told)
    found, bound = solved.found, solved.bound
    codes = part.whole(start, found.codes)
    if not found.totals.legal:
        codes, found = _repaired(problem, compiled, part, codes, found)
    codes = _without_idle_moves(compiled, start, codes)
    now = totals(compiled.model, compiled.state(codes))
    cost = now.cost
    roster = compiled.decode(codes)
    certificate = audit(problem, roster, cost)
    refuse_if_wrong(problem, certificate, replace(found, totals=now))
    short = shortages(problem, roster)
    proven = None if bound is None else min(cost, ceil(bound - 1e-4) + part.fixed)
    card = RunCard(
        inputs=dict(inputs or {}),
        parameters={
            **(parameters or {}),
            "pack": problem.rules.pack,
            "interval_minutes": problem.demand.interval_minutes,
            "unmet_share": round(unmet_share(problem, short), 6),
            "cost_before": certificate_before.cost,
            "cost_fixed": part.fixed,
            "bound_steps": solved.steps,
            "line_tries": solved.tries,
        },
        versions=software_versions(),
        seed=options.seed,
        limit=str(options.limit),
        status="optimal" if proven == cost else "legal",
        stopped=found.stopped,
        cost=certificate.cost,
        bound=proven,
        moves=found.moves,
        seconds=0.0 if options.limit.moves is not None else round(found.seconds, 1),
    )
    result = PlanResult(roster, card, certificate, short)
    return Adjusted(result, before, certificate_before, part.fixed, compiled)


def start_of(problem: RosterProblem) -> Roster:
    """The published roster without duties of absent people, of people and shifts that are gone."""
    base, policy = problem.base, problem.policy
    assert base is not None
    assert policy is not None
    kept = tuple(
        duty
        for duty in base.duties
        if (duty.employee, duty.day) not in policy.absent and duty.employee in problem.employee and duty.shift in problem.shifts
    )
    return Roster(problem.horizon, kept)


def open_cells(problem: RosterProblem) -> npt.NDArray[np.bool_]:
    """Cells [N, D] that may change."""
    policy = problem.policy
    assert policy is not None
    return np.array(
        [[policy.open(person.employee, day) for day in problem.horizon.dates] for person in problem.employees], np.bool_
    ).reshape(len(problem.employees), problem.horizon.days)


def _refuse_fixed(problem: RosterProblem, part: Part, certificate: Certificate) -> None:
    """A line outside the part that the rules forbid stays forbidden whatever the part does."""
    if part.outside.hard == 0 and part.outside.short == 0:
        return
    inside = {problem.employees[part.rows[row]].employee for row in part.people}
    broken = [finding for finding in certificate.findings if finding.hard and finding.employee not in inside]
    raise InfeasibleError("week.fixed_illegal", first="; ".join(sentence(problem.rules, finding) for finding in broken[:5]))


def _without_idle_moves(compiled: Compiled, start: Codes, codes: Codes) -> Codes:
    """Breaks that moved without saving ``BREAK_WORTH`` go back to where they were published; and so does everything where the
    start is legal and the changes together save nothing, or breaks alone less than ``BREAK_WORTH`` each."""
    model, table = compiled.model, codes.copy()
    known = {duty: number for number, duty in enumerate(dict.fromkeys((code.shift, code.project) for code in compiled.codes))}
    duty = np.array([known[code.shift, code.project] for code in compiled.codes])
    count = compiled.state(table).count
    moved = np.argwhere((table != start) & (duty[table] == duty[start])).tolist()
    for e, day in [*moved, *moved]:
        now, then, profile = table[e, day], start[e, day], model.profile[e]
        if now != then and replace_delta(model, count, profile, now, then, day) < BREAK_WORTH:
            place(model, count, profile, now, day, -1)
            place(model, count, profile, then, day, 1)
            table[e, day] = then
    changed = table != start
    breaks_only = bool((duty[table] == duty[start]).all())
    wanted = BREAK_WORTH * int(changed.sum()) if breaks_only else 1
    begun, ended = (totals(model, compiled.state(each)) for each in (start, table))
    return start if begun.legal and ended.legal and begun.cost - ended.cost < wanted else table


def _repaired(problem: RosterProblem, compiled: Compiled, part: Part, codes: Codes, found: Found) -> tuple[Codes, Found]:
    """Lines still illegal get their cheapest legal line; who has none is named with the rules that clash."""
    rows = [int(row) for row in np.flatnonzero(short_people(compiled.model, compiled.state(codes)))]
    mended = repair(compiled, codes, rows)
    if mended is None:
        clashes = clashes_of(problem, compiled, rows)
        if clashes:
            raise ClashError(clashes)
        raise InfeasibleError("roster.none_found", first=", ".join(problem.employees[row].employee for row in rows))
    now = totals(compiled.model, compiled.state(mended))
    return mended, replace(found, codes=mended, totals=Totals(now.cost - part.fixed, now.hard, now.short))
