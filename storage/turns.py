"""Turns: work on an archive that nobody else may be doing at the same time, on whatever machine.

Whoever has a turn holds a lock that the kernel (SQLite: of a file beside the database) or the server (PostgreSQL: of
the session) takes back when its process or connection ends, however that ends. Nothing has to time out.
"""

import fcntl
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

from config.errors import StorageError
from storage.engine import WRITER_LOCK, reading


@contextmanager
def turn(engine: Engine, name: str) -> Iterator[bool]:
    """Take the turn of that *name* and hold it to the end of the context; False: somebody else has it."""
    if engine.dialect.name == "postgresql":
        yield from _of_session(engine, name)
    elif engine.url.database in {None, "", ":memory:"}:
        yield True  # no other process sees it
    else:
        with turn_of_file(Path(f"{engine.url.database}.{name}-turn")) as ours:
            yield ours


@contextmanager
def turn_of_file(path: Path) -> Iterator[bool]:
    """Take the turn that an otherwise empty file stands for; it stays where it is."""
    try:
        file = path.open("ab")
    except OSError as error:
        raise StorageError(f"open {path}", str(error.strerror)) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _of_session(engine: Engine, name: str) -> Iterator[bool]:
    plain = engine.execution_options(isolation_level="AUTOCOMMIT")  # a transaction of hours would hold up VACUUM
    with reading(plain, f"take the turn of {name}") as connection:
        connection.detach()  # closed at the end, not kept for others: with it goes the lock
        keys = {"us": WRITER_LOCK, "name": zlib.crc32(name.encode()) >> 1}
        yield bool(connection.execute(text("SELECT pg_try_advisory_lock(:us, :name)"), keys).scalar_one())
