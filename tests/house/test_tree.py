"""The tree as a whole: nothing of one machine in it, pins that are only pins, names that exist, imports that run one way."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from house_tree import ROOT, texts

import wfm

MACHINE = ("/" + "work/", "/" + "root/", "/" + "tmp/", "/" + "home/", "/" + "opt/")
PACKAGES = ["wfm", *(found.name for found in pkgutil.walk_packages(wfm.__path__, "wfm.") if found.ispkg)]


def test_no_path_of_one_machine_is_written_down() -> None:
    found = {
        f"{name}: {text[max(0, at.start() - 20) : at.end() + 20]!r}"
        for name, text in texts().items()
        for at in re.finditer("|".join(MACHINE), text)
    }
    assert found == set()


def test_constraints_are_pins_only() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line)] == []
    assert lines == sorted(lines, key=str.lower)


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    names = {_plain(re.split(r"[<>=!\[ ;]", line)[0]) for line in asked}
    pinned = {_plain(line.split("==")[0]) for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()}
    assert sorted(names - pinned) == []


def test_every_dependency_has_its_reason() -> None:
    """docs/architecture.md gives a line to each dependency, and to nothing that is none."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    names = {_plain(re.split(r"[<>=!\[ ;]", line)[0]) for line in asked}
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    section = page.split("\n## Dependencies\n")[1].split("\n## ")[0]
    reasons = {
        _plain(name) for row in re.findall(r"^\| ([^|]+) \|", section, re.MULTILINE) for name in re.findall(r"`([^`]+)`", row)
    }
    assert reasons == names


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("name", PACKAGES)
def test_public_names_exist(name: str) -> None:
    module = importlib.import_module(name)
    public = getattr(module, "__all__", [])
    assert [each for each in public if not hasattr(module, each)] == []
    assert len(public) == len(set(public))


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        name
        for name, text in texts().items()
        if name.startswith("wfm/") and name.endswith(".py") and text.strip() and not re.match(r'("""|r""")\S', text)
    ]
    assert silent == []


def test_the_library_does_not_print() -> None:
    loud = [
        name
        for name, text in texts().items()
        if name.startswith("wfm/")
        and not name.startswith("wfm/cli/")
        and name.endswith(".py")
        and re.search(r"^\s*print\(", text, re.M)
    ]
    assert loud == []


def test_imports_run_one_way() -> None:
    run = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_light_commands_do_not_load_the_solver() -> None:
    """``wfm --help`` and ``wfm check`` start without the solver, the compiler and the statistics."""
    heavy = {"ortools", "highspy", "statsmodels"}
    code = f"import sys, wfm.cli.main, wfm.cli.workspace; print(*({heavy} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.split() == []


def test_the_changelog_speaks_of_this_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## (Unreleased|{re.escape(wfm.__version__)})", text, re.MULTILINE)
