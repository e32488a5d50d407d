"""A real service: `scowatch serve` as a program, with a news site and the operator's post box on loopback."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import psutil
import pytest

from tests.loopback import rss
from tests.servers import Answer, HostileServer, reply

ROOT = Path(__file__).resolve().parents[3]
WAIT_SECONDS = 600.0  # a busy machine takes a minute to start a Prefect server, and as long for a run


def story(number: int) -> bytes:
    words = " ".join(f"word{(number * 7 + n * 13) % 997}" for n in range(200))
    page = f"<html lang=en><title>Story {number}</title><article><h1>Story {number}</h1><p>{words}</p>".encode()
    return reply(body=page, Content_Type="text/html")


def slowly(seconds: float, answer: bytes) -> Answer:
    """An answer that takes its time."""

    def talk(conversation) -> None:
        conversation.pause(seconds)
        conversation.send(answer)

    return talk


def publish(site: HostileServer, feed: str, numbers: range, *, seconds: float = 0, page: Answer | None = None) -> None:
    """Let a feed list stories; with *seconds*, pages that take so long; with *page*, this instead of each of them."""
    for number in numbers:
        honest = slowly(seconds, story(number)) if seconds else story(number)
        site.answers[f"/story/{number}"] = page or honest
    body = rss([site.url(f"/story/{number}") for number in numbers])
    site.answers[feed] = reply(body=body, Content_Type="application/rss+xml")


def wait_for(happened: Callable[[], object], what: str) -> object:
    """Wait until *happened* gives something true; give it."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not (found := happened()):
        assert time.monotonic() < deadline, f"it never came to this: {what}"
        time.sleep(0.2)
    return found


class Serve:
    """The program, its endpoints, and its archive."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder, self.environment = folder, environment
        self.log = folder / "log"

    def start(self) -> None:
        command = [sys.executable, "-m", "flows", "serve", "--port", "0", "--prefect-port", "0"]
        began = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self.program = subprocess.Popen(
                command, cwd=self.folder, env=self.environment, stderr=log, start_new_session=True
            )
        said = wait_for(
            lambda: re.findall(r"(http://\S+?)/?(?:api)?\s", self.log.read_text()[began:])[1:], "it says where it is"
        )
        self.web, self.prefect = re.findall(r"(http://127\S+?)/?(?:api)?\s", self.log.read_text()[began:])[:2]
        assert said

    def health(self) -> tuple[int, dict]:
        try:
            with urllib.request.urlopen(f"{self.web}/health", timeout=WAIT_SECONDS) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def is_well(self) -> bool:
        status, said = self.health()
        assert (status == 200) == (said["status"] == "well") == (not said["problems"])
        return status == 200

    def api(self, path: str, body: object = None) -> object:
        """Ask Prefect; while its database is taken it answers 503, which every client of it has to try again."""
        return wait_for(lambda: self._ask(path, body), f"Prefect answers {path}")[0]

    def _ask(self, path: str, body: object) -> list[object]:
        data = json.dumps(body if body is not None else {}).encode()
        request = urllib.request.Request(
            f"{self.prefect}/api{path}", data, {"Content-Type": "application/json"}, method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=WAIT_SECONDS) as answer:
                return [json.loads(answer.read() or b"null")]
        except urllib.error.HTTPError as error:
            if error.code != 503:
                raise
            return []

    def runs(self, *states: str) -> list[dict]:
        """Flow runs, those of the given state names only, the newest first."""
        found = self.api("/flow_runs/filter", {"sort": "EXPECTED_START_TIME_DESC"})
        return [each for each in found if each["state_name"] in states]

    def rows(self, query: str) -> list[tuple]:
        path = self.folder / "data/archive.db"
        if not path.exists():
            return []
        with closing(sqlite3.connect(path, timeout=60)) as connection:
            return connection.execute(query).fetchall()

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.program.pid).children(recursive=True)

    def server(self) -> psutil.Process | None:
        with suppress(psutil.Error):  # one that ended meanwhile
            return next((each for each in self.family() if "uvicorn" in each.cmdline()), None)
        return None

    def kill(self) -> None:
        """End it as a power cut would."""
        self.program.send_signal(signal.SIGKILL)
        self.program.wait()


@pytest.fixture
def site() -> Iterator[HostileServer]:
    with HostileServer() as running:
        yield running


@pytest.fixture
def outside() -> Iterator[HostileServer]:
    """Where requests go that leave the machine: a proxy, which answers nothing."""
    with HostileServer() as running:
        yield running


@pytest.fixture
def serve(site: HostileServer, outside: HostileServer, tmp_path: Path, prefect_home: dict[str, str]) -> Iterator[Serve]:
    """A service that is not started yet, with one feed, and the operator at json://…/operator."""
    (tmp_path / "sources.toml").write_text(
        f'[[source]]\nslug = "feed"\nname = "Feed"\nkind = "feed"\nurl = "{site.url("/feed.xml")}"\n'
    )
    site.answers["/operator"] = reply()
    settings = {
        "DATA_DIR": tmp_path / "data", "SOURCES": tmp_path / "sources.toml", "ALLOW_PRIVATE_ADDRESSES": "true",
        "HOST_DELAY_SECONDS": 0, "HOST_CONCURRENCY": 8, "WORKERS": 1, "BATCH_PAGES": 4, "INGEST_SECONDS": 5,
        "POLL_SHORTEST_SECONDS": 0.5, "POLL_LONGEST_SECONDS": 1, "RETRY_DELAY_SECONDS": 30, "ATTEMPTS": 5,
        "RETRY_DELAY_LIMIT_SECONDS": 30, "BACKUP_DIR": tmp_path / "backups", "OPERATOR": f"json://{site.host}:{site.port}/operator",
    }  # fmt: skip
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SCOWATCH_", "PREFECT_"))}
    given = {f"SCOWATCH_{name}": str(value) for name, value in settings.items()}
    given |= {"HTTP_PROXY": outside.url(), "HTTPS_PROXY": outside.url(), "NO_PROXY": "127.0.0.1,localhost"}
    given |= {"PREFECT_SERVER_SERVICES_SCHEDULER_MAX_RUNS": "20", "PYTHONPATH": str(ROOT)}  # not a hundred ahead
    service = Serve(tmp_path, {**kept, **given, **prefect_home})
    yield service
    if hasattr(service, "program") and service.program.poll() is None:
        service.kill()
