"""The command line: every command, and how errors become messages and exit codes."""

import sys
from typing import Any

import click

from config.errors import ConfigError, InputError, ScowatchError
from flows.commands.ask import coverage, search, show, stats
from flows.commands.care import db, init, sources
from flows.commands.run import backfill, demo, ingest, reprocess
from flows.commands.stage import dedup, extract, tag


class Commands(click.Group):
    """Turns our errors into one line on standard error: exit 2 for wrong use, 1 for what went wrong."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (ScowatchError, ExceptionGroup) as error:
            cause = _first(error)
            if not isinstance(cause, ScowatchError):
                raise
            click.echo(f"scowatch: {cause}", err=True)
            ctx.exit(2 if isinstance(cause, ConfigError | InputError) else 1)


def _first(error: Exception) -> Exception:
    """The error inside the groups that concurrent tasks wrap around it."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="scowatch")
def cli() -> None:
    """Watch the news about the Shanghai Cooperation Organization, and keep it.

    Settings come from SCOWATCH_* variables or scowatch.env; `scowatch init` writes one with every setting explained.
    Results go to standard output, talk to standard error. Exit: 0 done, 1 something failed, 2 wrong use.

    Example: scowatch ingest && scowatch search "energy club" --level central
    """


for command in (
    init, demo, ingest, backfill, reprocess, search, show, stats, coverage, sources, db, extract, tag, dedup,
):  # fmt: skip
    cli.add_command(command)


def main() -> None:
    """Entry point of the console script."""
    try:
        cli()
    except BrokenPipeError:  # the reader (head, less) has seen enough
        sys.stderr.close()
        sys.exit(0)
