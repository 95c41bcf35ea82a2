"""The Python of docs/store.md runs as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from store_tiny import result_of, tiny_roster

from wfm.data.serial import draft_path, save_result

PAGE = Path(__file__).parents[2] / "docs" / "store.md"


def test_the_python_of_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    save_result(draft_path(tmp_path / "my-centre" / "results", "2026-08"), result_of(tiny_roster()))
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    exec(compile(code, str(PAGE), "exec"), {})
    assert capsys.readouterr().out == "The rosters are the same.\nTrue\n"
