"""A web server on loopback that sends whatever bytes a test scripts: honest, broken or hostile."""

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import takewhile
from types import TracebackType
from typing import BinaryIO, Self


@dataclass(frozen=True)
class Request:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]  # names in lower case
    at: float  # time.monotonic() when its last header was read
    connection: int  # 1 for the first connection made to the server, and so on


class Conversation:
    """One connection, in the hands of an answer that wants to do more than send bytes."""

    def __init__(self, server: "HostileServer", connection: socket.socket) -> None:
        self.server, self._connection = server, connection

    def send(self, data: bytes) -> None:
        self._connection.sendall(data)

    def pause(self, seconds: float) -> None:
        """Wait, but not beyond the end of the server."""
        if self.server.stopping.wait(seconds):
            raise ConnectionAbortedError("the server is stopping")

    def reset(self) -> None:
        """End the connection with RST instead of FIN."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


# Bytes are sent and the connection is kept; a function does as it likes and the connection is closed after it.
Answer = bytes | Callable[[Conversation], None]


def reply(status: int | str = 200, body: bytes = b"", **headers: str) -> bytes:
    """Write an honest response; underscores in header names become hyphens."""
    named = {"Content-Length": str(len(body))} | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status} Scripted", *(f"{name}: {value}" for name, value in named.items())]
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape") + body


def chunked(*chunks: bytes, **headers: str) -> bytes:
    """Write a response whose length is known only at its end."""
    head = [
        "HTTP/1.1 200 OK",
        "Transfer-Encoding: chunked",
        *(f"{k.replace('_', '-')}: {v}" for k, v in headers.items()),
    ]
    body = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in (*chunks, b""))
    return "\r\n".join([*head, "", ""]).encode() + body


def then_close(data: bytes) -> Answer:
    """Send *data* and hang up, whatever it promised."""
    return lambda talk: talk.send(data)


@dataclass
class HostileServer:
    """Answers GETs from `answers`, by path; a path with a list of answers gives them in turn, the last for ever."""

    host: str = "127.0.0.1"
    tls: ssl.SSLContext | None = None
    answers: dict[str, Answer | list[Answer]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server((self.host, 0), backlog=256)
        self.port: int = self._listener.getsockname()[1]
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stopping.set()
        # Not every system wakes accept() up when its socket is shut down; a connection does everywhere.
        socket.create_connection((self.host, self.port)).close()
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)
        self._listener.close()

    def url(self, path: str = "/", *, host: str | None = None) -> str:
        """Write the URL of *path*, by another *host* name if wanted."""
        return f"{'https' if self.tls else 'http'}://{host or self.host}:{self.port}{path}"

    def paths(self) -> list[str]:
        """List the paths asked for, in order."""
        return [request.path for request in self.requests]

    def _start(self, work: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=work, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self.stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            if self.stopping.is_set():
                connection.close()
                return
            with self._lock:
                self.connections += 1
                self._open.add(connection)
            self._start(self._serve, connection, self.connections)

    def _serve(self, connection: socket.socket, number: int) -> None:
        talk = connection
        try:
            if self.tls:
                talk = self.tls.wrap_socket(connection, server_side=True)
            with talk.makefile("rb") as lines:
                while (request := self._read(lines, number)) and self._answer(request, talk):
                    pass
        except OSError:
            pass  # the client went away, or the server is stopping
        finally:
            with self._lock:
                self._open.discard(connection)
            talk.close()
            connection.close()

    def _read(self, lines: BinaryIO, number: int) -> Request | None:
        head = list(takewhile(lambda line: line.strip(), lines))
        words = head[0].split() if head else []
        if len(words) != 3:
            return None
        pairs = (line.decode("latin-1").partition(":") for line in head[1:])
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        request = Request(words[1].decode("latin-1"), headers, time.monotonic(), number)
        with self._lock:
            self.requests.append(request)
        return request

    def _answer(self, request: Request, connection: socket.socket) -> bool:
        with self._lock:
            answer = self.answers.get(request.path, reply(404, b"no such page"))
            if isinstance(answer, list):
                answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if isinstance(answer, bytes):
            connection.sendall(answer)
            return True
        answer(Conversation(self, connection))
        return False
