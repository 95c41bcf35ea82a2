"""The published month that tests of peaks share."""

from __future__ import annotations

from pathlib import Path

import peak_world
import pytest

from wfm.scenario.whatif.basis import Basis, open_basis


@pytest.fixture(scope="session")
def peak_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace of ``peak_world``; tests that write take a copy."""
    return peak_world.make(tmp_path_factory.mktemp("peak") / "utility")


@pytest.fixture(scope="session")
def basis(peak_folder: Path) -> Basis:
    """Its month, opened once."""
    return open_basis(peak_folder, peak_world.MONTH)


@pytest.fixture
def own_folder(peak_folder: Path, tmp_path: Path) -> Path:
    """A copy to write into."""
    return peak_world.copy(peak_folder, tmp_path / "own")
