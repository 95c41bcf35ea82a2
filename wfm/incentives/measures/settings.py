"""``measures.yaml``: what a centre changes of the measures' parameters, beside the defaults."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from wfm.errors import InputError
from wfm.incentives.measures import MEASURES
from wfm.incentives.measures.base import Measure, MeasureParams

FILE = "measures.yaml"


def measure_params(folder: Path) -> dict[str, MeasureParams]:
    """Measure id -> parameters in force in the workspace ``folder``; InputError naming an unknown measure or parameter."""
    changes = _read(folder / FILE)
    known = {measure.id: measure for measure in MEASURES}
    for name in changes:
        if name not in known:
            raise InputError("measures.no_such_measure", value=name, known=", ".join(known))
    return {name: _params(measure, changes.get(name) or {}) for name, measure in known.items()}


def _read(path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        return {}
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8-sig")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError("measures.bad_settings", detail=str(error).splitlines()[0]) from error
    if not isinstance(loaded, dict) or not all(value is None or isinstance(value, dict) for value in loaded.values()):
        raise InputError("measures.bad_settings", detail=type(loaded).__name__)
    return {str(name): value for name, value in loaded.items()}


def _params(measure: Measure[Any], values: Mapping[str, Any]) -> MeasureParams:
    try:
        return measure.Params(**values)
    except (ValidationError, TypeError) as error:
        first: Any = error.errors()[0] if isinstance(error, ValidationError) else {"loc": (), "msg": str(error)}
        where = ".".join(str(part) for part in first["loc"])
        fields = ", ".join(measure.Params.model_fields)
        raise InputError(
            "measures.bad_parameter",
            measure=measure.id,
            parameter=where,
            value=first.get("input"),
            problem=first["msg"],
            known=fields,
        ) from None
