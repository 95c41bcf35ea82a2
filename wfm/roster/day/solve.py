"""One answer for the day: programme, rounding, improvement, proof, people. Anytime, under one limit."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from wfm.errors import AuditFailure
from wfm.roster.day.assign import Assigned, assigned, burden
from wfm.roster.day.callins import Candidate, candidates_of
from wfm.roster.day.cells import add_cells, cover_of, desk_of
from wfm.roster.day.check import check_day
from wfm.roster.day.law import Law
from wfm.roster.day.model import build_model
from wfm.roster.day.programme import DayModel, Relaxed, relax, whole
from wfm.roster.day.reasons import call_in_reasons
from wfm.roster.day.result import DayPlan
from wfm.roster.day.search import Plan, improved, placed, rounded
from wfm.roster.day.state import cells_of, person_day, with_changes
from wfm.roster.day.task import Claim, DayTask
from wfm.roster.exact.day_finish import finish_day

_PROGRAMME_SHARE = 0.6
"""Share of the time limit the programme may take."""

_BRANCH_SHARE = 0.7
"""Share of what is left then for branch and bound; CP-SAT has the rest."""

_LEAST_SECONDS = 1.0
"""Less time than this is not worth a solver's start."""


def solve_day(task: DayTask, *, seconds: float = 25.0, prove: bool = True) -> DayPlan:
    """The cheapest changes found within ``seconds``, audited; ``prove``: use what is left of the time to close the gap.

    Raises AuditFailure when the independent audit finds anything: then nothing is handed over.
    """
    started, cpu = time.monotonic(), time.process_time()
    law = Law(task)
    candidates = candidates_of(task, law)
    before = cover_of(task)
    model = build_model(task, law, candidates, before)
    plan, bound = _solved(model, started, seconds, prove)
    found = assigned(task, law, plan)
    claim = _claim(task, found, before)
    cost = claim.loss + claim.price
    if cost != plan.cost():
        raise AuditFailure("tweak.cost_differs", cost=cost, claimed=plan.cost())
    answer = DayPlan(
        task,
        claim,
        bound,
        "optimal" if bound == cost else "feasible",
        round(time.process_time() - cpu, 2),
        len(model.groups),
        int(model.offsets[-1]),
    )
    return _explained(_passed(answer), law, candidates)


def _solved(model: DayModel, started: float, seconds: float, prove: bool) -> tuple[Plan, int | None]:
    """The best plan and the proven bound."""
    deadline = started + seconds
    if not model.groups:
        plan = rounded(model, None)
        return plan, plan.cost()
    relaxed = relax(model, max(0.5, _PROGRAMME_SHARE * (deadline - time.monotonic())))
    bound = relaxed.bound if relaxed else None
    plan = improved(rounded(model, relaxed.flow if relaxed else None), deadline, bound=bound)
    if relaxed is None or not prove:
        return plan, bound
    return _proven(model, relaxed, plan, deadline)


def _proven(model: DayModel, relaxed: Relaxed, plan: Plan, deadline: float) -> tuple[Plan, int]:
    """Close the gap: branch and bound on the arcs that reduced costs leave, then CP-SAT from the best answer as hint."""
    bound = relaxed.bound
    room = deadline - time.monotonic()
    if plan.cost() > bound and room > _LEAST_SECONDS:
        found = whole(model, _usable(relaxed, plan), _BRANCH_SHARE * room)
        other = placed(model, found.flow) if found.flow is not None else plan
        plan = other if other.cost() < plan.cost() else plan
        bound = max(bound, min(found.bound or bound, plan.cost()))
    room = deadline - time.monotonic()
    if plan.cost() > bound and room > _LEAST_SECONDS:
        finished = finish_day(model, plan, bound, seconds=room, usable=_usable(relaxed, plan))
        return finished.plan, finished.bound
    return plan, bound


def _usable(relaxed: Relaxed, plan: Plan) -> npt.NDArray[np.bool_]:
    """Arcs that an answer cheaper than ``plan`` can use, and those of ``plan``."""
    cheap = relaxed.value + relaxed.reduced <= plan.cost() - 1 + 1e-4
    return np.asarray(cheap | (plan.flow() > 0), dtype=np.bool_)


def _claim(task: DayTask, found: Assigned, before: np.ndarray) -> Claim:
    """Cover and loss from people's days, not from the model."""
    desk, cover = desk_of(task), before.copy()
    changed = {change.employee for change in found.changes}
    called = {duty.employee: duty for duty in found.duties}
    for name in changed:
        duty = task.duty(name)
        if duty is not None:
            state = person_day(task, duty)
            add_cells(cover, cells_of(state, task.interval), task, -1)
            own = [change for change in found.changes if change.employee == name]
            add_cells(cover, cells_of(with_changes(state, own), task.interval), task)
        elif name in called:
            add_cells(cover, cells_of(person_day(task, called[name]), task.interval), task)
    return Claim(
        cover=cover,
        loss=desk.loss(cover, task.first_slot),
        price=found.price,
        changes=found.changes,
        duties=found.duties,
        before=before,
        loss_before=desk.loss(before, task.first_slot),
    )


def _passed(answer: DayPlan) -> DayPlan:
    findings = check_day(answer.task, answer.claim)
    if findings:
        first = "; ".join(finding.message() for finding in findings[:5])
        raise AuditFailure("tweak.audit_failed", count=len(findings), first=first)
    return answer


def _explained(answer: DayPlan, law: Law, candidates: tuple[Candidate, ...]) -> DayPlan:
    _, called = burden(answer.task)
    return replace(answer, call_ins=call_in_reasons(answer.task, law, candidates, answer.claim.changes, called))
