"""The application on a socket."""

import uvicorn
from fastapi import FastAPI

_HEADER_BYTES = 32_768  # of a request; of a longer one no more is read
_IDLE_SECONDS = 5  # after an answer, before the connection is closed
_LAST_SECONDS = 3  # for what is under way when the server is told to end


def server_of(app: FastAPI) -> uvicorn.Server:
    """Make the server of *app*; `run(sockets=[...])` ends it at SIGINT and SIGTERM, and then raises these again."""
    return uvicorn.Server(
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
