"""Results as canonical JSON and back: the same result gives the same bytes.

Canonical means: keys sorted, no blanks, UTF-8, no NaN; duties sorted by person and day. Wall-clock figures live in the
run card only, never in the roster part. Free-form values (``Finding.values``, ``RunCard.parameters``) come back as plain
JSON: dates as ISO text, tuples as lists, NumPy numbers as Python numbers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

import numpy as np

from wfm.data.files import write_text
from wfm.data.result import Certificate, Helper, PlanResult, Shortage
from wfm.data.roster import Finding, Roster, RunCard
from wfm.errors import InputError, UsageError

FORMAT = "wfm-result-1"
"""Format mark of a result file; a file with another mark is refused."""


def canonical(data: object) -> str:
    """``data`` as canonical JSON text; TypeError for values without a JSON form, ValueError for NaN."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=plain)


def sha256(text: str) -> str:
    """SHA-256 of ``text`` as UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def roster_hash(roster: Roster) -> str:
    """SHA-256 of the roster's canonical JSON; independent of the order of its duties."""
    return sha256(canonical(roster.to_json()))


def plain(value: object) -> Any:
    """``value`` as plain JSON: mappings, lists, text, numbers, booleans, None; TypeError for anything else."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, str):
        return str(value)
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, Path):
        return value.as_posix()
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted((plain(entry) for entry in value), key=canonical)
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    raise TypeError(f"no JSON form for {type(value).__name__}")


def finding_to_json(finding: Finding) -> dict[str, Any]:
    """One finding as plain JSON."""
    return {
        "rule": finding.rule,
        "hard": finding.hard,
        "amount": int(finding.amount),
        "cost": int(finding.cost),
        "employee": finding.employee,
        "days": [day.isoformat() for day in finding.days],
        "values": plain(finding.values),
    }


def finding_from_json(data: Mapping[str, Any]) -> Finding:
    """Inverse of ``finding_to_json``."""
    days = tuple(date.fromisoformat(day) for day in data["days"])
    return Finding(data["rule"], data["hard"], data["amount"], data["cost"], data["employee"], days, data["values"])


def card_to_json(card: RunCard) -> dict[str, Any]:
    """The run card as plain JSON."""
    return {
        "inputs": plain(card.inputs),
        "parameters": plain(card.parameters),
        "versions": plain(card.versions),
        "seed": int(card.seed),
        "limit": card.limit,
        "status": str(card.status),
        "stopped": str(card.stopped),
        "cost": int(card.cost),
        "bound": None if card.bound is None else int(card.bound),
        "moves": int(card.moves),
        "seconds": float(card.seconds),
        "notes": list(card.notes),
    }


def card_from_json(data: Mapping[str, Any]) -> RunCard:
    """Inverse of ``card_to_json``."""
    return RunCard(**{**data, "notes": tuple(data["notes"])})


def certificate_to_json(certificate: Certificate) -> dict[str, Any]:
    """The certificate as plain JSON, findings in their own order."""
    claimed = certificate.claimed
    return {
        "legal": bool(certificate.legal),
        "cost": int(certificate.cost),
        "claimed": None if claimed is None else int(claimed),
        "roster_hash": certificate.roster_hash,
        "rules": {rule: [int(number) for number in counts] for rule, counts in certificate.rules.items()},
        "findings": [finding_to_json(finding) for finding in certificate.findings],
    }


def certificate_from_json(data: Mapping[str, Any]) -> Certificate:
    """Inverse of ``certificate_to_json``."""
    rules = {rule: (int(hard), int(priced), int(cost)) for rule, (hard, priced, cost) in data["rules"].items()}
    findings = tuple(finding_from_json(finding) for finding in data["findings"])
    return Certificate(data["legal"], data["cost"], data["claimed"], data["roster_hash"], rules, findings)


def shortage_to_json(shortage: Shortage) -> dict[str, Any]:
    """One shortage with its helpers as plain JSON."""
    return {
        "project": shortage.project,
        "day": shortage.day.isoformat(),
        "from_slot": int(shortage.from_slot),
        "to_slot": int(shortage.to_slot),
        "required": int(shortage.required),
        "present": int(shortage.present),
        "missing": int(shortage.missing),
        "helpers": [
            {"employee": helper.employee, "reason": helper.reason, "minutes_left": int(helper.minutes_left)}
            for helper in shortage.helpers
        ],
    }


def shortage_from_json(data: Mapping[str, Any]) -> Shortage:
    """Inverse of ``shortage_to_json``."""
    helpers = tuple(Helper(**helper) for helper in data["helpers"])
    return Shortage(**{**data, "day": date.fromisoformat(data["day"]), "helpers": helpers})


def result_to_json(result: PlanResult) -> dict[str, Any]:
    """A planning result as plain JSON."""
    return {
        "format": FORMAT,
        "roster": plain(result.roster.to_json()),
        "card": card_to_json(result.card),
        "certificate": certificate_to_json(result.certificate),
        "shortages": [shortage_to_json(shortage) for shortage in result.shortages],
    }


def result_from_json(data: Mapping[str, Any]) -> PlanResult:
    """Inverse of ``result_to_json``; KeyError, TypeError or ValueError when ``data`` is not such a result."""
    if data["format"] != FORMAT:
        raise ValueError(data["format"])
    return PlanResult(
        Roster.from_json(data["roster"]),
        card_from_json(data["card"]),
        certificate_from_json(data["certificate"]),
        tuple(shortage_from_json(shortage) for shortage in data["shortages"]),
    )


def draft_path(results: Path, month: str) -> Path:
    """Where ``wfm plan`` leaves the draft of ``month`` (YYYY-MM) inside the folder of results."""
    return results / f"draft-{month}.json"


def save_result(path: Path, result: PlanResult) -> None:
    """Write ``result`` as canonical JSON, whole: a crash leaves the old file or the new one."""
    write_text(path, canonical(result_to_json(result)) + "\n")


def load_result(path: Path) -> PlanResult:
    """Read what ``save_result`` wrote; UsageError when the file is missing, InputError when it holds no result."""
    try:
        return result_from_json(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise UsageError("store.no_result_file", file=path) from error
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError("store.bad_result_file", file=path, detail=f"{type(error).__name__}: {error}") from error
