"""The kernel is short of memory and takes processes that extract pages: one, and then every one."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from tests.drills.stage import Stage, Told, wait_until


def drill(folder: Path) -> Told:
    """Play it; raise AssertionError when it does not go as it should."""
    stage = Stage(folder / "stage", pages=30)
    with stage.site:
        run = stage.start("plain", SCOWATCH_HOST_CONCURRENCY="1", SCOWATCH_HOST_DELAY_SECONDS="0.2")
        wait_until(lambda: len(stage.fetched()) > 3, "the first pages", run)
        stage.did("killed each process that extracts pages (kill -9) as soon as it was there, as the kernel does")
        killed = 0
        while run.poll() is None:
            for each in _workers(run):
                each.kill()
                killed += 1
            time.sleep(0.05)
        said = stage.end(run, code=1)
        assert "are killed one after the other" in said, said
        assert "SCOWATCH_WORKERS" in said, said
        assert killed > 10
        ends = stage.rows("SELECT count(*) FROM frontier WHERE state NOT IN ('done', 'pending')")
        assert ends == [(0,)], "a page was given up for what was not its fault"
        stage.did("let them live, ran again, and killed one process only")
        stage.change("UPDATE frontier SET next_try_at = discovered_at WHERE state = 'pending'")  # time passes
        run = stage.start("plain")
        wait_until(lambda: list(_workers(run)), "a process", run)
        next(iter(_workers(run))).kill()
        said = stage.end(run, code=None)
        if run.returncode:  # it was still starting: then no page can be extracted
            assert "did not start" in said, said
            stage.run("plain")
    stage.audit(fetched_once=False)
    return stage.told


def _workers(run: "subprocess.Popen[str]") -> Iterator[psutil.Process]:
    """The processes that extract pages, of a run that may just have ended."""
    try:
        for each in psutil.Process(run.pid).children(recursive=True):
            if "spawn_main" in " ".join(each.cmdline()):
                yield each
    except psutil.NoSuchProcess:
        return
