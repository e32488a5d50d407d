"""Who said what; empty for what was stored before, until `scowatch reprocess`."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Key

revision = "0009"
down_revision = "0008"

# Terms come cut (extractors.analyze), as in article_index.
WORDS = "unicode61 remove_diacritics 0 categories 'L* M* N* Co Pc'"
QUOTE_INDEX = {
    "sqlite": (f'CREATE VIRTUAL TABLE quote_index USING fts5 (speaker, text, around, tokenize = "{WORDS}")',),
    "postgresql": (
        "CREATE TABLE quote_index (rowid BIGINT PRIMARY KEY, speaker TSVECTOR NOT NULL, terms TSVECTOR NOT NULL)",
        "CREATE INDEX ix_quote_index_speaker ON quote_index USING gin (speaker)",
        "CREATE INDEX ix_quote_index_terms ON quote_index USING gin (terms)",
    ),
}


def upgrade() -> None:
    """Add the table and its index."""
    op.create_table(
        "quote",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("article_id", Key, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=8), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("surface", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=False),
        sa.Column("speaker_start", sa.Integer(), nullable=False),
        sa.Column("speaker_end", sa.Integer(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("verb_start", sa.Integer(), nullable=True),
        sa.Column("verb_end", sa.Integer(), nullable=True),
        sa.Column("entity", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_quote"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_quote_article_id_article"),
        sa.UniqueConstraint("article_id", "position", name="uq_quote_article_id_position"),
    )
    op.create_index("ix_quote_entity", "quote", ["entity"])
    for statement in QUOTE_INDEX[op.get_bind().dialect.name]:
        op.execute(statement)
