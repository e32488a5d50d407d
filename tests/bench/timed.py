"""The `scowatch` command with a stopwatch in it: what CPU each stage of ingest takes in the main process.

Stands in the place of `python -m flows`; writes its figures to the file named by BENCH_TIMES. The clocks are those of
threads, so that who waits costs nothing. What a stage calls of another stage is counted there alone.
"""

import asyncio
import functools
import json
import os
import resource
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

spent: Counter[str] = Counter()
_open = threading.local()


class Clock:
    """Counts the CPU of its thread for a stage while it is open, less that of the stages opened inside it."""

    def __init__(self, stage: str) -> None:
        self._stage = stage

    def __enter__(self) -> None:
        now = time.thread_time()
        stack = _open.__dict__.setdefault("stack", [])
        if stack:
            spent[stack[-1][0]] += now - stack[-1][1]
        stack.append([self._stage, now])

    def __exit__(self, *_: object) -> None:
        now = time.thread_time()
        stage, since = _open.stack.pop()
        spent[stage] += now - since
        if _open.stack:
            _open.stack[-1][1] = now


class _Steps:
    """A coroutine whose steps are timed one by one: what runs between them is not its own."""

    def __init__(self, work: Any, stage: str) -> None:
        self._work, self._stage = work, stage

    def __await__(self) -> Generator[Any, Any, Any]:
        steps = self._work.__await__()
        sent: Any = None
        while True:
            try:
                with Clock(self._stage):
                    waits_for = steps.send(sent)
            except StopIteration as ended:
                return ended.value
            try:
                sent = yield waits_for
            except BaseException as error:  # noqa: BLE001 thrown into the coroutine, as it would be without us
                waits_for = steps.throw(error)
                sent = yield waits_for


def watch(owner: Any, name: str, stage: str) -> None:
    """Put a clock around a function or a coroutine function."""
    work: Callable[..., Any] = getattr(owner, name)
    if asyncio.iscoroutinefunction(work):

        @functools.wraps(work)
        async def timed_steps(*args: Any, **kwargs: Any) -> Any:
            return await _Steps(work(*args, **kwargs), stage)

        setattr(owner, name, timed_steps)
        return

    @functools.wraps(work)
    def timed(*args: Any, **kwargs: Any) -> Any:
        with Clock(stage):
            return work(*args, **kwargs)

    setattr(owner, name, timed)


def instrument() -> None:
    """Put the clocks in their places."""
    # ruff: noqa: PLC0415
    from flows import answers, ingest, orchestration, stages, workers
    from storage import archive, articles, blocks, fulltext, identity, indexing, nearby, neighbours, newcomers, pending

    watch(archive.Archive, "claim", "claim")
    watch(archive.Archive, "recurring", "claim")
    watch(archive.Archive, "settle", "store: rows, commit")
    watch(articles, "keep", "store: WARC")
    watch(identity, "find", "store: identity")
    watch(neighbours, "decide", "dedup: look up")
    watch(nearby.Nearby, "look_up", "dedup: look up")
    watch(nearby.Nearby, "may_hold", "dedup: look up")
    watch(nearby.Nearby, "post", "dedup: enter")
    watch(blocks.Counts, "look_up", "dedup: blocks")
    watch(blocks.Counts, "count", "dedup: blocks")
    watch(newcomers.Newcomers, "look_up", "store: identity")
    watch(pending.Pending, "flush", "store: flush")
    watch(articles.Settler, "_add_said", "store: tags, quotes")
    watch(articles, "content_of", "store: content")
    watch(indexing, "index", "store: search index")
    watch(fulltext, "cut", "store: search terms")
    watch(answers, "unpack", "fetch: gunzip")
    watch(orchestration, "as_task", "Prefect")
    ingest.as_task = orchestration.as_task
    watch(stages, "drain_batch", "fetch and hand over")
    orchestration.drain_batch = stages.drain_batch
    watch(workers._Worker, "do", "hand pages to workers")


def main() -> None:
    """Run the command, then write what was spent."""
    started = time.process_time()
    instrument()
    spent["start"] = time.process_time()
    del started
    from flows.cli import main as command

    try:
        command()
    finally:
        own = resource.getrusage(resource.RUSAGE_SELF)
        spent["main thread"] = time.thread_time()
        spent["whole process"] = own.ru_utime + own.ru_stime
        Path(os.environ["BENCH_TIMES"]).write_text(json.dumps(spent), "utf-8")


if __name__ == "__main__":
    main()
