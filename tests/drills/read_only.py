"""The archive may only be read: the file, its folder, the disk, a PostgreSQL that is a standby."""

import os
import subprocess
from pathlib import Path

from tests.drills.stage import Stage, Told
from tests.postgres import NOBODY
from tests.smalldisk import small_disk

CLEAR = ("may not be written to", "nothing that was stored is lost", "run the same command again")


def drill(folder: Path) -> Told:
    """Play it; raise AssertionError when it does not go as it should."""
    with small_disk(folder / "small", kilobytes=30_000) as disk:
        stage = Stage(folder / "stage", pages=10, SCOWATCH_DATA_DIR=str(disk.folder / "data"))
        with stage.site:
            stage.run("plain")
            stage.site.log.clear()
            stage.did("mounted the disk read-only, and ran")
            with disk.read_only():
                _refuses(stage)
            if os.geteuid() == 0:
                _as_another_user(stage)
            assert not stage.site.log, "pages were fetched that could not be stored"
            stage.did("let it be written to again, and ran")
            stage.run("plain")
        stage.audit()
    return stage.told


def _refuses(stage: Stage, *, before: tuple[str, ...] = ()) -> None:
    said = stage.run("plain", code=1, before=before)
    assert all(each in said for each in CLEAR), said
    assert said.count("scowatch: ") == 1, said


def _as_another_user(stage: Stage) -> None:
    """As one who may read everything and write what belongs to him: this is where modes count."""
    keep = ("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")
    user = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *keep, "--")
    everything = [stage.data, *stage.data.rglob("*")]
    for path in everything:
        os.chown(path, NOBODY, NOBODY)
    database = stage.data / "archive.db"
    for path, mode, what in ((database, 0o444, "the database file"), (stage.data, 0o555, "the folder of the database")):
        stage.did(f"took the right to write {what} away (mode {mode:o}), and ran")
        before = path.stat().st_mode
        path.chmod(mode)
        _refuses(stage, before=user)
        path.chmod(before)
    stage.did("took the right to write the folder of pages away (mode 555), and ran")
    (stage.data / "warc").chmod(0o555)
    (stage.data / "warc" / ".lock").unlink()
    _refuses(stage, before=user)
    subprocess.run(["chown", "-R", "0:0", str(stage.data)], check=True)
    (stage.data / "warc").chmod(0o755)
