"""Shares, seconds and points as the simulation page writes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Triple = Sequence[float | None]
"""Value, low and high end of its interval; None where unknown."""


def share(value: float | None) -> str:
    """A share in percent, its interval's ends kept within 0 and 100."""
    return "–" if value is None else f"{100 * min(1.0, max(0.0, value)):.1f} %"


def seconds(value: float | None) -> str:
    """Seconds, not below 0."""
    return "–" if value is None else f"{max(0.0, value):.1f} s"


def points(value: float | None) -> str:
    """A change of a share in percentage points, with its sign."""
    return "–" if value is None else f"{100 * value:+.1f}".replace("-", "−")


def band(triple: Triple, show: Callable[[float | None], str]) -> str:
    """A value with its interval, such as ``91.0 % (87.0–95.1)``."""
    value, low, high = triple
    if low is None or high is None:
        return show(value)
    unit = show(high)[-2:]
    return f"{show(value)} ({show(low).removesuffix(unit)}–{show(high).removesuffix(unit)})"


def with_half(triple: Triple) -> str:
    """A change in points with half the width of its interval."""
    value, low, high = triple
    half = "" if low is None or high is None else f" ± {50 * (high - low):.1f}"
    return points(value) + half
