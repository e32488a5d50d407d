"""The archives of earlier releases, as tests open them."""

import json
import lzma
import tarfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect, text

from storage.engine import open_engine, parse_url
from tests.releases.facts import held

HERE = Path(__file__).parent
_LISTED = tomllib.loads((HERE / "releases.toml").read_text("utf-8"))
COMMITS = {each["schema"]: each["commit"] for each in _LISTED["release"]}  # by schema
NEVER = _LISTED["never"]  # schemas under which no archive was left, and why


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An archive as an earlier release left it, unpacked into a database."""

    schema: str
    url: str
    folder: Path  # with its pages
    manifest: dict[str, Any]

    def engine(self) -> Engine:
        return open_engine(parse_url(self.url))

    def columns(self) -> dict[str, list[str]]:
        """The columns whose values an upgrade leaves as they are."""
        return {name: told["columns"] for name, told in self.manifest["tables"].items()}


def name_of(schema: str, engine: str) -> str:
    return f"{schema}.{engine}"


def unpacked(schema: str, url: str, folder: Path) -> Kept:
    """Unpack the archive of *schema* into the empty database at *url*, its pages into *folder*."""
    engine = "sqlite" if url.startswith("sqlite") else "postgresql"
    with lzma.open(HERE / f"{name_of(schema, engine)}.tar.xz") as packed, tarfile.open(fileobj=packed) as tar:
        tar.extractall(folder, filter="data")
    if engine == "postgresql":
        opened = open_engine(parse_url(url))
        with opened.begin() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute((folder / "archive.sql").read_text("utf-8"))
        opened.dispose()
    manifest = json.loads((HERE / f"{name_of(schema, engine)}.json").read_text("utf-8"))
    return Kept(schema=schema, url=url, folder=folder, manifest=manifest)


def everything(connection: Connection) -> dict[str, Any]:
    """All rows of all tables with all columns, as digests, and the names of all indexes."""
    inspected = inspect(connection)
    tables = sorted(inspected.get_table_names())
    columns = {name: [each["name"] for each in inspected.get_columns(name)] for name in tables}
    readable = {name: wanted for name, wanted in columns.items() if not name.endswith(("_idx", "_config"))}
    indexes = {name: sorted(str(each["name"]) for each in inspected.get_indexes(name)) for name in tables}
    version = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return {"rows": held(connection, readable), "indexes": indexes, "version": version}
