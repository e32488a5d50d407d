"""The disk is full: in the middle of a run, before it, and under the pages only; then there is room again."""

from pathlib import Path

from tests.drills.stage import Stage, Told, wait_until
from tests.smalldisk import SmallDisk, small_disk

CLEAR = ("is full (", "nothing that was stored is lost", "make room there, and run the same command again")


def drill(folder: Path) -> Told:
    """Play it; raise AssertionError when it does not go as it should."""
    with small_disk(folder / "small", kilobytes=30_000) as disk:
        stage = Stage(folder / "stage", pages=40, SCOWATCH_DATA_DIR=str(disk.folder / "data"))
        with stage.site:
            _in_mid_run(stage, disk)
            _before_the_run(stage, disk)
            stage.did("made room, and ran once more")
            stage.run("plain")
        with small_disk(folder / "target", kilobytes=1_000) as target:
            _exports(stage, target)
        stage.audit(fetched_once=False)  # what could not be stored was fetched again
        assert [state for state, _ in stage.reports()][-1] == "completed"
    return stage.told


def _in_mid_run(stage: Stage, disk: SmallDisk) -> None:
    stage.did("filled the disk while a run was storing pages, all but 64 kB")
    run = stage.start("plain", SCOWATCH_HOST_CONCURRENCY="1", SCOWATCH_HOST_DELAY_SECONDS="0.05")
    wait_until(lambda: len(stage.fetched()) > 8, "the first pages", run)
    with disk.full(but=65_536):
        said = stage.end(run, code=1)
    assert all(each in said for each in CLEAR), said
    assert said.count("scowatch: ") == 1, said
    assert stage.rows(
        "SELECT count(*) FROM frontier WHERE attempts > 0 OR state NOT IN ('done', 'pending', 'leased')"
    ) == [(0,)]


def _before_the_run(stage: Stage, disk: SmallDisk) -> None:
    stage.did("filled it to the last byte, and began a run")
    with disk.full():
        said = stage.run("plain", code=1)
    assert all(each in said for each in CLEAR), said


def _exports(stage: Stage, disk: SmallDisk) -> None:
    stage.did("filled the disk, and exported to it as Parquet")
    target = disk.folder / "out.parquet"
    target.write_text("as it was")
    with disk.full(but=4_096):
        said = stage.run("search", "--full", "--limit", "0", "--output", str(target), code=1)
    assert f"{target}: No space left on device" in said, said
    assert target.read_text() == "as it was"
    stage.did("made a backup to the full disk")
    with disk.full(but=4_096):
        said = stage.run("db", "backup", "--pages", str(disk.folder / "backup"), code=1)
    assert "bytes are to be written" in said, said
    left = {path.name for path in disk.folder.iterdir()}
    assert left == {"out.parquet"}, left
