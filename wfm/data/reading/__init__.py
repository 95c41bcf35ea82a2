"""Reading a workspace: folder of CSV files or one Excel workbook, as offices produce them."""

from wfm.data.reading.issues import Dimension, Issue, Level, Place
from wfm.data.reading.read import Reading, read, read_table_file, read_workspace

__all__ = ["Dimension", "Issue", "Level", "Place", "Reading", "read", "read_table_file", "read_workspace"]
