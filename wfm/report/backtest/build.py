"""From a backtest and its figures to the report's view."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from wfm.data.workspace import Workspace
from wfm.forecast.evaluate import COMBINATION, BacktestReport, ProjectBacktest
from wfm.report.backtest.view import BacktestView, HourBar, ModelRow, Plot, ProjectPart
from wfm.report.base import chart_words
from wfm.report.texts import Text, said, same
from wfm.report.view import Figure

WIDTH, HEIGHT = 720, 180
_CELLS = ("daily", "bias", "mase", "daily_coverage", "interval", "floor", "interval_crps", "interval_coverage")


def build_view(workspace: Workspace, report: BacktestReport, figures: Mapping[str, Any], language: str = "") -> BacktestView:
    """Everything the page shows. ``figures``: ``wfm.forecast.figures.to_json`` with ``staff``, project -> its cost in agents."""
    names = {project.project: project.name or project.project for project in workspace.projects}
    parts = [
        _part(names[name], one, figures["projects"][name], figures["staff"].get(name)) for name, one in report.projects.items()
    ]
    return BacktestView(
        language=language or workspace.centre.language,
        centre=workspace.centre.name,
        synthetic=workspace.centre.synthetic,
        figures=_figures(figures["all"]),
        projects=tuple(parts),
        chart={"interval": report.interval_minutes, "words": chart_words("backtest_report", ())},
    )


def model_name(model: str) -> Text:
    """The name of a model for people."""
    return said("backtest.member_combination" if model == COMBINATION else "forecast.member_" + model.replace("-", "_"))


def _figures(models: Mapping[str, Any]) -> tuple[Figure, ...]:
    own = models[COMBINATION]
    place = list(models).index(COMBINATION) + 1
    shown = [(name, _cell(name, own[name])) for name in ("daily", "interval", "bias", "daily_coverage", "interval_coverage")]
    found = [
        Figure(
            said(f"backtest.head_{name}"), same(value), said(f"backtest_report.note_{name}", floor=_cell("floor", own["floor"]))
        )
        for name, value in shown
    ]
    rank = said("backtest_report.note_rank", models=len(models))
    return (*found, Figure(said("backtest_report.fig_rank"), same(str(place)), rank))


def _part(name: str, one: ProjectBacktest, figures: Mapping[str, Any], staff: Mapping[str, float] | None) -> ProjectPart:
    own = figures["models"][COMBINATION]
    where = {"project": name, "count": len(one.origins), "first": one.origins[0], "last": one.origins[-1]}
    return ProjectPart(
        name=name,
        about=said("backtest.origins", **where, days=own["days"], ahead=one.ahead),
        staff=_staff(name, staff),
        models=tuple(
            ModelRow(model_name(model), tuple(_cell(cell, score[cell]) for cell in _CELLS), model == COMBINATION)
            for model, score in figures["models"].items()
        ),
        plots=_plots(one),
        hours=_hours(figures["hours"]),
        leads=tuple(
            (
                f"{lead['from']}–{lead['to']}",
                *(_cell(cell, lead[cell]) for cell in ("daily", "bias", "interval", "daily_coverage")),
            )
            for lead in figures["leads"]
        ),
    )


def _staff(name: str, staff: Mapping[str, float] | None) -> Text:
    if staff is None:
        return said("backtest.staff_none", project=name)
    return said("backtest.staff", project=name, **{key: f"{value:,.1f}" for key, value in staff.items()})


def _plots(one: ProjectBacktest) -> tuple[Plot, ...]:
    rows = one.days[one.days["model"] == COMBINATION]
    top = float(np.nanmax(rows[["p90", "calls", "mean"]].to_numpy(np.float64))) or 1.0
    return tuple(_plot(part, top) for _, part in rows.groupby("origin"))


def _plot(rows: pd.DataFrame, top: float) -> Plot:
    lead = rows["lead"].to_numpy(np.float64)
    x = (lead - lead.min()) / max(lead.max() - lead.min(), 1.0) * WIDTH
    points = {name: _points(x, rows[name].to_numpy(np.float64), top) for name in ("p10", "p90", "mean", "calls")}
    band = "M" + "L".join(points["p90"]) + "L" + "L".join(reversed(points["p10"])) + "Z"
    known = np.isfinite(rows["calls"].to_numpy(np.float64))
    title = said("backtest_report.from_day", day=rows["origin"].iloc[0])
    return Plot(title, band, "M" + "L".join(points["mean"]), _gapped(points["calls"], known), f"{top:,.0f}")


def _points(x: np.ndarray, values: np.ndarray, top: float) -> list[str]:
    return [f"{a:.1f} {HEIGHT * (1 - np.nan_to_num(value) / top):.1f}" for a, value in zip(x, values, strict=True)]


def _gapped(points: list[str], known: np.ndarray) -> str:
    """A path that starts anew after days without a record."""
    return "".join(
        ("L" if k and known[k - 1] else "M") + point for k, (point, seen) in enumerate(zip(points, known, strict=True)) if seen
    )


def _hours(hours: list[Mapping[str, Any]]) -> tuple[HourBar, ...]:
    tallest = max((hour["wape"] or 0.0 for hour in hours), default=0.0) or 1.0
    return tuple(
        HourBar(
            hour=f"{hour['hour']:02d}",
            wape=_cell("wape", hour["wape"]),
            height=(hour["wape"] or 0.0) / tallest,
            floor=min((hour["floor"] or 0.0) / tallest, 1.0),
            coverage=_cell("coverage", hour["coverage"]),
        )
        for hour in hours
    )


def _cell(name: str, value: float | None) -> str:
    if value is None:
        return "–"
    formats = {"mase": "{:.2f}", "bias": "{:+.1%}", "interval_crps": "{:.3f}"}
    return formats.get(name, "{:.1%}").format(value).replace("%", " %")
