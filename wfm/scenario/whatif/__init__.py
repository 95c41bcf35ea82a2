"""What-ifs: a YAML file over a workspace, run on a copy in memory. (Ready workspaces are ``wfm.scenario.library``.)"""

from wfm.scenario.whatif.files import WhatIfFile, open_whatif, parse, shipped
from wfm.scenario.whatif.levels import LEVELS, Level
from wfm.scenario.whatif.model import WhatIf

__all__ = ["LEVELS", "Level", "WhatIf", "WhatIfFile", "open_whatif", "parse", "shipped"]
