"""From an explanation to its page's view."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wfm.data.workspace import Workspace
from wfm.forecast.explain import Explanation
from wfm.report.forecast.curve import effect_curve
from wfm.report.forecast.texts import calls_text, lines_of, member_name, part_title, percent_text
from wfm.report.forecast.view import Bar, ForecastView
from wfm.report.texts import Text, date_text, said, same
from wfm.report.view import Figure


def build_forecast_view(
    workspace: Workspace,
    found: Explanation,
    effect: pd.DataFrame | None = None,
    without: Explanation | None = None,
    *,
    language: str = "",
) -> ForecastView:
    """Everything the page shows.

    ``effect``: as ``temperature_effect`` gives it; None = no response known. ``without``: the day without the scenario's
    temperature; ``language``: shown first (default: the centre's).
    """
    names = {project.project: project.name or project.project for project in workspace.projects}
    return ForecastView(
        language=language or workspace.centre.language,
        centre=workspace.centre.name,
        synthetic=workspace.centre.synthetic,
        project=names[found.project],
        date=date_text(found.day),
        sentences=tuple(lines_of(found, without)),
        figures=_figures(found, without),
        bars=_bars(found),
        curve=None if effect is None else effect_curve(effect, found.temperature),
        members=tuple(
            (member_name(name), f"{weight:.0%}", f"{calls:,.0f}")
            for name, (weight, calls) in sorted(found.members.items(), key=lambda item: -item[1][0])
        ),
        days=tuple((date_text(each.day), f"{each.share:.1%}", f"{each.calls:,.0f}") for each in found.days),
        chart={"interval": workspace.centre.interval_minutes, "words": {"en": {}, "zh": {}}},
    )


def _bars(found: Explanation) -> tuple[Bar, ...]:
    """The waterfall: the level from 0, each part from where the one before ended, the forecast from 0."""
    ends = np.cumsum([part.calls for part in found.parts])
    top = max(float(ends.max(initial=0.0)), 1e-9)

    def bar(title: Text, calls: str, percent: str, one: float, other: float, tone: str) -> Bar:
        left, right = sorted((100 * one / top, 100 * other / top))
        return Bar(title, calls, percent, round(left, 2), round(right - left, 2), tone)

    bars = []
    for part, end in zip(found.parts, ends, strict=True):
        whole = part.name == "level"
        tone = "whole" if whole else "up" if part.calls >= 0 else "down"
        calls = calls_text(part.calls, found.calls, signed=not whole)
        bars.append(bar(part_title(part, found), calls, percent_text(part), float(end) - part.calls, float(end), tone))
    return (*bars, bar(said("explain_forecast.total"), calls_text(found.calls, found.calls), "", 0.0, found.calls, "whole"))


def _figures(found: Explanation, without: Explanation | None) -> tuple[Figure, ...]:
    seen = found.accuracy
    figures = [
        _figure("calls", f"{found.calls:,.0f}", said("explain_forecast.fig_calls_note")),
        _figure("band", f"{found.low:,.0f} – {found.high:,.0f}", said("explain_forecast.fig_band_note")),
    ]
    if np.isfinite(seen.daily):
        figures.append(_figure("error", f"{seen.daily:.1%}", said("explain_forecast.fig_error_note", naive=f"{seen.naive:.1%}")))
    if np.isfinite(found.temperature):
        case = "scenario" if without is not None else "given" if found.temperature_known else "usual"
        calls = f"{without.calls:,.0f}" if without is not None else ""
        note = said(f"explain_forecast.fig_temperature_{case}", calls=calls)
        figures.append(_figure("temperature", f"{found.temperature:.1f} °C", note))
    return tuple(figures)


def _figure(name: str, value: str, note: Text) -> Figure:
    return Figure(said(f"explain_forecast.fig_{name}"), same(value), note)
