"""The pictures of the forecast's effects: drawn by today's code, well formed, small, and telling what they claim."""

from __future__ import annotations

import sys
from math import log
from xml.etree import ElementTree

import pytest
from house_tree import ROOT

sys.path.insert(0, str(ROOT / "docs"))

import draw_effects
import effect_world

PAGE = (ROOT / "docs" / "forecast-effects.md").read_text(encoding="utf-8")


def test_the_page_shows_every_picture_and_no_other() -> None:
    there = {path.name for path in (ROOT / "docs" / "images").glob("effect-*.svg")}
    assert there == {f"effect-{name}.svg" for name in draw_effects.PICTURES}
    assert all(f"images/{name}" in PAGE for name in there)


@pytest.mark.parametrize("name", draw_effects.PICTURES)
def test_pictures_are_small_and_well_formed(name: str) -> None:
    text = (ROOT / "docs" / "images" / f"effect-{name}.svg").read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)
    assert root.tag.endswith("svg")
    assert len(text) < 40_000
    assert "NaN" not in text.replace("nan", "NaN")


@pytest.mark.slow
def test_what_is_found_is_near_what_is_true() -> None:
    """The made hotline: weekday, season, holidays and level within what the page shows."""
    _, trained = draw_effects.hotline()
    days = effect_world.DATES[-365:]
    found = trained.log_effects(days)
    assert max(abs(found["season"] - [log(effect_world.season(day)) for day in days])) < 0.15
    holidays = [day for day in days if effect_world.CALENDAR.holiday(day)]
    gaps = trained.log_effects(holidays)["holiday"] - [log(draw_effects.true_holiday(day)) for day in holidays]
    assert abs(gaps).mean() < 0.1
    assert {name: draw().svg()[:4] for name, draw in draw_effects.PICTURES.items()} == dict.fromkeys(
        draw_effects.PICTURES, "<svg"
    )
