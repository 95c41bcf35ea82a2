"""Call records as input of a simulation and as what it is compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from wfm.data.laws import Law
from wfm.simulation.model import Calls, FloatArray, Window
from wfm.simulation.on_duty import AnsweredCalls, Waiting

MEASURES = ("offered", "abandoned", "waited", "wait_seconds")


@dataclass(frozen=True)
class Records:
    """A call table as arrays, ascending by arrival. ``project``: index into ``projects``. ``arrival``: s after ``zero``, the
    local midnight before the first call. ``wait``, ``handling`` (NaN = not recorded): s. ``abandoned``: whether the caller hung
    up. ``agent``: index, -1 = not recorded."""

    projects: tuple[str, ...]
    zero: pd.Timestamp
    project: npt.NDArray[np.int16]
    arrival: FloatArray
    wait: FloatArray
    handling: FloatArray
    abandoned: npt.NDArray[np.bool_]
    agent: npt.NDArray[np.int64]

    def window(self, interval_seconds: float) -> Window:
        """From ``zero`` to the end of the last local day, in intervals."""
        last = (self.zero + timedelta(seconds=float(self.arrival[-1]))).normalize() + pd.Timedelta(1, "D")
        return Window(0.0, interval_seconds, round((last - self.zero).total_seconds() / interval_seconds))

    def waiting(self, projects: Sequence[str]) -> Waiting:
        """When at least one caller of these projects waited."""
        here = np.isin(self.project, [self.projects.index(name) for name in projects]) & (self.wait > 0)
        return Waiting(self.arrival[here], self.arrival[here] + self.wait[here])

    def answered(self) -> AnsweredCalls:
        """The answered calls with a recorded handling time, as agents saw them."""
        here = ~self.abandoned & np.isfinite(self.handling)
        start = self.arrival[here] + self.wait[here]
        return AnsweredCalls(start, start + self.handling[here], self.agent[here], self.wait[here] > 0)

    def tally(self, window: Window) -> dict[str, FloatArray]:
        """``MEASURES`` [projects, intervals] by the interval of arrival, as a simulation counts them."""
        slot = ((self.arrival - window.first) // window.interval).astype(np.int64)
        counts = dict(zip(MEASURES, (np.ones(slot.size), self.abandoned, self.wait > 0, self.wait), strict=True))
        cells = {name: np.zeros((len(self.projects), window.intervals)) for name in MEASURES}
        for name, values in counts.items():
            np.add.at(cells[name], (self.project, slot), values)
        return cells


def records(frame: pd.DataFrame, projects: Sequence[str]) -> Records:
    """A call table (the contract of ``wfm.data.calls``; all its projects among ``projects``) as arrays."""
    zero = pd.Timestamp(frame["arrival"].iloc[0]).normalize()
    agent, _ = pd.factorize(frame["agent"].where(frame["agent"] != ""), sort=True)
    return Records(
        projects=tuple(projects),
        zero=zero,
        project=np.asarray(frame["project"].map({name: k for k, name in enumerate(projects)}), dtype=np.int16),
        arrival=np.asarray((frame["arrival"] - zero).dt.total_seconds(), dtype=np.float64),
        wait=np.asarray(frame["wait_seconds"], dtype=np.float64),
        handling=np.asarray(frame["handling_seconds"], dtype=np.float64),
        abandoned=np.asarray(frame["outcome"] == "abandoned", dtype=bool),
        agent=np.asarray(agent, dtype=np.int64),
    )


def replayed_calls(
    found: Records,
    laws: Mapping[str, tuple[Law, Law]],
    pauses: FloatArray,
    *,
    own_patience: bool,
    generator: np.random.Generator,
) -> Calls:
    """Every recorded call once more. ``laws``: project -> (handling, patience); ``pauses`` (s): work after calls, drawn from.

    Handling: recorded where the call was answered, else drawn. Patience: with ``own_patience`` that of callers who hung up as
    they showed it, of the others drawn beyond the wait they bore; else drawn for all, as if nothing were known of them.
    """
    size = found.arrival.size
    handling, patience = found.handling.copy(), np.zeros(size)
    for number, name in enumerate(found.projects):
        mine = np.flatnonzero(found.project == number)
        handling_law, patience_law = laws[name]
        drawn = handling_law.quantile(generator.random(mine.size))
        handling[mine] = np.where(np.isnan(handling[mine]), drawn, handling[mine])
        borne = found.wait[mine] if own_patience else np.zeros(mine.size)
        patience[mine] = patience_law.remaining(borne, generator.random(mine.size))
    if own_patience:
        patience = np.where(found.abandoned, found.wait, patience)
    after = generator.choice(pauses, size) if pauses.size else np.zeros(size)
    return Calls(found.arrival, found.project, handling + after, patience)
