"""Level breaks on simulated series: how often a stable one raises an alarm, how often a break 45 days before the end is found.

python benchmarks/forecast/level_breaks.py --series 200
"""

from __future__ import annotations

import argparse
from datetime import date

import numpy as np

from wfm.calendars import calendar_for
from wfm.forecast.breaks import find_breaks
from wfm.forecast.daily import DailySeries
from wfm.forecast.history import FloatArray
from wfm.forecast.opening import Service

KINDS = ("independent", "autocorrelated", "wandering", "seasonal", "heavy-tailed")
SIZES = (0.15, 0.25, 0.5)
WEEK = np.array([1.0, 0.95, 0.9, 0.92, 1.0, 0.6, 0.5])
ALWAYS = Service(np.ones((7, 48), dtype=np.bool_), calendar_for("CN"))


def recursive(rng: np.random.Generator, days: int, memory: float, step: float) -> FloatArray:
    """Autoregressive noise, 0 on the first day."""
    noise = np.zeros(days)
    for k in range(1, days):
        noise[k] = memory * noise[k - 1] + rng.normal(0, step)
    return noise


def noise_of(rng: np.random.Generator, days: int, kind: str) -> FloatArray:
    """Log noise of one series."""
    if kind == "autocorrelated":
        return recursive(rng, days, 0.5, 0.07)
    if kind == "wandering":
        return recursive(rng, days, 0.97, 0.02) + rng.normal(0, 0.06, days)
    if kind == "seasonal":
        return np.asarray(0.25 * np.sin(2 * np.pi * np.arange(days) / 365) + rng.normal(0, 0.07, days))
    return np.asarray(0.06 * rng.standard_t(3, days) if kind == "heavy-tailed" else rng.normal(0, 0.08, days))


def simulated(rng: np.random.Generator, days: int, kind: str, level: float, size: float = 0.0, at: int = 0) -> DailySeries:
    """Poisson days with a weekday pattern, noise, and a step of log ``size`` from day ``at`` on."""
    day = np.arange(days)
    log_rate = np.log(level) + np.log(WEEK[day % 7]) + noise_of(rng, days, kind) + size * (day >= at)
    return DailySeries(date(2024, 1, 1), rng.poisson(np.exp(log_rate)).astype(np.float64), ALWAYS)


def main() -> None:
    """The table, Markdown."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--series", type=int, default=200)
    count = options.parse_args().series
    print("| days | noise | calls a day | false alarms |" + "".join(f" {np.expm1(size):+.0%} |" for size in SIZES))
    print("|---" * (4 + len(SIZES)) + "|")
    for days in (120, 365, 730):
        for kind in KINDS:
            for level in (30.0, 2000.0):
                rng = np.random.default_rng(1)
                alarms = sum(bool(find_breaks(simulated(rng, days, kind, level))) for _ in range(count))
                cells = [f"{alarms / count:.1%}"]
                for size in SIZES:
                    tries = [find_breaks(simulated(rng, days, kind, level, size, days - 45)) for _ in range(max(count // 4, 1))]
                    found = sum(any(abs(one.index - days + 45) <= 7 for one in breaks) for breaks in tries)
                    cells.append(f"{found / len(tries):.0%}")
                print(f"| {days} | {kind} | {level:.0f} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
