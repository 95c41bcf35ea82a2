"""The README's Python is docs/examples/quickstart.py, and it runs (on fewer people and a short search)."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest
from house_tree import ROOT

from wfm.scenario import library

SCRIPT = ROOT / "docs" / "examples" / "quickstart.py"


def test_the_readme_shows_the_example() -> None:
    (shown,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert SCRIPT.read_text(encoding="utf-8").split('"""\n\n', 1)[1] == shown


def test_the_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(library, "create", functools.partial(library.create, agents=20))
    code = SCRIPT.read_text(encoding="utf-8").replace("20_000_000", "100_000")
    exec(compile(code, str(SCRIPT), "exec"), {})
    said = capsys.readouterr().out
    assert "audit passed: True\nversion 1 of 1999-06, report of" in said
    assert (tmp_path / "demo" / "quickstart" / "results" / "report-1999-06.html").stat().st_size > 50_000
