"""Put the output of the last ``make demo`` (demo/demo.log) and a picture of its report into the README.

python docs/refresh_readme.py; ``make readme`` runs the demo first. The picture needs Chromium and is kept as it is without it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from wfm.data.files import write_text

ROOT = Path(__file__).parents[1]
LOG = ROOT / "demo" / "demo.log"
REPORT = ROOT / "demo" / "bank-1999" / "results" / "report-1999-06.html"
PICTURE = ROOT / "docs" / "images" / "report.png"
SIZE = "1280,1240"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

SHOWN = {
    "init": r".",
    "cd": r"$^",
    "check": r"Accepted|table |history |employees |calls read",
    "forecast": r"project  |\w+ +[\d,]+ +\d{4}-",
    "warmup": r".",
    "staff": r"\w+: [\d,]+ agent-hours",
    "plan": r"\d+ people|Cost |Independent|Demand not met|Draft",
    "audit": r"Audit|Roster",
    "publish": r".",
    "report": r"results/|The report",
}
"""Command -> which of its lines the README shows; ``...`` stands for the others."""
HEADS = {"plan": {"cost": 3, "times": 4, "stretch": 2}}
"""Of a long list: how many lines of each kind are shown."""
KINDS = {"cost": r" +\d+ s +cost", "times": r" +\d+ +\d+ times", "stretch": r"  +\w+ \d{4}-|      "}


def shortened(log: str) -> str:
    """The demo's output for the README."""
    return "\n\n".join(_command(piece) for piece in re.split(r"\n\$ ", "\n" + log.strip())[1:])


def _command(piece: str) -> str:
    head, *lines = piece.strip().splitlines()
    words = head.split()
    name = words[1] if words[0] == "wfm" else words[0]
    return "\n".join([f"$ {head}", *_kept(name, lines)])


def _kept(name: str, lines: list[str]) -> Iterator[str]:
    left = dict(HEADS.get(name, {}))
    skipped = False
    for number, line in enumerate(lines):
        if _shown(name, line, lines[number + 1 : number + 2], left):
            skipped = False
            yield line
        elif line.strip() and not skipped:
            skipped = True
            yield "..."


def _shown(name: str, line: str, following: list[str], left: dict[str, int]) -> bool:
    """Whether a line is shown; counts down what is left of its kind. The last line of progress always is."""
    kind = next((kind for kind in left if re.match(KINDS[kind], line)), None)
    if kind is None:
        return re.match(SHOWN[name], line) is not None
    left[kind] -= 1
    last = kind == "cost" and not any(re.match(KINDS["cost"], other) for other in following)
    return last or left[kind] >= 0


def main() -> int:
    """Rewrite the README's block of output, then the picture."""
    log = LOG.read_text(encoding="utf-8").replace(f"{ROOT}/", "")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = f"```text\n{shortened(log)}\n```"
    write_text(ROOT / "README.md", re.sub(r"```text\n.*?\n```", lambda _: block, readme, count=1, flags=re.DOTALL))
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        sys.stderr.write("No Chromium: the picture was left as it is.\n")
        return 0
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1"]
    subprocess.run(
        [browser, *options, f"--window-size={SIZE}", f"--screenshot={PICTURE}", REPORT.as_uri()],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
