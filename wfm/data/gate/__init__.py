"""The input gate: named rules in six dimensions over a workspace."""

from wfm.data.gate.base import Hit, InputRule
from wfm.data.gate.check import REQUIRED, RULES, GateRefusal, check, describe, judge, open_workspace
from wfm.data.gate.report import CheckReport, Totals

__all__ = [
    "REQUIRED",
    "RULES",
    "CheckReport",
    "GateRefusal",
    "Hit",
    "InputRule",
    "Totals",
    "check",
    "describe",
    "judge",
    "open_workspace",
]
