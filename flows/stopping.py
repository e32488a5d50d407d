"""SIGTERM to a run: what is under way is finished and stored, and nothing new is begun."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from flows.report import Report


@contextmanager
def heeding(report: Report) -> Iterator[None]:
    """Let the first SIGTERM only set `stopped` of *report*; a second one does what it did before.

    Signals are the main thread's; a run in another one can't be told, and goes on to its end.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGTERM)

    def note(_signal: int, _frame: FrameType | None) -> None:
        report.stopped = True
        signal.signal(signal.SIGTERM, before)

    signal.signal(signal.SIGTERM, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
