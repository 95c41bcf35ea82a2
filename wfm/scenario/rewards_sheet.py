"""A person's sheet: why, why not, what would change it, what happened. Texts only; everything comes from the books."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wfm import words
from wfm.data.awards import REWARD_BOOK
from wfm.incentives.allocation import AWARDED, CUT, Decision
from wfm.incentives.ledger import POINTS_BOOK
from wfm.incentives.rewards_book import replay_rewards
from wfm.incentives.rewards_state import LIVE, Allocation, Appeal, Proposal, RewardsState
from wfm.scenario.rewards import RewardsDesk
from wfm.scenario.rewards_employer import people_of
from wfm.scenario.rewards_history import Event, claim_events, reward_events

ELIGIBILITY = ("declined", "grade", "months", "employed", "no_shift", "no_holiday", "away", "other_award")


@dataclass(frozen=True)
class SheetLine:
    """A reward on a person's sheet. ``state``: of the proposal, empty without one."""

    decision: Decision
    proposal: Proposal | None
    name: Mapping[str, str]

    def why(self, language: str = "en") -> str:
        """Why, or why not; what an appeal, or a decline in front, made of it comes first."""
        one, proposal = self.decision, self.proposal
        case = "priority" if one.outcome == AWARDED and "appeal" in one.values else one.outcome
        said = words.say(f"rewards.why_{case}", language, points=one.points, place=one.place, **one.values)
        if proposal is not None and proposal.by_appeal is not None:
            return words.say("rewards.why_by_appeal", language, appeal=proposal.by_appeal, said=said)
        if proposal is not None and proposal.by_decline is not None:
            return words.say("rewards.why_by_decline", language, said=said)
        return said

    def change(self, language: str = "en") -> str:
        """What would change it."""
        one = self.decision
        if self.state in LIVE:
            return words.say("rewards.change_none", language)
        if one.missing is not None:
            return words.say("rewards.change_points", language, missing=one.missing)
        case = {CUT: "solvency", AWARDED: "none"}.get(one.outcome, "eligible" if one.outcome in ELIGIBILITY else one.outcome)
        return words.say(f"rewards.change_{case}", language, **one.values)

    @property
    def state(self) -> str:
        """proposed, approved, returned, rejected, granted, withdrawn, declined, or empty."""
        return self.proposal.state if self.proposal else ""


@dataclass(frozen=True)
class PersonSheet:
    """Everything the books say about a person and a month. ``waiting``: points that count for a later month; ``history``: what
    happened, in order, refused claims of points included."""

    employee: str
    name: str
    month: str
    allocation: Allocation
    lines: tuple[SheetLine, ...]
    appeals: tuple[Appeal, ...]
    waiting: int
    history: tuple[Event, ...] = ()

    @property
    def points(self) -> int:
        """Contribution points that counted."""
        return self.lines[0].decision.points if self.lines else 0


def sheets_of(path: Path, month: str | None = None, employee: str = "", *, employer: str = "") -> tuple[PersonSheet, ...]:
    """The sheets of a month's allocation (default: the latest month allocated), of everybody, of one person or of one employer's
    people (``-`` = the centre's own): the twin of ``wfm rewards why`` and ``wfm rewards sheet``. UsageError for an unknown person
    or employer, and when nothing is allocated."""
    desk = RewardsDesk(path)
    book = desk.store.book(REWARD_BOOK)
    state = replay_rewards(book)
    desk.known(employee)
    theirs = people_of(desk.workspace, employer)
    chosen = month or max(state.current, default="")
    allocation = state.allocation(chosen or "-")
    people = [employee] if employee else sorted({one.employee for one in allocation.decisions} & theirs)
    told = reward_events(book, state, chosen)
    for name, events in claim_events(desk.store.book(POINTS_BOOK)).items():
        told[name] = sorted([*events, *told.get(name, ())], key=lambda event: (event.at, event.stored))
    return tuple(_sheet(desk, state, allocation, one, told.get(one, [])) for one in people)


def _sheet(
    desk: RewardsDesk, state: RewardsState, allocation: Allocation, employee: str, history: Sequence[Event]
) -> PersonSheet:
    catalogue = allocation.content["catalogue"]
    lines = tuple(
        SheetLine(one, allocation.proposals.get((employee, one.reward)), _names(catalogue[one.reward]))
        for one in allocation.of(employee)
    )
    appeals = tuple(a for a in state.appeals.values() if a.employee == employee and a.month == allocation.month)
    waiting = int(allocation.content["waiting"].get(employee, 0))
    name = desk.names.get(employee, "")
    return PersonSheet(employee, name, allocation.month, allocation, lines, appeals, waiting, tuple(history))


def _names(reward: Mapping[str, str]) -> dict[str, str]:
    return {"en": reward["name"], "zh": reward.get("name_zh") or reward["name"]}


def sheet_text(sheet: PersonSheet, language: str = "en") -> str:
    """A sheet for people."""

    def say(key: str, **values: object) -> str:
        return words.say(f"rewards.{key}", language, **values)

    head = {"employee": sheet.employee, "name": sheet.name, "month": sheet.month, "number": sheet.allocation.seq}
    lines = [say("why_head", **head, points=sheet.points)]
    for line in sheet.lines:
        lines.append(f"  {line.name[language]}: {line.why(language)}")
        if line.state:
            lines.append("      " + say("state_line", state=say(f"state_{line.state}")))
        if line.decision.outcome != AWARDED and line.state not in LIVE:
            lines.append(f"      {say('col_change')}: {line.change(language)}")
    if sheet.waiting:
        lines.append("  " + say("waits", points=sheet.waiting))
    if len(sheet.history) > 1:
        lines += ["  " + say("history"), *(f"    {event.text(language)}" for event in sheet.history)]
    return "\n".join(lines)


def appeal_text(appeal: Appeal, language: str = "en") -> str:
    """An appeal and its answer in a line."""
    answer = words.say("rewards.appeal_waiting", language)
    if appeal.decision:
        decision = words.say(f"rewards.decision_{appeal.decision}", language)
        if appeal.consequence:
            decision = f"{decision} ({words.say(f'rewards.then_{appeal.consequence}', language)})"
        said = {"decision": decision, "who": appeal.answered_by, "answer": appeal.answer}
        answer = words.say("rewards.appeal_answer", language, **said)
    return words.say("rewards.appeal_line", language, number=appeal.seq, reward=appeal.reward, text=appeal.text, answer=answer)
