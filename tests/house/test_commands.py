"""Every command: an example that parses, ``--lang``, a Python twin that exists with the same defaults, its place in the docs."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from house_tree import ROOT

from wfm.cli.main import COMMANDS, cli

GROUPS = [name for name in COMMANDS if isinstance(cli.get_command(click.Context(cli), name), click.Group)]
SUBCOMMANDS = [f"{group} {name}" for group in GROUPS for name in cli.get_command(click.Context(cli), group).commands]  # type: ignore[union-attr]
GENERATORS = sorted((ROOT / "docs").glob("generate_*.py"))


def _command(name: str) -> click.Command:
    """A command, or one of a group: ``echelon reply``."""
    group, _, inner = name.partition(" ")
    found = cli.get_command(click.Context(cli), group)
    assert found is not None
    if inner:
        assert isinstance(found, click.Group)
        return found.commands[inner]
    return found


@pytest.mark.parametrize("name", [*COMMANDS, *SUBCOMMANDS])
def test_help_has_an_example_that_parses(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    examples = re.findall(r"^ *(?:Example: +|)(wfm .*)$", inspect.cleandoc(_command(name).help or ""), re.MULTILINE)
    assert examples, "no example"
    for line in examples:
        _parse(line)


def _parse(line: str) -> None:
    words = shlex.split(line, comments=True)
    words = words[: words.index("&&")] if "&&" in words else words
    for file in (word for word in words[2:] if re.fullmatch(r"[\w/-]+\.\w+", word)):
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        Path(file).touch()
    command, rest = _command(words[1]), words[2:]
    if isinstance(command, click.Group):
        command, rest = command.commands[rest[0]], rest[1:]
    command.make_context(words[1], rest, resilient_parsing=False)


@pytest.mark.parametrize("name", [*COMMANDS, *SUBCOMMANDS])
def test_every_command_takes_a_language(name: str) -> None:
    options = {option for param in _command(name).params for option in param.opts}
    assert "--lang" in options
    assert all(getattr(param, "help", None) for param in _command(name).params if isinstance(param, click.Option))


@pytest.mark.parametrize("name", [*COMMANDS, *SUBCOMMANDS])
def test_help_needs_no_workspace(name: str) -> None:
    shown = CliRunner().invoke(cli, [*name.split(), "--help"])
    assert shown.exit_code == 0
    assert "Example:" in shown.output


@pytest.mark.parametrize("name", [*COMMANDS, *SUBCOMMANDS])
def test_the_python_twin_exists_and_takes_what_is_shown(name: str) -> None:
    calls = list(_twin_calls(name))
    assert calls, "no Python twin named in the help"
    for function, call in calls:
        given = {word.arg: None for word in call.keywords if word.arg}
        inspect.signature(function).bind(*[None] * len(call.args), **given)


@pytest.mark.parametrize("name", [*COMMANDS, *SUBCOMMANDS])
def test_options_and_twin_share_their_defaults(name: str) -> None:
    """Where an option and a parameter of the twin have one name, they have one default."""
    options = {param.name: param for param in _command(name).params if isinstance(param, click.Option)}
    for function, _ in _twin_calls(name):
        for parameter in inspect.signature(function).parameters.values():
            option = options.get(parameter.name)
            if option is None or option.required or parameter.default is inspect.Parameter.empty:
                continue
            asked = option.get_default(click.Context(_command(name)))
            if isinstance(asked, str | int | float):
                assert asked == parameter.default, parameter.name


def _twin_calls(name: str) -> Iterator[tuple[Callable[..., Any], ast.Call]]:
    """Calls of public functions in the help's Python lines."""
    text = inspect.cleandoc(_command(name).help or "")
    after = re.split(r"^\s*Python: +", text, flags=re.MULTILINE)
    for line in after[1].splitlines() if len(after) > 1 else []:
        for node in ast.walk(ast.parse(line.strip() or "None", mode="eval")):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("wfm."):
                yield _named(ast.unparse(node.func)), node


def _named(dotted: str) -> Callable[..., Any]:
    parts = dotted.split(".")
    for k in range(len(parts) - 1, 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:k]))
        except ModuleNotFoundError:
            continue
        for part in parts[k:]:
            found = getattr(found, part)
        assert callable(found)
        return found  # type: ignore[no-any-return]
    raise AssertionError(f"{dotted} does not exist")


@pytest.mark.parametrize("script", GENERATORS, ids=lambda script: script.stem)
def test_generated_pages_are_fresh(script: Path) -> None:
    run = subprocess.run([sys.executable, str(script), "--check"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_every_command_is_documented() -> None:
    text = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"\n## wfm {name}\n" not in text] == []


def test_an_unknown_command_is_a_usage_error() -> None:
    assert CliRunner().invoke(cli, ["no-such-command"]).exit_code == 2
