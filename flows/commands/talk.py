"""One line on a terminal that says what is being done; nothing where there is no terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

_WIDTH = 100


@contextmanager
def talking() -> Iterator[Callable[[str], None]]:
    """Give what shows a line on standard error in the place of the one before; at the end it goes."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    try:
        yield lambda line: click.echo(f"\r{line[:_WIDTH]:<{_WIDTH}}", err=True, nl=False)
    finally:
        click.echo(f"\r{'':<{_WIDTH}}\r", err=True, nl=False)
