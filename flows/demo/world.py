"""The servers of the sample news world: real HTTP on loopback, from a thread, for `scowatch demo` and tests."""

import socket
import sys
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from typing import Any, Self

from config.sources import Source
from flows.demo.render import NOTHING, Response, render
from flows.demo.site import load_world


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One request that the world was asked."""

    path: str
    status: int
    conditional: bool  # the request carried a validator


class DemoWorld:
    """The sample news world, served while the context lasts; `url` is empty outside of it.

    All outlets live under one origin, each below its own path. Setting `day` to 2 publishes the edited article and the
    feed that tells of it; whoever asks for anything else with validators goes on getting 304.
    """

    def __init__(self, *, day: int = 1) -> None:
        self.url = ""  # scheme, host and port, no slash at the end
        self.log: list[Hit] = []  # in the order of the answers
        self._world = load_world()
        self._day = day
        self._answers: dict[str, Response] = {}

    def __enter__(self) -> Self:
        self._server = _Server(self)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.day = self._day
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.hang_up()
        self._server.server_close()
        self.url, self._answers = "", {}

    @property
    def day(self) -> int:
        """The day on which the world stands: 1, or 2."""
        return self._day

    @day.setter
    def day(self, day: int) -> None:
        self._day = day
        self._answers = render(self._world, day, self.url)

    @property
    def sitemap(self) -> str:
        """URL of the sitemap that also lists older articles, for a backfill."""
        return next(f"{self.url}{each.home}{each.sitemap}" for each in self._world.outlets if each.sitemap)

    def sources(self) -> tuple[Source, ...]:
        """List the feeds of all outlets; the broken one is among them."""
        return tuple(
            Source(
                slug=each.slug,
                name=each.name,
                country=each.country,
                language=each.language,
                kind="feed",
                url=f"{self.url}{each.home}{each.feed}",
            )
            for each in self._world.outlets
        )

    def answer(self, path: str) -> Response:
        """Give what today's world answers to *path*."""
        return self._answers.get(path, NOTHING)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"
    timeout = 30  # seconds that a silent connection is kept
    wbufsize = -1  # headers and body leave together ...
    disable_nagle_algorithm = True  # ... and at once

    def do_GET(self) -> None:
        response = self.server.world.answer(self.path.partition("?")[0])
        etag, since = self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
        fits = response.status == 200 and response.fits(etag=etag, modified_since=since)
        status, body = (304, b"") if fits else (response.status, response.body)
        conditional = etag is not None or since is not None
        self.server.world.log.append(Hit(path=self.path, status=status, conditional=conditional))
        self.send_response(status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if not fits:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Keep silent: `DemoWorld.log` has it all."""


class _Server(ThreadingTCPServer):
    request_queue_size = 64  # readers come all at once

    def __init__(self, world: DemoWorld) -> None:
        self.world = world
        self._open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", 0), _Handler)

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        self._open.add(connection)
        return connection, address

    def close_request(self, request: Any) -> None:
        self._open.discard(request)
        super().close_request(request)

    def hang_up(self) -> None:
        """End the connections that readers keep alive, so that no thread waits for them."""
        for connection in tuple(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # the reader was faster

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over readers who went away; anything else is a bug and is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)
