"""Processes: this one, named so that others can tell whether it still lives, and those that must not outlive it."""

import multiprocessing
import os
import socket
import threading
from multiprocessing.connection import wait
from pathlib import Path

import psutil

SAME_START_SECONDS = 2.0  # as the system tells it, the start of one process moves by so much
BOOT = Path("/proc/sys/kernel/random/boot_id")


def this_process() -> str:
    """Name this process: host, process number, and start, since process numbers come back."""
    boot, start = _start(psutil.Process())
    return f"{socket.gethostname()}:{os.getpid()}:{boot}{start:.2f}"


def _start(process: psutil.Process) -> tuple[str, float]:
    """Say when a process started: in which boot, and seconds after it. No clock that is set makes it somebody else.

    Where boots have no names (macOS) it is the time on the clock, as it was then.
    """
    try:
        return f"{BOOT.read_text('ascii').strip()}+", process.create_time() - psutil.boot_time()
    except OSError:
        return "", process.create_time()


def die_with_parent() -> None:
    """Let this worker process end when its parent is gone: after a kill -9 nobody else ends it."""
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def is_alive(owner: str) -> bool:
    """Say whether *owner* may still be at work; a process of another machine is taken to be."""
    host, pid, started = owner.rsplit(":", 2)
    if host != socket.gethostname():
        return True
    try:
        process = psutil.Process(int(pid))
        boot, named, seconds = started.rpartition("+")
        ours, start = _start(process) if named else ("", process.create_time())  # as the name was made
        return ours == f"{boot}{named}" and abs(start - float(seconds)) < SAME_START_SECONDS
    except (psutil.NoSuchProcess, ValueError):
        return False
