"""The application on a socket."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

_HEADER_BYTES = 32_768  # of a request; of a longer one no more is read
_IDLE_SECONDS = 5  # after an answer, before the connection is closed
_LAST_SECONDS = 3  # for what is under way when the server is told to end


class Guest(uvicorn.Server):
    """A server in an event loop of somebody who hears signals himself, and sets `should_exit`."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them alone."""
        yield


def server_of(app: FastAPI, kind: type[uvicorn.Server] = uvicorn.Server) -> uvicorn.Server:
    """Make the server of *app*; `run(sockets=[...])` ends it at SIGINT and SIGTERM, and then raises these again."""
    return kind(
        uvicorn.Config(
            app,
            http="h11",
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,  # flows.web.security writes one
            server_header=False,
            h11_max_incomplete_event_size=_HEADER_BYTES,
            timeout_keep_alive=_IDLE_SECONDS,
            timeout_graceful_shutdown=_LAST_SECONDS,
        )
    )


def listen(host: str, port: int) -> socket.socket:
    """Open a socket for the server; raise OSError that says where, when it cannot be."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listening = socket.create_server(address[:2], family=family, backlog=128)
    except OSError as error:
        why = str(error.strerror).partition(" (")[0]  # then the address, a second time
        raise OSError(error.errno, f"cannot listen on {host}, port {port}: {why}") from error
    # asyncio would do so only for a socket that was made as one of TCP by name; else each answer waits 40 ms.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening
