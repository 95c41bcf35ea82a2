"""The book of rewards replayed: allocations, reviews, appeals, answers, grants, withdrawals, declines, consultations.

Entries (book ``rewards``), each only ever added:

``allocate`` who is proposed for a month and why not the others; content: month, as_of, cutoff, since, decisions, solvency, ...
``review``   content: allocation, employee, reward, decision (approve, return, reject), reason, as_of
``appeal``   somebody objects; content: allocation, month, reward, text, behalf, as_of; ``who`` may act for the person
``answer``   content: appeal, decision (uphold, deny), consequence (propose, reallocate, next-month), reason, as_of
``grant``    content: allocation, reward, kind, first, last, rank, cost, confirmed_by, consulted, reason, as_of
``withdraw`` content: grant, reason, as_of
``decline``  the person wants it not; content: allocation, month, reward, grant, returned (points), next, reason, behalf, as_of
``consult``  staff were consulted about the rules; content: versions, consulted, held_on, summary, objections, outcome, as_of

A proposal goes proposed -> approved -> granted (or returned, rejected); nothing takes effect unreviewed. Whoever allocated, and
whom it is for, may not review; whom it is for may not grant; while an appeal about a month's reward is unanswered nobody is
granted it. A decline proposes the next in line, to be reviewed like any other. What an upheld objection proposed stays proposed
when the month is allocated anew; what was declined is not proposed again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from wfm.data.awards import Award, AwardKind
from wfm.incentives.allocation import AWARDED, Decision
from wfm.incentives.rewards_state import LIVE, Allocation, Appeal, Grant, Proposal, RewardsState
from wfm.store import BookEntry


def replay_rewards(entries: Iterable[BookEntry]) -> RewardsState:
    """The state after ``entries``; entries of unknown kinds say nothing."""
    state = RewardsState()
    for entry in entries:
        content = entry.content
        match entry.kind:
            case "allocate":
                _allocated(state, entry)
            case "review":
                proposal = state.allocations[content["allocation"]].proposals[content["employee"], content["reward"]]
                proposal.state = {"approve": "approved", "return": "returned", "reject": "rejected"}[content["decision"]]
                proposal.reviewer, proposal.reason, proposal.decided = entry.who, content["reason"], str(content["as_of"])
            case "appeal":
                state.appeals[entry.seq] = Appeal(
                    entry.seq,
                    entry.subject,
                    month=content["month"],
                    reward=content["reward"],
                    text=content["text"],
                    who=entry.who,
                    at=content["as_of"],
                    allocation=content["allocation"],
                    behalf=content.get("behalf", ""),
                )
            case "answer":
                _answered(state, entry)
            case "grant":
                proposal = state.allocations[content["allocation"]].proposals[entry.subject, content["reward"]]
                proposal.state, proposal.grant = "granted", entry.seq
                state.grants[entry.seq] = Grant(entry.seq, entry.subject, entry.who, content)
            case "withdraw":
                _withdrawn(state, entry)
            case "decline":
                _declined(state, entry)
            case "consult":
                state.consultations[entry.seq] = {**content, "who": entry.who}
    return state


def _allocated(state: RewardsState, entry: BookEntry) -> None:
    decisions = tuple(Decision.from_json(data) for data in entry.content["decisions"])
    allocation = Allocation(entry.seq, entry.who, str(entry.content["month"]), entry.content, decisions)
    for one in decisions:
        if one.outcome == AWARDED:
            _propose(allocation, one, entry.who)
    for key, old in state.current[allocation.month].proposals.items() if allocation.month in state.current else ():
        decision = next((one for one in allocation.of(key[0]) if one.reward == key[1]), None)
        if old.by_appeal is not None and old.state in LIVE and decision is not None and key not in allocation.proposals:
            _propose(allocation, decision, old.proposer, by_appeal=old.by_appeal)
    state.allocations[entry.seq] = allocation
    state.current[allocation.month] = allocation


def _propose(
    allocation: Allocation, one: Decision, who: str, by_appeal: int | None = None, by_decline: int | None = None
) -> None:
    proposal = Proposal(
        one.employee, one.reward, one.kind, one.points, one.place, who, by_appeal=by_appeal, by_decline=by_decline
    )
    allocation.proposals[one.employee, one.reward] = proposal


def _answered(state: RewardsState, entry: BookEntry) -> None:
    appeal = state.appeals[entry.content["appeal"]]
    appeal.decision, appeal.answer, appeal.answered_by = entry.content["decision"], entry.content["reason"], entry.who
    if appeal.decision != "uphold":
        return
    appeal.consequence = str(entry.content.get("consequence", "propose"))
    allocation = state.current[appeal.month]
    decision = next((one for one in allocation.of(appeal.employee) if one.reward == appeal.reward), None)
    if appeal.consequence == "propose" and decision is not None:
        _propose(allocation, decision, entry.who, by_appeal=appeal.seq)
    elif appeal.consequence == "reallocate" and allocation.seq == appeal.allocation:
        allocation.redo = appeal.seq


def _declined(state: RewardsState, entry: BookEntry) -> None:
    content = entry.content
    allocation, key = state.allocations[content["allocation"]], (entry.subject, str(content["reward"]))
    proposal = allocation.proposals[key]
    proposal.state, proposal.decided = "declined", str(content["as_of"])
    proposal.reviewer, proposal.reason = entry.who, str(content["reason"])
    state.declined.setdefault(allocation.month, {})[key] = str(content["as_of"])[:10]
    if content["grant"] is not None:
        grant = state.grants[content["grant"]]
        said = f"{entry.who}, {str(content['as_of'])[:10]}: {content['reason']}"
        state.grants[grant.seq] = replace(grant, declined=said)
    following = next((d for d in allocation.of(str(content["next"])) if d.reward == key[1]), None)
    if following is not None:
        _propose(allocation, following, allocation.who, by_decline=entry.seq)


def _withdrawn(state: RewardsState, entry: BookEntry) -> None:
    number = entry.content["grant"]
    grant = state.grants[number]
    state.grants[number] = replace(grant, withdrawn=f"{entry.who}: {entry.content['reason']}")
    proposal = state.allocations[grant.content["allocation"]].proposals[grant.employee, grant.reward]
    proposal.state, proposal.decided = "withdrawn", str(entry.content["as_of"])


def granted_awards(entries: Iterable[BookEntry]) -> tuple[Award, ...]:
    """The standing grants that become terms of a roster, by rank, then person and grant."""
    awards = [grant.award for grant in replay_rewards(entries).standing()]
    return tuple(sorted((a for a in awards if a is not None), key=lambda a: (a.kind != AwardKind.REGULAR_DAY, a.rank, a)))


def spent_points(entries: Iterable[BookEntry]) -> dict[str, int]:
    """Employee -> points spent by standing grants."""
    spent: defaultdict[str, int] = defaultdict(int)
    for grant in replay_rewards(entries).standing():
        if grant.content.get("cost"):
            spent[grant.employee] += int(grant.content["cost"])
    return dict(spent)
