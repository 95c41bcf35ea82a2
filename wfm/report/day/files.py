"""The three files of a proposal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wfm.data.files import write_text
from wfm.data.workspace import Workspace
from wfm.report.day.build import build_view
from wfm.report.day.messages import messages_csv, messages_of
from wfm.report.day.page import render_tweak


def write_files(workspace: Workspace, data: Mapping[str, Any], language: str) -> tuple[Path, Path, Path]:
    """results/tweak-DATE.json, results/messages-DATE.csv, results/tweak-DATE.html; each written whole."""
    names = {project.project: project.name or project.project for project in workspace.projects}
    results, date = workspace.results, data["date"]
    paths = (results / f"tweak-{date}.json", results / f"messages-{date}.csv", results / f"tweak-{date}.html")
    write_text(paths[0], json.dumps(data, ensure_ascii=False, indent=1, default=str) + "\n")
    write_text(paths[1], messages_csv(messages_of(data, names)))
    write_text(paths[2], render_tweak(build_view(workspace, data, language)))
    return paths
