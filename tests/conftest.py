"""What every test shares: calm property tests, the same ones each time in CI, and the folder of public data."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests marked ``data`` need the folder named by WFM_DATA."""
    if "WFM_DATA" in os.environ:
        return
    skip = pytest.mark.skip(reason="WFM_DATA is not set")
    for item in items:
        if item.get_closest_marker("data"):
            item.add_marker(skip)
