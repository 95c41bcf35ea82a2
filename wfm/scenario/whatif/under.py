"""The month as it would be under a what-if, without judging it: what readiness and call-ups look at."""

from __future__ import annotations

from pathlib import Path

from wfm.data.roster import Roster
from wfm.scenario.whatif.basis import Basis, refuse_strangers
from wfm.scenario.whatif.files import WhatIfFile, open_whatif
from wfm.scenario.whatif.levels import Level
from wfm.scenario.whatif.outcome import Situation
from wfm.scenario.whatif.people import changed_workspace, without_absentees
from wfm.scenario.whatif.run import situation_of
from wfm.scenario.whatif.weather import weather_of


def situation_under(basis: Basis, scenario: str | Path | WhatIfFile | None, level: Level = "base") -> tuple[Situation, Roster]:
    """Demand and people under ``scenario`` (None: as they are), and the roster in force without those who are then absent."""
    if scenario is None:
        return Situation(basis.workspace, basis.problem(), basis.forecast, basis.as_of), basis.roster
    file = scenario if isinstance(scenario, WhatIfFile) else open_whatif(scenario)
    refuse_strangers(file.base, basis.workspace, file.source)
    spec = file.at[level]
    weather = weather_of(basis.workspace, {level: spec}, basis.horizon)[level]
    changed = changed_workspace(basis.workspace, spec, basis.horizon)
    situation = situation_of(basis, spec, changed, weather)
    return situation, without_absentees(basis.roster, basis.workspace, changed)
