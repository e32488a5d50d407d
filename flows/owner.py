"""Processes: this one, named so that others can tell whether it still lives, and those that must not outlive it."""

import multiprocessing
import os
import socket
import threading
from multiprocessing.connection import wait

import psutil

SAME_START_SECONDS = 2.0  # the start of one process moves when the clock of the machine is set


def this_process() -> str:
    """Name this process: host, process number, and start time, since process numbers come back."""
    return f"{socket.gethostname()}:{os.getpid()}:{psutil.Process().create_time():.2f}"


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
        start: float = psutil.Process(int(pid)).create_time()
        return abs(start - float(started)) < SAME_START_SECONDS
    except (psutil.NoSuchProcess, ValueError):
        return False
