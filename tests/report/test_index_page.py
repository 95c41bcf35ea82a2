"""The index: every report linked once under its step, versions marked, books counted, meddling shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from report_sample import sample, sample_workspace
from test_simulation_page import parsed

from wfm.cli.main import cli
from wfm.report.index import build_view, render_index
from wfm.store import NewEntry, Store

PAGES = {
    "report-2026-08.html": "August <plan>",
    "adjust-2026-08-10.html": "Week",
    "tweak-2026-08-12.html": "Day",
    "scenario-heat-wave.html": "Heat wave",
    "rewards/000007.html": "Sheet",
    "notes.html": "",
}


@pytest.fixture
def results(tmp_path: Path) -> Path:
    folder = tmp_path / "results"
    for name, title in PAGES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        escaped = title.replace("<", "&lt;").replace(">", "&gt;")
        (folder / name).write_text(f"<title>{escaped}</title>" if title else "<p>no title</p>", encoding="utf-8")
    (folder / "index.html").write_text("<title>old index</title>")
    return folder


def test_reports_stand_under_their_step(tmp_path: Path, results: Path) -> None:
    view = build_view(sample_workspace(6), Store.open(tmp_path), results)
    listed = {group.name["en"]: [link.href for link in group.links] for group in view.groups}
    assert listed == {
        "Month": ["report-2026-08.html"],
        "Week": ["adjust-2026-08-10.html"],
        "Day": ["tweak-2026-08-12.html"],
        "Peaks": ["scenario-heat-wave.html"],
        "Contributions and rewards": ["rewards/000007.html"],
        "Other pages": ["notes.html"],
    }
    titles = {link.href: link.title for group in view.groups for link in group.links}
    assert titles["report-2026-08.html"] == "August <plan>"
    assert titles["notes.html"] == "notes"
    page = render_index(view)
    parsed(page)
    assert "August &lt;plan&gt;" in page
    assert 'href="rewards/000007.html"' in page


def test_versions_and_books(tmp_path: Path, results: Path) -> None:
    workspace, result, _, _ = sample()
    store = Store.open(tmp_path)
    first = store.publish(result, author="li", reason="first <plan>", base=None)
    store.publish(result, author="wang", reason="leave", base=first.number, layer="week")
    store.write_book("points", lambda _: [NewEntry("claim", "007", {"points": 3})] * 2, action="claim", author="li")
    view = build_view(workspace, store, results)
    assert [(row.cells[0], row.layer["en"], row.now) for row in view.versions] == [("2", "week", True), ("1", "month", False)]
    assert [(row.name["en"], row.cells[0], row.cells[3]) for row in view.books] == [("Points", "2", "claim")]
    assert view.figures[3].tone == "good"
    page = render_index(replace(view, language="zh"))
    parsed(page)
    assert "first &lt;plan&gt;" in page


def test_an_empty_workspace_has_an_index_too(tmp_path: Path) -> None:
    (tmp_path / "wfm.yaml").write_text("name: W\n")
    done = CliRunner().invoke(cli, ["index", "-w", str(tmp_path)])
    assert done.exit_code == 0, done.output
    page = (tmp_path / "results" / "index.html").read_text(encoding="utf-8")
    assert "There are no reports yet." in page
    assert "Nothing is published yet." in page
