"""The ``utility`` scenario: a generated power-utility department of any size."""

from wfm.scenario.utility.workspace import files

__all__ = ["files"]
