"""Articles have a place in the order of time, an outlet and a length; the search index is by place and has labels."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
ANEW = ("index",)

# Terms come cut from extractors.analyze; labels (storage.labels) need further characters.
WORDS = "unicode61 remove_diacritics 0 categories 'L* M* N* Co Pc' tokenchars ':.-^'"
ARTICLE_INDEX = {
    "sqlite": (f'CREATE VIRTUAL TABLE article_index USING fts5 (title, text, labels, tokenize = "{WORDS}")',),
    "postgresql": (
        "CREATE TABLE article_index (rowid BIGINT PRIMARY KEY, terms TSVECTOR NOT NULL)",
        # Narrow rows, the terms beside them: a search that needs only places reads little.
        "ALTER TABLE article_index SET (toast_tuple_target = 128)",
        "CREATE INDEX ix_article_index_terms ON article_index USING gin (terms)",
    ),
}
LISTED = ["sort_key", "first_seen_at", "language", "source_id", "outlet", "agency", "level", "kind", "story_id"]


def upgrade() -> None:
    """Add the columns, and an empty index; storage.anew fills it."""
    op.add_column("article", sa.Column("sort_key", sa.BigInteger(), nullable=False, server_default=sa.text("0")))
    op.add_column("article", sa.Column("outlet", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("article", sa.Column("length", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.drop_index("ix_article_level", "article")
    op.execute("DROP TABLE article_index")
    for statement in ARTICLE_INDEX[op.get_bind().dialect.name]:
        op.execute(statement)
    op.create_index("ix_article_sort_key", "article", LISTED)
