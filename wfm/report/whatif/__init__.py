"""What-ifs as one page: figures side by side, requirement and people over the window, who is called in and why."""

from wfm.report.whatif.build import build_view
from wfm.report.whatif.page import render_whatif
from wfm.report.whatif.view import WhatIfView

__all__ = ["WhatIfView", "build_view", "render_whatif"]
