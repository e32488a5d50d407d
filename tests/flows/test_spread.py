"""Extraction over a real Dask cluster: the same archive as without, whoever dies; and no riddles for who sets it up."""

import asyncio
import gzip
import os
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import create_engine, text

from config.errors import ConfigError, ScowatchError
from config.settings import Settings
from config.sites import load_site_rules
from flows import spread, warc_backfill
from flows.chunks import Chunk, InFile, Recipe
from flows.progress import Progress
from flows.rereading import reread
from flows.session import session
from flows.sitemaps import Dates
from flows.spread import Spread, over_dask
from flows.warc_backfill import take_warcs
from flows.workers import page_limits
from storage import open_archive
from storage.care import check
from tests.dask_cluster import ROOT, running
from tests.prose import story

HOSTS = ("post.example", "herald.example", "wire.example")
SUBJECTS = (
    "The Shanghai Cooperation Organization met in Tashkent, where the SCO Secretariat spoke of water for case {}.",
    "The council of the town met about bridge {}.",
)
CALL = "<p>Subscribe to our channel and never miss what the day brings to your town and to its people.</p>"
PROGRAM = """
import asyncio, sys
from pathlib import Path
from config.settings import Settings
from flows import warc_backfill
from flows.progress import Progress
from flows.session import session
from flows.sitemaps import Dates
from flows.spread import over_dask

async def main():
    warc_backfill.CHUNK_PAGES = 20
    settings = Settings()
    async with over_dask(settings) as spread, session(settings, "backfill") as opened:
        await warc_backfill.take_warcs(opened, [Path(each) for each in sys.argv[1:]], Dates(), Progress(None), spread)
    assert opened.report.imbalance == 0

if __name__ == "__main__":
    asyncio.run(main())
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    with running(tmp_path_factory.mktemp("dask")) as started:
        yield started


@pytest.fixture(autouse=True)
def short_ways(environment, monkeypatch):
    """None of the settings of this machine, and chunks so small that there are many."""
    monkeypatch.setattr(warc_backfill, "CHUNK_PAGES", 20)


def page(number):
    """An article; of four one is a copy of the one that came eleven before it, printed the day before or after."""
    told = number - 11 if number % 4 == 3 and number > 11 else number
    day = 10 + (number % 5 - 2 if told != number else 0)
    lead = SUBJECTS[told % len(SUBJECTS)].format(told)
    body = "".join(f"<p>{each}</p>" for each in (lead, story(20 * told, 7), story(20 * told + 7, 7)))
    head = f"<title>Story {told}</title><meta property='article:published_time' content='2025-09-{day}T08:00:00Z'>"
    return (
        f"<html lang=en><head>{head}</head><body><article><h1>Story {told}</h1>{body}{CALL}</article></body></html>".encode()
    )


def record(number):
    body = page(number) if number % 13 else b"<html><title>Nothing</title><body></body></html>"
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://{HOSTS[number % len(HOSTS)]}/{number}\r\n"
    head += f"WARC-Date: 2025-09-20T12:00:00Z\r\nContent-Length: {len(http)}\r\n\r\n"
    return head.encode() + http + b"\r\n\r\n"


def write(path, numbers, *, together=False):
    """Write pages into a WARC file, each a gzip member of its own or all *together* in one."""
    records = [record(number) for number in numbers]
    path.write_bytes(gzip.compress(b"".join(records)) if together else b"".join(map(gzip.compress, records)))
    return path


def settings_of(folder, url=None, dask=None, **more):
    return Settings(**{"data_dir": folder, "database_url": url, "dask": dask, "workers": 1, "batch_pages": 8, "page_seconds": 300, **more})


def take(settings, *paths):
    """Run the backfill of *paths*; give its report without its duration."""

    async def run():
        async with over_dask(settings) as over, session(settings, "backfill") as opened:
            await take_warcs(opened, paths, Dates(), Progress(None), over)
        assert opened.report.imbalance == 0
        return {name: value for name, value in opened.report.as_json().items() if name != "seconds"}

    return asyncio.run(run())


def again(settings):
    async def run():
        async with over_dask(settings) as over, session(settings, "reprocess") as opened:
            return await reread(opened, Progress(None), over)

    return asyncio.run(run())


def rows(url, query):
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with closing(engine.connect()) as connection:
        found = [tuple(row) for row in connection.execute(text(query))] if query.startswith("SELECT") else []
        if not found:
            connection.execute(text(query))
            connection.commit()
    engine.dispose()
    return found


def contents(url):
    """What pages came to, with the keys, which tell the order of arrival, and without moments of today."""
    articles = (
        "SELECT id, url, title, text, kind, copy_of, story_id, level, language, published FROM article ORDER BY id"
    )
    tags = "SELECT article_id, kind, slug, organization, level, confidence FROM tag ORDER BY 1, 2, 3, 4"
    stories = "SELECT id, size, origin_id FROM story ORDER BY id"
    frontier = "SELECT url, state, reason FROM frontier ORDER BY url"
    captures = "SELECT url, digest FROM capture ORDER BY id"
    return [rows(url, query) for query in (articles, tags, stories, frontier, captures)]


# --- the same archive ------------------------------------------------------------------------------------------


def test_the_archive_is_the_same_as_without(tmp_path, database_url, cluster):
    files = [write(tmp_path / f"{at}.warc.gz", range(at, 90, 2)) for at in range(2)]
    files.append(write(tmp_path / "together.warc.gz", range(90, 120), together=True))
    plain = f"sqlite:///{tmp_path / 'plain' / 'archive.db'}"
    expected = take(settings_of(tmp_path / "plain"), *files)
    told = settings_of(tmp_path / "spread", database_url, cluster.address)
    assert take(told, *files) == expected
    assert contents(database_url) == contents(plain)
    assert expected["stored"] > 60, expected
    assert expected["duplicates"] > 20
    assert expected["tagged"] > 40
    assert expected["failed"] == {"no_text": 10}
    kept = contents(database_url)
    rows(database_url, "UPDATE article SET text = 'as an older extractor read it' WHERE id < 40")
    assert again(told) == {"changed": 39, "unchanged": 71, "unreadable": 10}
    assert contents(database_url) == kept
    with open_archive(database_url, tmp_path / "spread") as archive:
        assert list(check(archive)) == []
