"""The ``bank-1999`` scenario: real calls, generated people."""

from wfm.scenario.bank.workspace import files

__all__ = ["files"]
