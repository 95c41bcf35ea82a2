"""``rewards.yaml``: how a centre decides on rewards, beside the defaults. Policy of the centre unless a line says law."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from wfm.incentives.settings_file import parsed, read_mapping

FILE = "rewards.yaml"


class RewardsPolicy(BaseModel):
    """What the desk asks of a decision."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    appeal_days: int = Field(
        default=7,
        ge=0,
        le=366,
        description="days after the allocation, or a review of the person's proposal, through which an objection may be filed "
        "(policy); 0 = no end",
    )
    consultation: Literal["ignore", "warn", "refuse"] = Field(
        default="warn",
        description="what review and grant do when no staff consultation about the rules is on record: China's Labour Contract "
        "Law, article 4, asks for one before such rules are decided (law); what a lack of it does here is policy",
    )


def rewards_policy(folder: Path) -> RewardsPolicy:
    """The policy in force in the workspace ``folder``; InputError naming an unknown name or a wrong value."""
    return parsed(RewardsPolicy, read_mapping(folder / FILE, "rewards.bad_policy_file"), "rewards.bad_policy")
