"""Objections to an allocation, and their answers: by the person (or for them), once for each decision, in time.

An upheld objection has a consequence: *propose* (the person is proposed beside the others and reviewed like them), *reallocate*
(nothing of this allocation is reviewed or granted any more; it is made anew) or *next-month* (the person stands in front of the
line at the next allocation of that reward).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from wfm.errors import UsageError
from wfm.incentives.people import not_for_oneself, own_or_asked, reasoned, same_person, worded
from wfm.incentives.rewards_state import LIVE, RewardsState
from wfm.store import NewEntry

ANSWERS = ("uphold", "deny")
PROPOSE, REALLOCATE, NEXT_MONTH = "propose", "reallocate", "next-month"
CONSEQUENCES = (PROPOSE, REALLOCATE, NEXT_MONTH)


def appeal_entries(
    state: RewardsState,
    month: str,
    employee: str,
    reward: str,
    text: str,
    who: str,
    as_of: str,
    names: Mapping[str, str],
    behalf: str = "",
    days: int = 0,
) -> list[NewEntry]:
    """An objection to what an allocation says about a person and a reward.

    ``behalf``: who asked, when ``who`` is not the person; ``days`` after the allocation, or the last review of the person's
    proposal, within which it is filed (0 = no end). Raises UsageError: nothing said about them, open or answered already, they
    hold it, too late, before the allocation.
    """
    allocation = state.allocation(month)
    if not any(one.reward == reward for one in allocation.of(employee)):
        raise UsageError("rewards.not_decided", employee=employee, reward=reward, month=month)
    worded(text)
    own_or_asked(who, employee, names, behalf)
    if any(one.employee == employee for one in state.open_appeals(month, reward)):
        raise UsageError("rewards.appeal_open", employee=employee, reward=reward)
    proposal = allocation.proposals.get((employee, reward))
    if proposal is not None and proposal.state in LIVE:
        raise UsageError("rewards.nothing_to_appeal", employee=employee, reward=reward, state=proposal.state)
    if proposal is not None and proposal.state == "declined":
        raise UsageError("rewards.declined_by_oneself", employee=employee, reward=reward)
    since = max(allocation.decided, proposal.decided if proposal else allocation.decided)
    for one in state.appeals.values():
        if (one.employee, one.reward, one.allocation) == (employee, reward, allocation.seq) and one.at >= since:
            raise UsageError("rewards.appealed_already", appeal=one.seq, decision=one.decision, who=one.answered_by)
    last = date.fromisoformat(since[:10]) + timedelta(days=days)
    if days and date.fromisoformat(as_of[:10]) > last:
        raise UsageError("rewards.too_late", employee=employee, reward=reward, last=last)
    if as_of[:10] < allocation.decided[:10]:
        raise UsageError("rewards.too_early", as_of=as_of[:10], since=allocation.decided[:10])
    content = {"allocation": allocation.seq, "month": month, "reward": reward, "text": text.strip(), "behalf": behalf.strip()}
    return [NewEntry("appeal", employee, {**content, "as_of": as_of})]


def answer_entries(
    state: RewardsState,
    appeal: int,
    decision: str,
    reason: str,
    who: str,
    as_of: str,
    names: Mapping[str, str],
    consequence: str = "",
) -> list[NewEntry]:
    """The answer to an appeal, by somebody who neither filed it nor allocated nor would gain by it.

    ``consequence`` of an upheld one: propose (default), reallocate, next-month. Raises UsageError.
    """
    found = state.appeals.get(appeal)
    if found is None:
        raise UsageError("rewards.no_appeal", appeal=appeal)
    if found.decision:
        raise UsageError("rewards.answered", appeal=appeal, decision=found.decision, who=found.answered_by)
    if decision not in ANSWERS:
        raise UsageError("rewards.bad_decision", value=decision, known=", ".join(ANSWERS))
    if consequence and (decision != "uphold" or consequence not in CONSEQUENCES):
        raise UsageError("rewards.bad_consequence", value=consequence, known=", ".join(CONSEQUENCES))
    reasoned(reason)
    if same_person(who, found.who):
        raise UsageError("rewards.own_appeal", who=who, appeal=appeal)
    not_for_oneself(who, found.employee, names)
    if same_person(who, state.allocations[found.allocation].who):
        raise UsageError("rewards.own_decision", who=who, appeal=appeal)
    content = {"appeal": appeal, "decision": decision, "reason": reason.strip(), "as_of": as_of}
    if decision == "uphold":
        content["consequence"] = _possible(state, appeal, consequence or PROPOSE)
    return [NewEntry("answer", found.employee, content)]


def _possible(state: RewardsState, appeal: int, consequence: str) -> str:
    """``consequence``, or UsageError when the book has gone past it."""
    found = state.appeals[appeal]
    current = state.allocation(found.month)
    said = {"appeal": appeal, "consequence": consequence, "employee": found.employee, "reward": found.reward}
    if consequence == PROPOSE:
        held = current.proposals.get((found.employee, found.reward))
        decided = any(one.reward == found.reward for one in current.of(found.employee))
        if not decided or (held is not None and held.state in LIVE):
            raise UsageError("rewards.cannot_propose", **said, number=current.seq)
    if consequence == REALLOCATE and any(one.state == "granted" for one in current.proposals.values()):
        raise UsageError("rewards.cannot_reallocate", **said, month=found.month)
    return consequence
