"""Prefect's server dies in the middle of a run: the embedded one, and the user's own; or it is not there at all."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import psutil

from flows import guard
from tests.drills.stage import Stage, Told, wait_until

PAGES = 60
CLEAR = "scowatch: Prefect's server could not be told how the run ended; all that came is stored, and the report"


def drill(folder: Path) -> Told:
    """Play it; raise AssertionError when it does not go as it should."""
    told = Told()
    for play in (embedded, of_the_user):
        stage = Stage(folder / play.__name__, pages=PAGES)
        stage.told = told
        with stage.site:
            play(stage)
        stage.audit()
    return told


def embedded(stage: Stage) -> None:
    """Kill the server that a command has started for itself."""
    run = _slow_run(stage)
    servers = [each for each in psutil.Process(run.pid).children(recursive=True) if guard.SERVER in each.cmdline()]
    assert servers
    stage.did("killed the Prefect server of a command (kill -9) while a run was fetching pages")
    for each in servers:
        each.kill()
    _ends_well(stage, run)


def of_the_user(stage: Stage) -> None:
    """Kill the server that PREFECT_API_URL names; then run without it."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = {"PREFECT_HOME": str(stage.folder / "prefect"), "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
    command = [sys.executable, "-m", "prefect", "server", "start", "--port", str(port)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}
    server = subprocess.Popen(command, env=stage.variables | home | {"DO_NOT_TRACK": "1"}, **quiet)
    address = f"http://127.0.0.1:{port}/api"
    wait_until(lambda: _is_up(address), "Prefect's server")
    run = _slow_run(stage, PREFECT_API_URL=address, **home)
    stage.did("killed the Prefect server that PREFECT_API_URL names, while a run was fetching pages")
    os.killpg(server.pid, signal.SIGKILL)
    server.wait()
    _ends_well(stage, run)
    stage.did("ran while it was not there")
    said = stage.run("ingest", code=1, PREFECT_API_URL=address, **home)
    assert "scowatch: Prefect's server cannot be used (" in said, said


def _is_up(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/health") as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _slow_run(stage: Stage, **settings: str) -> "subprocess.Popen[str]":
    patient = {"PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "600"}  # drills are played on busy machines too
    slow = patient | {"SCOWATCH_HOST_CONCURRENCY": "1", "SCOWATCH_HOST_DELAY_SECONDS": "0.1"}
    run = stage.start("ingest", "--json", **slow, **settings)
    wait_until(lambda: len(stage.fetched()) > 5, "the first pages", run)
    return run


def _ends_well(stage: Stage, run: "subprocess.Popen[str]") -> None:
    """All is stored; the run says what is wrong, prints its report, and does not go on for minutes."""
    wait_until(lambda: len(stage.fetched()) == PAGES, "the last page", run)
    last = time.monotonic()
    said = stage.end(run)
    assert time.monotonic() - last < 200, "it went on and on"
    assert CLEAR in said, said
    assert f'"stored": {PAGES}' in stage.output, stage.output
    assert [(state, report["stored"]) for state, report in stage.reports()] == [("completed", PAGES)]
