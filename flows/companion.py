"""The Prefect server of one command: a child that is started first, and gets ready while the command does.

Prefect would start one itself, but only when its first run begins, and would import the whole server into our process
to do so: 4 of 10 seconds to the first page, and 80 MB. Ours inherits a listening socket, so that who asks too early
waits instead of being refused, and who asks a dead one is told at once.
"""

import atexit
import os
import socket
import subprocess
import sys
import urllib.request
from contextlib import suppress
from pathlib import Path

import flows
from config.errors import OrchestrationError
from flows.guard import SERVER

MARK = "_SCOWATCH_COMPANION"  # in the environment of a command that has one, and of its children: its address
UP = "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"
GRACE_SECONDS = 5.0  # from SIGTERM to SIGKILL
# As Prefect's own: no pages of its own, and only the services that a server for one command needs.
_ALONE = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}


def start() -> None:
    """Start it, and name it to Prefect, which must not be imported yet; its guard must be there (flows.guard)."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{listening.getsockname()[1]}/api"
        os.environ[MARK] = os.environ["PREFECT_API_URL"]
        process = subprocess.Popen(
            server_command(SERVER, listening.fileno()), env={**os.environ, **_ALONE}, pass_fds=(listening.fileno(),),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C on a terminal is for us, who end it when Prefect has told it all
        )  # fmt: skip
    atexit.register(_stop, process)  # before Prefect's own: those that are registered last are called first


def server_command(application: str, socket_fd: int, *more: str) -> list[str]:
    """What is run for a Prefect server behind a socket that it inherits."""
    return [
        sys.executable, "-m", "uvicorn", "--app-dir", str(Path(flows.__file__).parents[1]), "--factory", application,
        "--fd", str(socket_fd), "--log-level", "error", "--lifespan", "on", *more,
    ]  # fmt: skip


def wait() -> None:
    """Wait until it answers, if this command has one.

    Raises:
        OrchestrationError: it ended, or takes too long.
    """
    if not (url := os.environ.get(MARK)):
        return
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=float(os.environ[UP])):  # noqa: S310 our own
            pass
    except (OSError, ValueError) as error:
        said = "it did not start; the disk may be full, or its database of no use"
        if isinstance(error, TimeoutError):
            said = f"it was not ready after {os.environ[UP]} s (set {UP} higher where the machine is slow)"
        raise OrchestrationError(f"Prefect's server cannot be used: {said}. Nothing was begun") from error


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(GRACE_SECONDS)
    process.kill()
    process.wait()
