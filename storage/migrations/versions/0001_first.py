"""The first schema."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Key, UTCTime

revision = "0001"
down_revision = None

# The one thing that differs by engine; its terms come cut from extractors.analyze, see storage.fulltext. Letters,
# marks, numbers and the underscore make words.
WORDS = "unicode61 remove_diacritics 0 categories 'L* M* N* Co Pc'"
ARTICLE_INDEX = {
    "sqlite": (f'CREATE VIRTUAL TABLE article_index USING fts5 (title, text, tokenize = "{WORDS}")',),
    "postgresql": (
        "CREATE TABLE article_index (rowid BIGINT PRIMARY KEY, terms TSVECTOR NOT NULL)",
        "CREATE INDEX ix_article_index_terms ON article_index USING gin (terms)",
    ),
}


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "run",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("flow", sa.String(length=16), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("started_at", UTCTime(), nullable=False),
        sa.Column("finished_at", UTCTime(), nullable=True),
        sa.Column("report", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    op.create_table(
        "source",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("body_digest", sa.String(length=64), nullable=True),
        sa.Column("polled_at", UTCTime(), nullable=True),
        sa.Column("succeeded_at", UTCTime(), nullable=True),
        sa.Column("next_poll_at", UTCTime(), nullable=True),
        sa.Column("failures", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("moved_to", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("slug", name=op.f("uq_source_slug")),
    )
    op.create_table(
        "story",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("origin_id", Key, nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("started_at", UTCTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story")),
    )
    op.create_table(
        "frontier",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("fetch_url", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("source_id", Key, nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_try_at", UTCTime(), nullable=False),
        sa.Column("listed_update", UTCTime(), nullable=True),
        sa.Column("run_id", Key, nullable=True),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("leased_until", UTCTime(), nullable=True),
        sa.Column("discovered_at", UTCTime(), nullable=False),
        sa.Column("finished_at", UTCTime(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_frontier_run_id_run")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_frontier_source_id_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frontier")),
        sa.UniqueConstraint("url", name=op.f("uq_frontier_url")),
    )
    op.create_index("ix_frontier_due", "frontier", ["state", "next_try_at", "id"], unique=False)
    op.create_index("ix_frontier_run_id", "frontier", ["run_id", "state"], unique=False)
    op.create_table(
        "run_source",
        sa.Column("run_id", Key, nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_run_source_run_id_run")),
        sa.PrimaryKeyConstraint("run_id", "source", "day", "outcome", "reason", name=op.f("pk_run_source")),
    )
    op.create_table(
        "sketch",
        sa.Column("print", sa.BigInteger(), nullable=False),
        sa.Column("story_id", Key, nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_sketch_story_id_story")),
        sa.PrimaryKeyConstraint("print", "story_id", name=op.f("pk_sketch")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "capture",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("frontier_id", Key, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("fetched_at", UTCTime(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("charset", sa.Text(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("warc_file", sa.Text(), nullable=False),
        sa.Column("warc_offset", sa.BigInteger(), nullable=False),
        sa.Column("revisit_of", Key, nullable=True),
        sa.ForeignKeyConstraint(["frontier_id"], ["frontier.id"], name=op.f("fk_capture_frontier_id_frontier")),
        sa.ForeignKeyConstraint(["revisit_of"], ["capture.id"], name=op.f("fk_capture_revisit_of_capture")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capture")),
    )
    op.create_index("ix_capture_digest", "capture", ["digest"], unique=False)
    op.create_index("ix_capture_frontier_id", "capture", ["frontier_id"], unique=False)
    op.create_table(
        "discovery",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("frontier_id", Key, nullable=False),
        sa.Column("source_id", Key, nullable=True),
        sa.Column("how", sa.String(length=8), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("seen_at", UTCTime(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("published", UTCTime(), nullable=True),
        sa.Column("published_zone_known", sa.Boolean(), nullable=True),
        sa.Column("published_precision", sa.String(length=8), nullable=True),
        sa.Column("published_place", sa.String(length=8), nullable=True),
        sa.Column("published_raw", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.ForeignKeyConstraint(["frontier_id"], ["frontier.id"], name=op.f("fk_discovery_frontier_id_frontier")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_discovery_source_id_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discovery")),
        sa.UniqueConstraint("frontier_id", "how", "origin", name=op.f("uq_discovery_frontier_id_how_origin")),
    )
    op.create_table(
        "article",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("frontier_id", Key, nullable=False),
        sa.Column("capture_id", Key, nullable=False),
        sa.Column("source_id", Key, nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("published", UTCTime(), nullable=True),
        sa.Column("published_zone_known", sa.Boolean(), nullable=True),
        sa.Column("published_precision", sa.String(length=8), nullable=True),
        sa.Column("published_place", sa.String(length=8), nullable=True),
        sa.Column("published_raw", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("site_name", sa.Text(), nullable=True),
        sa.Column("image", sa.Text(), nullable=True),
        sa.Column("extractor", sa.String(length=32), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("story_id", Key, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("copy_of", Key, nullable=True),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("first_seen_at", UTCTime(), nullable=False),
        sa.Column("changed_at", UTCTime(), nullable=False),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name=op.f("fk_article_capture_id_capture")),
        sa.ForeignKeyConstraint(["copy_of"], ["article.id"], name=op.f("fk_article_copy_of_article")),
        sa.ForeignKeyConstraint(["frontier_id"], ["frontier.id"], name=op.f("fk_article_frontier_id_frontier")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_article_source_id_source")),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_article_story_id_story")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sa.UniqueConstraint("url", name=op.f("uq_article_url")),
    )
    op.create_index("ix_article_frontier_id", "article", ["frontier_id"], unique=False)
    op.create_index("ix_article_published", "article", ["published"], unique=False)
    op.create_index("ix_article_story_id", "article", ["story_id"], unique=False)
    op.create_table(
        "fingerprint",
        sa.Column("article_id", Key, autoincrement=False, nullable=False),
        sa.Column("story_id", Key, nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("prints", sa.LargeBinary(), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("tokens", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_fingerprint_article_id_article")),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_fingerprint_story_id_story")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_fingerprint")),
    )
    op.create_index("ix_fingerprint_story_id", "fingerprint", ["story_id", "article_id"], unique=False)
    op.create_index("ix_fingerprint_text_hash", "fingerprint", ["text_hash", "article_id"], unique=False)
    op.create_table(
        "tag",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("article_id", Key, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("lexicon", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_tag_article_id_article")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("article_id", "kind", "slug", name=op.f("uq_tag_article_id_kind_slug")),
    )
    op.create_index("ix_tag_slug", "tag", ["slug", "level"], unique=False)
    op.create_table(
        "version",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("article_id", Key, nullable=False),
        sa.Column("capture_id", Key, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("seen_at", UTCTime(), nullable=False),
        sa.Column("replaced_at", UTCTime(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_version_article_id_article")),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name=op.f("fk_version_capture_id_capture")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version")),
    )
    op.create_index("ix_version_article_id", "version", ["article_id"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("tag_id", Key, nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("field", sa.String(length=8), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("surface", sa.Text(), nullable=False),
        sa.Column("entity", sa.String(length=64), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("rule", sa.String(length=64), nullable=True),
        sa.Column("confuser", sa.String(length=64), nullable=True),
        sa.Column("cue", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name=op.f("fk_evidence_tag_id_tag")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index("ix_evidence_tag_id", "evidence", ["tag_id"], unique=False)
    for statement in ARTICLE_INDEX[op.get_bind().dialect.name]:
        op.execute(statement)
