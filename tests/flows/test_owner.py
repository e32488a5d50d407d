"""Who holds a lease, and whether that process still lives."""

import os
import signal
import socket
import subprocess
import sys

import psutil
import pytest

from flows.owner import BOOT, is_alive, this_process

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
    assert this_process() == this_process()
    assert is_alive(name_of(os.getpid())), "as earlier versions named it, and systems whose boots have no names"


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


@pytest.mark.skipif(not BOOT.exists(), reason="only Linux gives boots a name")
@pytest.mark.parametrize("seconds", [-365 * 86_400, -3_600, 3_600, 365 * 86_400])
def test_setting_the_clock_makes_nobody_dead_or_somebody_else(seconds, monkeypatch):
    """Linux reckons starts from the time since boot and the clock: of a living process they move with it."""
    before, start = this_process(), psutil.Process().create_time()
    booted = psutil.boot_time()
    monkeypatch.setattr("psutil._pslinux.boot_time", lambda: booted + seconds)
    assert abs(psutil.Process().create_time() - start) > 3_000
    assert is_alive(before)
    assert this_process() == before


def test_a_process_of_an_earlier_boot_is_dead():
    host, pid, started = this_process().rsplit(":", 2)
    assert not is_alive(f"{host}:{pid}:another{started}")


def test_a_process_of_another_machine_is_taken_to_be_alive():
    assert is_alive(f"not-{HOST}:{os.getpid()}:1.00")
    assert is_alive(f"fe80::1%{HOST}:1:1.00"), "a host name may hold colons"


@pytest.mark.parametrize(
    "rest", ["none:1.00", "-1:1.00", f"{2**70}:1.00", pytest.param(f"{os.getpid()}:then", id="ours")]
)
def test_what_names_no_process_is_dead(rest):
    assert not is_alive(f"{HOST}:{rest}")
