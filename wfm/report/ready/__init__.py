"""Peak readiness as one page: verdict, capacity against demand, who is called, limits, backlog, certificates."""

from wfm.report.ready.build import build_view
from wfm.report.ready.page import render_ready
from wfm.report.ready.view import ReadyView

__all__ = ["ReadyView", "build_view", "render_ready"]
