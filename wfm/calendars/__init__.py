"""Calendars: holidays, make-up workdays and their coverage check."""
