"""A progress bar on a terminal; nothing where there is none."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress


class Progress:
    """Counts what is done of what is known; the number known may grow."""

    def __init__(self, bar: RichProgress | None) -> None:
        self._bar = bar
        self._task = None if bar is None else bar.add_task("starting", total=None)

    def stage(self, name: str, total: int | None) -> None:
        """Begin a stage of *total* steps; None: nobody knows how many."""
        if self._bar is not None and self._task is not None:
            self._bar.reset(self._task, description=name, total=total)

    def advance(self, steps: int = 1) -> None:
        """Count steps as done."""
        if self._bar is not None and self._task is not None:
            self._bar.advance(self._task, steps)


@contextmanager
def progress() -> Iterator[Progress]:
    """Show a bar on standard error while it is a terminal."""
    if not sys.stderr.isatty():
        yield Progress(None)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with RichProgress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield Progress(bar)
