"""The ``wfm`` command: a lazy group, so that ``wfm check`` does not load the solver."""

from __future__ import annotations

import importlib
import sys

import click

from wfm import __version__
from wfm.cli.common import language_of
from wfm.errors import WfmError

COMMANDS: dict[str, str] = {
    "init": "wfm.cli.workspace:init",
    "check": "wfm.cli.workspace:check",
    "import-history": "wfm.cli.imports:import_history",
    "import-roster": "wfm.cli.imports:import_roster",
    "import-skills": "wfm.cli.imports:import_skills",
    "fit": "wfm.cli.fit:fit",
    "forecast": "wfm.cli.forecast:forecast",
    "forecast-day": "wfm.cli.forecast_day:forecast_day",
    "forecast-absence": "wfm.cli.forecast_absence:forecast_absence",
    "explain-forecast": "wfm.cli.explain_forecast:explain_forecast",
    "erlang": "wfm.cli.erlang:erlang",
    "backtest": "wfm.cli.backtest:backtest",
    "adjust-forecast": "wfm.cli.adjust_forecast:adjust_forecast",
    "accuracy": "wfm.cli.accuracy:accuracy",
    "staff": "wfm.cli.staff:staff",
    "pool": "wfm.cli.pool:pool",
    "plan": "wfm.cli.plan:plan",
    "tweak": "wfm.cli.tweak:tweak",
    "adjust": "wfm.cli.adjust:adjust",
    "swap": "wfm.cli.swap:swap",
    "simulate": "wfm.cli.simulate:simulate",
    "scenario": "wfm.cli.scenario:scenario",
    "ready": "wfm.cli.ready:ready",
    "echelon": "wfm.cli.echelon:echelon",
    "audit": "wfm.cli.audit:audit",
    "explain": "wfm.cli.explain:explain",
    "diagnose": "wfm.cli.explain:diagnose",
    "publish": "wfm.cli.versions:publish",
    "versions": "wfm.cli.versions:versions",
    "diff": "wfm.cli.versions:diff",
    "contributions": "wfm.cli.contributions:contributions",
    "points": "wfm.cli.points:points",
    "rewards": "wfm.cli.rewards:rewards",
    "report": "wfm.cli.report:report",
    "index": "wfm.cli.index:index",
    "export": "wfm.cli.exchange:export",
    "import": "wfm.cli.exchange:import_",
    "close-month": "wfm.cli.close_month:close_month",
    "score": "wfm.cli.score:score",
    "warmup": "wfm.cli.plan:warmup",
}
"""Command name -> module:attribute."""


class LazyGroup(click.Group):
    """Imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the work, not of the alphabet."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command called ``cmd_name``, or None."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].split(":")
        found = getattr(importlib.import_module(module), attribute)
        assert isinstance(found, click.Command)
        return found


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="wfm")
def cli() -> None:
    """Workforce scheduling and peak readiness for multi-project contact centres.

    \b
    Start with:   wfm init DIR --from utility --agents 60
                  cd DIR && wfm check && wfm plan --month 2026-08
    Exit codes:   0 done, 1 finding, 2 usage, 3 infeasible, 4 conflict, 5 audit failure.
    """


def main() -> None:
    """Entry point: errors of ours become a sentence and an exit code, never a traceback."""
    try:
        code = cli.main(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except WfmError as error:
        language = language_of(click.get_current_context(silent=True))
        click.echo(f"wfm: {error.message(language)}", err=True)
        if error.remedy(language):
            click.echo(f"     {error.remedy(language)}", err=True)
        sys.exit(error.exit_code)
