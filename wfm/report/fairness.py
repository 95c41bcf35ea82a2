"""How nights, weekends, hours and granted wishes are spread over people and teams."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wfm.report.texts import Text, said
from wfm.report.view import Measure, PersonRow, Spread, TeamGrid

_MOST_BARS = 14


def measures(teams: Sequence[TeamGrid]) -> tuple[Measure, ...]:
    """Nights, weekends, hours, wishes: a histogram over all people, and mean, least, most for all and each team."""
    return (
        _measure("nights", "", teams, lambda row: row.nights),
        _measure("weekends", "", teams, lambda row: row.weekends),
        _measure("hours", "h", teams, lambda row: row.minutes / 60),
        _measure("wishes", "%", teams, lambda row: 100 * row.granted / row.asked if row.asked else None),
    )


def _measure(name: str, unit: str, teams: Sequence[TeamGrid], value: Callable[[PersonRow], float | None]) -> Measure:
    everyone = _values([row for team in teams for row in team.rows], value)
    groups = [_spread(said("report.all_people"), everyone)] if everyone else []
    if len(teams) > 1:
        groups += [_spread(team.name, values) for team in teams if (values := _values(team.rows, value))]
    return Measure(said(f"report.measure_{name}"), unit, _bars(everyone), tuple(groups))


def _values(rows: Sequence[PersonRow], value: Callable[[PersonRow], float | None]) -> list[float]:
    return [found for row in rows if (found := value(row)) is not None]


def _spread(name: Text, values: list[float]) -> Spread:
    return Spread(name, len(values), sum(values) / len(values), min(values), max(values))


def _bars(values: list[float]) -> tuple[tuple[str, int, float], ...]:
    """A histogram with whole-numbered bins of one width: (label, people, share of the tallest)."""
    if not values:
        return ()
    low, high = int(min(values)), int(max(values))
    width = _nice_width((high - low + 1) / _MOST_BARS)
    first = low // width
    counts = [0] * (high // width - first + 1)
    for value in values:
        counts[int(value) // width - first] += 1
    tallest = max(counts)
    return tuple((_label((first + k) * width, width), count, count / tallest) for k, count in enumerate(counts))


def _label(start: int, width: int) -> str:
    return str(start) if width == 1 else f"{start}–{start + width - 1}"


def _nice_width(wanted: float) -> int:
    return next((width for width in (1, 2, 5, 10, 20, 25, 50, 100) if width >= wanted), int(wanted) + 1)
