"""The mapping profile of a source: which head plays which role, which group belongs to which project. Kept as YAML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from wfm.data import cells
from wfm.data.files import write_text
from wfm.data.imports.headers import USED_ROLES
from wfm.errors import InputError, UsageError

TOTAL_WORDS = (
    "小计", "合计", "总计", "共计", "总合计", "汇总", "总和", "平均", "日均", "均值",
    "total", "totals", "subtotal", "sub-total", "sub total", "grand total", "sum", "average", "avg", "summary",
)  # fmt: skip
LEAVE_OUT = "-"
"""Project of a group that is left out, reported."""


class Profile(BaseModel):
    """How to read one source's interval exports. What is empty is inferred at each import, and reported."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    columns: Mapping[str, str] = Field(default_factory=dict, description="role -> head text as in the file")
    project_of_group: Mapping[str, str] = Field(default_factory=dict, description="group -> project id; - leaves it out")
    sheet: str = Field("", description="sheet to read; empty = every sheet with such heads")
    encoding: str = Field("", description="encoding of text files; empty = by content")
    delimiter: str = Field("", description="separator of text files; empty = by content")
    interval_minutes: int = Field(0, description="length of the file's intervals; 0 = by content", ge=0, le=1440)
    total_words: tuple[str, ...] = Field(TOTAL_WORDS, description="words that mark a row of totals")
    transfers: Literal["", "subtract", "keep"] = Field(
        "", description="subtract: transfers are counted twice in offered; keep: not in it; empty = by arithmetic of the rows"
    )
    abandoned_excludes_short: bool | None = Field(
        None, description="whether short abandons stand beside the abandoned, not in them; empty = by arithmetic of the rows"
    )

    @field_validator("columns")
    @classmethod
    def _known_roles(cls, columns: Mapping[str, str]) -> Mapping[str, str]:
        for role in columns:
            if role not in USED_ROLES:
                raise ValueError(f"no role '{role}'; roles are {', '.join(USED_ROLES)}")
        return columns

    def project(self, group: str) -> str | None:
        """The project of a group, compared without regard to spaces, full width or case; None = not mapped."""
        known = {group_key(name): project for name, project in self.project_of_group.items()}
        return known.get(group_key(group))


def group_key(text: object) -> str:
    """A group's name for comparing: half-width, no spaces, no case."""
    return "".join(cells.tidy(text).split()).casefold()


def profile_path(workspace: Path, name: str) -> Path:
    """Where profile ``name`` is kept; UsageError for a name that is no file name."""
    if not re.fullmatch(r"[\w一-鿿][\w一-鿿.-]{0,63}", name):
        raise UsageError("imports.bad_profile_name", value=name)
    return workspace / "profiles" / f"{name}.yaml"


def load_profile(path: Path) -> Profile:
    """The profile in ``path``; InputError naming the field that cannot be read."""
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        if not isinstance(loaded, dict):
            raise InputError("imports.bad_profile", file=path.name, reason="not a mapping")
        return Profile.model_validate(loaded)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError("imports.bad_profile", file=path.name, reason=" ".join(str(error).split())) from error
    except ValidationError as error:
        first = error.errors()[0]
        reason = f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
        raise InputError("imports.bad_profile", file=path.name, reason=reason) from error


def save_profile(path: Path, profile: Profile) -> None:
    """Write the profile as YAML for people to edit, whole."""
    data = profile.model_dump(mode="json")
    if tuple(data["total_words"]) == TOTAL_WORDS:
        del data["total_words"]
    write_text(path, yaml.safe_dump(data, allow_unicode=True, sort_keys=False))
