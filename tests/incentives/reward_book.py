"""A book of rewards in memory, filled through the functions that decide what may be added."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from wfm.data.tables import Reward
from wfm.incentives.allocation import Candidate, Decision, allocate
from wfm.incentives.rewards_appeals import answer_entries, appeal_entries
from wfm.incentives.rewards_book import replay_rewards, spent_points
from wfm.incentives.rewards_declines import decline_entries
from wfm.incentives.rewards_moves import grant_entries, review_entries
from wfm.incentives.rewards_state import Key, Proposal, RewardsState
from wfm.store import BookEntry, NewEntry

MONTH, FIRST, NOW = "2026-09", date(2026, 9, 1), "2026-08-20T09:00"


class Book:
    """``candidates`` are also who may hold: their teams and employers count for caps."""

    def __init__(self, catalogue: Sequence[Reward], candidates: Sequence[Candidate]) -> None:
        self.catalogue, self.candidates = catalogue, candidates
        self.entries: list[BookEntry] = []
        self.groups = {one.employee: (one.team, one.employer) for one in candidates}

    @property
    def state(self) -> RewardsState:
        return replay_rewards(self.entries)

    @property
    def spent(self) -> dict[str, int]:
        return spent_points(self.entries)

    def add(self, new: Iterable[NewEntry], who: str) -> int:
        for entry in new:
            seq = len(self.entries) + 1
            self.entries.append(BookEntry("rewards", seq, "2026-11-01", who, entry.kind, entry.subject, entry.content, "", ""))
        return len(self.entries)

    def allocate(self, who: str = "sun", at: str = NOW, month: str = MONTH, **more: Any) -> tuple[Decision, ...]:
        found = allocate(self.catalogue, self.candidates, date.fromisoformat(f"{month}-01"))
        content = {
            "month": month,
            "as_of": at,
            "catalogue": {one.reward: one.model_dump(mode="json") for one in self.catalogue},
            "decisions": [one.to_json() for one in found],
            **more,
        }
        self.add([NewEntry("allocate", month, content)], who)
        return found

    def review(self, *keys: Key, decision: str = "approve", who: str = "qian", at: str = NOW) -> None:
        self.add(review_entries(self.state, MONTH, keys, decision, "seen", who, at, {}), who)

    def grant(self, *keys: Key, who: str = "zhao", redeemable: int = 1000) -> None:
        def terms(proposal: Proposal) -> dict[str, Any]:
            cost = next(one.cost for one in self.catalogue if one.reward == proposal.reward)
            return {"first": FIRST.isoformat(), "last": "2026-09-30", "cost": cost, "name": proposal.reward}

        purse = dict.fromkeys(self.groups, redeemable)
        self.add(grant_entries(self.state, MONTH, keys, terms, "as reviewed", who, NOW, {}, {}, {}, purse), who)

    def decline(self, key: Key, who: str = "", at: str = NOW, behalf: str = "") -> str:
        new = decline_entries(self.state, MONTH, key, FIRST, "evening school", who or key[0], at, {}, self.groups, behalf)
        self.add(new, who or key[0])
        return str(new[0].content["next"])

    def appeal(self, employee: str, reward: str, who: str = "", at: str = NOW, **more: Any) -> int:
        new = appeal_entries(self.state, MONTH, employee, reward, "a claim is missing", who or employee, at, {}, **more)
        return self.add(new, who or employee)

    def answer(self, appeal: int, decision: str, who: str = "zheng", consequence: str = "") -> None:
        self.add(answer_entries(self.state, appeal, decision, "seen", who, NOW, {}, consequence), who)

    def held(self) -> dict[str, str]:
        """Employee -> the roster award proposed or held."""
        live = self.state.current[MONTH].proposals.values()
        return {one.employee: one.reward for one in live if one.state in ("proposed", "approved", "granted")}
