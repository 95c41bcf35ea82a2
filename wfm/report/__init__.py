"""What people look at: the HTML report; Excel, iCalendar, CSV and JSON exports; edited Excel back."""

from wfm.report.build import build_view
from wfm.report.page import render_report
from wfm.report.view import ReportView, RuleNote, VersionNote

__all__ = ["ReportView", "RuleNote", "VersionNote", "build_view", "render_report"]
