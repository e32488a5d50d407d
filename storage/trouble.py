"""What keeps an archive from being written or reached: told from other errors, and said to the operator.

Databases say "disk I/O error" or "cannot execute INSERT in a read-only transaction"; what helps is the name of the
thing, what is lost (nothing), and what to do. SQLite: result codes, sqlite.org/rescode.html. PostgreSQL: documentation,
appendix A.
"""

import errno
import os
import shutil
import sqlite3
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError, StatementError

from config.errors import StorageError, UnavailableError

AGAIN = "nothing that was stored is lost; {remedy}, and run the same command again"
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}
_VAGUE = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}
_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
LEAST_ROOM = 1 << 20  # bytes: on a disk with less, SQLite fails in ways that do not speak of room
_GONE = ("57P01", "57P02", "57P03", "53300")  # shut down by the administrator, crashed, starting up, too many clients
_ROLLED_BACK = ("40001", "40P01")  # of two transactions that were in each other's way, this one was given up


def of_file(action: str, place: Path, error: OSError) -> StorageError:
    """Make the error that says why a file in the folder *place* cannot be written, or read."""
    if error.errno in FULL:
        return UnavailableError(action, _full(place, error.strerror or str(error)))
    if error.errno in READ_ONLY:
        return UnavailableError(action, _read_only(str(error)))
    return StorageError(action, str(error))


def of_database(action: str, engine: Engine, error: Exception) -> StorageError:
    """Make the error that says why *action* failed; without the statement and its values."""
    cause = error.orig if isinstance(error, StatementError) else error
    said = " ".join(str(cause).split())
    problem = _of_sqlite(engine, cause, said) if isinstance(cause, sqlite3.Error) else _of_server(engine, error, said)
    return StorageError(action, said) if problem is None else UnavailableError(action, problem)


def is_gone(error: BaseException) -> bool:
    """Say whether the database was lost, so that nothing of the transaction at hand was stored."""
    if not isinstance(error, DBAPIError):
        return False
    return error.connection_invalidated or state_of(error).startswith(("08", *_GONE, *_ROLLED_BACK))


def is_locked(error: SQLAlchemyError) -> bool:
    """Say whether another process has been writing to the file for longer than SQLite waits."""
    return isinstance(error, DBAPIError) and _code(error.orig) in _LOCKED


def _of_sqlite(engine: Engine, cause: sqlite3.Error, said: str) -> str | None:
    path, code = Path(engine.url.database or ""), _code(cause)
    if code == sqlite3.SQLITE_FULL or (code in _VAGUE and _room(path.parent) < LEAST_ROOM):
        return _full(path, said)
    if code == sqlite3.SQLITE_READONLY or (code == sqlite3.SQLITE_CANTOPEN and path.exists()):
        return _read_only(f"{path}: {said}")  # or its folder: SQLite lays files beside it
    if code == sqlite3.SQLITE_IOERR:
        return f"the disk of {path} fails ({said}); look into the log of the system"
    if code in _LOCKED:
        remedy = f"find out who has been writing to {path} for so long"
        return f"another process keeps it locked ({said}); {AGAIN.format(remedy=remedy)}"
    return None


def _of_server(engine: Engine, error: Exception, said: str) -> str | None:
    if not isinstance(error, DBAPIError):
        return None
    state, where = state_of(error), engine.url.render_as_string(hide_password=True)
    if state.startswith("53100"):
        return f"the disk of the database server is full ({said}); {AGAIN.format(remedy='make room there')}"
    if state.startswith("25006") or (state.startswith("55000") and "recovery" in said):
        remedy = "let SCOWATCH_DATABASE_URL name the server that may be written to"
        return f"the database may only be read: a standby, or set so ({said}); {AGAIN.format(remedy=remedy)}"
    if is_gone(error) or not state:  # without a state it is the library that speaks: it does not reach the server
        return f"the database server of {where} is out of reach ({said}); {AGAIN.format(remedy='see that it is up')}"
    return None


def _full(place: Path, said: str) -> str:
    return f"the disk of {place} is full ({said}); {AGAIN.format(remedy='make room there')}"


def _read_only(said: str) -> str:
    remedy = "let this user write there (is the disk mounted read-only after an error?)"
    return f"it may not be written to ({said}); {AGAIN.format(remedy=remedy)}"


def _code(cause: object) -> int:
    """The primary result code of SQLite; 0 where there is none."""
    return getattr(cause, "sqlite_errorcode", 0) & 0xFF


def state_of(error: DBAPIError) -> str:
    """Give the SQLSTATE; "" of SQLite, and where the server said nothing."""
    return getattr(error.orig, "sqlstate", None) or ""


def _room(folder: Path) -> int:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        return shutil.disk_usage(os.fspath(folder)).free
    except OSError:
        return LEAST_ROOM
