"""The page of an adjusted week: lines before and after, cover, every change with its reason."""

from wfm.report.week.build import build_view
from wfm.report.week.page import render_week
from wfm.report.week.view import WeekView

__all__ = ["WeekView", "build_view", "render_week"]
