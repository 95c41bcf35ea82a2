"""Tables of the run: ratios to the hindsight-best peer of each case, and every case by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from judge import Score
from metrics import geometric_mean

MEASURES = {"interval_wape": "interval error", "day_wape": "daily error", "crps": "CRPS"}
GROUPS = {"call centres": False, "proxies (no call centres)": True}
Case = tuple[str, str]


@dataclass(frozen=True)
class Table:
    """Scores of one group of cases, by case and forecaster; ``ours`` names the forecaster that is no peer."""

    scores: dict[tuple[Case, str], Score]
    ours: str

    @classmethod
    def of(cls, scores: list[Score], proxy: bool, ours: str) -> Table:
        """The call centres or the proxies among ``scores``."""
        return cls({((one.series, one.horizon), one.forecaster): one for one in scores if one.proxy == proxy}, ours)

    @property
    def cases(self) -> list[Case]:
        """Series and horizon, as they came."""
        return list(dict.fromkeys(case for case, _ in self.scores))

    @property
    def forecasters(self) -> list[str]:
        """Ours first, then the peers."""
        return sorted(dict.fromkeys(name for _, name in self.scores), key=lambda name: (name != self.ours, name))

    def best(self, case: Case, measure: str) -> tuple[float, str]:
        """Value and name of the peer that turned out best in this case."""
        values = [(getattr(one, measure), name) for (at, name), one in self.scores.items() if at == case and name != self.ours]
        return min(values, default=(float("nan"), "none"))

    def ratios(self, name: str, measure: str) -> dict[Case, float]:
        """A forecaster's value over that of the case's best peer."""
        return {
            case: getattr(self.scores[case, name], measure) / self.best(case, measure)[0]
            for case in self.cases
            if (case, name) in self.scores and self.best(case, measure)[0] > 0
        }


def report(scores: list[Score], ours: str, failures: list[str]) -> str:
    """The whole report as Markdown."""
    lines: list[str] = []
    for title, proxy in GROUPS.items():
        table = Table.of(scores, proxy, ours)
        if table.cases:
            lines += [f"## {title}: {len(table.cases)} cases", "", *_overall(table), "", *_cases(table), ""]
    if failures:
        lines += ["## failed", "", *(f"- {failure}" for failure in failures), ""]
    return "\n".join(lines)


def _overall(table: Table) -> Iterator[str]:
    """One line per forecaster: geometric mean and worst of the ratios, calibration, time."""
    heads = [f"{name} (worst)" for name in MEASURES.values()]
    yield _line(["forecaster", "cases", *heads, "coverage off, intervals", "lowest-highest", "days", "s per origin (slowest)"])
    yield _line(["---"] * (5 + len(MEASURES) + 1))
    for name in table.forecasters:
        own = [score for (_, at), score in table.scores.items() if at == name]
        ratios = [list(table.ratios(name, measure).values()) for measure in MEASURES]
        cells = [f"{geometric_mean(values):.3f} ({max(values, default=float('nan')):.2f})" for values in ratios]
        cover = np.array([one.interval_coverage for one in own])
        off = f"{100 * np.mean(np.abs(cover - 0.8)):.1f}"
        edges = f"{100 * cover.min():.0f}-{100 * cover.max():.0f} %"
        slowest = max(one.slowest_seconds for one in own)
        mean_seconds = np.mean([one.seconds for one in own])
        yield _line([name, str(len(own)), *cells, off, edges, _days_off(own), f"{mean_seconds:.2f} ({slowest:.1f})"])


def _days_off(scores: list[Score]) -> str:
    """Mean distance of the coverage of days from 80 %, in points; a dash where no daily bands were given."""
    given = [abs(one.day_coverage - 0.8) for one in scores if not np.isnan(one.day_coverage)]
    return f"{100 * float(np.mean(given)):.1f}" if given else "-"


def _cases(table: Table) -> Iterator[str]:
    """One line per case: ours, the best peer of each measure, ratio, floor, coverage."""
    if table.ours not in table.forecasters:
        return
    yield _line(
        ["case", "origins", *(f"{name}: ours, best peer, ratio" for name in MEASURES.values()), "floor interval, day", "coverage"]
    )
    yield _line(["---"] * (4 + len(MEASURES)))
    for case in table.cases:
        if (case, table.ours) in table.scores:
            yield _case(table, case, table.scores[case, table.ours])


def _case(table: Table, case: Case, own: Score) -> str:
    cells = []
    for measure in MEASURES:
        value, (best, name) = getattr(own, measure), table.best(case, measure)
        ratio = value / best
        lost = " **lost**" if ratio > 1.0 else ""
        cells.append(f"{_percent(value)}, {_percent(best)} {name}, {ratio:.3f}{lost}")
    floor = "-" if np.isnan(own.interval_floor) else f"{_percent(own.interval_floor)}, {_percent(own.day_floor)}"
    return _line([" ".join(case), str(own.origins), *cells, floor, f"{100 * own.interval_coverage:.0f} %"])


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
