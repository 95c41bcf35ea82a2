"""The HTML file: self-contained, escaped, in both languages, small enough."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib import resources

import pytest
from report_sample import sample

from wfm import words
from wfm.report import build_view, render_report

VOID = {"meta", "link", "br", "input", "col", "img", "hr", "line", "path", "rect"}


class Balance(HTMLParser):
    """Checks that tags close in order, and gathers attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag


@pytest.fixture(scope="module", params=words.LANGUAGES)
def page(request: pytest.FixtureRequest) -> str:
    workspace, result, demand, forecast = sample()
    return render_report(build_view(workspace, result, demand=demand, forecast=forecast), str(request.param))


def parsed(page: str) -> Balance:
    found = Balance()
    found.feed(page)
    assert found.open == []
    return found


def test_tags_close_and_ids_are_unique(page: str) -> None:
    found = parsed(page)
    assert len(found.ids) == len(set(found.ids))
    targets = [value[1:] for _, name, value in found.attributes if name == "href"]
    labels = [label for _, name, value in found.attributes if name == "aria-labelledby" for label in value.split()]
    assert set(targets + labels) <= set(found.ids)


def test_nothing_is_loaded_from_outside(page: str) -> None:
    assert not re.search(r"https?:|//[a-z]|@import|url\((?!#)", page, re.IGNORECASE)
    assert not [item for item in parsed(page).attributes if item[1] in ("src", "srcset", "action", "data")]
    assert "default-src 'none'" in page


def test_both_languages_are_inside(page: str) -> None:
    for key in ("grid", "cover", "shortage", "fairness", "rules", "card"):
        for language in words.LANGUAGES:
            assert words.say(f"report.{key}", language) in page
    assert page.count('class="en"') == page.count('class="zh"') > 100


def test_the_chosen_language_is_shown_first() -> None:
    workspace, result, _, _ = sample()
    view = build_view(workspace, result)
    assert '<html lang="zh-Hans" data-show="zh">' in render_report(view, "zh")
    assert '<html lang="en" data-show="en">' in render_report(view, "en")


def test_names_are_escaped_everywhere() -> None:
    workspace, result, demand, forecast = sample()
    evil = '<script>alert("x")</script>'
    people = tuple(person.model_copy(update={"name": evil, "team": evil}) for person in workspace.employees)
    projects = tuple(project.model_copy(update={"name": evil}) for project in workspace.projects)
    centre = workspace.centre.model_copy(update={"name": evil, "synthetic": evil})
    changed = replace(workspace, employees=people, projects=projects, centre=centre)
    noted = replace(result, card=replace(result.card, notes=(evil,), parameters={evil: evil}))
    text = render_report(build_view(changed, noted, demand=demand, forecast=forecast))
    assert evil not in text
    assert text.count("<script") == 2
    parsed(text)
    data = json.loads(text.split('id="data">')[1].split("</script>")[0])
    assert data["projects"][0] == evil


def test_synthetic_label_is_shown_only_when_something_is() -> None:
    workspace, result, _, _ = sample()
    real = replace(workspace, centre=workspace.centre.model_copy(update={"synthetic": ""}))
    assert 'class="synthetic"' in render_report(build_view(workspace, result))
    assert 'class="synthetic"' not in render_report(build_view(real, result))


def test_page_without_demand_has_no_shortage_map() -> None:
    workspace, result, _, _ = sample()
    text = render_report(build_view(workspace, replace(result, shortages=())), "en")
    assert 'id="slots"' not in text
    assert words.say("report.cover_none", "en") in text
    parsed(text)


def test_empty_roster_still_makes_a_page() -> None:
    workspace, result, _, _ = sample()
    empty = replace(workspace, employees=(), projects=(), shifts=(), leave=(), preferences=(), locks=())
    nobody = replace(result, roster=replace(result.roster, duties=()), shortages=())
    parsed(render_report(build_view(empty, nobody)))


def test_a_thousand_people_stay_under_eight_megabytes() -> None:
    workspace, result, demand, forecast = sample(1000)
    text = render_report(build_view(workspace, result, demand=demand, forecast=forecast))
    assert len(text.encode()) < 8_000_000
    assert text.count('<details class="team" open>') == 1, "other teams wait folded"


def test_every_text_is_in_both_languages() -> None:
    for key, texts in words.catalogue().items():
        if key.startswith(("report.", "export.")):
            assert set(texts) == set(words.LANGUAGES), key
            assert all(texts.values()), key
            holes = [set(re.findall(r"{(\w+)", text)) for text in texts.values()]
            assert holes[0] == holes[1], key


def test_templates_use_known_texts() -> None:
    folder = resources.files("wfm.report") / "templates"
    sources = " ".join(file.read_text(encoding="utf-8") for file in folder.iterdir() if file.is_file())
    wanted = set(re.findall(r'\b(?:t|frame)\("(\w+)"[,)]', sources)) | set(re.findall(r'say\("(\w+)"\)', sources))
    assert {name for name in wanted if not words.has(f"report.{name}")} == set()


def test_script_words_are_all_in_the_data() -> None:
    workspace, result, _, _ = sample()
    chart = build_view(workspace, result).chart
    folder = resources.files("wfm.report") / "templates"
    script = "".join((folder / name).read_text(encoding="utf-8") for name in ("page.js", "charts.js"))
    asked = set(re.findall(r'say\("(\w+)"\)', script)) | {"mark_locked", "mark_granted", "mark_refused", "find_person"}
    assert asked == set(chart["words"]["en"]) == set(chart["words"]["zh"])
