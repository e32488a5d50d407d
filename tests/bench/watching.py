"""Watching the processes of a measured program: their CPU by what they are, their memory together."""

import subprocess
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

CPU_SECONDS, MEMORY_SECONDS = 0.2, 4.0  # between two looks; one at memory costs 10 ms a process


@dataclass
class Watched:
    """What came of a program that was watched."""

    wall: float = 0.0
    cpu: float = 0.0  # of the program and all its processes
    peak: int = 0  # bytes of proportional set size, all processes together
    by_kind: Counter[str] = field(default_factory=Counter)  # CPU seconds as last seen
    memory: list[tuple[float, int]] = field(default_factory=list)  # seconds since the start, bytes
    output: str = ""


def run(command: list[str], variables: dict[str, str], folder: Path) -> Watched:
    """Run a program to its end and watch it; raise if it fails."""
    before, started = psutil.Process().cpu_times(), time.perf_counter()
    process = subprocess.Popen(command, env=variables, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    found = Watched()
    over = threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, found, over, started))
    watcher.start()
    output, said = process.communicate()
    found.wall = time.perf_counter() - started
    over.set()
    watcher.join()
    after = psutil.Process().cpu_times()
    found.cpu = after.children_user + after.children_system - before.children_user - before.children_system
    found.output = output.decode()
    if process.returncode:
        raise RuntimeError(said.decode()[-3_000:])
    return found


def _watch(pid: int, found: Watched, over: threading.Event, started: float) -> None:
    seen: dict[int, tuple[str, float]] = {}
    looked = 0.0
    while not over.wait(CPU_SECONDS):
        with suppress(psutil.Error):
            root = psutil.Process(pid)
            family = [root, *root.children(recursive=True)]
            for each in family:
                with suppress(psutil.Error):
                    times = each.cpu_times()
                    kind = seen[each.pid][0] if each.pid in seen else _kind(each, root)
                    seen[each.pid] = kind, times.user + times.system
            if time.perf_counter() - looked >= MEMORY_SECONDS:
                looked = time.perf_counter()
                used = sum(_memory(each.pid) for each in family)
                found.memory.append((looked - started, used))
                found.peak = max(found.peak, used)
    for kind, seconds in seen.values():
        found.by_kind[kind] += seconds


def _kind(process: psutil.Process, root: psutil.Process) -> str:
    if process.pid == root.pid:
        return "main"
    command = " ".join(process.cmdline())
    return "Prefect's server" if "prefect" in command or "uvicorn" in command else "workers"


def _memory(pid: int) -> int:
    """Proportional set size: what processes share counts once."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
