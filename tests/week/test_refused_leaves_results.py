"""A command refused because nothing is published leaves results/ as it was: no forecast of the asked month takes its place."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from week_cli import run

REFUSED = (
    ("adjust", "--week", "2026-09-14", "--as-of", "2026-09-10T12:00", "-q"),
    ("swap", "000001", "2026-09-14", "000002", "2026-09-14", "--as-of", "2026-09-10T12:00"),
    ("contributions", "--month", "2026-09"),
    ("audit", "--month", "2026-09"),
    ("audit", "--month", "2026-09", "--version", "1"),
    ("audit", "--month", "2026-08", "--version", "7"),
    ("explain", "000001", "2026-09-14"),
)


def contents(folder: Path) -> dict[str, str]:
    """Every file below ``folder`` by its hash."""
    return {str(file): sha256(file.read_bytes()).hexdigest() for file in sorted(folder.rglob("*")) if file.is_file()}


@pytest.mark.parametrize("command", REFUSED, ids=lambda command: " ".join(command[:3]))
def test_a_refusal_writes_no_results(centre: Path, command: tuple[str, ...]) -> None:
    before = contents(centre / "results")
    result = run(command[0], "-w", centre, *command[1:])
    assert result.exit_code != 0
    assert contents(centre / "results") == before


def test_an_audit_names_the_month_of_a_version_of_another_month(centre: Path) -> None:
    result = run("audit", "-w", centre, "--month", "2026-09", "--version", "1")
    assert getattr(result.exception, "key", "") == "export.version_of_other_month"
