"""The tree that the house tests look at."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = {".py", ".md", ".yaml", ".yml", ".toml", ".txt", ".csv", ".css", ".js", ".j2", ".json", ".sh", ""}


@cache
def tracked() -> tuple[Path, ...]:
    """Files that are, or would be, under version control; every file of an unpacked release."""
    try:
        run = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        found = [ROOT / name for name in run.stdout.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        hidden = re.compile(r"(^|/)(\.(?!ci/)[^/]*|__pycache__|demo|build|dist|[^/]*\.egg-info)(/|$)")
        found = [path for path in ROOT.rglob("*") if not hidden.search(path.relative_to(ROOT).as_posix())]
    return tuple(sorted(path for path in found if path.is_file()))


@cache
def texts() -> dict[str, str]:
    """Relative path -> content of every text file."""
    found = {}
    for path in tracked():
        if path.suffix in TEXT:
            found[path.relative_to(ROOT).as_posix()] = path.read_text(encoding="utf-8")
    return found


def pages() -> dict[str, str]:
    """Relative path -> content of every page for readers."""
    return {name: text for name, text in texts().items() if name.endswith(".md")}
