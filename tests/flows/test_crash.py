"""A run that is killed at any instant loses nothing, repeats nothing, and leaves nothing behind."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from warcio.archiveiterator import ArchiveIterator

from flows import guard
from storage import open_archive
from storage.care import check
from tests.loopback import Site, rss, sources_toml

ROOT = Path(__file__).resolve().parents[2]
PAGES, KILLS = 500, 10
WORDS = ("river", "council", "school", "bridge", "market", "winter", "letter", "garden", "engine", "harvest", "museum")


def page(number: int) -> bytes:
    """An article that no other resembles: its words are drawn by its number."""
    draw = random.Random(number)
    sentences = [" ".join(draw.choices(WORDS, k=12)) + f" {number}-{n}." for n in range(20)]
    paragraphs = "".join(f"<p>{' '.join(sentences[at : at + 4])}</p>" for at in range(0, 20, 4))
    return f"<html lang=en><title>Story {number}</title><body><article><h1>Story {number}</h1>{paragraphs}".encode()


@pytest.fixture(scope="module")
def site():
    with Site({f"/story/{number}": ("text/html", page(number)) for number in range(PAGES)}) as served:
        links = [f"{served.url}/story/{number}" for number in range(PAGES)]
        for feed in range(5):
            served.pages[f"/feed-{feed}.xml"] = ("application/rss+xml", rss(links[feed::5]))
        yield served


def environment(site: Site, folder: Path) -> dict[str, str]:
    sources = folder / "sources.toml"
    sources.write_text(sources_toml(site), "utf-8")
    ours = {
        "SCOWATCH_DATA_DIR": str(folder / "data"),
        "SCOWATCH_SOURCES": str(sources),
        "SCOWATCH_ALLOW_PRIVATE_ADDRESSES": "true",
        "SCOWATCH_HOST_DELAY_SECONDS": "0",
        "SCOWATCH_HOST_CONCURRENCY": "16",
        "SCOWATCH_BATCH_PAGES": "20",
    }
    return {**os.environ, **ours}


def ingest(variables: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.plain"]
    return subprocess.Popen(command, env=variables, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL)


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(folder / "data" / "archive.db")
    try:
        return sorted(connection.execute(query).fetchall())
    finally:
        connection.close()


def records(folder: Path) -> int:
    """Read every WARC file to the end; give the number of responses."""
    count = 0
    for path in (folder / "data" / "warc").glob("*.warc*"):
        assert path.name.endswith(".warc.gz"), "left open"
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                if record.rec_type == "response":
                    record.content_stream().read()
                    count += 1
    return count


def test_ten_kills_and_one_full_run_give_the_archive_of_an_undisturbed_run(site, tmp_path):
    calm, killed = tmp_path / "calm", tmp_path / "killed"
    for folder in (calm, killed):
        folder.mkdir()
    started = time.monotonic()
    assert ingest(environment(site, calm)).wait() == 0
    whole = time.monotonic() - started
    draw, interrupted = random.Random(20250901), 0
    for _ in range(KILLS):
        run = ingest(environment(site, killed))
        time.sleep(draw.uniform(0.2, 0.6) * whole)
        interrupted += run.poll() is None
        workers = psutil.Process(run.pid).children(recursive=True) if run.poll() is None else []
        run.kill()
        run.wait()
        _, alive = psutil.wait_procs(workers, timeout=10)
        assert not alive, "worker processes outlived the run"
    assert interrupted, "no run was under way when it was killed"
    assert ingest(environment(site, killed)).wait() == 0
    for query in ("SELECT url, title, text FROM article", "SELECT url, state FROM frontier"):
        assert rows(killed, query) == rows(calm, query)
        assert len(rows(killed, query)) == PAGES
    assert rows(killed, "SELECT count(*), count(DISTINCT url) FROM article") == [(PAGES, PAGES)]
    assert records(calm) == PAGES
    assert records(killed) >= PAGES
    with open_archive(f"sqlite:///{killed / 'data/archive.db'}", killed / "data") as archive:
        assert list(check(archive)) == []


def servers(run: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """The embedded servers of a command, and all its other processes, if a server is among them yet."""
    family = psutil.Process(run.pid).children(recursive=True)
    return family if any(guard.SERVER in each.cmdline() for each in family) else []


def wait_until(happened: Callable[[], object]) -> None:
    deadline = time.monotonic() + 120
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)


@pytest.mark.parametrize("moment", ["the server is being started", "pages are being stored"])
def test_a_killed_command_leaves_no_process_behind(site, tmp_path, prefect_home, moment):
    variables = {**environment(site, tmp_path), **prefect_home}
    command = [sys.executable, "-m", "flows", "ingest"]
    run = subprocess.Popen(command, env=variables, cwd=ROOT, stdout=subprocess.DEVNULL)
    wait_until(lambda: servers(run))
    if moment == "pages are being stored":
        wait_until((tmp_path / "data" / "warc").exists)
    family = servers(run)
    run.send_signal(signal.SIGKILL)
    run.wait()
    _, alive = psutil.wait_procs(family, timeout=30)
    assert not alive, [each.cmdline() for each in alive]
    if moment == "the server is being started":
        return
    assert subprocess.run(command, env=variables, cwd=ROOT, stdout=subprocess.DEVNULL).returncode == 0
    assert rows(tmp_path, "SELECT count(*) FROM article") == [(PAGES,)]
    assert rows(tmp_path, "SELECT state FROM run ORDER BY id") == [("completed",), ("interrupted",)]
