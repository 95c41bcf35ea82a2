"""The plot of calls against temperature."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wfm.report.forecast.view import Curve, Tick

_WIDTH, _HEIGHT = 640.0, 300.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 52.0, 10.0, 12.0, 34.0
_DAYS_HEIGHT = 46.0
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0)


def effect_curve(effect: pd.DataFrame, here: float) -> Curve:
    """``effect``: as ``temperature_effect`` gives it; ``here``: the day's temperature (NaN = not known)."""
    degrees = effect["temperature"].to_numpy(np.float64)
    shares = {name: effect[name].to_numpy(np.float64) - 1.0 for name in ("factor", "low", "high")}
    least, most = min(float(shares["low"].min()), 0.0), max(float(shares["high"].max()), 0.0)
    step = next((size for size in _STEPS if (most - least) / size <= 6), _STEPS[-1])
    floor, top = step * np.floor(least / step), step * np.ceil(most / step + 1e-9)

    def x(value: float) -> float:
        share = (value - degrees[0]) / (degrees[-1] - degrees[0])
        return round(float(_LEFT + share * (_WIDTH - _LEFT - _RIGHT)), 1)

    def y(value: float) -> float:
        return round(float(_TOP + (top - value) / (top - floor) * (_HEIGHT - _TOP - _BOTTOM - _DAYS_HEIGHT)), 1)

    def points(name: str) -> list[str]:
        return [f"{x(degree)} {y(value)}" for degree, value in zip(degrees, shares[name], strict=True)]

    days = effect["days"].to_numpy(np.float64)
    wide = 0.8 * (_WIDTH - _LEFT - _RIGHT) / (len(degrees) - 1)
    tall = _DAYS_HEIGHT / max(float(days.max()), 1.0) * days * 0.85
    base = _HEIGHT - _BOTTOM
    every = 5 if degrees[-1] - degrees[0] <= 45 else 10
    return Curve(
        width=_WIDTH,
        height=_HEIGHT,
        line="M" + "L".join(points("factor")),
        band="M" + "L".join(points("high") + points("low")[::-1]) + "Z",
        days=tuple(
            (round(x(degree) - wide / 2, 1), round(base - high, 1), round(wide, 1), round(float(high), 1))
            for degree, high in zip(degrees, tall, strict=True)
            if high > 0
        ),
        x_ticks=tuple(Tick(x(value), f"{value:g}") for value in degrees if value % every == 0),
        y_ticks=tuple(Tick(y(value), f"{100 * value:+.0f} %") for value in np.arange(floor, top + step / 2, step)),
        zero=y(0.0),
        here=x(float(np.clip(here, degrees[0], degrees[-1]))) if np.isfinite(here) else None,
    )
