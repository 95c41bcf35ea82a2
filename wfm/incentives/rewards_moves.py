"""What may be added to the book of rewards: each function sees the state as it stands and returns entries, or refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from wfm.errors import ConflictError, UsageError
from wfm.incentives.people import not_for_oneself, reasoned, same_person
from wfm.incentives.rewards_state import Allocation, Key, Proposal, RewardsState
from wfm.store import NewEntry

DECISIONS = ("approve", "return", "reject")


def allocate_entries(state: RewardsState, content: Mapping[str, Any]) -> list[NewEntry]:
    """A new allocation of a month; refused while grants of the one before stand, or when somebody allocated since
    ``content["replaces"]`` was read."""
    month = str(content["month"])
    before = state.current.get(month)
    if (before.seq if before else None) != content.get("replaces"):
        raise ConflictError("rewards.stale", month=month, number=before.seq if before else 0, who=before.who if before else "-")
    if before and any(proposal.state == "granted" for proposal in before.proposals.values()):
        raise UsageError("rewards.granted_already", month=month, number=before.seq)
    return [NewEntry("allocate", month, content)]


def review_entries(
    state: RewardsState,
    month: str,
    keys: Sequence[Key],
    decision: str,
    reason: str,
    who: str,
    as_of: str,
    names: Mapping[str, str],
    consulted: Sequence[int] = (),
) -> list[NewEntry]:
    """A decision on proposals (none named = all that are open); refused as a whole when one may not be decided by ``who``.
    ``consulted``: staff consultations on record about the rules."""
    allocation = state.allocation(month)
    if decision not in DECISIONS:
        raise UsageError("rewards.bad_decision", value=decision, known=", ".join(DECISIONS))
    reasoned(reason)
    if decision == "approve":
        _not_outdated(allocation)
    chosen = list(dict.fromkeys(keys)) or [key for key, one in allocation.proposals.items() if one.state == "proposed"]
    if not chosen:
        raise UsageError("rewards.none_proposed", month=month)
    new = []
    for key in chosen:
        proposal = state.proposal(allocation, key)
        if proposal.state != "proposed":
            raise UsageError("rewards.not_open", employee=key[0], reward=key[1], state=proposal.state)
        if same_person(who, proposal.proposer):
            raise UsageError("rewards.own_allocation", who=who, employee=key[0], reward=key[1])
        not_for_oneself(who, key[0], names)
        content = {"allocation": allocation.seq, "employee": key[0], "reward": key[1], "decision": decision}
        said = {"reason": reason.strip(), "consulted": list(consulted), "as_of": as_of}
        new.append(NewEntry("review", key[0], {**content, **said}))
    return new


def grant_entries(
    state: RewardsState,
    month: str,
    keys: Sequence[Key],
    terms: Callable[[Proposal], Mapping[str, Any]],
    reason: str,
    who: str,
    as_of: str,
    names: Mapping[str, str],
    employers: Mapping[str, str],
    confirmed: Mapping[str, str],
    redeemable: Mapping[str, int],
    consulted: Sequence[int] = (),
) -> list[NewEntry]:
    """Grants of approved proposals (none named = all of the month's).

    ``terms``: proposal -> first, last, cost and name of what is granted; ``employers``: person -> their employer (absent = the
    centre), who must have confirmed: ``confirmed``: employer -> who said so; ``redeemable``: person -> points they may spend;
    ``consulted``: staff consultations on record about the rules.
    """
    allocation = state.allocation(month)
    reasoned(reason)
    _not_outdated(allocation)
    chosen = list(dict.fromkeys(keys)) or [key for key, one in allocation.proposals.items() if one.state == "approved"]
    if not chosen:
        raise UsageError("rewards.none_approved", month=month)
    ranks = _ranks(allocation)
    left = dict(redeemable)
    new = []
    for key in chosen:
        proposal = state.proposal(allocation, key)
        if proposal.state != "approved":
            raise UsageError("rewards.not_approved", employee=key[0], reward=key[1], state=proposal.state)
        waiting = state.open_appeals(month, key[1])
        if waiting:
            raise UsageError("rewards.appeals_open", reward=key[1], appeals=", ".join(str(one.seq) for one in waiting))
        not_for_oneself(who, key[0], names)
        employer = employers.get(key[0], "")
        if employer and employer not in confirmed:
            raise UsageError("rewards.not_confirmed", employee=key[0], employer=employer)
        content = {**terms(proposal), "allocation": allocation.seq, "reward": key[1], "kind": proposal.kind}
        cost = int(content.get("cost", 0))
        left[key[0]] = left.get(key[0], 0) - cost
        if cost and left[key[0]] < 0:
            raise UsageError("rewards.too_dear", employee=key[0], reward=key[1], cost=cost, left=left[key[0]] + cost)
        said = {"employer": employer, "confirmed_by": confirmed.get(employer, "") if employer else ""}
        named = {"points": proposal.points, "rank": ranks[key], "reviewer": proposal.reviewer, "consulted": list(consulted)}
        new.append(NewEntry("grant", key[0], {**content, **said, **named, "reason": reason.strip(), "as_of": as_of}))
    return new


def withdraw_entries(state: RewardsState, grant: int, reason: str, as_of: str) -> list[NewEntry]:
    """A grant taken back; what it spent is redeemable again."""
    found = state.grants.get(grant)
    if found is None or not found.stands:
        raise UsageError("rewards.no_grant", grant=grant)
    reasoned(reason)
    return [NewEntry("withdraw", found.employee, {"grant": grant, "reason": reason.strip(), "as_of": as_of})]


def _not_outdated(allocation: Allocation) -> None:
    if allocation.redo is not None:
        raise UsageError("rewards.redo_first", month=allocation.month, number=allocation.seq, appeal=allocation.redo)


def _ranks(allocation: Allocation) -> dict[Key, int]:
    """Each proposal's rank among those of its reward: by place in the line, 1 first."""
    found: dict[Key, int] = {}
    for reward in {key[1] for key in allocation.proposals}:
        line = sorted((one for one in allocation.proposals.values() if one.reward == reward), key=lambda one: one.place)
        found |= {(one.employee, reward): rank for rank, one in enumerate(line, 1)}
    return found


def keys_of(employees: Iterable[str], reward: str, allocation: Allocation) -> list[Key]:
    """The proposals of these people: of ``reward``, or of every reward when it is empty; UsageError when one has none."""
    wanted = list(employees)
    found = [key for key in allocation.proposals if key[0] in wanted and reward in ("", key[1])]
    if reward and not wanted:
        found = [key for key in allocation.proposals if key[1] == reward]
    for employee in wanted:
        if employee not in {key[0] for key in found}:
            raise UsageError("rewards.not_proposed", employee=employee, reward=reward or "-", month=allocation.month)
    return found
