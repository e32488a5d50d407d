"""What pages say: articles, versions, stories, the near-duplicate index, what recurs, tags and their evidence."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.columns import Key, UTCTime, dated, json_list, key, link, metadata

story = Table(
    "story",
    metadata,
    key(),
    Column("origin_id", Key),  # no foreign key: story and article point at each other
    Column("size", Integer, nullable=False),
    Column("started_at", UTCTime, nullable=False),
)

article = Table(
    "article",
    metadata,
    key(),
    Column("url", Text, nullable=False, unique=True),
    link("frontier_id", "frontier"),
    link("capture_id", "capture"),
    link("source_id", "source", nullable=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("authors", JSON, nullable=False),
    json_list("organizations"),
    *dated("published"),
    *dated("modified"),
    json_list("dates"),
    Column("language", String(8)),
    Column("script", String(4)),
    Column("site_name", Text),
    Column("dateline", Text),
    json_list("credits"),
    Column("agency", String(32)),
    Column("section", Text),
    json_list("keywords"),
    Column("image", Text),
    Column("amp_url", Text),
    Column("canonical_claim", Text),
    Column("twin_key", Text),
    Column("page_type", String(16), nullable=False, server_default=text("'article'")),
    Column("choice_method", Text),
    Column("choice_reason", Text),
    json_list("dropped"),
    Column("host_page", Integer),
    Column("extractor", String(32), nullable=False),
    Column("text_hash", String(64), nullable=False),
    link("story_id", "story"),
    Column("kind", String(16), nullable=False),
    link("copy_of", "article", nullable=True),
    Column("score", Float, nullable=False),
    Column("level", String(8), nullable=False),
    Column("first_seen_at", UTCTime, nullable=False),
    Column("changed_at", UTCTime, nullable=False),
    Column("vanished_at", UTCTime),
    Column("vanished_status", String(16)),
    Column("returned_at", UTCTime),
    Index("ix_article_frontier_id", "frontier_id"),
    Index("ix_article_story_id", "story_id"),
    Index("ix_article_published", "published"),
    Index("ix_article_twin_key", "twin_key"),
    Index("ix_article_canonical_claim", "canonical_claim"),
    Index("ix_article_vanished_at", "vanished_at"),
)

version = Table(
    "version",
    metadata,
    key(),
    link("article_id", "article"),
    link("capture_id", "capture"),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("text_hash", String(64), nullable=False),
    Column("seen_at", UTCTime, nullable=False),
    Column("replaced_at", UTCTime, nullable=False),
    Column("significance", String(16)),
    Column("changes", JSON),
    Column("reasons", JSON),
    Column("times", Integer, nullable=False, server_default=text("1")),
    Column("seen_again_at", UTCTime),
    Index("ix_version_article_id", "article_id"),
    Index("ix_version_replaced_at", "replaced_at"),
)

# Postings of the near-duplicate index: which stories hold a print. Stories, not articles, so that copies add few
# rows and the number of rows of a print is its document frequency.
sketch = Table(
    "sketch",
    metadata,
    Column("print", BigInteger, nullable=False),
    Column("story_id", Key, ForeignKey("story.id"), nullable=False),
    PrimaryKeyConstraint("print", "story_id"),
    sqlite_with_rowid=False,
)

fingerprint = Table(
    "fingerprint",
    metadata,
    Column("article_id", Key, ForeignKey("article.id"), primary_key=True, autoincrement=False),
    link("story_id", "story"),
    Column("text_hash", String(64), nullable=False),
    Column("prints", LargeBinary, nullable=False),
    Column("tokens", Integer, nullable=False),
    Index("ix_fingerprint_story_id", "story_id", "article_id"),
    Index("ix_fingerprint_text_hash", "text_hash", "article_id"),
)

# Paragraphs of the pages of a host; see storage.blocks.
block = Table(
    "block",
    metadata,
    Column("host", Text, nullable=False),
    Column("digest", BigInteger, nullable=False),
    Column("tokens", Integer, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("first_page", Integer, nullable=False),
    Column("last_page", Integer, nullable=False),
    PrimaryKeyConstraint("host", "digest"),
    sqlite_with_rowid=False,
)

tag = Table(
    "tag",
    metadata,
    key(),
    link("article_id", "article"),
    Column("kind", String(16), nullable=False),
    Column("slug", String(64), nullable=False),
    Column("level", String(8), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("lexicon", String(32), nullable=False),
    UniqueConstraint("article_id", "kind", "slug"),
    Index("ix_tag_slug", "slug", "level"),
)

evidence = Table(
    "evidence",
    metadata,
    key(),
    link("tag_id", "tag"),
    Column("accepted", Boolean, nullable=False),
    Column("field", String(8), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("surface", Text, nullable=False),
    Column("entity", String(64)),
    Column("language", String(8)),
    Column("rule", String(64)),
    Column("confuser", String(64)),
    Column("cue", Text),
    Index("ix_evidence_tag_id", "tag_id"),
)
