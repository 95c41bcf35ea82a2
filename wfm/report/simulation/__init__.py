"""The simulation report: service simulated beside service promised, why they differ, worst intervals, agents."""

from wfm.report.simulation.build import build_view
from wfm.report.simulation.page import render_simulation
from wfm.report.simulation.view import SimulationView

__all__ = ["SimulationView", "build_view", "render_simulation"]
