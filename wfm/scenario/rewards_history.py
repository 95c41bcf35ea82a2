"""What the books say about a person and a month, in order: allocated, objected, answered, reviewed, granted, declined; and their
claims of points that were refused, with what came of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wfm import words
from wfm.incentives.allocation import AWARDED
from wfm.incentives.rewards_state import RewardsState
from wfm.store import BookEntry


@dataclass(frozen=True)
class Event:
    """``at``: local time, ISO; ``kind`` names its sentence (``rewards.event_<kind>``); ``values``: what the sentence needs. No
    other person's name is in it but those who decided. ``stored``: when it was written, which orders what has one ``at``."""

    at: str
    seq: int
    kind: str
    who: str
    values: Mapping[str, Any] = field(default_factory=dict)
    stored: str = ""

    def text(self, language: str = "en") -> str:
        """One line."""
        values = dict(self.values)
        for name, area in (("state", "state"), ("consequence", "then"), ("decision", "decision")):
            if values.get(name):
                values[name] = words.say(f"rewards.{area}_{values[name]}", language)
        said = words.say(f"rewards.event_{self.kind}", language, seq=self.seq, who=self.who, **values)
        return f"{self.at.replace('T', ' ')}  {said}"

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {"at": self.at, "entry": self.seq, "kind": self.kind, "who": self.who, **self.values}


def reward_events(entries: Iterable[BookEntry], state: RewardsState, month: str) -> dict[str, list[Event]]:
    """Employee -> what the book of rewards says about ``month``, in order."""
    numbers = {seq for seq, one in state.allocations.items() if one.month == month}
    found: dict[str, list[Event]] = {}
    for entry in entries:
        for name, event in _events(entry, state, month, numbers):
            found.setdefault(name, []).append(event)
    return found


def _events(entry: BookEntry, state: RewardsState, month: str, numbers: set[int]) -> Iterator[tuple[str, Event]]:
    """The events of one entry, each with whom it is about."""
    content = entry.content
    at = str(content.get("as_of", ""))

    def event(kind: str, **values: Any) -> Event:
        return Event(at, entry.seq, kind, entry.who, values, entry.at)

    match entry.kind:
        case "allocate" if entry.seq in numbers:
            allocation = state.allocations[entry.seq]
            proposed: dict[str, list[str]] = {one.employee: [] for one in allocation.decisions}
            for one in allocation.decisions:
                proposed[one.employee] += [one.reward] if one.outcome == AWARDED else []
            for name, rewards in proposed.items():
                yield name, event("proposed" if rewards else "not_proposed", rewards=", ".join(rewards))
        case "review" if content["allocation"] in numbers:
            state_now = {"approve": "approved", "return": "returned", "reject": "rejected"}[content["decision"]]
            yield entry.subject, event("review", reward=content["reward"], state=state_now, reason=content["reason"])
        case "appeal" if content["month"] == month:
            kind = "appeal_for" if content.get("behalf") else "appeal"
            yield entry.subject, event(kind, reward=content["reward"], text=content["text"], behalf=content.get("behalf", ""))
        case "answer" if state.appeals[content["appeal"]].month == month:
            then = content.get("consequence", "propose")
            said = {"appeal": content["appeal"], "reason": content["reason"]}
            yield (
                entry.subject,
                event("upheld", **said, consequence=then) if content["decision"] == "uphold" else event("denied", **said),
            )
        case "grant" if content["allocation"] in numbers:
            yield entry.subject, event("grant", reward=content["reward"], first=content["first"], last=content["last"])
        case "withdraw" if state.grants[content["grant"]].content["allocation"] in numbers:
            yield entry.subject, event("withdraw", grant=content["grant"], reason=content["reason"])
        case "decline" if content["allocation"] in numbers:
            kind = "decline_for" if content["behalf"] else "decline"
            said = {"reward": content["reward"], "reason": content["reason"], "returned": content["returned"]}
            yield entry.subject, event(kind, **said, behalf=content["behalf"])
            if content["next"]:
                yield str(content["next"]), event("next", reward=content["reward"])


def claim_events(entries: Iterable[BookEntry]) -> dict[str, list[Event]]:
    """Employee -> claims of points that a review refused, the objections to that, and what came of them."""
    listed = list(entries)
    refused = {e.content["claim"] for e in listed if e.kind == "review" and e.content["decision"] != "approve"}
    points = {e.seq: (e.content["name"], e.content["period"], e.content["points"]) for e in listed if e.kind == "claim"}
    found: dict[str, list[Event]] = {}
    for entry in listed:
        number = int(entry.content.get("claim", 0))
        if number in refused and entry.kind in ("review", "appeal", "post"):
            name, period, worth = points[number]
            said = {"claim": number, "name": name, "period": period, "points": worth}
            if entry.kind == "review":
                state = {"approve": "approved", "return": "returned", "reject": "rejected"}[entry.content["decision"]]
                said |= {"state": state, "reason": entry.content["reason"]}
            elif entry.kind == "appeal":
                said |= {"text": entry.content["text"]}
            event = Event(str(entry.content["as_of"]), entry.seq, f"claim_{entry.kind}", entry.who, said, entry.at)
            found.setdefault(entry.subject, []).append(event)
    return found
