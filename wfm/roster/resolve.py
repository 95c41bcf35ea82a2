"""A part of a roster solved anew: some days, the rest as it is; every change of a duty has a price of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wfm.data.result import Certificate
from wfm.data.roster import Roster
from wfm.data.tables import OFF
from wfm.data.terms import Allow, Term
from wfm.errors import AuditFailure, InfeasibleError
from wfm.roster.audit import audit, sentence
from wfm.roster.engine.compile import Compiled, compile_terms
from wfm.roster.engine.search import Codes, Found, Limit, Schedule, search
from wfm.roster.problem import RosterProblem

KEEP = "kept-duty"
"""Name of the price of a change in the terms; no rule of the book, so no part of the audit's cost."""
GENTLE = Schedule(hot=6.0)
"""From a good roster a search starts cool."""


@dataclass(frozen=True)
class Resolved:
    """``roster`` after the search, ``certificate`` of its audit (its cost without the price of changes)."""

    roster: Roster
    certificate: Certificate
    moves: int
    seconds: float


def resolve(
    problem: RosterProblem,
    roster: Roster,
    days: tuple[date, date],
    limit: Limit,
    seed: int,
    *,
    change_price: int = 5,
    people: Sequence[str] | None = None,
    threads: int = 2,
) -> Resolved:
    """Improve ``roster`` on the days first..last (``people`` only, if given); under a limit in moves the same seed gives the
    same roster.

    Raises InfeasibleError when no legal roster was found, AuditFailure when the audit disagrees with the engine.
    """
    compiled = _compiled(problem, roster, days, change_price)
    found = _searched(problem, compiled, compiled.encode(roster), days, limit, seed, people, threads)
    made, certificate = _audited(problem, compiled, found)
    return Resolved(made, certificate, found.moves, found.seconds)


def resolved_costs(
    problem: RosterProblem, roster: Roster, days: tuple[date, date], limit: Limit, seeds: Sequence[int]
) -> tuple[int, ...]:
    """Cost of the roster that ``resolve`` finds with each seed and no price on changes; the rosters are not kept.

    The task is put into arrays once; the first roster is audited and its cost must be the engine's. Raises as ``resolve`` does.
    """
    compiled = _compiled(problem, roster, days, 0)
    start = compiled.encode(roster)
    costs: list[int] = []
    for seed in seeds:
        found = _searched(problem, compiled, start, days, limit, seed, None, 1)
        if not costs or not found.totals.legal:
            _, certificate = _audited(problem, compiled, found)
            if certificate.cost != found.totals.cost:
                raise AuditFailure("audit.audit_disagrees", cost=certificate.cost, claimed=found.totals.cost, hard=0, first="-")
        costs.append(int(found.totals.cost))
    return tuple(costs)


def _searched(
    problem: RosterProblem,
    compiled: Compiled,
    start: Codes,
    days: tuple[date, date],
    limit: Limit,
    seed: int,
    people: Sequence[str] | None,
    threads: int,
) -> Found:
    """The search on the days (and ``people``) that may change."""
    rows = {person.employee: row for row, person in enumerate(problem.employees)}
    first, last = (problem.horizon.index(day) for day in days)
    return search(
        compiled,
        start,
        limit,
        seed,
        threads=threads,
        schedule=GENTLE,
        days=(max(first, 0), min(last, problem.horizon.days - 1)),
        people=None if people is None else [rows[person] for person in people],
    )


def _audited(problem: RosterProblem, compiled: Compiled, found: Found) -> tuple[Roster, Certificate]:
    """The roster found, passed by the audit."""
    made = compiled.decode(found.codes)
    certificate = audit(problem, made)
    broken = [sentence(problem.rules, finding) for finding in certificate.findings if finding.hard]
    if not found.totals.legal:
        raise InfeasibleError("roster.none_found", first="; ".join(broken[:5]))
    if not certificate.legal:
        raise AuditFailure(
            "audit.audit_disagrees", cost=certificate.cost, claimed="-", hard=len(broken), first="; ".join(broken[:5])
        )
    return made, certificate


def _compiled(problem: RosterProblem, roster: Roster, days: tuple[date, date], change_price: int) -> Compiled:
    terms: list[Term] = [term for rule, force in problem.rules for term in rule.compile(problem, force)]
    if change_price:
        terms += _kept(problem, roster, days, change_price)
    return compile_terms(problem, terms)


def _kept(problem: RosterProblem, roster: Roster, days: tuple[date, date], price: int) -> list[Allow]:
    """A price on every other shift than the one of the roster, on the days that may change."""
    everything = frozenset({OFF, *problem.shifts})
    inside = [day for day in problem.horizon.dates if days[0] <= day <= days[1]]
    found = []
    for person in problem.employees:
        for day in inside:
            duty = roster.duty(person.employee, day)
            others = everything - {duty.shift if duty else OFF}
            found.append(Allow(KEEP, person.employee, (problem.horizon.index(day),), price, shifts=others))
    return found
