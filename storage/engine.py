"""Opening the database: the URL checked, SQLite set to WAL, PostgreSQL reached through psycopg."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from config.errors import ConfigError, StorageError
from storage.patience import LostError, Number, begun, number_of, patience_of, was_committed
from storage.trouble import is_gone, of_database, of_file

# One number for all writers of one archive: a PostgreSQL advisory lock held for a transaction. It lets two writers
# never look for near-duplicates at once, or both could miss the other's article.
WRITER_LOCK = 0x5C0
# Another for claims, which wait for each other and not for a batch that is being stored. What takes both takes them in
# this order.
CLAIM_LOCK = 0x5C1
SQLITE_WAIT_SECONDS = 60.0
# Checkpoints each 10,000 pages (40 MB) and not each 1,000: a batch of pages writes more than that, and what one batch
# has written the next writes again. A run has five connections, each of which fills its cache.
_PRAGMAS = (
    "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "cache_size=-16384", "wal_autocheckpoint=10000"
)  # fmt: skip
ROWS_AT_A_TIME = 1_000  # that a server sends
# Of libpq: seconds, and milliseconds for the last.
_NOTICE = {"connect_timeout": 10, "keepalives_idle": 30, "keepalives_interval": 10, "tcp_user_timeout": 60_000}


def parse_url(given: str) -> URL:
    """Read a database URL, or the path of a SQLite file; raise ConfigError when it cannot be one of ours.

    A word alone is taken for neither: nobody should find that what was meant for a server was written to a new file.
    """
    path = Path(given)
    if ":" not in given and (path.suffix or "/" in given or (given and path.exists())):
        return file_url(path)
    try:
        url = make_url(given)
    except (ArgumentError, ValueError):  # ValueError: of a port that is no number
        raise ConfigError("SCOWATCH_DATABASE_URL", f"{_shown(given)} is not a database URL; {_ALLOWED}") from None
    backend = url.get_backend_name()
    if backend == "sqlite":
        if url.host:
            raise ConfigError("SCOWATCH_DATABASE_URL", f"{_shown(given)} names a host; {_ALLOWED}")
        return url.set(drivername="sqlite")
    if backend in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    raise ConfigError("SCOWATCH_DATABASE_URL", f"{backend!r} is not a supported database; {_ALLOWED}")


def file_url(path: Path) -> URL:
    """Give the URL of a SQLite file, or of archive.db in a folder."""
    path = path.expanduser()
    return URL.create("sqlite", database=str(path / "archive.db" if path.is_dir() else path))


_ALLOWED = "use sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE"


def _shown(given: str) -> str:
    """The URL without what may be a password."""
    before, _, rest = given.rpartition("@")
    scheme, separator, _ = before.partition("://")
    return repr(f"{scheme}{separator}{rest}" if separator else rest)


def is_missing_file(url: URL) -> bool:
    """Say whether *url* names a SQLite file that does not exist."""
    in_memory = url.database in {None, "", ":memory:"}
    try:
        return url.get_backend_name() == "sqlite" and not in_memory and not Path(str(url.database)).exists()
    except OSError as error:  # its folder may not be looked into
        raise StorageError(f"open {url.database}", str(error)) from error


def open_engine(url: URL) -> Engine:
    """Make the engine; nothing is connected yet."""
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    # A server that vanished without a word is noticed within a minute or two; what the URL says goes before.
    kept = {name: value for name, value in _NOTICE.items() if name not in url.query}
    return create_engine(url, pool_pre_ping=True, connect_args=kept)


def _sqlite(url: URL) -> Engine:
    settings: dict[str, Any] = {"connect_args": {"timeout": SQLITE_WAIT_SECONDS, "check_same_thread": False}}
    if url.database in (None, "", ":memory:"):
        settings["poolclass"] = StaticPool  # one connection, or each thread would see an empty database of its own
    else:
        settings["pool_use_lifo"] = True  # each connection has a cache of its own: few are to fill theirs
        folder = Path(str(url.database)).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise of_file(f"make the folder {folder}", folder, error) from error
    engine = create_engine(url, **settings)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its lock at once: a reader that turns writer in mid-transaction fails when another was quicker.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine, action: str) -> Iterator[Connection]:
    """A connection for reading; a database error becomes a StorageError that says what was attempted."""
    with _wrapped(engine, action), begun(engine, Engine.connect) as connection:
        yield connection


@contextmanager
def streaming(engine: Engine, action: str) -> Iterator[Connection]:
    """As `reading`, for answers of any size: rows come as they are asked for."""
    with reading(engine, action) as connection:
        if engine.dialect.name == "sqlite":  # which never does otherwise
            yield connection
            return
        # Or the server would send all, and its driver hold them. A cursor that is not read to its end must be closed.
        cursors: list[Any] = []

        def note(_connection: Connection, cursor: Any, *_: Any) -> None:
            cursors[:] = [each for each in cursors if not each.closed] + [cursor]

        event.listen(connection, "after_cursor_execute", note)
        try:
            yield connection.execution_options(yield_per=ROWS_AT_A_TIME)
        finally:
            for each in cursors:
                each.close()


@contextmanager
def writing(engine: Engine, action: str, locks: Sequence[int] = (WRITER_LOCK,)) -> Iterator[Connection]:
    """One transaction, committed at the end or rolled back whole; writers of one archive take turns."""
    with _wrapped(engine, action):
        connection, number = begun(engine.execution_options(writes=True), partial(_begin, locks=locks))
        with connection:  # whose end rolls back what was not committed
            yield connection
            try:
                connection.commit()
            except SQLAlchemyError as error:
                if number is None or not is_gone(error) or not was_committed(engine, number):
                    raise


def _begin(engine: Engine, *, locks: Sequence[int]) -> tuple[Connection, Number | None]:
    """Begin a transaction, in the turn of writers; give its number where the server has one."""
    connection = engine.connect()
    try:
        connection.begin()
        return connection, number_of(connection, locks) if engine.dialect.name == "postgresql" else None
    except BaseException:
        connection.close()
        raise


@contextmanager
def _wrapped(engine: Engine, action: str) -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, OverflowError, UnicodeEncodeError) as error:  # the last two are sqlite3's own
        said = of_database(action, engine, error)
        if is_gone(error) and patience_of(engine).has_more(0.0):
            raise LostError(said.action, said.problem) from error
        raise said from error


def insert(connection: Connection, into: Any) -> Any:
    """An INSERT of the engine at hand that knows ON CONFLICT."""
    return insert_on(connection.dialect.name, into)


def insert_on(engine: str, into: Any) -> Any:
    """The same, by the name of the engine's dialect."""
    if engine == "sqlite":
        return sqlite.insert(into)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 slow to import where it is not spoken

    return postgresql.insert(into)
