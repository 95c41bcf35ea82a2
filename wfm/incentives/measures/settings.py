"""``measures.yaml``: what a centre changes of the measures' parameters, beside the defaults."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wfm.errors import InputError
from wfm.incentives.measures import MEASURES
from wfm.incentives.measures.base import Measure, MeasureParams
from wfm.incentives.settings_file import parsed, read_mapping

FILE = "measures.yaml"


def measure_params(folder: Path) -> dict[str, MeasureParams]:
    """Measure id -> parameters in force in the workspace ``folder``; InputError naming an unknown measure or parameter."""
    changes = read_mapping(folder / FILE, "measures.bad_settings")
    known = {measure.id: measure for measure in MEASURES}
    for name, value in changes.items():
        if name not in known:
            raise InputError("measures.no_such_measure", value=name, known=", ".join(known))
        if value is not None and not isinstance(value, dict):
            raise InputError("measures.bad_settings", detail=type(value).__name__)
    return {name: _params(measure, changes.get(name) or {}) for name, measure in known.items()}


def _params(measure: Measure[Any], values: Mapping[str, Any]) -> MeasureParams:
    found: MeasureParams = parsed(measure.Params, values, "measures.bad_parameter", measure=measure.id)
    return found
