"""The bars that explain a difference: each effect in percentage points of calls in time, drawn to one scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wfm.report.simulation.numbers import Triple, with_half
from wfm.report.simulation.view import EffectLine
from wfm.report.texts import said


def effect_lines(effects: Sequence[Mapping[str, Any]], row: int) -> tuple[EffectLine, ...]:
    """The effects of one project; bars from 0 to the effect, on a scale that the widest interval fills."""
    widest = max((abs(end) for effect in effects for end in effect["within"][row] if end is not None), default=0.0) or 1.0
    return tuple(_line(effect, row, widest) for effect in effects)


def _line(effect: Mapping[str, Any], row: int, widest: float) -> EffectLine:
    within: Triple = effect["within"][row]
    value = (within[0] or 0.0) / widest
    low, high = ((value if end is None else end / widest) for end in within[1:])
    return EffectLine(
        title=said(f"simulation_report.effect_{effect['effect']}"),
        about=said(f"simulate.effect_{effect['effect']}"),
        within=with_half(within),
        lost=with_half(effect["abandonment"][row]),
        left=min(0.0, value),
        width=abs(value),
        band=(low, high),
        good=value >= 0,
        certain=low > 0 or high < 0,
    )
