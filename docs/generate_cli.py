"""Write docs/reference/cli.md from the commands' own help; ``--check`` only compares and exits 1 when the page is stale.

python docs/generate_cli.py [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from wfm.cli.main import COMMANDS, cli
from wfm.data.files import write_text

PAGE = Path(__file__).parent / "reference" / "cli.md"
WIDTH = 110
INTRO = """# Commands

<!-- Written by docs/generate_cli.py from the commands' help; do not edit. -->

`wfm COMMAND --help` shows the same. Each command is the twin of a public function, named in its last lines: the command reads
its options, calls the function and shows what comes back. Results go to standard output, progress and remarks to standard
error; `--json` gives one JSON document instead of text.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | a finding: refused input, an illegal roster, a broken chain |
| 2 | usage: a wrong option, an unknown name, a missing file |
| 3 | infeasible: no legal roster, or none found; the rules that clash are named |
| 4 | conflict: somebody else published first |
| 5 | the audit disagrees with the solver: an error of ours, nothing is handed over |
| 130 | interrupted |
"""


def page() -> str:
    """The whole page."""
    return "\n".join([INTRO, *_contents(), *(line for name in COMMANDS for line in _section(name)), *_helped("wfm", cli)]) + "\n"


def command(name: str) -> click.Command:
    """The command called ``name``."""
    found = cli.get_command(click.Context(cli), name)
    assert found is not None, name
    return found


def _contents() -> Iterator[str]:
    yield from ("| command | does |", "|---|---|")
    for name in COMMANDS:
        yield f"| [{name}](#wfm-{name}) | {command(name).get_short_help_str(200)} |"
    yield ""


def _section(name: str) -> Iterator[str]:
    yield from (f"## wfm {name}", "")
    yield from _helped(f"wfm {name}", command(name))
    found = command(name)
    for inner in found.commands.values() if isinstance(found, click.Group) else ():
        yield from ("", f"### wfm {name} {inner.name}", "")
        yield from _helped(f"wfm {name} {inner.name}", inner)
    yield ""


def _helped(title: str, shown: click.Command) -> Iterator[str]:
    if shown is cli:
        yield from ("## wfm", "")
    context = click.Context(shown, info_name=title, terminal_width=WIDTH, max_content_width=WIDTH)
    context.help_option_names = ["-h", "--help"]
    yield from ("```text", shown.get_help(context).rstrip(), "```")


def main(arguments: list[str]) -> int:
    """Write the page, or compare it."""
    if "--check" in arguments:
        stale = not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page()
        if stale:
            sys.stderr.write(f"{PAGE} is stale: run python docs/generate_cli.py\n")
        return int(stale)
    write_text(PAGE, page())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
