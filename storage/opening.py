"""Opening an archive: which database, which schema, and making it where there is none."""

from pathlib import Path

from sqlalchemy import Engine, inspect, text

from config.errors import StorageError
from storage.archive import Archive
from storage.engine import is_missing_file, open_engine, parse_url, reading
from storage.warc import WarcFolder

SCHEMA = "0009"  # the newest revision under migrations/versions; a test keeps the two equal
UNFINISHED = "unfinished copy"  # what stands in the place of a revision until `scowatch copy` has come to its end
SOFTWARE = "scowatch/0.1.0"


def open_archive(url: str, data_dir: Path, *, create: bool = False, any_schema: bool = False) -> Archive:
    """Open the archive at a database URL.

    Args:
        url: sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE.
        data_dir: folder of the raw pages (`warc/` in it).
        create: make the archive when there is none; without it, asking an archive that is not there is an error.
        any_schema: also one of another version, to make a backup of it.

    Raises:
        ConfigError: the URL is not one of ours.
        StorageError: the archive is not there, cannot be reached, or has another schema than this version needs.
    """
    parsed = parse_url(url)
    if not create and is_missing_file(parsed):
        raise StorageError(f"open {parsed.database}", "there is no archive yet; `scowatch ingest` makes one")
    engine = open_engine(parsed)
    try:
        _check_schema(engine, create=create, any_schema=any_schema)
    except StorageError:
        engine.dispose()
        raise
    return Archive(engine, WarcFolder(data_dir / "warc", software=SOFTWARE))


def _check_schema(engine: Engine, *, create: bool, any_schema: bool) -> None:
    with reading(engine, f"open {engine.url.render_as_string(hide_password=True)}") as connection:
        tables = inspect(connection).get_table_names()
        found = None
        if "alembic_version" in tables:
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found == SCHEMA or (any_schema and found not in {None, UNFINISHED}):
        return
    if found is None and create:
        from storage.schema import upgrade  # noqa: PLC0415 Alembic is slow to import, and a query never needs it

        upgrade(engine)
        return
    where = f"open {engine.url.render_as_string(hide_password=True)}"
    if found is None:
        raise StorageError(where, "there is no archive in this database yet; `scowatch ingest` makes one")
    if found == UNFINISHED:
        raise StorageError(where, "it is a copy that is not finished; run the same `scowatch copy` again")
    raise StorageError(where, f"its schema is {found} and this version needs {SCHEMA}; run `scowatch db upgrade`")
