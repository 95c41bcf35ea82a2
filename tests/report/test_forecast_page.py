"""The page that explains a forecast: texts, waterfall, curve."""

from __future__ import annotations

import re
from datetime import date
from importlib import resources
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from wfm import words
from wfm.calendars import Part as Place
from wfm.calendars import Position
from wfm.cli.main import cli
from wfm.data.tables import Centre, Project
from wfm.data.workspace import Workspace
from wfm.errors import UsageError
from wfm.forecast.explain import Explanation, Part, SpeakingDay
from wfm.forecast.judge import Accuracy
from wfm.report.forecast import ForecastView, build_forecast_view, lines_of, part_title, render_forecast

FOUND = Explanation(
    project="p",
    day=date(2026, 8, 12),
    calls=1150.0,
    low=1000.0,
    high=1300.0,
    busy_day=0.1,
    parts=(Part("level", 1000.0, float("nan")), Part("holiday", -50.0, -5.0), Part("temperature", 200.0, 21.0)),
    members={"regression": (0.4, 1100.0), "gaussian-process": (0.6, 1183.0)},
    days=(SpeakingDay(date(2026, 7, 29), 0.03, 1200.0),),
    accuracy=Accuracy(daily=0.05, naive=0.09, days=84, origins=3, ahead=31),
    closed=False,
    history_end=date(2026, 7, 31),
    holiday=Position("<Fair>", Place.FIRST, 0),
    temperature=36.0,
    temperature_known=True,
    events=(),
)
EFFECT = pd.DataFrame(
    {
        "temperature": [20.0, 25.0, 30.0],
        "factor": [0.9, 1.0, 1.2],
        "low": [0.8, 0.98, 1.1],
        "high": [1.0, 1.02, 1.3],
        "days": [1, 5, 0],
    }
)
SPACE = Workspace(path=Path("nowhere"), centre=Centre(name="test", country="AU"), projects=(Project(project="p", name="Power"),))


@pytest.fixture
def view() -> ForecastView:
    return build_forecast_view(SPACE, FOUND, EFFECT)


def test_waterfall_hangs_together(view: ForecastView) -> None:
    level, holiday, temperature, whole = view.bars
    assert [bar.tone for bar in view.bars] == ["whole", "down", "up", "whole"]
    assert holiday.left + holiday.width == pytest.approx(level.left + level.width, abs=0.02)
    assert temperature.left == pytest.approx(holiday.left, abs=0.02)
    assert temperature.left + temperature.width == pytest.approx(whole.width, abs=0.02)
    assert (holiday.calls, holiday.percent) == ("-50", "-5.0 %")


def test_curve_has_a_column_where_data_lie(view: ForecastView) -> None:
    assert view.curve is not None
    assert len(view.curve.days) == 2
    assert view.curve.here == view.curve.x_ticks[-1].place, "a record temperature stands at the edge"


def test_page_in_both_languages(view: ForecastView) -> None:
    for language in words.LANGUAGES:
        page = render_forecast(view, language)
        assert f'data-show="{language}"' in page
        assert "<Fair>" not in page
        assert "&lt;Fair&gt;" in page
        assert "36.0 °C" in page
    assert "no response" in render_forecast(build_forecast_view(SPACE, FOUND), "en").lower()


def test_sentences() -> None:
    told = [line["en"] for line in lines_of(FOUND)]
    assert told[0].endswith(": 1,150 calls expected; eight days in ten lie between 1,000 and 1,300.")
    assert any("Gaussian process 60%, regression 40%" in line for line in told)
    assert part_title(FOUND.parts[1], FOUND)["en"] == "<Fair>: first day"


def test_templates_use_known_texts() -> None:
    source = (resources.files("wfm.report") / "templates" / "forecast" / "page.html.j2").read_text(encoding="utf-8")
    named = set(re.findall(r'\bt\("(\w+)"[,)]', source))
    assert named
    assert {name for name in named if not words.has(f"explain_forecast.{name}")} == set()


@pytest.mark.parametrize("arguments", [("p", "12.8.2026"), ("p", "2026-08-12", "--temperature", "99")])
def test_wrong_input_is_answered(arguments: tuple[str, ...]) -> None:
    with pytest.raises(UsageError):
        CliRunner().invoke(cli, ["explain-forecast", *arguments], catch_exceptions=False)
