"""The command line: every command, and how errors become messages and exit codes."""

import gc
import os
import select
import signal
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from io import TextIOWrapper
from typing import Any

import click

from config.errors import ConfigError, InputError, ScowatchError
from flows.commands.terminal import colour_wanted, harmless

#: The module of each command, which is imported when the command is asked for: a search does not wait for the others.
COMMANDS = {
    "init": "care", "demo": "run", "ingest": "run", "backfill": "run", "reprocess": "run", "search": "search",
    "show": "show", "story": "story", "quotes": "quotes", "edits": "edits", "stats": "stats", "coverage": "coverage",
    "sources": "sources", "sites": "sites", "lexicon": "lexicon", "db": "care", "copy": "copy", "web": "web",
    "forget": "forget", "serve": "serve", "status": "status", "drain": "scale", "deploy": "scale", "watch": "watch",
    "digest": "digest",
    "extract": "stage", "tag": "stage", "dedup": "stage",
}  # fmt: skip


class Imported(Mapping[str, click.Command]):
    """The commands by name."""

    def __getitem__(self, name: str) -> click.Command:
        # What is imported stays: to look for garbage in it again and again would be a tenth of a start.
        gc.disable()
        try:
            command: click.Command = getattr(import_module(f"flows.commands.{COMMANDS[name]}"), name)
        finally:
            gc.freeze()
            gc.enable()
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class Commands(click.Group):
    """Turns our errors into one line on standard error: exit 2 for wrong use, 1 for what went wrong."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        ctx.color = colour_wanted(os.environ)
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()  # here, where a full disk or a reader that left is still handled
        except (ScowatchError, OSError, ExceptionGroup) as error:
            cause = _first(error)
            if not isinstance(cause, ScowatchError | OSError):
                raise
            reader_left = isinstance(cause, BrokenPipeError) and _reader_left()
            _forget_output()
            if reader_left:
                ctx.exit(0)
            click.echo(f"scowatch: {harmless(_sentence(cause))}", err=True)
            ctx.exit(2 if isinstance(cause, ConfigError | InputError) else 1)
        except BaseException as error:
            # Prefect's, by name: a query must not import Prefect, and only then does it exist.
            if type(error).__name__ != "TerminationSignal":
                raise
            click.echo("scowatch: stopped; run the same command again to go on", err=True)
            ctx.exit(128 + signal.SIGTERM)
        return result


def _first(error: Exception) -> Exception:
    """The error inside the groups that concurrent tasks wrap around it."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error


def _reader_left() -> bool:
    """Say whether nobody reads our standard output any more: head or less has seen enough."""
    output = select.poll()
    output.register(sys.stdout, 0)
    return any(state & select.POLLERR for _, state in output.poll(0))


def _forget_output() -> None:
    """Throw away what could not be written: the flush at exit would fail again."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _sentence(cause: ScowatchError | OSError) -> str:
    if isinstance(cause, OSError) and cause.strerror:
        return f"{cause.filename}: {cause.strerror}" if cause.filename else cause.strerror
    return str(cause)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="scowatch")
def cli() -> None:
    """Watch the news about the Shanghai Cooperation Organization, and keep it.

    Settings come from SCOWATCH_* variables or scowatch.env; `scowatch init` writes one with every setting explained.
    Results go to standard output, talk to standard error. Exit: 0 done, 1 something failed, 2 wrong use.

    Example: scowatch ingest && scowatch search "energy club" --level central
    """


cli.commands = Imported()  # type: ignore[assignment]  # nothing is ever added


def main() -> None:
    """Entry point of the console script."""
    if isinstance(sys.stdout, TextIOWrapper):
        # Whatever the locale: JSON is UTF-8 (RFC 8259), and a lone surrogate becomes its JSON escape.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        cli()
    except SystemExit as end:
        if "flows.ending" in sys.modules:  # else no flow was run
            sys.modules["flows.ending"].leave(end.code)
        raise
