"""Commands as typed, for the tests of weeks and swaps."""

from __future__ import annotations

from click.testing import CliRunner, Result

from wfm.cli.main import cli


def run(*arguments: object) -> Result:
    """A command, as typed."""
    return CliRunner().invoke(cli, [str(part) for part in arguments])
