"""What an archive holds, whatever its schema: of each table its columns, and the number and the digest of its rows."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, inspect, text

#: Made anew by an upgrade where that is needed: what follows from the texts.
DERIVED_TABLES = ("fingerprint", "sketch")
DERIVED_COLUMNS = {"article": {"text_hash", "sort_key", "outlet", "length"}, "version": {"text_hash"}}
_INDEXES = ("article_index", "quote_index", "version_index")  # with the tables that FTS5 makes for them
_OWN = ("alembic_version", "sqlite_")


def facts(connection: Connection) -> dict[str, Any]:
    """Give the tables of an archive, and its articles by title."""
    names = [
        each for each in sorted(inspect(connection).get_table_names())
        if each not in DERIVED_TABLES and not each.startswith((*_INDEXES, *_OWN))
    ]  # fmt: skip
    columns = {name: [each["name"] for each in inspect(connection).get_columns(name)] for name in names}
    kept = {name: [each for each in columns[name] if each not in DERIVED_COLUMNS.get(name, ())] for name in names}
    titles = connection.execute(text("SELECT url, title FROM article ORDER BY url")).all()
    return {"tables": held(connection, kept), "articles": dict(map(tuple, titles))}


def held(connection: Connection, columns: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Give of each table the named columns, and the number and the digest of its rows in them."""
    return {name: _table(connection, name, wanted) for name, wanted in columns.items()}


def _table(connection: Connection, name: str, columns: Sequence[str]) -> dict[str, Any]:
    quoted = ", ".join(f'"{each}"' for each in columns)
    rows = sorted(
        json.dumps(list(row), default=_plain) for row in connection.execute(text(f"SELECT {quoted} FROM {name}"))
    )
    digest = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return {"columns": list(columns), "rows": len(rows), "sha256": digest}


def _plain(value: Any) -> str:
    return value.hex() if isinstance(value, bytes | memoryview) else str(value)
