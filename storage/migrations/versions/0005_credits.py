"""Which news agency an article is credited to, and by what signs."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add two columns: of an article stored before no credit is known, until it is extracted again."""
    op.add_column("article", sa.Column("credits", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
    op.add_column("article", sa.Column("agency", sa.String(length=32), nullable=True))
