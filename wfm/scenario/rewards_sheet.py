"""A person's sheet: why, why not, what would change it. Texts only; everything comes from the book of rewards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wfm import words
from wfm.errors import UsageError
from wfm.incentives.allocation import AWARDED, CUT, Decision
from wfm.incentives.rewards_book import Allocation, Appeal, Proposal, RewardsState
from wfm.scenario.rewards import RewardsDesk

ELIGIBILITY = ("grade", "months", "employed", "no_shift", "no_holiday", "away", "other_award")


@dataclass(frozen=True)
class SheetLine:
    """A reward on a person's sheet. ``state``: of the proposal, empty without one."""

    decision: Decision
    proposal: Proposal | None
    name: Mapping[str, str]

    def why(self, language: str = "en") -> str:
        """Why, or why not."""
        one = self.decision
        return words.say(f"rewards.why_{one.outcome}", language, points=one.points, place=one.place, **one.values)

    def change(self, language: str = "en") -> str:
        """What would change it."""
        one = self.decision
        if one.missing is not None:
            return words.say("rewards.change_points", language, missing=one.missing)
        case = {CUT: "solvency", AWARDED: "none"}.get(one.outcome, "eligible" if one.outcome in ELIGIBILITY else one.outcome)
        return words.say(f"rewards.change_{case}", language, **one.values)

    @property
    def state(self) -> str:
        """proposed, approved, returned, rejected, granted, withdrawn, or empty."""
        return self.proposal.state if self.proposal else ""


@dataclass(frozen=True)
class PersonSheet:
    """Everything the book says about a person and a month. ``waiting``: points that count for a later month."""

    employee: str
    name: str
    month: str
    allocation: Allocation
    lines: tuple[SheetLine, ...]
    appeals: tuple[Appeal, ...]
    waiting: int

    @property
    def points(self) -> int:
        """Contribution points that counted."""
        return self.lines[0].decision.points if self.lines else 0


def sheets_of(path: Path, month: str | None = None, employee: str = "") -> tuple[PersonSheet, ...]:
    """The sheets of a month's allocation (default: the latest month allocated), of everybody or of one person: the twin of
    ``wfm rewards why`` and ``wfm rewards sheet``. UsageError for an unknown person, and when nothing is allocated."""
    desk = RewardsDesk(path)
    state = desk.state()
    desk.known(employee)
    chosen = month or max(state.current, default="")
    if chosen not in state.current:
        raise UsageError("rewards.no_allocation", month=chosen or "-")
    allocation = state.current[chosen]
    people = [employee] if employee else sorted({one.employee for one in allocation.decisions})
    return tuple(_sheet(desk, state, allocation, one) for one in people)


def _sheet(desk: RewardsDesk, state: RewardsState, allocation: Allocation, employee: str) -> PersonSheet:
    catalogue = allocation.content["catalogue"]
    lines = tuple(
        SheetLine(one, allocation.proposals.get((employee, one.reward)), _names(catalogue[one.reward]))
        for one in allocation.of(employee)
    )
    appeals = tuple(a for a in state.appeals.values() if a.employee == employee and a.month == allocation.month)
    waiting = int(allocation.content["waiting"].get(employee, 0))
    return PersonSheet(employee, desk.names.get(employee, ""), allocation.month, allocation, lines, appeals, waiting)


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
        if line.proposal and line.proposal.state != "proposed":
            state = say(f"state_{line.proposal.state}")
            lines.append("      " + say("review_line", state=state, who=line.proposal.reviewer, reason=line.proposal.reason))
        if line.decision.outcome != AWARDED:
            lines.append(f"      {say('col_change')}: {line.change(language)}")
    if sheet.waiting:
        lines.append("  " + say("waits", points=sheet.waiting))
    lines += ["  " + appeal_text(appeal, language) for appeal in sheet.appeals]
    return "\n".join(lines)


def appeal_text(appeal: Appeal, language: str = "en") -> str:
    """An appeal and its answer in a line."""
    answer = words.say("rewards.appeal_waiting", language)
    if appeal.decision:
        said = {"decision": appeal.decision, "who": appeal.answered_by, "answer": appeal.answer}
        answer = words.say("rewards.appeal_answer", language, **said)
    return words.say("rewards.appeal_line", language, number=appeal.seq, reward=appeal.reward, text=appeal.text, answer=answer)
