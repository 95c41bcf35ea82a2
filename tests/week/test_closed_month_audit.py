"""A closed month stays what it was: its versions pass their audit, though employees.csv holds the balances after it."""

from __future__ import annotations

from pathlib import Path

from week_cli import run

from wfm.data.gate import open_workspace
from wfm.scenario.closing import close_month
from wfm.scenario.month import open_month

FIGURES = ("nights_before", "weekends_before", "carry_minutes")


def figures(people: object) -> dict[str, tuple[int, ...]]:
    return {person.employee: tuple(getattr(person, name) for name in FIGURES) for person in people}  # type: ignore[attr-defined]


def test_a_version_passes_its_audit_after_the_month_is_closed(centre: Path) -> None:
    before = figures(open_workspace(centre, "2026-08").employees)
    first = run("audit", "-w", centre, "--month", "2026-08", "--version", 1)
    assert first.exit_code == 0
    for _ in range(2):
        close_month(centre, "2026-08", author="li")
        assert figures(open_workspace(centre, "2026-09").employees) != before
        assert figures(open_month(centre, "2026-08").workspace.employees) == before
        after = run("audit", "-w", centre, "--month", "2026-08", "--version", 1)
        assert after.exit_code == 0, after.output
