"""The roster as the Excel workbook schedulers know, and back."""

from wfm.report.excel.edited import ImportedRoster, import_roster
from wfm.report.excel.hidden import BaseMark, read_mark
from wfm.report.excel.meaning import Guess
from wfm.report.excel.workbook import write_workbook

__all__ = ["BaseMark", "Guess", "ImportedRoster", "import_roster", "read_mark", "write_workbook"]
