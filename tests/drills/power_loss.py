"""The power fails in the middle of a run: the process is gone, and of what was not yet synced anything may be left."""

import os
import signal
from pathlib import Path

from tests.drills.stage import Stage, Told, wait_until


def drill(folder: Path) -> Told:
    """Play it; raise AssertionError when it does not go as it should."""
    stage = Stage(folder / "stage", pages=40)
    tails = {
        "half a record": lambda whole: whole + whole[-700:-300],
        "zeros": lambda whole: whole + bytes(70_000),
        "garbage": lambda whole: whole + os.urandom(9_000),
    }
    with stage.site:
        for number, (name, tail) in enumerate(tails.items()):
            run = stage.start("plain", SCOWATCH_HOST_CONCURRENCY="1", SCOWATCH_HOST_DELAY_SECONDS="0.1")
            wait_until(lambda: _open_files(stage), "pages to be stored", run)
            run.send_signal(signal.SIGKILL)
            stage.end(run, code=-signal.SIGKILL)
            stage.did(f"killed the run, and left {name} at the end of its WARC file, and an empty one beside it")
            [left] = _open_files(stage)
            left.write_bytes(tail(left.read_bytes()))
            left.with_name(f"scowatch-20250901-{number:04}.warc.gz.open").touch()
            (stage.data / "archive.db-shm").unlink(missing_ok=True)  # it does not survive, says SQLite
        stage.did("turned the power on again, and ran")
        stage.run("plain")
    names = [path.name for path in (stage.data / "warc").iterdir() if not path.name.startswith(".")]
    assert all(name.endswith(".warc.gz") for name in names), names
    assert not [path for path in (stage.data / "warc").glob("*.gz") if not path.stat().st_size]
    stage.audit(fetched_once=False)
    return stage.told


def _open_files(stage: Stage) -> list[Path]:
    """WARC files under way that hold something."""
    return [path for path in (stage.data / "warc").glob("*.open") if path.stat().st_size]
