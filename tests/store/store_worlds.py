"""Small rosters and results for the tests of store, serialisation and diff."""

from __future__ import annotations

from datetime import date

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from wfm.data.result import Certificate, Helper, PlanResult, Shortage
from wfm.data.roster import Duty, Finding, Roster, RunCard
from wfm.timegrid import Horizon

calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""Properties are judged by what comes out, not by how long a busy machine takes."""

HORIZON = Horizon(date(2026, 8, 1), 5)
PEOPLE = ("007", "0042", "王芳", "d")
BREAKS = st.one_of(st.none(), st.integers(0, 480))
NAMES = st.text(min_size=1, max_size=8)

CELLS = st.dictionaries(
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from(HORIZON.dates)),
    st.tuples(st.sampled_from(("E", "L", "N")), st.sampled_from(("", "sales", "fault")), BREAKS),
)


def roster_of(cells: dict[tuple[str, date], tuple[str, str, int | None]]) -> Roster:
    """A roster from (person, day) -> (shift, project, break start), duties in the order given."""
    return Roster(HORIZON, tuple(Duty(who, day, *rest) for (who, day), rest in cells.items()))


ROSTERS = st.builds(roster_of, CELLS)


def plain_values() -> st.SearchStrategy[object]:
    """Whatever JSON holds."""
    leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text())
    return st.recursive(
        leaves, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3))
    )


VALUES = st.dictionaries(NAMES, plain_values(), max_size=3)
FINDINGS = st.builds(
    Finding,
    rule=NAMES,
    hard=st.booleans(),
    amount=st.integers(),
    cost=st.integers(),
    employee=st.text(max_size=5),
    days=st.lists(st.dates(), max_size=3).map(tuple),
    values=VALUES,
)
CARDS = st.builds(
    RunCard,
    inputs=st.dictionaries(NAMES, NAMES, max_size=2),
    parameters=VALUES,
    versions=st.dictionaries(NAMES, NAMES, max_size=2),
    seed=st.integers(0, 9),
    limit=NAMES,
    status=NAMES,
    stopped=NAMES,
    cost=st.integers(),
    bound=st.none() | st.integers(),
    moves=st.integers(0),
    seconds=st.floats(0, 1e6),
    notes=st.lists(NAMES, max_size=2).map(tuple),
)
CERTIFICATES = st.builds(
    Certificate,
    legal=st.booleans(),
    cost=st.integers(),
    claimed=st.none() | st.integers(),
    roster_hash=NAMES,
    rules=st.dictionaries(NAMES, st.tuples(st.integers(), st.integers(), st.integers()), max_size=3),
    findings=st.lists(FINDINGS, max_size=3).map(tuple),
)
SHORTAGES = st.builds(
    Shortage,
    project=NAMES,
    day=st.dates(),
    from_slot=st.integers(0, 47),
    to_slot=st.integers(1, 48),
    required=st.integers(0),
    present=st.integers(0),
    missing=st.integers(0),
    helpers=st.lists(st.builds(Helper, NAMES, NAMES, st.integers()), max_size=2).map(tuple),
)


def by_cell(roster: Roster) -> Roster:
    """The roster with duties in the order files keep them."""
    return Roster(roster.horizon, tuple(sorted(roster.duties, key=lambda duty: (duty.employee, duty.day))))


RESULTS = st.builds(PlanResult, ROSTERS.map(by_cell), CARDS, CERTIFICATES, st.lists(SHORTAGES, max_size=2).map(tuple))
