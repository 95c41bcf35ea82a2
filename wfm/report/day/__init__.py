"""The day's page and messages: what changes for whom, cover before and after."""

from wfm.report.day.build import build_view
from wfm.report.day.messages import Message, messages_csv, messages_of
from wfm.report.day.page import render_tweak

__all__ = ["Message", "build_view", "messages_csv", "messages_of", "render_tweak"]
