"""Tags of several lexicons, entities with name and detail, the version of the matcher; an index for the level."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Key

revision = "0008"
down_revision = "0007"

# All there was before: one lexicon, and the first rules.
ORGANIZATION, MATCHER = "sco", "1"
KEPT = "id, article_id, kind, slug, level, confidence, lexicon"
SPAN = 'id, tag_id, accepted, field, start, "end", surface, entity, language, rule, confuser, cue'
UNIQUE = ["article_id", "organization", "kind", "slug"]


def upgrade() -> None:
    """Say of every tag under which lexicon it was given; names and details come when the archive is tagged again."""
    op.drop_index("ix_tag_slug", "tag")
    if op.get_bind().dialect.name == "sqlite":
        _copy_tables()
    else:
        _alter_table()
    op.create_index("ix_tag_slug", "tag", ["slug", "kind", "level", "article_id"])
    op.create_index("ix_article_level", "article", ["level"])


def _alter_table() -> None:
    for name, length, value in (("organization", 64, ORGANIZATION), ("matcher", 32, MATCHER)):
        column = sa.Column(name, sa.String(length=length), nullable=False, server_default=value)
        op.add_column("tag", column)
        op.alter_column("tag", name, server_default=None)
    for name in ("name", "detail"):
        op.add_column("tag", sa.Column(name, sa.Text(), nullable=True))
    op.drop_constraint("uq_tag_article_id_kind_slug", "tag")
    op.create_unique_constraint("uq_tag_article_id_organization_kind_slug", "tag", UNIQUE)


def _copy_tables() -> None:
    """SQLite cannot drop a constraint; and a table that another refers to can be dropped only after that."""
    op.drop_index("ix_evidence_tag_id", "evidence")
    op.rename_table("evidence", "old_evidence")
    op.rename_table("tag", "old_tag")
    op.create_table(
        "tag",
        sa.Column("id", Key, autoincrement=True, nullable=False),
        sa.Column("article_id", Key, nullable=False),
        sa.Column("organization", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("lexicon", sa.String(length=32), nullable=False),
        sa.Column("matcher", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_tag_article_id_article")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint(*UNIQUE, name=op.f("uq_tag_article_id_organization_kind_slug")),
    )
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
    new = f"'{ORGANIZATION}', '{MATCHER}'"
    op.execute(f"INSERT INTO tag ({KEPT}, organization, matcher) SELECT {KEPT}, {new} FROM old_tag")  # noqa: S608 ours
    op.execute(f"INSERT INTO evidence ({SPAN}) SELECT {SPAN} FROM old_evidence")  # noqa: S608 ours
    op.drop_table("old_evidence")
    op.drop_table("old_tag")
    op.create_index("ix_evidence_tag_id", "evidence", ["tag_id"])
