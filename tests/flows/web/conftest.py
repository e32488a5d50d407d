"""The application on a real server on loopback, and a way to ask it that changes nothing on the way."""

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from flows.web.app import make_app
from flows.web.security import Access
from flows.web.serving import server_of
from storage import Archive, open_archive
from tests.storage.conftest import Newsroom


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the server sent."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)

    def __getitem__(self, name: str) -> str | None:
        return self.headers.get(name)


@dataclass(frozen=True)
class Site:
    """A running application."""

    app: FastAPI
    port: int

    @property
    def url(self) -> str:
        """Without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    def __call__(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Ask; a header `if_none_match` is sent as If-None-Match."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request(method, path, headers={name.replace("_", "-"): each for name, each in headers.items()})
            answer = connection.getresponse()
            return Answer(status=answer.status, headers=answer.headers, body=answer.read())

    def raw(self, sent: bytes) -> bytes:
        """Send bytes, and give all that comes back until the server closes; nothing of it where it does so midway."""
        received = b""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection, suppress(ConnectionError):
            connection.sendall(sent)
            while more := connection.recv(65_536):
                received += more
        return received


Serve = Callable[..., AbstractContextManager[Site]]


@contextmanager
def serving(app: FastAPI) -> Iterator[Site]:
    """Run *app* in a thread."""
    server = server_of(app)
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        yield Site(app, listening.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    """A run begun in an empty archive on SQLite, to be filled by a test."""
    now = datetime(2025, 9, 1, 12, tzinfo=UTC)
    with open_archive(f"sqlite:///{tmp_path}/archive.db", tmp_path, create=True) as archive:
        yield Newsroom(archive, now, archive.begin_run("ingest", "desk", now, is_alive=lambda _: True))


@pytest.fixture(scope="session")
def world(world_data: Path) -> Iterator[Archive]:
    """The archive of the sample world, to be read only."""
    with open_archive(f"sqlite:///{world_data}/archive.db", world_data) as archive:
        yield archive


@pytest.fixture(scope="session")
def site(world: Archive) -> Iterator[Site]:
    """The sample world, served."""
    with serving(make_app(world)) as running:
        yield running


@pytest.fixture
def serve(world: Archive) -> Serve:
    """Serve the sample world, to those of an Access, with routes of its own beside."""

    def begin(change: Callable[[FastAPI], None] = lambda _: None, **access: Any) -> AbstractContextManager[Site]:
        app = make_app(world, Access(**access))
        change(app)
        return serving(app)

    return begin
