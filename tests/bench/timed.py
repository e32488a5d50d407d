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

IN_MAIN = ("Prefect: tasks", "fetch: orchestration", "fetch: gunzip")  # what runs in the main thread
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

    mark(archive.Archive, "begin_run", "begin_run")
    mark(archive.Archive, "end_run", "end_run")
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
    watch(orchestration, "as_task", "Prefect: tasks")
    ingest.as_task = orchestration.as_task
    watch(stages, "drain_batch", "fetch: orchestration")
    orchestration.drain_batch = stages.drain_batch
    watch(workers._Worker, "do", "hand pages to workers")


def mark(owner: Any, name: str, stage: str) -> None:
    """Note the CPU of the main thread when a function is first called."""
    work: Callable[..., Any] = getattr(owner, name)

    @functools.wraps(work)
    def marked(*args: Any, **kwargs: Any) -> Any:
        spent.setdefault(stage, time.thread_time())
        return work(*args, **kwargs)

    setattr(owner, name, marked)


def main() -> None:
    """Run the command, then write what was spent."""
    from config.settings import load_settings
    from flows.embedded import prepare

    prepare(load_settings().data_dir)  # as the command does, before Prefect is imported
    instrument()
    from flows.cli import main as command

    try:
        command()
    finally:
        Path(os.environ["BENCH_TIMES"]).write_text(json.dumps(told()), "utf-8")


def told() -> dict[str, float]:
    """Give the CPU seconds of the stages; what the clocks did not see of the main thread between start and end is the
    network: aiohttp and asyncio."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    whole, main_thread = own.ru_utime + own.ru_stime, time.thread_time()
    start, end = spent.pop("begin_run", 0.0), spent.pop("end_run", main_thread)
    in_main = sum(seconds for stage, seconds in spent.items() if stage in IN_MAIN)
    between = {"fetch: network": max(0.0, end - start - in_main)}
    edges = {"start: imports, Prefect": start, "end: Prefect, exit": main_thread - end}
    stages = {**spent, **between, **edges}
    return {**stages, "other threads": whole - sum(stages.values()), "whole process": whole}


if __name__ == "__main__":
    main()
