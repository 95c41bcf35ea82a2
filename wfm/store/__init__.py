"""Roster versions and the audit log."""
