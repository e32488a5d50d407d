"""What changed between versions, when a page is looked at again, and pages that vanished."""

import sqlalchemy as sa
from alembic import op

from storage.columns import UTCTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add to what is there: versions of before stay unclassified, and no article of before is looked at again."""
    for table, column in (
        ("frontier", sa.Column("recheck_at", UTCTime(), nullable=True)),
        ("frontier", sa.Column("unchanged", sa.Integer(), server_default=sa.text("0"), nullable=False)),
        ("capture", sa.Column("etag", sa.Text(), nullable=True)),
        ("capture", sa.Column("last_modified", sa.Text(), nullable=True)),
        ("article", sa.Column("vanished_at", UTCTime(), nullable=True)),
        ("article", sa.Column("vanished_status", sa.String(length=16), nullable=True)),
        ("article", sa.Column("returned_at", UTCTime(), nullable=True)),
        ("version", sa.Column("significance", sa.String(length=16), nullable=True)),
        ("version", sa.Column("changes", sa.JSON(), nullable=True)),
        ("version", sa.Column("reasons", sa.JSON(), nullable=True)),
        ("version", sa.Column("times", sa.Integer(), server_default=sa.text("1"), nullable=False)),
        ("version", sa.Column("seen_again_at", UTCTime(), nullable=True)),
    ):
        op.add_column(table, column)
    op.create_index("ix_frontier_recheck_at", "frontier", ["recheck_at"])
    op.create_index("ix_article_vanished_at", "article", ["vanished_at"])
    op.create_index("ix_version_replaced_at", "version", ["replaced_at"])
