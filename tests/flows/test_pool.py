"""The processes that extract: one bad page is one bad page, and nobody outlives the parent."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import pytest

from config.sites import SiteRule
from extractors.records import Analysis, Choice, Entry, Page, Unreadable
from flows.pool import ExtractionPool
from flows.workers import Limits

LIMITS = Limits(seconds=5, memory_bytes=2_000_000_000)
ROOT = Path(__file__).resolve().parents[2]
PARENT = """
import asyncio, sys, time
import psutil
from datetime import UTC, datetime
from extractors.records import Entry, Page
from flows.pool import ExtractionPool
from flows.workers import Limits

async def main(pool):
    page = Page(url="https://post.example/1", final_url="https://post.example/1", moved_permanently=False, status=200,
                media_type="text/html", charset=None, etag=None, last_modified=None, body=b"<p>Hello",
                fetched_at=datetime.now(UTC))
    await asyncio.gather(*(pool.analyse(page, Entry(url=page.url)) for _ in range(4)))
    print(*(each.pid for each in psutil.Process().children()), flush=True)
    time.sleep(120)

if __name__ == "__main__":
    with ExtractionPool(2, "sco", Limits(seconds=60, memory_bytes=2_000_000_000)) as pool:
        asyncio.run(main(pool))
"""


class Acting:
    """A body that does something to the process which takes it out of its pipe, as a bug of lxml could."""

    def __init__(self, code: str) -> None:
        self.code = code

    def __reduce__(self) -> tuple[Any, ...]:
        return eval, (self.code,)


KILLER = Acting("__import__('os').kill(__import__('os').getpid(), 9)")
LOOP_IN_C = Acting("sum(range(10**15))")


def page(number: int, body: Any = None) -> Page:
    text = f"<p>The council of district {number} met on Tuesday and voted for a new bridge over the river.</p>"
    return Page(
        url=f"https://post.example/{number}",
        final_url=f"https://post.example/{number}",
        moved_permanently=False,
        status=200,
        media_type="text/html",
        charset=None,
        etag=None,
        last_modified=None,
        body=body or f"<html><title>District {number}</title><body><article>{text * 3}</article></body>".encode(),
        fetched_at=datetime(2025, 9, 1, tzinfo=UTC),
    )


def analysed(*pages: Page, workers: int = 2) -> list[Analysis | Unreadable]:
    async def run() -> list[Analysis | Unreadable]:
        with ExtractionPool(workers, "sco", LIMITS) as pool:
            return await asyncio.gather(*(pool.analyse(each, Entry(url=each.url)) for each in pages))

    return asyncio.run(run())


def test_a_page_that_kills_its_worker_is_the_only_one_that_suffers():
    pages = [page(number, KILLER if number in {2, 5} else None) for number in range(8)]
    outcomes = analysed(*pages)
    assert [n for n, each in enumerate(outcomes) if isinstance(each, Unreadable)] == [2, 5]
    assert {each.reason for each in outcomes if isinstance(each, Unreadable)} == {"extractor_crashed"}
    assert [each.article.title for each in outcomes if isinstance(each, Analysis)] == [
        f"District {number}" for number in (0, 1, 3, 4, 6, 7)
    ]


def test_a_page_that_does_not_end_is_the_only_one_that_suffers():
    outcomes = analysed(*(page(number, LOOP_IN_C if number == 1 else None) for number in range(4)))
    assert [each.reason if isinstance(each, Unreadable) else None for each in outcomes] == [
        None, "extractor_timeout", None, None,
    ]  # fmt: skip


def test_site_rules_reach_the_workers():
    rules = {"post.example": (SiteRule(name="post.example 1", title="p", body="article"),)}

    async def run() -> Analysis | Unreadable:
        with ExtractionPool(1, "sco", LIMITS, rules) as pool:
            return await pool.analyse(page(1), Entry(url="https://post.example/1"))

    read = asyncio.run(run())
    assert isinstance(read, Analysis)
    assert read.article.choice == Choice(method="rule", reason="The body of rule post.example 1 holds 3 paragraphs.")


def test_a_pool_goes_on_after_a_crash():
    async def run() -> list[Analysis | Unreadable]:
        with ExtractionPool(1, "sco", LIMITS) as pool:
            return [await pool.analyse(each, Entry(url=each.url)) for each in (page(1, KILLER), page(2), page(3))]

    crashed, *others = asyncio.run(run())
    assert isinstance(crashed, Unreadable)
    assert all(isinstance(each, Analysis) for each in others)


def test_a_bug_in_the_extractor_is_the_fate_of_one_page():
    bug, fine = analysed(page(1, 3.14), page(2), workers=1)
    assert isinstance(bug, Unreadable)
    assert bug.reason == "extractor_error"
    assert "Error: " in bug.detail
    assert isinstance(fine, Analysis)


def test_a_page_without_an_article_is_a_value():
    (outcome,) = analysed(page(1, b"<html><body></body></html>"), workers=1)
    assert isinstance(outcome, Unreadable)


def test_an_ended_pool_leaves_no_process():
    before = {each.pid for each in psutil.Process().children()}
    analysed(page(1), page(2, KILLER), page(3))
    left = [each for each in psutil.Process().children() if each.pid not in before]
    assert all("resource_tracker" in " ".join(each.cmdline()) for each in left)


@pytest.mark.parametrize("kind", [signal.SIGKILL, signal.SIGTERM], ids=["kill -9", "kill"])
def test_the_workers_of_a_killed_process_end(tmp_path, kind):
    (tmp_path / "parent.py").write_text(PARENT)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(tmp_path / "parent.py")]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as parent:
        assert parent.stdout is not None
        children = [psutil.Process(int(pid)) for pid in parent.stdout.readline().split()]
        assert sum("spawn_main" in " ".join(each.cmdline()) for each in children) == 2
        os.kill(parent.pid, kind)
        parent.wait(10)
        until = time.monotonic() + 10
        while alive := [each for each in children if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]:
            assert time.monotonic() < until, f"still there: {alive}"
            time.sleep(0.05)
