"""Days, weeks, months and years (UTC) as the database counts by them, the same on both engines."""

from typing import Any, Literal

from sqlalchemy import ColumnElement, String, func, type_coerce

from storage.tables import article

Step = Literal["day", "week", "month", "year"]

#: The moment that counts for an article: of publication, or else of the first sight. As storage.search has it.
WHEN: ColumnElement[Any] = func.coalesce(
    article.c.published, article.c.first_seen_at, type_=article.c.published.type
)  # fmt: skip


def day_of(moment: ColumnElement[Any], dialect: str) -> ColumnElement[str]:
    """Give the day of *moment* as text, such as 2025-09-01; its first seven letters are the month."""
    if dialect == "sqlite":
        return func.substr(type_coerce(moment, String), 1, 10, type_=String)
    return func.to_char(func.timezone("UTC", moment), "YYYY-MM-DD", type_=String)
