"""Who said what. The words are looked for in `quote_index`, which differs by engine: see storage.quotes."""

from sqlalchemy import Column, Index, Integer, String, Table, Text, UniqueConstraint

from storage.columns import key, link, metadata

quote = Table(
    "quote",
    metadata,
    key(),
    link("article_id", "article"),
    Column("position", Integer, nullable=False),
    Column("field", String(8), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("surface", Text, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("speaker", Text, nullable=False),
    Column("speaker_start", Integer, nullable=False),
    Column("speaker_end", Integer, nullable=False),
    Column("verb", Text, nullable=False),
    Column("verb_start", Integer),
    Column("verb_end", Integer),
    Column("entity", String(64)),
    UniqueConstraint("article_id", "position"),
    Index("ix_quote_entity", "entity"),
)
