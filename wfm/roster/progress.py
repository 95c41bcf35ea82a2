"""Progress of a solve: its size at the start, a line every few seconds and at new stages."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from wfm import words
from wfm.roster.engine.compile import Compiled
from wfm.roster.engine.totals import Totals

EVERY_SECONDS = 5.0


@dataclass
class Progress:
    """Writes lines of text through ``write``; the library itself stays quiet when ``write`` is None."""

    write: Callable[[str], None] | None = None
    language: str = "en"
    began: float = field(default_factory=time.perf_counter)
    told: float = float("-inf")

    def start(self, compiled: Compiled, limit: object) -> None:
        """The size of the task."""
        self._say(
            "progress_head",
            people=len(compiled.problem.employees),
            days=compiled.problem.horizon.days,
            codes=len(compiled.codes) - 1,
            terms=len(compiled.terms),
            cells=len(compiled.model.zero_cost),
            limit=limit,
        )

    def step(self, best: Totals, bound: int | None, force: bool = False) -> None:
        """A line, if the last one is some seconds old."""
        seconds = time.perf_counter() - self.began
        if not force and seconds - self.told < EVERY_SECONDS:
            return
        self.told = seconds
        if not best.legal:
            self._say("progress_illegal", seconds=seconds, hard=best.hard, short=best.short)
            return
        gap = "-" if bound is None else f"{(best.cost - bound) / best.cost if best.cost else 0:.1%}"
        self._say("progress_line", seconds=seconds, cost=best.cost, bound="-" if bound is None else bound, gap=gap)

    def _say(self, key: str, **values: object) -> None:
        if self.write is not None:
            self.write(words.say(f"roster.{key}", self.language, **values))
