"""One error tree: what happened, where, the value seen, what to do.

WfmError
├── UsageError      a wrong option or a missing file            exit code 2
├── InputError      input refused by the gate                   exit code 1
├── InfeasibleError no legal roster exists; the clash is named  exit code 3
├── ConflictError   somebody else published first               exit code 4
└── AuditFailure    our own model disagrees with the audit      exit code 5

One rule for wrong names, dates and values: given on the command line they are usage (2), found in a file they are input (1).
"""

from __future__ import annotations

from wfm import words


class WfmError(Exception):
    """Root of every error a user may see. ``key`` names a text (and ``key_remedy`` its remedy) in the catalogue."""

    exit_code = 1

    def __init__(self, key: str, /, **values: object) -> None:
        self.key = key
        self.values = values
        super().__init__(key)

    def message(self, language: str = "en") -> str:
        """What happened, with the values seen."""
        return words.say(self.key, language, **self.values)

    def remedy(self, language: str = "en") -> str:
        """What to do about it; empty when the message says it all."""
        key = f"{self.key}_remedy"
        return words.say(key, language, **self.values) if words.has(key) else ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.message(), self.remedy()) if part)


class UsageError(WfmError):
    """A wrong option, an unknown name, a missing file."""

    exit_code = 2


class InputError(WfmError):
    """Input that cannot be accepted; ``values`` hold file, row, column and value where known."""

    exit_code = 1


class InfeasibleError(WfmError):
    """Proven: no legal roster exists. ``values`` name the rules and dates that clash."""

    exit_code = 3


class ConflictError(WfmError):
    """The base version is stale: somebody else published first."""

    exit_code = 4


class AuditFailure(WfmError):
    """The independent audit disagrees with the solver: an error of ours, so nothing is handed over."""

    exit_code = 5
