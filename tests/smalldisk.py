"""A disk of a few megabytes, to be filled or made read-only: a tmpfs. It takes the right to mount."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

NOT_ALLOWED = "not allowed here"  # how the reason of a skip begins that strict mode takes: no package brings a right


@dataclass(frozen=True)
class SmallDisk:
    """Where it is mounted."""

    folder: Path

    @contextmanager
    def full(self, *, but: int = 0) -> Iterator[None]:
        """Leave no room on it, *but* so many bytes."""
        fill = self.folder / ".fill"
        self.fill(fill, but)
        try:
            yield
        finally:
            fill.unlink(missing_ok=True)

    def fill(self, path: Path, but: int = 0) -> None:
        """Write a file that takes all room, *but* so many bytes."""
        about = os.statvfs(self.folder)
        with path.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(about.f_bavail * about.f_bsize - but, 1))

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """Let nothing be written to it, whoever has a file open."""
        _mount("-o", "remount,ro", str(self.folder))
        try:
            yield
        finally:
            _mount("-o", "remount,rw", str(self.folder))


def _mount(*arguments: str) -> None:
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True)
    if done.returncode:
        raise OSError(done.stderr.strip())


@contextmanager
def small_disk(folder: Path, *, kilobytes: int) -> Iterator[SmallDisk]:
    """Mount one; a test that may not is skipped."""
    folder.mkdir(parents=True)
    try:
        _mount("-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder))
    except OSError as error:
        pytest.skip(f"{NOT_ALLOWED}: a disk cannot be mounted: {error}")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
