"""What real centres have, read into workspace tables: interval exports, wide rosters, skill matrices.

Form is inferred from content; every guess and everything left out is a finding that names its cell or row.
"""

from wfm.data.imports.codes import Code, CodeMap, default_codes, load_codes
from wfm.data.imports.findings import ImportFinding, render
from wfm.data.imports.history import ImportResult, import_history, infer_profile
from wfm.data.imports.profile import Profile, load_profile, save_profile
from wfm.data.imports.roster import RosterImport, import_wide_roster
from wfm.data.imports.run import history_into, roster_into, skills_into
from wfm.data.imports.skills import SkillImport, import_skill_matrix

__all__ = [
    "Code",
    "CodeMap",
    "ImportFinding",
    "ImportResult",
    "Profile",
    "RosterImport",
    "SkillImport",
    "default_codes",
    "history_into",
    "import_history",
    "import_skill_matrix",
    "import_wide_roster",
    "infer_profile",
    "load_codes",
    "load_profile",
    "render",
    "roster_into",
    "save_profile",
    "skills_into",
]
