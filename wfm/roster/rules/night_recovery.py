"""Recovery after nights: days off between the last night of a run and the next other duty."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from pydantic import Field

from wfm.data.roster import Finding
from wfm.data.tables import OFF, ShiftKind
from wfm.data.terms import BAN, Automaton, Sequence, Term
from wfm.roster.problem import RosterProblem
from wfm.roster.rules.base import Example, InForce, LevelParams, Rule
from wfm.roster.rules.stating import LOOK_BACK
from wfm.roster.rules.view import RosterView


class NightRecoveryParams(LevelParams):
    """Days without duty after a run of nights; the date on which the last night ends is the first of them."""

    days: int = Field(default=1, ge=1, le=7, description="fewest days off before another kind of duty, days")
    long_run: int = Field(default=3, ge=2, le=31, description="a run of this many nights or more is long, duties")
    days_after_long: int = Field(default=2, ge=1, le=7, description="fewest days off after a long run, days")

    def due(self, run: int) -> int:
        """Days off due after ``run`` nights."""
        return self.days_after_long if run >= self.long_run else self.days


class NightRecovery(Rule[NightRecoveryParams]):
    """A Sequence term. State 0: nothing due; 1..L: nights so far in the run (L = long); L+1..: days off still due. Another
    night starts a new run, which alone decides what is due after it."""

    id = "recovery-after-nights"
    Params = NightRecoveryParams
    unit = "days"
    examples = (
        Example("one day off after a night", {"A": "N.D...."}),
        Example("a day shift directly after a night", {"A": "ND....."}, hard=1),
        Example("three nights ask for two days off: exactly", {"A": "NNN..D."}),
        Example("three nights, one day off", {"A": "NNN.D.."}, hard=1),
        Example("the run began last month", {"A": "NN|N.D"}, hard=1),
        Example("the days off began last month", {"A": "NNN.|.D."}),
        Example("night, off, night: the last run decides", {"A": "NNN.N.D"}),
        Example("study is a duty", {"A": "NS....."}, hard=1),
        Example("priced: each day off missing", {"A": "NNND..."}, params={"level": "priced", "price": 8}, cost=16),
        Example("nights not on record ask for nothing", {"A": "NNN?|D"}),
    )

    def compile(self, problem: RosterProblem, force: InForce[NightRecoveryParams]) -> Iterator[Term]:
        machines: dict[NightRecoveryParams, Automaton] = {}
        for person, params in force.each(problem.employees):
            if params not in machines:
                machines[params] = _machine(problem, params)
            state = 0
            for shift in _on_record(problem, person.employee):
                state, _ = machines[params].step[state].get(shift, (state, 0))
            yield Sequence(self.id, person.employee, machines[params], state)

    def check(self, view: RosterView, force: InForce[NightRecoveryParams]) -> Iterator[Finding]:
        for person, params in force.each(view.people):
            for duty in view.duties(person.employee):
                if view.shift(duty).kind is ShiftKind.NIGHT:
                    continue
                rested, run = _before(view, person.employee, duty.day)
                due = params.due(run) if run else 0
                if rested < due:
                    values = {"nights": run, "limit": due, "rested": rested}
                    yield self.breach(params, due - rested, person.employee, (duty.day,), **values)


def _machine(problem: RosterProblem, params: NightRecoveryParams) -> Automaton:
    longest = params.long_run
    nights = problem.shifts_where(ShiftKind.NIGHT)
    others = problem.working - nights

    def owing(days: int) -> int:
        return longest + days if days > 0 else 0

    def step(due: int, following_night: int) -> dict[str, tuple[int, int]]:
        price = 0 if due == 0 else BAN if params.hard else params.price * due
        return {
            OFF: (owing(due - 1), 0),
            **dict.fromkeys(nights, (following_night, 0)),
            **dict.fromkeys(others, (0, price)),
        }

    resting = max(params.days, params.days_after_long) - 1
    return Automaton(
        (
            step(0, 1),
            *(step(params.due(run), min(run + 1, longest)) for run in range(1, longest + 1)),
            *(step(due, 1) for due in range(1, resting + 1)),
        )
    )


def _on_record(problem: RosterProblem, employee: str) -> list[str]:
    line: list[str] = []
    for shift in problem.history(employee, LOOK_BACK):
        if shift is None:
            break
        line.append(shift if shift in problem.shifts else OFF)
    return line[::-1]


def _before(view: RosterView, employee: str, day: date) -> tuple[int, int]:
    """Days off directly before ``day``, and the nights in the run before those."""
    cursor, rested, run = day - timedelta(days=1), 0, 0
    while view.off(employee, cursor):
        rested, cursor = rested + 1, cursor - timedelta(days=1)
    while view.night(employee, cursor):
        run, cursor = run + 1, cursor - timedelta(days=1)
    return rested, run
