"""How a command ends whose Prefect server is gone: soon, with what its flow has done.

By then all is stored. Prefect would ask its dead server for minutes how to go on, several times over, and at exit once
more for each event that was never sent; and where the disk is full its server fails before it can be told why we did.
So the flow says itself that its work is done, or why it is not; Prefect gets a while to note it, and no more.
"""

import asyncio
import os
import sys
import traceback
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import click

from config.errors import OrchestrationError, ScowatchError

LAST_SECONDS = 30.0  # that Prefect gets after the end of the work; it takes one or two
GONE = "all that came is stored, and the report of the run is in the archive"

Result = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class _Ending:
    """What is known of the flow of this process."""

    event: asyncio.Event | None = None  # None: no command waits for it
    result: Result | None = None
    error: BaseException | None = None
    without_prefect: bool = False
    left: asyncio.Runner | None = None  # not closed: that would wait for Prefect


_ending = _Ending()


def done(result: Result) -> Result:
    """Note, and give back, what a flow returns: from here on the time is Prefect's."""
    _ending.result = result
    _note()
    return result


def failed(error: BaseException) -> None:
    """Note what a flow raises."""
    _ending.error = error
    _note()


def _note() -> None:
    if _ending.event is not None:
        _ending.event.set()


def run_to_its_end(flow: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
    """Run a flow and give its result, whether or not Prefect could be told of it.

    Raises:
        ScowatchError: what the flow raised; or Prefect's server could not be had, and the work was not begun.
    """
    runner = asyncio.Runner()
    try:
        return runner.run(_watched(flow))
    except Exception as error:
        raise _cause(error) from error
    finally:
        if _ending.without_prefect:
            _ending.left = runner
        else:
            runner.close()


async def _watched(flow: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
    global _ending  # noqa: PLW0603 Prefect stands between us and the flow, and nothing can be handed through
    event = asyncio.Event()
    _ending = _Ending(event=event)
    task = asyncio.ensure_future(flow())
    ended = asyncio.ensure_future(event.wait())
    try:
        await asyncio.wait({task, ended}, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait({task}, timeout=LAST_SECONDS)
    except asyncio.CancelledError:
        task.cancel()
        await asyncio.wait({task})
        raise
    finally:
        ended.cancel()
    if task.done() and (task.cancelled() or task.exception() is None or _ending.result is None):
        return task.result()
    _ending.without_prefect = True
    if _ending.result is None:
        assert _ending.error is not None
        raise _ending.error
    click.echo(f"scowatch: Prefect's server could not be told how the run ended; {GONE}", err=True)
    return _ending.result


def _cause(error: Exception) -> BaseException:
    """The error that the flow itself raised, which Prefect's own trouble may have covered."""
    _ending.without_prefect = _ending.without_prefect or _is_of_prefect(error)
    if _ending.error is not None:
        return _ending.error
    if isinstance(error, ScowatchError) or not _is_of_prefect(error):
        return error
    said = " ".join(str(error).split())[:200] or type(error).__name__
    return OrchestrationError(f"Prefect's server cannot be used ({said}); {GONE}. Run the same command again")


def _is_of_prefect(error: Exception) -> bool:
    """Say whether it is an error of Prefect's, or one of Python's that was raised in its code."""
    raised_in = [frame.f_globals.get("__name__", "") for frame, _ in traceback.walk_tb(error.__traceback__)][-1:]
    names = {name.partition(".")[0] for name in (type(error).__module__, *raised_in)}
    return bool(names & {"prefect", "httpx", "httpcore", "websockets"})


def leave(code: int) -> None:
    """End the process without what Prefect would do at exit, where its server is gone; else do nothing."""
    if _ending.without_prefect:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
