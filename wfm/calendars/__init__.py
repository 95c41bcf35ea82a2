"""Calendars: holidays, make-up workdays and their coverage check."""

from wfm.calendars.days import DayCalendar, Holiday, Part, Position, calendar_for, holiday_label
from wfm.calendars.official import coverage

__all__ = ["DayCalendar", "Holiday", "Part", "Position", "calendar_for", "coverage", "holiday_label"]
