"""Which addresses are one page: the twin key, a claim that is not believed, the article that another URL leads to."""

import sqlalchemy as sa
from alembic import op

from extractors.twins import twin_key
from storage.columns import Key

revision = "0004"
down_revision = "0003"

ROWS = 1_000  # at a time, so that memory does not grow with the archive

article = sa.table("article", sa.column("id", Key), sa.column("url", sa.Text), sa.column("twin_key", sa.Text))


def upgrade() -> None:
    """Add to what is there. Stored URLs keep the keys they have; storage.identity finds them by the twin key."""
    op.add_column("article", sa.Column("canonical_claim", sa.Text(), nullable=True))
    op.add_column("article", sa.Column("twin_key", sa.Text(), nullable=True))
    op.add_column("frontier", sa.Column("article_id", Key, nullable=True))
    _fill_twin_keys(op.get_bind())
    op.create_index("ix_article_twin_key", "article", ["twin_key"])
    op.create_index("ix_article_canonical_claim", "article", ["canonical_claim"])


def _fill_twin_keys(connection: sa.Connection) -> None:
    wanted = sa.select(article.c.id, article.c.url).order_by(article.c.id).limit(ROWS)
    fill = sa.update(article).where(article.c.id == sa.bindparam("key")).values(twin_key=sa.bindparam("twin"))
    last = 0
    while rows := connection.execute(wanted.where(article.c.id > last)).all():
        connection.execute(fill, [{"key": row.id, "twin": twin_key(row.url)} for row in rows])
        last = rows[-1].id
