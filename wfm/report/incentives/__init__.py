"""Pages of contributions, rankings, rewards and their fulfilment: one template of tables, each row with its evidence."""

from wfm.report.incentives.page import render_sheets
from wfm.report.incentives.view import Line, Sheet, SheetsView

__all__ = ["Line", "Sheet", "SheetsView", "render_sheets"]
