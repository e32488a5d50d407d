"""How large an archive is, and what of it: tables and their indexes, kept pages, and how fast it grows."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Select, String, cast, func, literal, select, text
from sqlalchemy import table as light_table
from sqlalchemy.exc import DatabaseError

from storage import fulltext
from storage.archive import Archive
from storage.care.invariants import snapshot
from storage.engine import reading
from storage.space import database, page_files
from storage.tables import article, capture, metadata


def sizes(archive: Archive) -> dict[str, Any]:
    """Measure an archive.

    Returns:
        `database`: bytes of it all, of its write-ahead log, and of what is free in it; `tables`: for each name its
        rows, bytes, and bytes of its indexes (None where this SQLite cannot tell), largest first; `pages`: files,
        bytes, and bytes of all bodies before they were packed; `articles`; `bytes_per_article`; `months`: for each
        month its new articles, fetched pages and their bytes, oldest first.
    """
    with snapshot(archive.engine, "measure the archive") as connection:
        rows = {name: _rows(connection, name) for name in (*metadata.tables, *fulltext.NAMES)}
        held = (_sqlite_tables if connection.dialect.name == "sqlite" else _postgresql_tables)(connection, rows)
        held_in_all = database(connection)
        months = _months(connection)
        unpacked = (
            connection.scalar(
                select(func.sum(capture.c.length)).where(capture.c.revisit_of.is_(None), capture.c.pruned_at.is_(None))
            )
            or 0
        )
    tables = [{"name": name, "rows": rows[name], "bytes": of[0], "index_bytes": of[1]} for name, of in held.items()]
    pages = {**page_files(Path(str(archive.pages))), "unpacked_bytes": int(unpacked)}
    whole = held_in_all["bytes"] + pages["bytes"]
    return {
        "database": held_in_all,
        "tables": sorted(tables, key=lambda each: (-(each["bytes"] or 0), each["name"])),
        "pages": pages,
        "articles": rows["article"],
        "bytes_per_article": round(whole / rows["article"]) if rows["article"] else None,
        "months": months,
    }


def _rows(connection: Connection, name: str) -> int:
    return int(connection.execute(select(func.count()).select_from(light_table(name))).scalar_one())


Held = dict[str, tuple[int | None, int | None]]  # bytes of a table, and of its indexes


def _sqlite_tables(connection: Connection, names: Iterable[str]) -> Held:
    """By the pages of the file (dbstat, which not every SQLite has). What FTS5 keeps in tables of its own is added."""
    try:
        used = connection.execute(text("SELECT name, pgsize FROM dbstat WHERE aggregate = TRUE")).all()
    except DatabaseError:
        return dict.fromkeys(names, (None, None))
    about = connection.execute(text("SELECT name, type, tbl_name FROM sqlite_master")).all()
    owner = {row.name: row.tbl_name for row in about if row.type == "index"}
    shadows = {row.name: index for row in about for index in fulltext.NAMES if row.name.startswith(f"{index}_")}
    data: dict[str, int] = {}
    indexes: dict[str, int] = {}
    for name, size in used:
        into, of = (indexes, owner[name]) if name in owner else (data, shadows.get(name, name))
        into[of] = into.get(of, 0) + size
    return {name: (data.get(name, 0), indexes.get(name, 0)) for name in names}


def _postgresql_tables(connection: Connection, names: Iterable[str]) -> Held:
    wanted = text("SELECT pg_table_size(CAST(:name AS regclass)), pg_indexes_size(CAST(:name AS regclass))")
    found = {name: connection.execute(wanted, {"name": name}).one() for name in names}
    return {name: (row[0], row[1]) for name, row in found.items()}


def free_share(archive: Archive) -> float:
    """Give the share of a database's bytes that nothing is in."""
    with reading(archive.engine, "measure the archive") as connection:
        held = database(connection)
    return held["free_bytes"] / max(held["bytes"], 1)


def _months(connection: Connection) -> list[dict[str, Any]]:
    months: dict[str, dict[str, Any]] = {}
    for month, articles, _ in connection.execute(_per_month(connection, article.c.first_seen_at, literal(0))):
        months[month] = {"month": month, "articles": articles, "pages": 0, "page_bytes": 0}
    for month, pages, held in connection.execute(_per_month(connection, capture.c.fetched_at, capture.c.length)):
        row = months.setdefault(month, {"month": month, "articles": 0, "pages": 0, "page_bytes": 0})
        row |= {"pages": pages, "page_bytes": int(held or 0)}
    return [months[month] for month in sorted(months)]


def _per_month(connection: Connection, moment: Column[Any], held: Any) -> Select[Any]:
    if connection.dialect.name == "sqlite":
        month = func.substr(cast(moment, String), 1, 7)
    else:
        month = func.to_char(func.timezone("UTC", moment), "YYYY-MM")
    return select(month.label("month"), func.count(), func.sum(held)).group_by("month")
