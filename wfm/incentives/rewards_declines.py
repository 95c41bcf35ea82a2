"""An award declined before it takes effect: what it spent returns, and the next in line is proposed.

*Next*: the first person of the reward's line, by place, whom only the quota, a cap or solvency kept from it, who holds no other
roster award of the month, and for whom there is room beside everybody who still holds or is proposed for one. So a decline takes
nothing from anybody: it gives at most one person more, and never over a cap. Whoever declines gets no other reward for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from wfm.data.tables import Reward
from wfm.errors import UsageError
from wfm.incentives.allocation import CUT, employer_cap
from wfm.incentives.people import own_or_asked, reasoned, same_person
from wfm.incentives.rewards_state import LIVE, Allocation, Key, RewardsState
from wfm.store import NewEntry

WAITING = ("quota", "team_cap", "employer_cap", CUT)
"""Outcomes that only somebody in front brought about."""

Groups = Mapping[str, tuple[str, str]]
"""Employee -> team and employer (empty = none, the centre)."""


def decline_entries(
    state: RewardsState,
    month: str,
    key: Key,
    first: date,
    reason: str,
    who: str,
    as_of: str,
    names: Mapping[str, str],
    groups: Groups,
    behalf: str = "",
) -> list[NewEntry]:
    """The decline of an award proposed, approved or granted; refused once its first day ``first`` has come.

    ``behalf``: who asked, when ``who`` is not the person. Raises UsageError, also when ``who`` is somebody else the
    allocation is about.
    """
    allocation = state.allocation(month)
    proposal = state.proposal(allocation, key)
    reasoned(reason)
    if proposal.state not in LIVE:
        raise UsageError("rewards.not_declinable", employee=key[0], reward=key[1], state=proposal.state)
    if date.fromisoformat(as_of[:10]) >= first:
        raise UsageError("rewards.in_effect", employee=key[0], reward=key[1], first=first)
    own_or_asked(who, key[0], names, behalf)
    following = successor(allocation, key, groups)
    others = {one.employee for one in allocation.decisions} - {key[0]}
    if any(same_person(who, other) or same_person(who, names.get(other, "")) for other in others):
        raise UsageError("rewards.decline_gains", who=who, employee=key[0], reward=key[1])
    grant = state.grants[proposal.grant] if proposal.grant is not None else None
    content = {
        "allocation": allocation.seq,
        "month": month,
        "reward": key[1],
        "reason": reason.strip(),
        "behalf": behalf.strip(),
        "grant": grant.seq if grant else None,
        "returned": int(grant.content.get("cost", 0)) if grant else 0,
        "next": following,
        "as_of": as_of,
    }
    return [NewEntry("decline", key[0], content)]


def successor(allocation: Allocation, key: Key, groups: Groups) -> str:
    """Who is next in line for the reward of ``key`` when its holder declines; empty when nobody is."""
    stated = Reward.model_validate(allocation.content["catalogue"][key[1]])
    live = [one for one in allocation.proposals.values() if one.state in LIVE and (one.employee, one.reward) != key]
    holders = [one.employee for one in live if one.reward == key[1]]
    busy = {one.employee for one in live if one.kind != "recorded"} if stated.rostered else set()
    teams = Counter(groups.get(name, ("", ""))[0] for name in holders)
    employers = Counter(groups.get(name, ("", ""))[1] for name in holders)
    most = employer_cap(stated)
    line = sorted((one for one in allocation.decisions if one.reward == key[1]), key=lambda one: one.place)
    if len(holders) >= stated.quota:
        return ""
    for one in line:
        team, employer = groups.get(one.employee, ("", ""))
        room = not (stated.team_cap and team and teams[team] >= stated.team_cap) and not (most and employers[employer] >= most)
        known = one.employee in groups and (one.employee, one.reward) not in allocation.proposals
        if one.outcome in WAITING and known and room and one.employee not in busy:
            return one.employee
    return ""
