"""The staffing report: requirement, what bounds it, cost curves, what the next agent is worth, expected service."""

from wfm.report.staffing.build import build_staffing_view
from wfm.report.staffing.page import render_staffing
from wfm.report.staffing.view import StaffingView

__all__ = ["StaffingView", "build_staffing_view", "render_staffing"]
