"""wfm: workforce scheduling and peak readiness for multi-project contact centres."""

__version__ = "0.1.0"
