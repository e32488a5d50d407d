"""What the archive holds, in numbers."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from storage.tables import article, capture, frontier, source, story, tag, version
from storage.tags import ORGANIZATIONS, TAGGED


def stats(connection: Connection) -> dict[str, Any]:
    """Count what the archive holds."""

    def by(column: ColumnElement[Any], *where: ColumnElement[bool], what: Any = None) -> dict[str, int]:
        of = func.count(what)
        counted = select(column, of).where(*where).group_by(column).order_by(of.desc(), column)
        return {str(value or "unknown"): count for value, count in connection.execute(counted)}

    def total(table: Any) -> int:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()

    first, last = connection.execute(select(func.min(article.c.published), func.max(article.c.published))).one()
    return {
        "articles": total(article),
        "stories": total(story),
        "versions": total(version),
        "captures": total(capture),
        "sources": total(source),
        "first_published": first,
        "last_published": last,
        "by_level": by(article.c.level),
        "by_kind": by(article.c.kind),
        "by_language": by(article.c.language),
        "by_organization": by(
            tag.c.slug,
            tag.c.kind.in_(ORGANIZATIONS),
            tag.c.level.in_(TAGGED),
            what=tag.c.article_id.distinct(),
        ),
        "by_topic": by(tag.c.organization + " " + tag.c.slug, tag.c.kind == "topic"),
        "frontier": by(frontier.c.state),
        "unfinished_reasons": by(frontier.c.reason, frontier.c.state != "done", frontier.c.reason.is_not(None)),
    }
