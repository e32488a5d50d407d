"""No embedded server outlives the command that started it; nobody else's is touched."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from flows.guard import OURS, RUN, SERVER

ROOT = Path(__file__).resolve().parents[2]
PARENT = """
import os, subprocess, sys, time
from flows import guard

sleep = [sys.executable, "-c", "import time; time.sleep(120)"]
foreign = subprocess.Popen([*sleep, sys.argv[2]])
guard.start("somebody:1:2")
server = subprocess.Popen([*sleep, sys.argv[2]])
other = subprocess.Popen(sleep)
print(foreign.pid, server.pid, other.pid, guard._guards[0].pid, flush=True)
time.sleep(float(sys.argv[1]))
"""


@pytest.fixture
def family(request):
    """A parent with a server of another owner, its own server, another child, and its guard."""
    command = [sys.executable, "-c", PARENT, *map(str, request.param)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as parent:
        children = [psutil.Process(int(pid)) for pid in parent.stdout.readline().split()]
        yield parent, *children
        parent.kill()
        for each in children:
            if each.is_running():
                each.kill()


def ends(process: psutil.Process, seconds: float = 10.0) -> bool:
    """Whether *process* ends in time; one that nobody reaps has ended too."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("family", [(120, SERVER), (120, OURS), (120, RUN)], indirect=True)
def test_a_killed_process_leaves_neither_server_nor_guard(family):
    parent, foreign, server, other, guard = family
    assert not ends(server, 1.0), "while the process lives, so does its server"
    os.kill(parent.pid, signal.SIGKILL)
    assert ends(server)
    assert ends(guard)
    assert not ends(foreign, 0.5), "another process's server is none of our business"
    assert not ends(other, 0.1), "what is no server is none of our business"


@pytest.mark.parametrize("family", [(120, SERVER)], indirect=True)
def test_a_process_killed_at_once_leaves_no_server_either(family):
    parent, _, server, _, guard = family
    os.kill(parent.pid, signal.SIGKILL)
    assert ends(server)
    assert ends(guard)


@pytest.mark.parametrize("family", [(0.2, SERVER)], indirect=True)
def test_a_process_that_ends_takes_its_guard_with_it(family):
    *_, guard = family
    assert ends(guard)
