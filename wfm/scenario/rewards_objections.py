"""What staff say to an allocation: ``wfm rewards appeal``, ``answer``, ``decline``."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from wfm.incentives.rewards_appeals import answer_entries, appeal_entries
from wfm.incentives.rewards_declines import decline_entries
from wfm.incentives.rewards_state import RewardsState
from wfm.scenario.rewards import RewardsDesk, terms_of
from wfm.store import BookEntry, NewEntry


def appeal_reward(
    path: Path,
    month: str,
    employee: str,
    reward: str,
    *,
    text: str,
    who: str,
    behalf: str = "",
    as_of: datetime | None = None,
) -> BookEntry:
    """An objection to what a month's allocation says about a person: the twin of ``wfm rewards appeal``.

    By the person (``who`` is their id or name), or by somebody they asked: ``behalf`` says how. Once for each decision, within
    the days of ``rewards.yaml``; until it is answered the reward is granted to nobody.
    """
    desk = RewardsDesk(path, as_of)
    desk.known(employee, reward)
    days = desk.policy.appeal_days

    def decide(state: RewardsState) -> list[NewEntry]:
        return appeal_entries(state, month, employee, reward, text, who, desk.as_of, desk.names, behalf, days)

    return desk.write("appeal", who, decide)[0]


def answer_appeal(
    path: Path, appeal: int, decision: str, *, reason: str, who: str, consequence: str = "", as_of: datetime | None = None
) -> BookEntry:
    """Uphold or deny an appeal, with a reason: the twin of ``wfm rewards answer``.

    ``consequence`` of an upheld one: propose (the default: proposed, and reviewed like any other), reallocate (the month is
    allocated anew before anything is granted) or next-month (in front of the line at the reward's next allocation).
    """
    desk = RewardsDesk(path, as_of)

    def decide(state: RewardsState) -> list[NewEntry]:
        return answer_entries(state, appeal, decision, reason, who, desk.as_of, desk.names, consequence)

    return desk.write("answer", who, decide)[0]


def decline_award(
    path: Path,
    month: str,
    employee: str,
    reward: str,
    *,
    reason: str,
    who: str,
    behalf: str = "",
    as_of: datetime | None = None,
) -> BookEntry:
    """An award declined before its first day, by the person or somebody they asked: the twin of ``wfm rewards decline``.

    Points that the grant spent are redeemable again; the next in line is proposed, and reviewed like any other; the award is no
    term of a month planned from now on.
    """
    desk = RewardsDesk(path, as_of)
    desk.known(employee, reward)
    groups = {one.employee: (one.team, one.employer) for one in desk.workspace.employees}

    def decide(state: RewardsState) -> list[NewEntry]:
        allocation = state.allocation(month)
        key = employee, reward
        first = date.fromisoformat(terms_of(allocation, state.proposal(allocation, key))["first"])
        return decline_entries(state, month, key, first, reason, who, desk.as_of, desk.names, groups, behalf)

    return desk.write("decline", who, decide)[0]
