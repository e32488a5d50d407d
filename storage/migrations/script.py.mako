"""${message}"""

from alembic import op
import sqlalchemy as sa
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
# ANEW = ("index",)  # what now follows otherwise from the texts that are stored, see storage.anew


def upgrade():
    ${upgrades if upgrades else "pass"}
