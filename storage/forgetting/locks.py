"""Who may take files of pages away: one process at a time, and never a file that a writer has open."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from config.errors import StorageError
from storage.warc import OPEN, WarcFolder


@contextmanager
def erasing_alone(pages: WarcFolder) -> Iterator[None]:
    """Let nobody else take files away, nor make a backup, meanwhile; waits for its turn."""
    with _held(pages, ".erasing", fcntl.LOCK_EX):
        yield


@contextmanager
def none_erasing(pages: WarcFolder) -> Iterator[None]:
    """Let nobody take files away meanwhile; waits while somebody does. Where nobody may write, nobody does."""
    folder = Path(str(pages))
    if folder.is_dir() and not os.access(folder, os.W_OK):
        yield
        return
    with _held(pages, ".erasing", fcntl.LOCK_SH):
        yield


@contextmanager
def _held(pages: WarcFolder, name: str, how: int) -> Iterator[None]:
    folder = Path(str(pages))
    if not folder.is_dir():
        yield
        return
    try:
        lock = (folder / name).open("ab")
    except OSError as error:
        raise StorageError(f"take files of {folder} away", str(error)) from error
    with lock:
        fcntl.flock(lock, how)
        yield


@contextmanager
def taken(pages: WarcFolder, file: str) -> Iterator[IO[bytes] | None]:
    """Hold a file so that no writer goes on with it; None: one is writing to it now.

    Raises:
        FileNotFoundError: it is not there.
    """
    with _held(pages, ".lock", fcntl.LOCK_EX):  # then nobody changes its name as we look for it
        path = Path(str(pages)) / file
        held = (path if path.exists() else path.with_name(f"{file}{OPEN}")).open("rb")
    with held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        yield held


def remove(pages: WarcFolder, file: str) -> None:
    """Remove a file that is `taken`, by whichever name it has."""
    with _held(pages, ".lock", fcntl.LOCK_EX):
        path = Path(str(pages)) / file
        for each in (path, path.with_name(f"{file}{OPEN}")):
            with suppress(FileNotFoundError):
                each.unlink()
