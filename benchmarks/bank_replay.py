"""The real centre reproduced: every call of "Anonymous Bank", January-May 1999, through the compiled simulation.

    WFM_DATA=/path/to/data python benchmarks/bank_replay.py [--choose] [--seeds 5] [--json]

The number of agents on duty is not recorded: it is inferred from the records with two global parameters, chosen on
January-March (``--choose`` shows the grid) and checked on April-May. docs/validation-bank.md has the tables and their reading.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from bank_calls import ABANDONED, MEAN_WAIT, OFFERED, TYPES, WAITED, bank_calls

from wfm.data.laws import Law
from wfm.simulation.model import Desk
from wfm.simulation.on_duty import OnDuty, infer_on_duty
from wfm.simulation.records import MEASURES, Records, records, replayed_calls
from wfm.simulation.run import run
from wfm.staffing.fits import fit_calls

WRAP_UP, REACH = 60.0, 120.0
"""The two parameters of the inference, s (see ``wfm.simulation.on_duty``)."""
GRID = [(wrap_up, reach) for wrap_up in (30.0, 60.0, 120.0) for reach in (30.0, 60.0, 90.0, 120.0, 180.0, 300.0)]
LEVELS = (1, 2, 2, 2, 3, 3)
"""Order in which free agents take the types: call-backs, then customers, then prospective customers and internet."""
POOLED = ("TT", "PS", "PE", "NE", "NW")
"""Types whose waiting shows that no agent was free."""
HOURS = range(7, 24)
"""Hours of the day in which the centre is staffed."""
SPRING = pd.Timestamp("1999-04-01", tz="Asia/Jerusalem")
FAILURES = (("1999-05-17 07:00", 1), ("1999-05-23 20:00", 4))
"""Start and hours in which calls poured in and hung up at once: 1,576 calls, 933 hung up, half of these within 14 s."""
THRESHOLD = 20.0

Cells = dict[str, npt.NDArray[np.float64]]


@dataclass(frozen=True)
class Bank:
    """The records with all that does not depend on the inference. ``starts``: of each hour of the window, local."""

    found: Records
    laws: dict[str, tuple[Law, Law]]
    starts: pd.DatetimeIndex

    @property
    def normal(self) -> npt.NDArray[np.bool_]:
        """Hours outside the failures."""
        failed = [
            pd.Timestamp(start, tz=self.starts.tz) + pd.Timedelta(k, "h") for start, hours in FAILURES for k in range(hours)
        ]
        return ~self.starts.isin(failed)


def bank() -> Bank:
    """Read and fit; the check figures must be those of the source."""
    frame = bank_calls()
    lost, wait = frame["outcome"] == "abandoned", frame["wait_seconds"]
    seen = (len(frame), round(lost.mean(), 3), round((wait > 0).mean(), 3), round(wait.mean(), 1))
    if seen != (OFFERED, ABANDONED, WAITED, MEAN_WAIT):
        sys.exit(f"these are not the records of January-May 1999: {seen}")
    found = records(frame, TYPES)
    laws: dict[str, tuple[Law, Law]] = {}
    for fit in fit_calls(frame):
        assert fit.handling.empirical is not None
        laws[fit.project] = (fit.handling.empirical, fit.patience.empirical)
    window = found.window(3600.0)
    return Bank(found, laws, pd.date_range(found.zero, periods=window.intervals, freq="h"))


def infer(data: Bank, wrap_up: float = WRAP_UP, reach: float = REACH) -> OnDuty:
    """Sessions of the agents."""
    return infer_on_duty(data.found.answered(), data.found.waiting(POOLED), wrap_up=wrap_up, reach=reach)


def replay(data: Bank, duty: OnDuty, *, own_patience: bool, seed: int) -> Cells:
    """One replay of all calls: ``MEASURES`` [types, hours]."""
    types = len(TYPES)
    desk = Desk(
        session_seat=duty.seat.astype(np.int32),
        session_start=duty.start,
        session_end=duty.end,
        seat_group=np.zeros(duty.seats, np.int32),
        speed=np.ones((duty.seats, types)),
        level=np.array([LEVELS], np.int16),
    )
    calls = replayed_calls(
        data.found, data.laws, duty.pauses, own_patience=own_patience, generator=np.random.default_rng([seed, own_patience])
    )
    tally = run(calls, desk, data.found.window(3600.0), np.full(types, THRESHOLD))
    return {name: getattr(tally, name).astype(np.float64) for name in MEASURES}


def mean_replay(data: Bank, duty: OnDuty, *, own_patience: bool, seeds: int) -> Cells:
    """The mean of several replays."""
    runs = [replay(data, duty, own_patience=own_patience, seed=seed) for seed in range(1, seeds + 1)]
    return {name: np.mean([one[name] for one in runs], axis=0) for name in MEASURES}


def figures(cells: Cells, hours: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Share abandoned, share waiting, mean wait (s) of the calls that arrived in these hours of the window."""
    offered = cells["offered"][:, hours].sum()
    return np.array([cells[name][:, hours].sum() / offered if offered else np.nan for name in MEASURES[1:]])


