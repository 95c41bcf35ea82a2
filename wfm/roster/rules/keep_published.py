"""Keep what is published: a changed duty has a price that grows as the notice shrinks; what may not change stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Annotated

from pydantic import Field

from wfm.data.change_policy import ChangePolicy
from wfm.data.roster import Duty, Finding, Roster
from wfm.data.tables import OFF, Employee
from wfm.data.terms import BAN, Allow, Automaton, Sequence, Term
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, Rule, RuleParams
from wfm.roster.rules.view import RosterView
from wfm.timegrid import minutes_of, moment


class KeepPublishedParams(RuleParams):
    """Prices of a changed day."""

    bands: Mapping[Annotated[int, Field(gt=0)], Annotated[int, Field(ge=0)]] = Field(
        default={24: 60, 72: 30, 168: 12},
        description="hours of notice -> cost units of a change on shorter notice; the narrowest band counts",
    )
    far_price: int = Field(default=5, ge=0, description="cost units of a change on longer notice than all bands")
    project_percent: int = Field(
        default=50,
        ge=0,
        le=100,
        description="a change of project costs this share of the price, on top of a change of shift, percent",
    )
    lend_price: int = Field(
        default=8, ge=0, description="cost units of a changed duty on a project that is not the person's main one"
    )
    memory_price: int = Field(
        default=4, ge=0, description="cost units more for each day already changed for the person this month"
    )


class KeepPublished(Rule[KeepPublishedParams]):
    """Speaks only when a published roster is adjusted under a change policy; a month plan is free.

    Days and people outside the policy keep shift and project (breaks too: they are not searched). Inside, another shift,
    a duty cancelled or a duty on a day off costs the price of its notice: hours from ``as_of`` to the start of the earlier of
    both duties. Another project costs a share of the notice before the published duty. Breaks move freely. At most
    ``max_changes`` days per person have another shift: an automaton counts them. Days of absence are not judged.
    """

    id = "keep-published"
    Params = KeepPublishedParams
    unit = "days"
    examples = (
        Example("as published", {"A": "DDE.D.."}, published={"A": "DDE.D.."}),
        Example("a change within 24 hours", {"A": "EDE.D.."}, cost=60, published={"A": "DDE.D.."}),
        Example("two within 72", {"A": "DED.D.."}, cost=60, published={"A": "DDE.D.."}),
        Example(
            "exactly 24 hours of notice is the next band",
            {"A": "DEE.D.."},
            cost=30,
            published={"A": "DDE.D.."},
            policy={"as_of": 8},
        ),
        Example("an hour beside", {"A": "DEE.D.."}, cost=60, published={"A": "DDE.D.."}, policy={"as_of": 9}),
        Example("a duty on a day off, in four days", {"A": "DDE.DD."}, cost=12, published={"A": "DDE.D.."}),
        Example("a duty cancelled, planned ahead", {"A": "DDE...."}, cost=5, published={"A": "DDE.D.."}, policy={"as_of": -96}),
        Example("the earlier start counts", {"A": "DE.D..."}, cost=30, published={"A": "DE.N..."}, policy={"as_of": 24}),
        Example("another project", {"A": "DDe.d.."}, cost=21, published={"A": "DDE.D.."}),
        Example("shift and project", {"A": "DDE.e.."}, cost=18, published={"A": "DDE.D.."}),
        Example("nights are remembered", {"A": "NDE.D.."}, cost=68, published={"A": "DDE.D.."}, policy={"before": {"A": 2}}),
        Example("two changes, two allowed", {"A": "DDD.DD."}, cost=42, published={"A": "DDE.D.."}, policy={"max_changes": 2}),
        Example(
            "a third is one too many", {"A": "DDDDDD."}, hard=1, cost=54, published={"A": "DDE.D.."}, policy={"max_changes": 2}
        ),
        Example(
            "none allowed, another project is", {"A": "DDE.d.."}, cost=6, published={"A": "DDE.D.."}, policy={"max_changes": 0}
        ),
        Example(
            "outside the week nothing moves", {"A": "DDE.DD."}, hard=1, published={"A": "DDE.D.."}, policy={"days": range(2)}
        ),
        Example("another project outside", {"A": "DDe.D.."}, hard=1, published={"A": "DDE.D.."}, policy={"days": range(2)}),
        Example("another team's line", {"A": "DDD.D.."}, hard=1, published={"A": "DDE.D.."}, policy={"people": ("B",)}),
        Example(
            "absence is no change",
            {"A": "..E.D.."},
            published={"A": "DDE.D.."},
            policy={"absent": (("A", 0), ("A", 1)), "max_changes": 0},
        ),
        Example(
            "lent to another project on a day off",
            {"A": "DDE.Dd."},
            cost=20,
            published={"A": "DDE.D.."},
            skills=({"employee": "A", "project": "P"}, {"employee": "A", "project": "Q", "priority": 2}),
        ),
        Example("nothing published: free", {"A": "EEDDD.."}),
    )

    def compile(self, problem: RosterProblem, force: InForce[KeepPublishedParams]) -> Iterator[Term]:
        if problem.base is None or problem.policy is None:
            return
        for person, params in force.each(problem.employees):
            yield from _Line(problem, problem.base, problem.policy, person, params).terms(self.id)

    def check(self, view: RosterView, force: InForce[KeepPublishedParams]) -> Iterator[Finding]:
        base, policy = view.problem.base, view.problem.policy
        if base is None or policy is None:
            return
        for person, params in force.each(view.people):
            moved = []
            for day, duty in view.line(person.employee):
                old = base.duty(person.employee, day)
                if old is not None and old.shift not in view.problem.shifts:
                    old = None
                if (person.employee, day) in policy.absent:
                    continue
                reach = day in policy.days and (policy.people is None or person.employee in policy.people)
                other = (old.shift if old else OFF) != (duty.shift if duty else OFF)
                switched = (
                    duty is not None and old is not None and bool(old.project and duty.project) and old.project != duty.project
                )
                values = {"before": _said(old), "after": _said(duty), "hours": _notice(view, policy, old, duty)}
                if not reach:
                    if other or switched:
                        yield self.breach(params, 1, person.employee, (day,), **values, case="fixed")
                    continue
                moved += [day] if other else []
                cost = _cost(view, params, policy, person, day, old, duty)
                if cost:
                    yield Finding(self.id, False, 1, cost, person.employee, (day,), values)
            if policy.max_changes is not None and len(moved) > policy.max_changes:
                values = {"limit": policy.max_changes, "case": "cap"}
                yield Finding(self.id, True, len(moved) - policy.max_changes, 0, person.employee, tuple(moved), values)


class _Line:
    """One person's published line as terms."""

    def __init__(
        self, problem: RosterProblem, base: Roster, policy: ChangePolicy, person: Employee, params: KeepPublishedParams
    ) -> None:
        self.problem, self.policy, self.person, self.params = problem, policy, person, params
        self.everything = problem.working | {OFF}
        self.projects = frozenset(project.project for project in problem.projects)
        self.duties = [_known(problem, base.duty(person.employee, day)) for day in problem.horizon.dates]
        self.open = [policy.open(person.employee, day) for day in problem.horizon.dates]
        self.mains = _mains(problem, person)

    def terms(self, rule: str) -> Iterator[Term]:
        prices: defaultdict[tuple[int, frozenset[str], bool], list[int]] = defaultdict(list)
        for number, (day, duty) in enumerate(zip(self.problem.horizon.dates, self.duties, strict=True)):
            if (self.person.employee, day) in self.policy.absent:
                continue
            found = self._open(day, duty) if self.open[number] else self._locked(duty)
            for key in found:
                prices[key].append(number)
        for (price, names, are_projects), days in prices.items():
            if price and names:
                shifts, projects = (None, names) if are_projects else (names, None)
                yield Allow(rule, self.person.employee, tuple(days), price, shifts, projects)
        if self.policy.max_changes is not None and any(self.open):
            yield Sequence(rule, self.person.employee, self._counter(self.policy.max_changes))

    def _locked(self, duty: Duty | None) -> Iterator[tuple[int, frozenset[str], bool]]:
        """Bans of everything but the published duty."""
        yield BAN, self.everything - {duty.shift if duty else OFF}, False
        if duty is not None and duty.project:
            yield BAN, self.projects - {duty.project}, True

    def _open(self, day: date, duty: Duty | None) -> Iterator[tuple[int, frozenset[str], bool]]:
        """Prices of what is not the published duty."""
        published = duty.shift if duty else OFF
        by_price: defaultdict[int, set[str]] = defaultdict(set)
        for shift in self.everything - {published}:
            by_price[self._price(day, published, shift)].add(shift)
        for price, shifts in by_price.items():
            yield price, frozenset(shifts), False
        own = duty.project if duty else ""
        others = self.projects - {own}
        switch = -(-self._price(day, published, published) * self.params.project_percent // 100) if own else 0
        yield switch, others & self.mains, True
        yield switch + self.params.lend_price, others - self.mains, True

    def _price(self, day: date, published: str, shift: str) -> int:
        """Price of a change between two shifts, one of which may be off."""
        begins = [moment(day, minutes_of(self.problem.shifts[name].start)) for name in {published, shift} - {OFF}]
        hours = (min(begins) - self.policy.as_of) / timedelta(hours=1)
        band = min((limit for limit in self.params.bands if hours < limit), default=None)
        price = self.params.far_price if band is None else self.params.bands[band]
        return price + self.params.memory_price * self.policy.before.get(self.person.employee, 0)

    def _counter(self, most: int) -> Automaton:
        """State ``day * (most + 1) + changes``: reads the line up to its last open day, then rests in a last state."""
        days = max(number for number, free in enumerate(self.open) if free) + 1
        steps: list[Mapping[str, tuple[int, int]]] = []
        for number in range(days):
            published = self.duties[number].shift if self.duties[number] else OFF  # type: ignore[union-attr]
            for used in range(most + 1):
                after = days * (most + 1) if number == days - 1 else (number + 1) * (most + 1) + used
                over = after if number == days - 1 else after + 1
                kept = dict.fromkeys(self.everything, (after, 0))
                if self.open[number]:
                    changed = (over, 0) if used < most else (after, BAN)
                    kept |= dict.fromkeys(self.everything - {published}, changed)
                steps.append(kept)
        return Automaton((*steps, {}))


def _known(problem: RosterProblem, duty: Duty | None) -> Duty | None:
    return duty if duty is not None and duty.shift in problem.shifts else None


def _mains(problem: RosterProblem, person: Employee) -> frozenset[str]:
    """Projects on which the person is not lent: those of the best priority among planned certificates."""
    planned = [skill for skill in problem.skills.get(person.employee, ()) if not skill.emergency_only]
    best = min((skill.priority for skill in planned), default=0)
    return frozenset(skill.project for skill in planned if skill.priority == best)


def _cost(
    view: RosterView,
    params: KeepPublishedParams,
    policy: ChangePolicy,
    person: Employee,
    day: date,
    old: Duty | None,
    new: Duty | None,
) -> int:
    """What the change of one open day costs, as a supervisor adds it up."""
    remembered = params.memory_price * policy.before.get(person.employee, 0)
    total = 0
    if (old.shift if old else OFF) != (new.shift if new else OFF):
        total += _by_notice(params, _notice(view, policy, old, new)) + remembered
    if new is None or not new.project or (old is not None and old.project == new.project):
        return total
    if old is not None and old.project:
        whole = _by_notice(params, _notice(view, policy, old, old)) + remembered
        total += (whole * params.project_percent + 99) // 100
    own = [skill for skill in view.problem.skills.get(person.employee, ()) if not skill.emergency_only]
    first = sorted(skill.priority for skill in own)[:1]
    if not any(skill.project == new.project and [skill.priority] == first for skill in own):
        total += params.lend_price
    return total


def _by_notice(params: KeepPublishedParams, hours: float) -> int:
    for limit, price in sorted(params.bands.items()):
        if hours < limit:
            return price
    return params.far_price


def _notice(view: RosterView, policy: ChangePolicy, old: Duty | None, new: Duty | None) -> float:
    """Hours from being told to the earlier of both duties; 0 when there is neither."""
    begins: list[datetime] = [view.begins(duty) for duty in (old, new) if duty is not None]
    return (min(begins) - policy.as_of).total_seconds() / 3600 if begins else 0.0


def _said(duty: Duty | None) -> str:
    return f"{duty.shift} {duty.project}".strip() if duty else OFF
