"""Who holds a lease: this process, named so that others can tell whether it still lives."""

import os
import socket

import psutil


def this_process() -> str:
    """Name this process: host, process number, and start time, since process numbers come back."""
    return f"{socket.gethostname()}:{os.getpid()}:{psutil.Process().create_time():.2f}"


def is_alive(owner: str) -> bool:
    """Say whether *owner* may still be at work; a process of another machine is taken to be."""
    host, pid, started = owner.rsplit(":", 2)
    if host != socket.gethostname():
        return True
    try:
        return f"{psutil.Process(int(pid)).create_time():.2f}" == started
    except (psutil.NoSuchProcess, ValueError):
        return False
