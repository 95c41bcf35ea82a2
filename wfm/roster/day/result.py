"""The day's answer: changes, cover before and after, cost, bound, and why these people."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from wfm.data.candidates import Passed, Standing
from wfm.data.day_changes import ChangeKind, DayChange
from wfm.roster.day.off_phone import Owed, owed_by, owed_price
from wfm.roster.day.task import Claim, DayTask


@dataclass(frozen=True)
class CallInReason:
    """Why this person is called in: where they stand in the fair order, the price, why they must agree, and who came before but
    was passed over."""

    standing: Standing
    price: int
    consent: tuple[str, ...]
    passed_over: tuple[Passed, ...]

    @property
    def employee(self) -> str:
        """Who is called in."""
        return self.standing.employee


@dataclass(frozen=True)
class LenderConsent:
    """People of ``project`` to be lent from ``from_minute`` to ``to_minute``; ``agents``: most at once; ``cap``: the most its
    lead lends."""

    project: str
    agents: int
    from_minute: int
    to_minute: int
    people: tuple[str, ...]
    cap: int | None


@dataclass(frozen=True)
class DayPlan:
    """``status``: optimal (cost = bound), feasible, or as planned when no change pays. ``bound``: no answer with these levers
    costs less (None: nothing proven in time). ``groups``, ``arcs``: size of the model; ``cpu_seconds``: processor time."""

    task: DayTask
    claim: Claim
    bound: int | None
    status: str
    cpu_seconds: float
    groups: int
    arcs: int
    call_ins: tuple[CallInReason, ...] = ()

    @property
    def cost(self) -> int:
        """Loss after, and the price of the changes."""
        return self.claim.loss + self.claim.price

    @property
    def gap(self) -> float | None:
        """(cost - bound) / cost; None without a bound."""
        if self.bound is None:
            return None
        return 0.0 if self.cost <= 0 else max(0.0, (self.cost - self.bound) / self.cost)

    @property
    def off_phone(self) -> tuple[Owed, ...]:
        """Everybody whose off-phone work the phones take today, decided earlier or in this answer."""
        return owed_by(self.task, self.claim.changes)

    @property
    def owed_price(self) -> int:
        """What the off-phone work owed at the end of the day adds to the price of the changes."""
        return owed_price(self.task, self.claim.changes)

    @property
    def lenders(self) -> tuple[LenderConsent, ...]:
        """What each lending project's lead must agree to."""
        home = {name: duty.project for name in {c.employee for c in self.claim.changes} if (duty := self.task.duty(name))}
        lent: dict[str, list[DayChange]] = defaultdict(list)
        for change in self.claim.changes:
            if change.kind is ChangeKind.LEND:
                lent[home[change.employee]].append(change)
        return tuple(self._consent(project, lent[project]) for project in sorted(lent))

    def _consent(self, project: str, changes: list[DayChange]) -> LenderConsent:
        since = min(change.from_minute for change in changes)
        until = max(change.to_minute for change in changes)
        most = max(sum(c.from_minute <= minute < c.to_minute for c in changes) for minute in {c.from_minute for c in changes})
        people = tuple(sorted({change.employee for change in changes}))
        return LenderConsent(project, most, since, until, people, self.task.project_of[project].lending_cap)
