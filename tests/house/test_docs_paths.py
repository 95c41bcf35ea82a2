"""What the pages speak of exists: files, folders, links, headings, Python names, commands and options."""

from __future__ import annotations

import importlib
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from house_tree import ROOT, pages, tracked

from wfm.cli.main import COMMANDS, cli

PAGES = sorted(pages())
TOPS = "|".join(sorted({re.escape(path.relative_to(ROOT).parts[0]) for path in tracked()}))
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


@pytest.mark.parametrize("name", PAGES)
def test_paths_in_pages_exist(name: str) -> None:
    missing = [path for path in _paths(_prose(pages()[name])) if not any(ROOT.glob(path))]
    assert missing == []


@pytest.mark.parametrize("name", PAGES)
def test_links_in_pages_lead_somewhere(name: str) -> None:
    folder = (ROOT / name).parent
    broken = []
    for target in LINK.findall(_without_blocks(pages()[name])):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        path = folder / file if file else ROOT / name
        if not path.exists() or (anchor and anchor not in _anchors(path)):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("name", PAGES)
def test_python_names_in_pages_exist(name: str) -> None:
    spoken = {found for code in CODE.findall(_without_blocks(pages()[name])) for found in _dotted(code)}
    assert [dotted for dotted in sorted(spoken) if not _resolves(dotted)] == []


@pytest.mark.parametrize("name", [name for name in PAGES if name != "docs/reference/cli.md"])
def test_commands_in_pages_have_these_options(name: str) -> None:
    assert [f"{line}: {what}" for line in _command_lines(pages()[name]) if (what := _wrong(line))] == []


def test_the_checks_see_what_they_should() -> None:
    assert list(_paths("see `wfm/timegrid.py`, `docs/` and `wfm/roster/rules/<name>.py`, not `a/b`")) == [
        "wfm/timegrid.py",
        "docs",
        "wfm/roster/rules/*.py",
    ]
    assert _resolves("wfm.timegrid.month_horizon")
    assert not _resolves("wfm.timegrid.no_such_name")
    assert _wrong("wfm check --no-such-option") == "--no-such-option"
    assert _wrong("wfm no-such-command") == "no-such-command"
    assert _wrong("wfm publish --month 2026-08 --reason x") == ""


def _without_blocks(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)


def _prose(text: str) -> str:
    return _without_blocks(text)


def _paths(text: str) -> Iterator[str]:
    """Repository paths in backticks; ``<name>`` and ``...`` stand for anything."""
    for code in CODE.findall(text):
        for word in code.split():
            word = re.sub(r"<[^>]*>|\.\.\.|…", "*", word.rstrip(",.;:").removeprefix("./"))
            if re.fullmatch(rf"({TOPS})(/[^`\s]*)?", word) and ("/" in word or "." in word) and not _dotted_name(word):
                yield word.rstrip("/")


def _dotted_name(word: str) -> bool:
    return "/" not in word and re.fullmatch(r"wfm(\.\w+)+", word) is not None and not (ROOT / word).exists()


def _anchors(path: Path) -> set[str]:
    heads = re.findall(r"^#+ +(.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def _dotted(code: str) -> list[str]:
    return [name for name in re.findall(r"(?<![\w./-])wfm(?:\.[A-Za-z_]\w*)+", code) if name not in ("wfm.db", "wfm.yaml")]


def _resolves(dotted: str) -> bool:
    parts = dotted.split(".")
    for k in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:k]))
        except ModuleNotFoundError:
            continue
        for part in parts[k:]:
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
        return True
    return False


def _command_lines(text: str) -> Iterator[str]:
    """Lines that start with ``wfm`` in code blocks (indented or fenced), and backticked commands."""
    for line in text.splitlines():
        for piece in re.split(r"&&|\s#|\|", line):
            piece = re.sub(r"^\s*(\$ )?", "", piece).strip()
            if re.match(r"^(    |\$ |wfm |cd )", line) and re.match(r"wfm [a-z]", piece):
                yield piece
    for code in CODE.findall(_without_blocks(text)):
        if re.match(r"wfm [a-z]", code):
            yield code


def _wrong(line: str) -> str:
    """The unknown command or option of a line, or nothing."""
    words = shlex.split(re.sub(r"\s{3,}.*", "", line), comments=True)
    if words[1] not in COMMANDS:
        return words[1]
    found = cli.get_command(click.Context(cli), words[1])
    assert found is not None
    rest = words[2:]
    if isinstance(found, click.Group) and rest and not rest[0].startswith("-"):
        if rest[0] not in found.commands:
            return rest[0]
        found, rest = found.commands[rest[0]], rest[1:]
    known = {option for param in found.params for option in [*param.opts, *param.secondary_opts]} | {"-h", "--help"}
    return next((word for word in rest if re.match(r"--?[a-z]", word) and word.split("=")[0] not in known), "")


def test_every_page_is_reached_from_the_index() -> None:
    index = ROOT / "docs" / "index.md"
    linked = {(index.parent / target.partition("#")[0]).resolve() for target in LINK.findall(index.read_text(encoding="utf-8"))}
    assert [name for name in PAGES if name.startswith("docs/") and (ROOT / name).resolve() not in linked | {index}] == []
