"""What ``wfm scenario`` runs: files by name or path, results kept and compared."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from wfm.data.files import write_text
from wfm.data.reading import read_workspace
from wfm.errors import UsageError
from wfm.roster.engine.search import Limit
from wfm.scenario.echelon.record import called_before
from wfm.scenario.refused import leaves_results
from wfm.scenario.whatif.basis import Say, month_of, open_basis
from wfm.scenario.whatif.files import open_whatif, shipped
from wfm.scenario.whatif.levels import LEVELS, Level
from wfm.scenario.whatif.result import FOLDER, compared, load, save, to_json
from wfm.scenario.whatif.run import Asked, run_whatifs
from wfm.store import Store

COLUMNS = (
    "name", "level", "state", "from", "to", "calls", "required_hours", "missing_hours", "unmet", "service", "abandonment",
    "occupancy", "simulated_service", "simulated_service_low", "simulated_service_high", "simulated_abandonment",
    "simulated_abandonment_low", "simulated_abandonment_high", "ordinary", "extended", "rest_day", "statutory", "paid",
    "overtime", "service_cost", "cost", "broken", "changes", "called", "lent",
)  # fmt: skip


def run_scenarios(
    path: Path,
    files: Sequence[str | Path],
    month: str | None = None,
    *,
    version: int | None = None,
    levels: Sequence[Level] | None = None,
    limit: Limit | None = None,
    simulate: bool = False,
    replications: int = 20,
    seed: int = 1,
    workers: int = 1,
    say: Say | None = None,
) -> list[dict[str, Any]]:
    """Run what-ifs over the workspace at ``path`` and keep each result in results/scenarios/: the twin of ``wfm scenario run``.

    ``files``: paths, or names of shipped ones; all of one month. ``limit``: of a new search of the window's days, None =
    judge the roster in force; ``simulate``: judge by ``replications`` of simulated days too. Nothing else of the workspace is
    written.
    """
    opened = [open_whatif(file) for file in files]
    months = {month_of(file.base, month) for file in opened}
    if len(months) != 1:
        raise UsageError("whatif.several_months", months=", ".join(sorted(months)) or "-")
    names = [file.base.name for file in opened]
    if len(set(names)) < len(names):
        raise UsageError("whatif.same_name", names=", ".join(names))
    with leaves_results(path):
        basis = open_basis(path, months.pop(), version=version, say=say)
        workspace = basis.workspace
        store = Store.open(workspace.path, workspace.centre.database)
        asked = Asked(
            levels=tuple(levels) if levels else None,
            resolve=limit,
            replications=replications if simulate else 0,
            seed=seed,
            workers=workers,
            called_before=called_before(store),
        )
        found = [to_json(run) for run in run_whatifs(basis, opened, asked)]
    for result in found:
        save(result, workspace.results)
    return found


def compare_scenarios(path: Path, names: Sequence[str], month: str | None = None) -> list[dict[str, Any]]:
    """Results side by side: kept ones by name or file; a what-if without a kept result is run first."""
    workspace, _ = read_workspace(path)
    found: list[dict[str, Any]] = []
    for name in names:
        kept = Path(name) if name.endswith(".json") else workspace.results / FOLDER / f"{name}.json"
        if kept.is_file() or name.endswith(".json"):
            found.append(load(kept))
        else:
            found += run_scenarios(path, [name], month)
    return found


def list_scenarios(path: Path | None = None) -> list[dict[str, Any]]:
    """Shipped what-ifs with their titles, and which have a result in the workspace at ``path``."""
    rows = []
    for name in shipped():
        file = open_whatif(name)
        kept = path / "results" / FOLDER / f"{file.base.name}.json" if path is not None else None
        rows.append(
            {
                "name": name,
                "title": {"en": file.base.title.en, "zh": file.base.title.zh},
                "levels": list(file.levels),
                "result": str(kept) if kept is not None and kept.is_file() else "",
            }
        )
    return rows


def levels_of(text: str | None) -> tuple[Level, ...] | None:
    """``low,base`` as levels; None stays None. UsageError for another word."""
    if text is None:
        return None
    asked = [word.strip() for word in text.split(",") if word.strip()]
    wrong = [word for word in asked if word not in LEVELS]
    if wrong or not asked:
        raise UsageError("whatif.bad_levels", value=text, known=",".join(LEVELS))
    return tuple(level for level in LEVELS if level in asked)


def write_table(results: Sequence[Mapping[str, Any]], path: Path) -> None:
    """The comparison as CSV: one row per what-if, level and state."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(compared(list(results)))
    write_text(path, "\ufeff" + out.getvalue())
