"""The index of a workspace: every report there is, published versions, books, on one page."""

from wfm.report.index.build import build_view
from wfm.report.index.page import render_index
from wfm.report.index.view import IndexView

__all__ = ["IndexView", "build_view", "render_index"]
