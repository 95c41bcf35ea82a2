"""The sample of docs/simulation.md runs and prints what the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "simulation.md"


def test_sample_prints_what_the_page_says(capsys: pytest.CaptureFixture[str]):
    found = re.search(r"```python\n(.*?)```\n\n    ([^\n]+)\n", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    exec(compile(found[1], str(PAGE), "exec"), {})
    assert capsys.readouterr().out.strip() == found[2]
