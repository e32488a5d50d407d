"""Opening an archive: which database, which schema, and making it where there is none."""

import socket
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.engine import URL

from config.errors import StorageError
from storage.archive import Archive
from storage.engine import file_url, is_missing_file, open_engine, parse_url, reading
from storage.patience import Patience
from storage.warc import WarcFolder

SCHEMA = "0015"  # the newest revision under migrations/versions; a test keeps the two equal
UNFINISHED = "unfinished copy"  # what stands in the place of a revision until `scowatch copy` has come to its end
VERSION = "0.1.0"
SOFTWARE = f"scowatch/{VERSION}"


def open_archive(
    where: str | Path | None = None,
    data_dir: str | Path | None = None,
    *,
    create: bool = False,
    any_schema: bool = False,
    patience_seconds: float = 0.0,
) -> Archive:
    """Open an archive.

        with open_archive() as archive: ...                    # the one that the settings name (SCOWATCH_*)
        with open_archive("scowatch-data") as archive: ...     # a data folder
        with open_archive(Path("archive.db")) as archive: ...  # a file
        with open_archive("postgresql://user@host/news") as archive: ...

    Args:
        where: a database URL (sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE), a file of SQLite, or a data
            folder with `archive.db` in it. None: the archive of the settings.
        data_dir: folder of the raw pages (`warc/` in it). None: the one that the file lies in or, of a database on a
            server, that of the settings.
        create: make the archive when there is none; without it, asking an archive that is not there is an error.
        any_schema: also one of another version, to make a backup of it.
        patience_seconds: how long what writes waits for a database that is gone for a while, once it was there.

    Raises:
        ConfigError: the URL is not one of ours, or a setting is wrong.
        StorageError: the archive is not there, cannot be reached, is something else, or has another schema than this
            version needs.
    """
    parsed, folder = _place(where, data_dir)
    if not create and is_missing_file(parsed):
        raise StorageError(f"open {parsed.database}", "there is no archive yet; `scowatch ingest` makes one")
    engine = open_engine(parsed)
    try:
        _check_schema(engine, create=create, any_schema=any_schema)
    except StorageError:
        engine.dispose()
        raise
    return Archive(engine.execution_options(patience=Patience(patience_seconds)), _pages(parsed, folder))


def _place(where: str | Path | None, data_dir: str | Path | None) -> tuple[URL, Path]:
    """The database, and the folder of its raw pages."""
    parsed = None if where is None else file_url(where) if isinstance(where, Path) else parse_url(where)
    if parsed is not None and data_dir is not None:
        return parsed, Path(data_dir)
    if parsed is not None and parsed.get_backend_name() == "sqlite" and parsed.database not in {None, "", ":memory:"}:
        return parsed, Path(str(parsed.database)).parent
    from config.settings import load_settings  # noqa: PLC0415 slow to import, and who says all needs none

    settings = load_settings()
    return parsed or parse_url(settings.archive_url), Path(data_dir or settings.data_dir)


def _pages(parsed: URL, folder: Path) -> WarcFolder:
    # A file of SQLite is used on one machine only.
    machine = "" if parsed.get_backend_name() == "sqlite" else socket.gethostname()
    return WarcFolder(folder / "warc", software=SOFTWARE, machine=machine)


def _check_schema(engine: Engine, *, create: bool, any_schema: bool) -> None:
    where = f"open {engine.url.render_as_string(hide_password=True)}"
    with reading(engine, where) as connection:
        tables = inspect(connection).get_table_names()
        found = None
        if "alembic_version" in tables:
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        made_by = signature(connection)
    if found == SCHEMA or (any_schema and found not in {None, UNFINISHED}):
        return
    if found is None and create:
        from storage.schema import upgrade  # noqa: PLC0415 Alembic is slow to import, and a query never needs it

        upgrade(engine)
        return
    if found is None:
        raise StorageError(where, "there is no archive in this database yet; `scowatch ingest` makes one")
    if found == UNFINISHED:
        raise StorageError(where, "it is a copy that is not finished; run the same `scowatch copy` again")
    if found > SCHEMA:
        raise StorageError(where, newer(found, made_by))
    raise StorageError(where, f"its schema is {found} and this version needs {SCHEMA}; run `scowatch db upgrade`")


def signature(connection: Connection) -> str | None:
    """Say which version of scowatch brought the archive to its schema; None: it did not say, or there is none."""
    inspected = inspect(connection)
    if not inspected.has_table("alembic_version"):
        return None
    if "scowatch" not in {each["name"] for each in inspected.get_columns("alembic_version")}:
        return None
    told: str | None = connection.execute(text("SELECT scowatch FROM alembic_version")).scalar()
    return told


def newer(found: str | None, made_by: str | None) -> str:
    """Say what to do about an archive of a schema that this version does not know."""
    that = None if made_by in {None, VERSION} else made_by  # the same: of a version that is being made
    return (
        f"{f'scowatch {that}' if that else 'a newer scowatch'} has brought it to schema {found}, and this is scowatch "
        f"{VERSION} with schema {SCHEMA}; install {that or 'that one'} or a later one, for only a backup leads back"
    )
