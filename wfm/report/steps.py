"""Plots over intervals as SVG paths: a step line for what is asked for, an area for who is there."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH, HEIGHT = 720.0, 150.0


def step_path(values: Sequence[float], top: float, *, closed: bool = False) -> str:
    """A step line over equal intervals on 720 x 150, ``top`` at the upper edge; ``closed``: an area down to the base line."""
    if not values:
        return ""
    width = WIDTH / len(values)
    parts: list[str] = []
    last: float | None = None
    for place, value in enumerate(values):
        y = HEIGHT * (1.0 - min(value / top, 1.0) if top else 1.0)
        if y != last:
            parts.append(
                f"{'L' if parts else 'M'}{place * width:.1f} {y:.1f}" if last is None else f"H{place * width:.1f}V{y:.1f}"
            )
        last = y
    path = "".join(parts) + f"H{WIDTH:.0f}"
    return f"{path}V{HEIGHT:.0f}H0Z" if closed else path
