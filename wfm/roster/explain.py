"""Why a person has a duty on a day: the rules and prices that speak about it, and what the alternatives would cost.

Every figure is recomputed on the roster with the alternative in it: the person's terms by the plain evaluator, the cover by
its curves on the days touched. Nothing is read off the solver.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from wfm import words
from wfm.data.roster import Duty, Finding, Roster
from wfm.data.tables import OFF
from wfm.data.terms import Cover, PersonTerm, Together
from wfm.errors import UsageError
from wfm.roster.audit import audit, sentence
from wfm.roster.engine.bound import marginal_prices
from wfm.roster.engine.compile import Compiled, compile_problem
from wfm.roster.engine.cover_arrays import cover_cost_by_rule
from wfm.roster.engine.line import line_cost
from wfm.roster.engine.model import HARD
from wfm.roster.engine.search import Codes
from wfm.roster.evaluate import evaluate
from wfm.roster.problem import RosterProblem

SWAP_PARTNERS = 3
ALTERNATIVES = 6


@dataclass(frozen=True)
class Alternative:
    """Another duty (or day off) for the cell. ``change``: cost of the whole roster minus today's, by rule in ``by_rule``;
    ``broken``: hard rules it would break (then no cost is given). ``partner``: the person who takes the duty in exchange."""

    shift: str
    project: str
    change: int | None
    by_rule: dict[str, int]
    broken: tuple[str, ...] = ()
    partner: str = ""


@dataclass(frozen=True)
class Explanation:
    """Everything about one cell: the duty, findings that concern the person that day or all month, what the person's hours
    at the desk are worth, alternatives in this cell, exchanges with other people."""

    employee: str
    day: date
    duty: Duty | None
    findings: tuple[Finding, ...]
    worth: int
    alternatives: tuple[Alternative, ...]
    exchanges: tuple[Alternative, ...]


def explain(problem: RosterProblem, roster: Roster, employee: str, day: date) -> Explanation:
    """Explain the cell (``employee``, ``day``) of ``roster``; UsageError for an unknown person or a day outside the month."""
    if employee not in problem.employee:
        raise UsageError("explain.no_employee", value=employee)
    if day not in problem.horizon:
        raise UsageError("explain.no_day", value=day, horizon=problem.horizon)
    return _Cell(problem, roster, employee, day).explain()


class _Cell:
    """One cell with the roster around it, compiled once."""

    def __init__(self, problem: RosterProblem, roster: Roster, employee: str, day: date) -> None:
        self.problem, self.roster, self.employee, self.day = problem, roster, employee, day
        self.compiled: Compiled = compile_problem(problem)
        self.codes: Codes = self.compiled.encode(roster)
        self.row = next(k for k, person in enumerate(problem.employees) if person.employee == employee)
        self.index = problem.horizon.index(day)
        self.state = self.compiled.state(self.codes)
        self.cover = self._cover(self.codes)

    def explain(self) -> Explanation:
        options = sorted(self._alternatives(), key=lambda a: (a.change is None, a.change or 0, a.shift, a.project))
        legal = [option for option in options if not option.broken]
        illegal = [option for option in options if option.broken]
        return Explanation(
            self.employee,
            self.day,
            self.roster.duty(self.employee, self.day),
            tuple(self._findings()),
            self._worth(),
            (*legal[:ALTERNATIVES], *illegal[: max(2, ALTERNATIVES - len(legal))]),
            tuple(sorted(self._exchanges(), key=lambda a: (a.change or 0, a.partner))[:SWAP_PARTNERS]),
        )

    def _findings(self) -> Iterator[Finding]:
        for finding in audit(self.problem, self.roster).findings:
            if finding.employee == self.employee and (not finding.days or self.day in finding.days or len(finding.days) > 7):
                yield finding

    def _worth(self) -> int:
        """What service would lose without the duty, at today's cover: cost units."""
        code = int(self.codes[self.row, self.index])
        if code == 0:
            return 0
        changed = self.codes.copy()
        changed[self.row, self.index] = 0
        return sum(self._cover(changed).values()) - sum(self.cover.values())

    def _cover(self, codes: Codes) -> dict[str, int]:
        """Cost of cover by rule on the day and the one nights spill into."""
        days = range(self.index, min(self.index + 2, self.problem.horizon.days))
        slots = self.compiled.problem.demand.slots
        return cover_cost_by_rule(self.compiled.covers, slots, self.compiled.state(codes).count, days)

    def _alternatives(self) -> Iterator[Alternative]:
        """Each other shift on each project at its best break, and the day off."""
        best: dict[tuple[str, str], tuple[int, int]] = {}
        prices = marginal_prices(self.compiled.model, self.state.count)
        now = self.compiled.codes[self.codes[self.row, self.index]]
        certified = {skill.project for skill in self.problem.skills.get(self.employee, ())}
        for number, code in enumerate(self.compiled.codes):
            if (code.shift, code.project) == (now.shift, now.project) or (code.project and code.project not in certified):
                continue
            gain = -int(self._earned(prices, number))
            key = (code.shift, code.project)
            best[key] = min(best.get(key, (gain, number)), (gain, number))
        for _, number in best.values():
            changed = self.codes.copy()
            changed[self.row, self.index] = number
            yield self._judge(changed, number, (self.row,), "")

    def _earned(self, prices: npt.NDArray[np.float64], code: int) -> float:
        model = self.compiled.model
        key = int(model.profile[self.row]) * len(model.shift_of) + code
        cells = self.index * model.cells_per_day + model.con[model.con_ptr[key] : model.con_ptr[key + 1]]
        return float(prices[cells[cells < len(prices)]].sum())

    def _exchanges(self) -> Iterator[Alternative]:
        """This day exchanged with everybody else's, where both lines stay legal; those with the best lines are judged in full."""
        model = self.compiled.model
        mine = self.codes[self.row, self.index]
        screened: list[tuple[int, int, Codes]] = []
        for other in range(len(self.problem.employees)):
            theirs = self.codes[other, self.index]
            alike = self._duty_of(theirs) == self._duty_of(mine)
            if other == self.row or alike or not self._may(other, mine) or not self._may(self.row, theirs):
                continue
            changed = self.codes.copy()
            changed[self.row, self.index], changed[other, self.index] = theirs, mine
            own, partner = line_cost(model, changed[self.row], self.row), line_cost(model, changed[other], other)
            if not any(own[1:]) and not any(partner[1:]):
                screened.append((own[0] + partner[0] - line_cost(model, self.codes[other], other)[0], other, changed))
        screened.sort(key=lambda found: found[:2])
        for _, other, changed in screened[: 4 * SWAP_PARTNERS]:
            yield self._judge(
                changed, int(changed[self.row, self.index]), (self.row, other), self.problem.employees[other].employee
            )

    def _duty_of(self, code: int) -> tuple[str, str]:
        return self.compiled.codes[code].shift, self.compiled.codes[code].project

    def _may(self, row: int, code: int) -> bool:
        model = self.compiled.model
        shift = model.allow_shift[row, self.index, model.shift_of[code]]
        project = model.allow_project[row, self.index, model.project_of[code]]
        return bool(shift < HARD and project < HARD)

    def _judge(self, changed: Codes, number: int, rows: Sequence[int], partner: str) -> Alternative:
        """Rules broken, or the change of cost by rule, of a changed roster."""
        code = self.compiled.codes[number]
        names = {self.problem.employees[row].employee for row in rows}
        terms = [t for t in self.compiled.terms if _concerns(t, names)]
        after = evaluate(terms, self.problem, self.compiled.decode(changed)).by_rule
        broken = tuple(sorted(rule for rule, (hard, _) in after.items() if hard))
        if broken:
            return Alternative(code.shift, code.project, None, {}, broken, partner)
        before = evaluate(terms, self.problem, self.roster).by_rule
        by_rule = {rule: after.get(rule, (0, 0))[1] - before.get(rule, (0, 0))[1] for rule in {*before, *after}}
        cover = self._cover(changed)
        for rule in {*cover, *self.cover}:
            by_rule[rule] = by_rule.get(rule, 0) + cover.get(rule, 0) - self.cover.get(rule, 0)
        return Alternative(
            code.shift, code.project, sum(by_rule.values()), {r: c for r, c in sorted(by_rule.items()) if c}, (), partner
        )


