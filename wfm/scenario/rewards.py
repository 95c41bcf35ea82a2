"""The book of rewards of a workspace: allocate, review, grant, withdraw. Twins of ``wfm rewards``; objections and declines stand
in ``rewards_objections``, consultations in ``rewards_consulted``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from wfm.data.awards import REWARD_BOOK, Award, AwardKind
from wfm.data.gate import open_workspace
from wfm.data.serial import canonical, sha256
from wfm.data.shipped import rewards_of
from wfm.data.tables import Reward
from wfm.data.workspace import Workspace
from wfm.errors import UsageError
from wfm.incentives.allocation import AWARDED, Decision, allocate, cut_to, in_order
from wfm.incentives.consultation import POINTS, REWARDS, require
from wfm.incentives.cutoff import Window, counted_points, window_of
from wfm.incentives.ledger import POINTS_BOOK, replay
from wfm.incentives.measures import MEASURES
from wfm.incentives.policy import rewards_policy
from wfm.incentives.rewards_book import replay_rewards, spent_points
from wfm.incentives.rewards_moves import (
    allocate_entries,
    grant_entries,
    keys_of,
    review_entries,
    withdraw_entries,
)
from wfm.incentives.rewards_state import Allocation, Proposal, RewardsState
from wfm.incentives.versions import SHOWN, rules_version
from wfm.scenario.month import open_month
from wfm.scenario.rewards_people import calendar_of, candidates_of, last_rested, rest_window
from wfm.scenario.rewards_solvency import Solvency, Trial, solvency
from wfm.store import BookEntry, NewEntry, Store
from wfm.timegrid import Horizon, month_horizon


@dataclass(frozen=True)
class Allocated:
    """A new allocation. ``decisions``: about everybody; ``solvency``: None when nothing was solved; ``waiting``: person -> points
    posted after the cut-off, which count for the next month."""

    month: str
    window: Window
    decisions: tuple[Decision, ...]
    solvency: Solvency | None
    waiting: Mapping[str, int]
    entry: BookEntry

    @property
    def awarded(self) -> tuple[Decision, ...]:
        """Who is proposed, reward by reward, first rank first."""
        return tuple(decision for decision in self.decisions if decision.outcome == AWARDED)


class RewardsDesk:
    """A workspace with its book of rewards."""

    def __init__(self, path: Path, as_of: datetime | None = None) -> None:
        self.workspace: Workspace = open_workspace(path, needs=())
        self.store = Store.open(self.workspace.path, self.workspace.centre.database)
        self.now = as_of or datetime.now()
        self.as_of = f"{self.now:%Y-%m-%dT%H:%M}"
        self.names = {person.employee: person.name for person in self.workspace.employees}
        self.employers = {person.employee: person.employer for person in self.workspace.employees if person.employer}
        self.catalogue = {reward.reward: reward for reward in rewards_of(self.workspace)}
        self.policy = rewards_policy(self.workspace.path)

    @property
    def versions(self) -> dict[str, str]:
        """The rules in force: version of points table and measures, version of the catalogue of rewards."""
        stated = [reward.model_dump(mode="json") for reward in self.catalogue.values()]
        return {POINTS: rules_version(self.workspace), REWARDS: sha256(canonical(stated))[:SHOWN]}

    def state(self) -> RewardsState:
        """The book replayed."""
        return replay_rewards(self.store.book(REWARD_BOOK))

    def write(self, action: str, who: str, decide: Callable[[RewardsState], Sequence[NewEntry]]) -> tuple[BookEntry, ...]:
        """Add what ``decide`` returns when shown the state, alone with the book; UsageError without a name."""
        if not who.strip():
            raise UsageError("rewards.no_name")
        found = self.store.write_book(
            REWARD_BOOK, lambda entries: decide(replay_rewards(entries)), action=f"rewards-{action}", author=who
        )
        return tuple(found)

    def known(self, employee: str, reward: str = "") -> None:
        """UsageError for a person or a reward that does not exist."""
        if employee and employee not in self.names:
            raise UsageError("rewards.no_employee", value=employee)
        if reward and reward not in self.catalogue:
            raise UsageError("rewards.no_reward", value=reward, known=", ".join(self.catalogue))


def allocate_rewards(
    path: Path,
    month: str,
    *,
    who: str,
    from_months: Collection[str] = (),
    cutoff: date | None = None,
    as_of: datetime | None = None,
    tolerance_percent: float = 2.0,
    moves: int | None = None,
    seed: int = 1,
    solve: bool = True,
    rewards: Collection[str] = (),
    say: Callable[[int, Trial], None] | None = None,
) -> Allocated:
    """Propose rewards for ``month`` and write the proposals to the book: the twin of ``wfm rewards allocate``.

    Points posted by the cut-off count (default: the 10th of the month before; never later than ``as_of``); ``from_months``: of
    work in these months only. ``solve`` False: no solvency check; then the allocation says so, and a reviewer sees it. Raises
    UsageError for a wrong month and while grants of an earlier allocation stand, ConflictError when somebody else allocated
    meanwhile.
    """
    horizon = month_horizon(month)
    for worked in from_months:
        month_horizon(worked)
    desk = RewardsDesk(path, as_of)
    state = desk.state()
    window = window_of(state, month, desk.now.date(), cutoff, from_months)
    ledger = replay(desk.store.book(POINTS_BOOK))
    points, waiting = counted_points(ledger, window, {measure.id for measure in MEASURES})
    calendar = calendar_of(desk.workspace)
    rest = rest_window(calendar, horizon, _rest_days(desk.catalogue.values()))
    rested = last_rested(desk.workspace, desk.store, calendar, horizon.start)
    people = candidates_of(desk.workspace, horizon, points, state, rest, rested)
    for reward in rewards:
        desk.known("", reward)
    wanted = [one for one in desk.catalogue.values() if (one.reward in rewards if rewards else one.rostered)]
    decisions = allocate(wanted, people, horizon.start)
    checked = None
    if solve and in_order(decisions):
        opened = open_month(path, month)
        awards = [_award(one, rank, horizon, rest) for rank, one in enumerate(in_order(decisions), 1)]
        checked = solvency(opened.problem(), awards, tolerance_percent=tolerance_percent, seed=seed, moves=moves, say=say)
        decisions = cut_to(decisions, checked.kept)
    before = state.current.get(month)
    content = {
        "month": month,
        "as_of": desk.as_of,
        "cutoff": window.cutoff.isoformat(),
        "since": window.since.isoformat() if window.since else None,
        "from_months": list(window.from_months),
        "catalogue": {reward.reward: reward.model_dump(mode="json") for reward in desk.catalogue.values()},
        "rules_version": ledger.version or desk.versions[POINTS],
        "catalogue_version": desk.versions[REWARDS],
        "rest": [day.isoformat() for day in rest] if rest else None,
        "waiting": waiting,
        "solvency": checked.to_json() if checked else None,
        "decisions": [decision.to_json() for decision in decisions],
        "replaces": before.seq if before else None,
    }
    entry = desk.write("allocate", who, lambda now: allocate_entries(now, content))[0]
    return Allocated(month, window, decisions, checked, waiting, entry)


def _rest_days(catalogue: Collection[Reward]) -> int:
    return max((reward.days for reward in catalogue if reward.kind == "consecutive-rest"), default=0)


def _award(one: Decision, rank: int, horizon: Horizon, rest: tuple[date, date] | None) -> Award:
    """A proposal as the roster would see it."""
    first, last = rest if one.kind == "consecutive-rest" and rest else (horizon.start, horizon.end)
    return Award(f"proposal-{rank}", one.employee, AwardKind(one.kind), first, last, rank)


def review_rewards(
    path: Path,
    month: str,
    decision: str,
    *,
    reason: str,
    who: str,
    employees: Sequence[str] = (),
    reward: str = "",
    as_of: datetime | None = None,
) -> tuple[BookEntry, ...]:
    """Approve, return or reject proposals of a month (default: all open ones): the twin of ``wfm rewards review``.

    Four eyes: whoever allocated, and whom it is for, may not review.
    """
    desk = RewardsDesk(path, as_of)

    def decide(state: RewardsState) -> list[NewEntry]:
        keys = _keys(state, month, employees, reward)
        consulted = require(state, state.allocation(month), desk.policy.consultation)
        return review_entries(state, month, keys, decision, reason, who, desk.as_of, desk.names, consulted)

    return desk.write("review", who, decide)


def grant_rewards(
    path: Path,
    month: str,
    *,
    reason: str,
    who: str,
    employees: Sequence[str] = (),
    reward: str = "",
    confirmed: Mapping[str, str] | None = None,
    as_of: datetime | None = None,
) -> tuple[BookEntry, ...]:
    """Grant approved proposals (default: all of the month's): the twin of ``wfm rewards grant``. ``confirmed``: employer -> who
    confirmed for their people. What costs points spends them, from redeemable ones only."""
    desk = RewardsDesk(path, as_of)

    def decide(state: RewardsState) -> list[NewEntry]:
        spent = spent_points(desk.store.book(REWARD_BOOK))
        net = replay(desk.store.book(POINTS_BOOK)).balances
        redeemable = {name: one.net - spent.get(name, 0) for name, one in net.items()}
        allocation = state.current.get(month)

        def terms(proposal: Proposal) -> Mapping[str, Any]:
            assert allocation is not None
            return terms_of(allocation, proposal)

        keys = _keys(state, month, employees, reward)
        consulted = require(state, state.allocation(month), desk.policy.consultation)
        said = confirmed or {}
        return grant_entries(
            state, month, keys, terms, reason, who, desk.as_of, desk.names, desk.employers, said, redeemable, consulted
        )

    return desk.write("grant", who, decide)


def terms_of(allocation: Allocation, proposal: Proposal) -> dict[str, Any]:
    """First and last day, cost and name of what is granted, as the catalogue at the allocation said."""
    horizon = month_horizon(allocation.month)
    stated = allocation.content["catalogue"][proposal.reward]
    first, last = horizon.start, horizon.end
    if proposal.kind == "consecutive-rest":
        first, last = (date.fromisoformat(day) for day in allocation.content["rest"])
    elif proposal.kind == "recorded":
        months = horizon.start.month - 1 + int(stated["validity_months"])
        last = month_horizon(f"{horizon.start.year + (months - 1) // 12}-{(months - 1) % 12 + 1:02d}").end
    return {"first": first.isoformat(), "last": last.isoformat(), "cost": int(stated["cost"]), "name": stated["name"]}


def withdraw_grant(path: Path, grant: int, *, reason: str, who: str, as_of: datetime | None = None) -> BookEntry:
    """Take a grant back, with a reason: the twin of ``wfm rewards withdraw``."""
    desk = RewardsDesk(path, as_of)
    return desk.write("withdraw", who, lambda state: withdraw_entries(state, grant, reason, desk.as_of))[0]


def _keys(state: RewardsState, month: str, employees: Sequence[str], reward: str) -> list[tuple[str, str]]:
    if not employees and not reward:
        return []
    return keys_of(employees, reward, state.allocation(month))
