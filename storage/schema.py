"""Which schema an archive has, and bringing it up to today's."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.script.revision import RevisionError
from alembic.util import CommandError
from sqlalchemy import Engine

from config.errors import StorageError
from storage import indexing, recluster
from storage.engine import reading, writing
from storage.opening import UNFINISHED

_ACTION = "bring the archive's schema up to date"


def _config() -> Config:
    config = Config()
    here = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", here.replace("%", "%%"))
    return config


def newest() -> str:
    """The revision that today's code needs."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def pending(engine: Engine) -> list[tuple[str, str]]:
    """Give what `upgrade` would apply, in order: each revision, and what it is for.

    Raises:
        StorageError: a newer scowatch made the archive, or it is a copy that is not finished.
    """
    with reading(engine, "read the archive's schema") as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    try:
        steps = list(ScriptDirectory.from_config(_config()).iterate_revisions("head", found or "base"))
    except (CommandError, RevisionError) as error:
        raise _unknown(found, error) from error
    return [(each.revision, each.doc.splitlines()[0]) for each in reversed(steps)]


def _unknown(found: str | None, error: Exception) -> StorageError:
    if found == UNFINISHED:
        return StorageError(_ACTION, "it is a copy that is not finished; run the same `scowatch copy` again")
    return StorageError(_ACTION, f"{error}; a newer scowatch has made it, so use that one")


def upgrade(engine: Engine) -> None:
    """Apply what is missing, in one transaction; do nothing when the schema is today's.

    Raises:
        StorageError: it cannot be written, or a newer scowatch made it.
    """
    config = _config()
    with writing(engine, _ACTION) as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            found = MigrationContext.configure(connection).get_current_revision()
            raise _unknown(found, error) from error
        recluster.enter_again(connection)
        indexing.catch_up(connection)
