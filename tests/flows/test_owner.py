"""Who holds a lease, and whether that process still lives."""

import os
import signal
import socket
import subprocess
import sys

import psutil
import pytest

from flows.owner import is_alive, this_process

HOST = socket.gethostname()


@pytest.fixture
def child():
    """A living process that is not ours to be."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as running:
        yield running
        running.kill()


def name_of(pid: int) -> str:
    return f"{HOST}:{pid}:{psutil.Process(pid).create_time():.2f}"


def test_this_process_is_alive_and_has_one_name():
    assert is_alive(this_process())
    assert this_process() == this_process() == name_of(os.getpid())


def test_another_process_is_alive_until_it_is_killed(child):
    owner = name_of(child.pid)
    assert is_alive(owner)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    assert not is_alive(owner)


def test_a_process_number_that_came_back_is_somebody_else(child):
    started = psutil.Process(child.pid).create_time()
    assert not is_alive(f"{HOST}:{child.pid}:{started - 60:.2f}")


def test_a_clock_that_was_set_a_little_makes_nobody_dead(child):
    started = psutil.Process(child.pid).create_time()
    assert is_alive(f"{HOST}:{child.pid}:{started + 1:.2f}")


def test_a_process_of_another_machine_is_taken_to_be_alive():
    assert is_alive(f"not-{HOST}:{os.getpid()}:1.00")
    assert is_alive(f"fe80::1%{HOST}:1:1.00"), "a host name may hold colons"


@pytest.mark.parametrize(
    "rest", ["none:1.00", "-1:1.00", f"{2**70}:1.00", pytest.param(f"{os.getpid()}:then", id="ours")]
)
def test_what_names_no_process_is_dead(rest):
    assert not is_alive(f"{HOST}:{rest}")
