"""The road of ``make demo`` in Python: from call history to a published month and its report."""

from pathlib import Path

from wfm.data.files import write_text
from wfm.data.gate import open_workspace
from wfm.report import build_view, render_report
from wfm.roster.engine.search import Limit
from wfm.roster.solve import Options
from wfm.scenario import library
from wfm.scenario.month import plan_month
from wfm.store import Store, publish_draft

folder = library.create("bank-1999", Path("demo/quickstart"))
result = plan_month(folder, "1999-06", Options(Limit(moves=20_000_000), seed=1))
print(f"cost {result.card.cost}, bound {result.card.bound}, audit passed: {result.certificate.passed}")

version = publish_draft(Store.open(folder), folder / "results", "1999-06", author="Li Na", reason="first plan")
page = render_report(build_view(open_workspace(folder), result))
write_text(folder / "results" / "report-1999-06.html", page)
print(f"version {version.number} of {version.month}, report of {len(page) // 1024} KB")
