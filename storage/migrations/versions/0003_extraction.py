"""What extraction says beside the text: claims of dates, the choice of the text, the page type; and what recurs."""

import sqlalchemy as sa
from alembic import op

from storage.columns import UTCTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add to what is there: of an article stored before nothing more is known, until it is extracted again."""
    for name in ("organizations", "dates", "keywords", "dropped"):
        op.add_column("article", sa.Column(name, sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
    for column in (
        sa.Column("modified", UTCTime(), nullable=True),
        sa.Column("modified_zone_known", sa.Boolean(), nullable=True),
        sa.Column("modified_precision", sa.String(length=8), nullable=True),
        sa.Column("modified_place", sa.String(length=8), nullable=True),
        sa.Column("modified_raw", sa.Text(), nullable=True),
        sa.Column("script", sa.String(length=4), nullable=True),
        sa.Column("dateline", sa.Text(), nullable=True),
        sa.Column("section", sa.Text(), nullable=True),
        sa.Column("amp_url", sa.Text(), nullable=True),
        sa.Column("page_type", sa.String(length=16), server_default=sa.text("'article'"), nullable=False),
        sa.Column("choice_method", sa.Text(), nullable=True),
        sa.Column("choice_reason", sa.Text(), nullable=True),
        sa.Column("host_page", sa.Integer(), nullable=True),
    ):
        op.add_column("article", column)
    op.create_table(
        "block",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("digest", sa.BigInteger(), nullable=False),
        sa.Column("tokens", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("first_page", sa.Integer(), nullable=False),
        sa.Column("last_page", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("host", "digest", name=op.f("pk_block")),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "postgresql":  # SQLite heeds no lengths
        for table, name in (("article", "published"), ("article", "modified"), ("discovery", "published")):
            op.alter_column(table, f"{name}_place", type_=sa.String(length=16))
