"""The exact engine: the same terms as a CP-SAT model. Only files of this package import OR-Tools."""

from wfm.roster.exact.repair import repair
from wfm.roster.exact.solve import Exact, solve_exact, verdict

__all__ = ["Exact", "repair", "solve_exact", "verdict"]
