"""SIGTERM to a run: what is under way is finished and stored, and nothing new is begun."""

import multiprocessing
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from flows.report import Report


@contextmanager
def heeding() -> Iterator[Callable[[Report], None]]:
    """Let the first SIGTERM only set `stopped` of the report that is named meanwhile; a second does what it did before.

    Signals are the main thread's; a run in another one can't be told, and goes on to its end. In a process of the
    service it is heeded to the end of the process: what has been stored must not be called crashed in its last moment.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda _report: None
        return
    before = signal.getsignal(signal.SIGTERM)
    reports: list[Report] = []
    told: list[bool] = []

    def note(_signal: int, _frame: FrameType | None) -> None:
        told.append(True)
        for each in reports:
            each.stopped = True
        signal.signal(signal.SIGTERM, before)

    def of(report: Report) -> None:
        reports.append(report)
        report.stopped = bool(told)

    signal.signal(signal.SIGTERM, note)
    try:
        yield of
    finally:
        if multiprocessing.parent_process() is None:
            signal.signal(signal.SIGTERM, before)
