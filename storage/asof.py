"""What the archive knew at a time: which articles it had, and the text that each showed.

Tags, stories and what is a copy of what are judged as of today, of what was there then. A text that came back is taken
for shown only from its last coming on, and when it came the first time.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select

from storage.tables import article, version


def shown_at(moment: datetime) -> ColumnElement[bool]:
    """Say of a `version` joined to its `article` that it was the text shown at *moment*."""
    later = version.alias()
    newest = select(func.max(later.c.seen_at)).where(later.c.article_id == article.c.id, later.c.seen_at <= moment)
    return and_(
        article.c.changed_at > moment, version.c.seen_at <= moment, version.c.seen_at == newest.scalar_subquery()
    )


def texts_at(connection: Connection, keys: Sequence[int], moment: datetime) -> dict[int, Any]:
    """Give the `title` and `text` shown at *moment* by those of the articles *keys* that changed since, by key."""
    columns = (version.c.article_id, version.c.title, version.c.text)
    shown = select(*columns).join(article).where(version.c.article_id.in_(keys), shown_at(moment))
    return {row.article_id: row for row in connection.execute(shown)}
