"""One article with all that is known of it."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, select

from storage.tables import article, capture, discovery, evidence, source, tag, version


def document(connection: Connection, key: int) -> dict[str, Any] | None:
    """Give all that is known of article *key* as plain data; None when there is none."""
    row = connection.execute(
        select(article, source.c.slug)
        .select_from(article.outerjoin(source, article.c.source_id == source.c.id))
        .where(article.c.id == key)
    ).first()
    if row is None:
        return None
    plain = {name: value for name, value in row._mapping.items() if name != "slug"}  # noqa: SLF001
    return {
        **plain,
        "source": row.slug,
        "copies": _rows(connection, _copies(row)),
        "versions": _rows(connection, _of(version, version.c.article_id, key)),
        "tags": [
            {**each, "spans": _rows(connection, _of(evidence, evidence.c.tag_id, each["id"]))}
            for each in _rows(connection, _of(tag, tag.c.article_id, key))
        ],
        "captures": _rows(connection, _of(capture, capture.c.frontier_id, row.frontier_id)),
        "discoveries": _rows(connection, _of(discovery, discovery.c.frontier_id, row.frontier_id)),
    }


def _of(table: Table, link: ColumnElement[Any], key: int) -> Select[Any]:
    return select(table).where(link == key).order_by(table.c.id)


def _copies(row: Row[Any]) -> Select[Any]:
    """The other articles of its story."""
    wanted = (
        article.c.id,
        article.c.url,
        article.c.title,
        article.c.kind,
        article.c.copy_of,
        article.c.score,
    )
    tables = article.outerjoin(source, article.c.source_id == source.c.id)
    return (
        select(*wanted, source.c.slug.label("source"))
        .select_from(tables)
        .where(article.c.story_id == row.story_id, article.c.id != row.id)
        .order_by(article.c.id)
    )


def _rows(connection: Connection, statement: Select[Any]) -> list[dict[str, Any]]:
    return [dict(each) for each in connection.execute(statement).mappings()]
