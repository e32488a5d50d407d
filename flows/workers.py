"""Processes that do one job at a time each, within limits of time and memory that no job can break.

The limits are the kernel's. An alarm that nobody handles ends a process inside C code too, which never comes back to
Python to be interrupted, and needs no parent to watch. Each process has a pipe of its own, so that one that dies takes
nothing with it: concurrent.futures breaks the pool for all that are in it, Pebble (5.2) where the process dies while
it reads the pipe that all share.
"""

import multiprocessing
import resource
import signal
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from threading import Lock
from time import perf_counter
from types import TracebackType
from typing import Generic, Self, TypeVar

import psutil

from config.errors import ScowatchError
from config.settings import Settings
from extractors.records import Unreadable
from flows.allocator import keep_heaps_small
from flows.owner import die_with_parent

Job = TypeVar("Job")
Result = TypeVar("Result")

_CHILDREN = Lock()  # to start a process, multiprocessing asks how all others are, which must not come between a join
KILLED = Unreadable(reason="extractor_crashed", detail="The process that extracted this page was killed, twice.")
MOST_KILLED = 10  # jobs in a row, before it is no more taken for chance
TIMES_KEPT = 10_000
RETIRED_AT = 0.25  # of the memory allowed: a process that holds so much after a job is replaced


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a job may use of the machine."""

    seconds: float  # on the clock
    memory_bytes: int  # address space of the process that does it


def page_limits(settings: Settings) -> Limits:
    """Give the part of the settings that bounds the work on one page."""
    return Limits(seconds=settings.page_seconds, memory_bytes=settings.worker_memory_bytes)


class Workers(Generic[Job, Result]):
    """Processes that all run one function, started when they are needed and replaced when they die.

    Args:
        prepare: called once in each process; returns the function that does the jobs.
        count: processes at most.
        limits: for each job.
    """

    def __init__(self, prepare: Callable[[], Callable[[Job], Result]], *, count: int, limits: Limits) -> None:
        self._prepare, self._limits = prepare, limits
        self._threads = ThreadPoolExecutor(count)  # one waits for each process
        self._idle: deque[_Worker[Job, Result]] = deque()
        self._killed = 0  # jobs in a row
        self._seconds: deque[float] = deque(maxlen=TIMES_KEPT)  # of jobs done, in their processes

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._threads.shutdown(cancel_futures=True)
        for each in self._idle:
            each.end()

    def submit(self, job: Job) -> Future[Result | Unreadable]:
        """Have *job* done.

        Returns:
            Its result; or Unreadable, with reason "extractor_error" (an exception), "extractor_timeout" or
            "extractor_crashed" (the process died, or had no memory left; one that was killed gets a second try).

        Raises:
            ScowatchError: the processes do not start: what *prepare* raised, or they died; or many jobs in a row were
                killed, which is no fault of theirs.
        """
        return self._threads.submit(self._run, job)

    def take_seconds(self) -> list[float]:
        """Give how long each job took that ended since this was last asked, in its process and without waiting."""
        return [self._seconds.popleft() for _ in range(len(self._seconds))]

    def _run(self, job: Job) -> Result | Unreadable:
        worker = self._idle_worker() or self._start()  # no more threads than processes: never too many
        result, fit, seconds = worker.do(job)
        self._seconds.append(seconds)
        if not fit:
            worker = self._replaced(worker)
        if result is KILLED:  # the system may have been short of memory, and the page not to blame
            result, fit, seconds = worker.do(job)
            self._seconds.append(seconds)
            if not fit:
                worker = self._replaced(worker)
        self._idle.append(worker)
        self._killed = self._killed + 1 if result is KILLED else 0
        if self._killed >= MOST_KILLED:
            raise ScowatchError(
                f"the processes that extract pages are killed one after the other, {self._killed} by now; if it is for"
                " want of memory (see the log of the system), lower SCOWATCH_WORKERS; then run the same command again"
            )
        return result

    def _replaced(self, worker: "_Worker[Job, Result]") -> "_Worker[Job, Result]":
        worker.end()
        return self._start()  # it gets ready while others work

    def _idle_worker(self) -> "_Worker[Job, Result] | None":
        with suppress(IndexError):
            worker = self._idle.pop()
            if worker.lives():
                return worker
            worker.end()
        return None

    def _start(self) -> "_Worker[Job, Result]":
        return _Worker(self._prepare, self._limits)


class _Worker(Generic[Job, Result]):
    """One process, seen from outside."""

    def __init__(self, prepare: Callable[[], Callable[[Job], Result]], limits: Limits) -> None:
        context = multiprocessing.get_context("spawn")  # fork would copy the locks of our threads
        self._limits = limits
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, prepare, limits), daemon=True)
        with _CHILDREN:
            self._process.start()
        theirs.close()
        self._ready = False

    def do(self, job: Job) -> tuple[Result | Unreadable, bool, float]:
        """Give what came of *job*, whether the process may do another, and the seconds it took."""
        began = perf_counter()
        if not self._has_started():
            return KILLED, False, perf_counter() - began
        began = perf_counter()
        try:
            self._pipe.send(job)
            result, fit, seconds = self._pipe.recv()
        except (EOFError, OSError):  # OSError: the pipe broke within a message
            return self._obituary(), False, perf_counter() - began
        return result, fit, seconds

    def _has_started(self) -> bool:
        """Wait until it is ready; False: it was killed before."""
        if self._ready:
            return True
        try:
            trouble = self._pipe.recv()
        except (EOFError, OSError):
            if self._obituary() is KILLED:
                return False
            trouble = ScowatchError("a process that extracts pages did not start; what it said stands above")
        if trouble:
            self.end()
            raise trouble
        self._ready = True
        return True

    def lives(self) -> bool:
        """Say whether the process is there: the system may have taken it, while it was idle, to win memory."""
        return self._process.is_alive()

    def end(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        with _CHILDREN:
            self._process.join()
        self._pipe.close()

    def _obituary(self) -> Unreadable:
        with _CHILDREN:
            self._process.join()
        if self._process.exitcode == -signal.SIGALRM:
            said = f"The page was not done with after {self._limits.seconds:g} seconds."
            return Unreadable(reason="extractor_timeout", detail=said)
        if self._process.exitcode == -signal.SIGKILL:
            return KILLED
        return Unreadable(reason="extractor_crashed", detail="The process that extracted this page died.")


def _serve(pipe: "Connection[object, object]", prepare: Callable[[], Callable[[Job], Result]], limits: Limits) -> None:
    """Do jobs until the parent is gone; runs in the worker process."""
    die_with_parent()
    keep_heaps_small()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent too, which knows what to do
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    try:
        work = prepare()
    except ScowatchError as error:
        pipe.send(error)
        return
    with suppress(ValueError, OSError):  # macOS knows no such limit
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    memory = psutil.Process().memory_info
    with suppress(EOFError, OSError):  # the parent has gone
        pipe.send(None)  # ready
        while pipe.poll(None):
            signal.setitimer(signal.ITIMER_REAL, limits.seconds)
            began = perf_counter()
            result = _attempt(work, pipe, limits)
            signal.setitimer(signal.ITIMER_REAL, 0)
            pipe.send((result, memory().rss < RETIRED_AT * limits.memory_bytes, perf_counter() - began))


def _attempt(work: Callable[[Job], Result], pipe: Connection, limits: Limits) -> Result | Unreadable:
    """Receive a job and do it."""
    try:
        return work(pipe.recv())
    except EOFError:
        raise
    except MemoryError:
        said = f"The page needs more than {limits.memory_bytes} bytes of memory."
        return Unreadable(reason="extractor_crashed", detail=said)
    except Exception as error:  # noqa: BLE001 one page that trips over a bug of ours must not stop the others
        return Unreadable(reason="extractor_error", detail=f"{type(error).__name__}: {error}")