def _concerns(term: PersonTerm | Cover | Together, names: set[str]) -> bool:
    if isinstance(term, Cover):
        return False
    if isinstance(term, Together):
        return term.first in names or term.second in names
    return term.employee in names


def explanation_text(problem: RosterProblem, told: Explanation, language: str = "en") -> str:
    """The explanation for people."""

    def say(key: str, **values: object) -> str:
        return words.say(f"explain.{key}", language, **values)

    def named(shift: str, project: str) -> str:
        if shift == OFF:
            return say("off")
        name = problem.shifts[shift].name or shift
        return f"{shift} ({name}) {project}".strip() if name != shift else f"{shift} {project}".strip()

    def title(rule: str) -> str:
        return words.say(f"rules.{rule}_title", language)

    duty = told.duty
    lines = [say("head", employee=told.employee, day=told.day, duty=named(duty.shift, duty.project) if duty else say("off"))]
    if duty:
        lines.append(say("worth", worth=told.worth))
    for award in problem.awards_of(told.employee):
        if award.first <= told.day <= award.last:
            kind = words.say(f"rewards.kind_{award.kind}", language)
            lines.append(say("award", kind=kind, grant=award.grant, first=award.first, last=award.last))
    lines.append(say("findings" if told.findings else "no_findings"))
    lines += [f"  {sentence(problem.rules, finding, language)}" for finding in told.findings]
    for key, options in (("alternatives", told.alternatives), ("exchanges", told.exchanges)):
        lines.append(say(key if options else f"no_{key}"))
        for option in options:
            what = named(option.shift, option.project)
            if option.partner:
                what = say("with", partner=option.partner, what=what)
            if option.broken:
                lines.append("  " + say("illegal", what=what, rules=", ".join(map(title, option.broken))))
            else:
                parts = ", ".join(f"{title(rule)} {cost:+d}" for rule, cost in option.by_rule.items())
                lines.append("  " + say("costs", what=what, change=f"{option.change:+d}", parts=parts or "-"))
    return "\n".join(lines)
