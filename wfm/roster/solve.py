"""One solve: check people, build, prove, repair, audit. Anytime, under one limit."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from threading import Event
from typing import Any

import numpy as np

from wfm import __version__, words
from wfm.data.result import Certificate, PlanResult
from wfm.data.roster import Roster, RunCard
from wfm.data.tables import OFF
from wfm.errors import AuditFailure, InfeasibleError
from wfm.roster.audit import audit, sentence
from wfm.roster.diagnose import require_lines
from wfm.roster.engine.bound import Bound, lower_bound
from wfm.roster.engine.compile import Compiled, compile_problem
from wfm.roster.engine.search import Codes, Found, Limit, search
from wfm.roster.engine.totals import Totals, short_people, totals
from wfm.roster.engine.windows import improve
from wfm.roster.exact import repair
from wfm.roster.problem import RosterProblem
from wfm.roster.progress import Progress
from wfm.roster.shortage import shortages, unmet_share

WINDOWS_FROM, WINDOWS_SHARE = 200, 0.65
"""From this many people on, this part of the limit goes to windows: with fewer, single moves alone come as far."""


@dataclass(frozen=True)
class Options:
    """How to solve. ``limit``: seconds, or moves for the reproducible mode; ``gap``: stop at this proven gap."""

    limit: Limit = field(default_factory=lambda: Limit(seconds=60.0))
    seed: int = 1
    gap: float = 0.0
    threads: int = 2
    bound: bool = True


def plan_roster(
    problem: RosterProblem,
    options: Options | None = None,
    *,
    inputs: Mapping[str, str] | None = None,
    parameters: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> PlanResult:
    """The best legal roster within the limit, with bound, audit, shortages and run card.

    Raises InfeasibleError when people's rules clash (named), or when no legal roster was found in this time (the closest
    one's breaches are named); AuditFailure when the audit disagrees with the engines: then nothing is handed over.
    """
    options = options or Options()
    progress = progress or Progress()
    compiled = compile_problem(problem)
    progress.start(compiled, options.limit)
    require_lines(problem, compiled)
    found, bound = _build(compiled, options, progress)
    found = _repaired(compiled, found)
    progress.step(found.totals, bound.value if bound else None, force=True)
    roster = compiled.decode(found.codes)
    certificate = audit(problem, roster, found.totals.cost if found.totals.legal else None)
    refuse_if_wrong(problem, certificate, found)
    short = shortages(problem, roster)
    card = RunCard(
        inputs=dict(inputs or {}),
        parameters={
            **(parameters or {}),
            "gap_wanted": options.gap,
            "pack": problem.rules.pack,
            "interval_minutes": problem.demand.interval_minutes,
            "unmet_share": round(unmet_share(problem, short), 6),
        },
        versions=software_versions(),
        seed=options.seed,
        limit=str(options.limit),
        status="optimal" if bound and bound.value >= found.totals.cost else "legal",
        stopped=found.stopped,
        cost=certificate.cost,
        bound=min(bound.value, certificate.cost) if bound else None,
        moves=found.moves,
        seconds=0.0 if options.limit.moves is not None else round(found.seconds, 1),
        notes=_notes(bound, options),
    )
    return PlanResult(roster, card, certificate, short)


def _build(compiled: Compiled, options: Options, progress: Progress) -> tuple[Found, Bound | None]:
    """Search and proof side by side. Under a time limit the proof keeps within it (its last people get a smaller memory);
    under a work limit it runs to its end and never stops the search, so roster and bound are reproducible."""
    reproducible = options.limit.moves is not None
    with ThreadPoolExecutor(max_workers=1) as pool:
        cancel = Event()
        proving = (
            pool.submit(lower_bound, compiled, options.limit.seconds, threads=options.threads, cancel=cancel)
            if options.bound
            else None
        )

        def proven() -> Bound | None:
            return proving.result() if proving is not None and proving.done() else None

        def told(_: float, best: Totals) -> None:
            bound = proven()
            progress.step(best, bound.value if bound else None)

        def good_enough(best: Totals) -> bool:
            bound = proven()
            return bound is not None and best.cost - bound.value <= options.gap * best.cost

        def threads() -> int:
            return max(1, options.threads - (proving is not None and not proving.done()))

        stop = None if reproducible else good_enough
        first, rest = _shared(options.limit, len(compiled.problem.employees))
        found = search(compiled, starting_codes(compiled), first, options.seed, threads=threads, progress=told, stop=stop)
        if rest is not None and found.stopped == "limit":
            found = improve(compiled, found, rest, options.seed, threads=threads, told=lambda now: told(1.0, now), stop=stop)
        if found.stopped == "interrupted":
            cancel.set()
        bound = proving.result() if proving is not None else None
    if bound is not None and bound.without_line:
        people = ", ".join(compiled.problem.employees[row].employee for row in bound.without_line)
        raise InfeasibleError("roster.no_line", people=people)
    return found, bound


def _shared(limit: Limit, people: int) -> tuple[Limit, Limit | None]:
    """What the search of single moves gets, and what improving window by window gets after it (None: nothing)."""
    if people < WINDOWS_FROM:
        return limit, None
    if limit.moves is not None:
        moves = round(limit.moves * (1 - WINDOWS_SHARE))
        return Limit(moves=max(1, moves)), Limit(moves=max(1, limit.moves - moves))
    assert limit.seconds is not None
    return Limit(seconds=limit.seconds * (1 - WINDOWS_SHARE)), Limit(seconds=limit.seconds * WINDOWS_SHARE)


def starting_codes(compiled: Compiled) -> Codes:
    """The base roster where its duties are still allowed, else days off; cells that must not be off get a first duty."""
    model, problem = compiled.model, compiled.problem
    people, days = len(problem.employees), problem.horizon.days
    codes = np.zeros((people, days), np.int16)
    if problem.base is not None:
        codes = compiled.encode(known_part(problem, problem.base))
    for row in range(people):
        for day in range(days):
            cell = row * days + day
            allowed = model.cand[model.cand_ptr[cell] : model.cand_ptr[cell + 1]]
            if len(allowed) and codes[row, day] not in allowed:
                codes[row, day] = allowed[0]
    illegal = np.flatnonzero(short_people(model, compiled.state(codes)))
    blocked = [int(row) for row in illegal if codes[row].any()]
    mended = repair(compiled, codes, blocked) if blocked else codes
    return codes if mended is None else mended


def known_part(problem: RosterProblem, base: Roster) -> Roster:
    """The duties of ``base`` whose person and shift still exist, in the horizon."""
    duties = tuple(
        duty
        for duty in base.duties
        if duty.employee in problem.employee
        and duty.day in problem.horizon
        and duty.shift in problem.shifts
        and duty.shift != OFF
    )
    return Roster(problem.horizon, duties)


def _repaired(compiled: Compiled, found: Found) -> Found:
    """Lines still illegal after the search get their cheapest legal line, if there is one."""
    if found.totals.legal:
        return found
    rows = [int(row) for row in np.flatnonzero(short_people(compiled.model, compiled.state(found.codes)))]
    mended = repair(compiled, found.codes, rows)
    if mended is None:
        return found
    now = totals(compiled.model, compiled.state(mended))
    return Found(mended, now, found.moves, found.seconds, found.stopped)


def refuse_if_wrong(problem: RosterProblem, certificate: Certificate, found: Found) -> None:
    """Hands nothing over that is illegal or whose cost the audit does not find."""
    broken = [finding for finding in certificate.findings if finding.hard]
    first = "; ".join(sentence(problem.rules, finding) for finding in broken[:5])
    if not found.totals.legal:
        raise InfeasibleError("roster.none_found", first=first)
    if not certificate.passed:
        raise AuditFailure(
            "audit.audit_disagrees", cost=certificate.cost, claimed=certificate.claimed, hard=len(broken), first=first or "-"
        )


def _notes(bound: Bound | None, options: Options) -> tuple[str, ...]:
    notes = []
    if bound is None and options.bound:
        notes.append(words.say("roster.note_no_bound"))
    if bound is not None and bound.left_out:
        what = ", ".join(f"{name} {count}" for name, count in sorted(bound.left_out.items()))
        notes.append(words.say("roster.note_bound_relaxed", "en", what=what))
    return tuple(notes)


def software_versions() -> dict[str, str]:
    """Package -> version, for run cards."""
    found = {"wfm": __version__, "python": platform.python_version()}
    for name in ("numpy", "numba", "ortools", "highspy"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "-"
    return found