def deviations(recorded: Cells, simulated: Cells, data: Bank, within: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """Recorded and simulated figures and their ratio: all, and every staffed hour of the day."""
    clock = data.starts.hour
    cases = {"all": within} | {f"{hour:02d}": within & (clock == hour) for hour in HOURS}
    rows = {}
    for name, hours in cases.items():
        real, made = figures(recorded, hours), figures(simulated, hours)
        rows[name] = [recorded["offered"][:, hours].sum(), *real, *made, *(made / real)]
    heads = [f"{kind} {name}" for kind in ("recorded", "simulated", "ratio") for name in ("abandoned", "waited", "mean wait")]
    return pd.DataFrame.from_dict(rows, orient="index", columns=["calls", *heads])


def worst(table: pd.DataFrame) -> tuple[float, float]:
    """Largest deviation from 1 of the ratios: over all calls, over the hours."""
    off = (table.filter(like="ratio") - 1.0).abs()
    return float(off.loc["all"].max()), float(off.drop(index="all").to_numpy().max())


def choose(data: Bank, seeds: int) -> pd.DataFrame:
    """The grid of both parameters: deviations on January-March (the choice is the least hourly one) and, beside, April-May."""
    recorded = data.found.tally(data.found.window(3600.0))
    early = np.asarray(data.starts < SPRING)
    rows = []
    for wrap_up, reach in GRID:
        simulated = mean_replay(data, infer(data, wrap_up, reach), own_patience=True, seeds=seeds)
        first, then = (worst(deviations(recorded, simulated, data, part)) for part in (early, ~early))
        rows.append([wrap_up, reach, *first, *then])
    return pd.DataFrame(rows, columns=["wrap_up", "reach", "Jan-Mar", "Jan-Mar hours", "Apr-May", "Apr-May hours"])


def by_type(recorded: Cells, simulated: Cells) -> pd.DataFrame:
    """Recorded and simulated figures of each type of call."""
    rows = {}
    for k, name in enumerate(TYPES):
        pair = [[one[measure][k].sum() / one["offered"][k].sum() for measure in MEASURES[1:]] for one in (recorded, simulated)]
        rows[name] = [recorded["offered"][k].sum(), *pair[0], *pair[1]]
    heads = [f"{kind} {name}" for kind in ("recorded", "simulated") for name in ("abandoned", "waited", "mean wait")]
    return pd.DataFrame.from_dict(rows, orient="index", columns=["calls", *heads])


def report(data: Bank, seeds: int) -> dict[str, pd.DataFrame]:
    """Every table of the validation."""
    recorded = data.found.tally(data.found.window(3600.0))
    early, everything = np.asarray(data.starts < SPRING), np.ones(len(data.starts), dtype=bool)
    duty = infer(data)
    own = mean_replay(data, duty, own_patience=True, seeds=seeds)
    law = mean_replay(data, duty, own_patience=False, seeds=seeds)
    cases = {
        "January-May": (own, everything),
        "January-March": (own, early),
        "April-May": (own, ~early),
        "law only, January-May": (law, everything),
        "law only, without 5 hours of failure": (law, data.normal),
    }
    tables = {name: deviations(recorded, cells, data, hours) for name, (cells, hours) in cases.items()}
    total = pd.concat({name: table.loc["all"] for name, table in tables.items()}, axis=1).T
    return {
        "totals": total,
        "hours": tables["January-May"],
        "hours, law only, without 5 hours of failure": tables["law only, without 5 hours of failure"],
        "types": by_type(recorded, own),
        "agents on duty by hour": _agents(data, duty),
    }


def _agents(data: Bank, duty: OnDuty) -> pd.DataFrame:
    """Mean number of agents on duty by hour of the day, sampled every five minutes."""
    moments = np.arange(0.0, len(data.starts) * 3600.0, 300.0)
    hour = np.repeat(np.asarray(data.starts.hour), 12)
    return pd.DataFrame({"agents": duty.at(moments)}).groupby(hour).mean().loc[list(HOURS)].T


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--choose", action="store_true", help="show the grid of both parameters instead")
    parser.add_argument("--seeds", type=int, default=5, help="replays that are averaged")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    data = bank()
    tables = {"grid": choose(data, options.seeds)} if options.choose else report(data, options.seeds)
    if options.json:
        print(json.dumps({name: table.to_dict(orient="index") for name, table in tables.items()}, indent=1))
        return
    for name, table in tables.items():
        print(f"\n{name}\n{table.round(3).to_string()}")


if __name__ == "__main__":
    main()
