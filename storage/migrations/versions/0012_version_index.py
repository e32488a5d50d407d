"""Earlier texts have an index of their own, made as that of articles: what was known at a time can be searched."""

from alembic import op

revision = "0012"
down_revision = "0011"
ANEW = ("index",)

# Terms come cut from extractors.analyze.
WORDS = "unicode61 remove_diacritics 0 categories 'L* M* N* Co Pc' tokenchars ':.-^'"
VERSION_INDEX = {
    "sqlite": (f'CREATE VIRTUAL TABLE version_index USING fts5 (title, text, labels, tokenize = "{WORDS}")',),
    "postgresql": (
        "CREATE TABLE version_index (rowid BIGINT PRIMARY KEY, terms TSVECTOR NOT NULL)",
        "CREATE INDEX ix_version_index_terms ON version_index USING gin (terms)",
    ),
}


def upgrade() -> None:
    """Make an empty index; storage.anew fills it."""
    for statement in VERSION_INDEX[op.get_bind().dialect.name]:
        op.execute(statement)
