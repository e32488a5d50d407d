"""Which schema an archive has, and bringing it up to today's: all of it in one transaction, or nothing.

One transaction holds also what is made anew of all texts (storage.anew). It could be made in batches after the schema,
and an upgrade that is stopped could go on; but then an archive would stand between two schemas for hours, opened by
neither version. As it is, an upgrade that is killed, fails or finds the disk full leaves the archive as it was.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.script.revision import RevisionError
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, inspect, text

from config.errors import InputError, StorageError
from storage import anew, runs
from storage.anew import Derived, Name
from storage.engine import SQLITE_WAIT_SECONDS, reading, writing
from storage.opening import UNFINISHED, VERSION, newer, signature

_ACTION = "bring the archive's schema up to date"
_STEP_SECONDS = 0.00001  # of an article, for what a migration does to its rows
_STEP_BYTES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A migration."""

    revision: str
    does: str
    anew: tuple[Name, ...]  # what is to be made anew after it


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an upgrade would do; nothing if it has no steps."""

    found: str | None  # the schema; None: there is no archive yet
    made_by: str | None  # the version of scowatch that brought it there; None: one that did not say
    steps: tuple[Step, ...]
    anew: tuple[Derived, ...]
    texts: int  # articles and their earlier versions
    at_work: tuple[str, ...]  # owners of runs for which it must wait
    dearer: int = 1  # time and room, against SQLite

    @property
    def seconds(self) -> float:
        """Roughly how long it takes."""
        return self.dearer * self.texts * (len(self.steps) * _STEP_SECONDS + sum(each.seconds for each in self.anew))

    @property
    def bytes(self) -> int:
        """Roughly what the database grows by; SQLite needs as much again, until all is done."""
        return self.dearer * self.texts * (len(self.steps) * _STEP_BYTES + sum(each.bytes for each in self.anew))


def newest() -> str:
    """The revision that today's code needs."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def plan(engine: Engine, is_alive: Callable[[str], bool] = lambda _: False) -> Plan:
    """Say what `upgrade` would do.

    Raises:
        StorageError: a newer scowatch made the archive, or it is a copy that is not finished.
    """
    if engine.dialect.name == "postgresql":
        # Each statement by itself: while it waited for an upgrade that another is at, it would hold that up by what it
        # has read before, and of such two the server ends one.
        engine = engine.execution_options(isolation_level="AUTOCOMMIT")
    with reading(engine, "read the archive's schema") as connection:
        return _plan(connection, is_alive)


def check(engine: Engine, planned: Plan) -> None:
    """See that nothing stands in the way of what is planned.

    Raises:
        InputError: a run is at work.
        StorageError: SQLite has not the room for it.
    """
    if planned.at_work:
        raise InputError(f"a run is at work in this archive ({planned.at_work[0]}); upgrade it when that has ended")
    file = engine.url.database if engine.dialect.name == "sqlite" else None
    if file and Path(file).exists():
        wanted, free = 2 * planned.bytes, shutil.disk_usage(Path(file).parent).free
        if free < wanted:
            raise StorageError(_ACTION, f"it takes some {wanted:,} bytes meanwhile, and {free:,} are free there")


def upgrade(
    engine: Engine,
    *,
    is_alive: Callable[[str], bool] = lambda _: False,
    note: Callable[[str], None] = lambda _: None,
) -> Plan:
    """Apply what is missing, in one transaction; write nothing when the schema is today's.

    Args:
        engine: of an archive, or of an empty database, which becomes one. Others may read meanwhile on SQLite.
        is_alive: says of the owner of a run whether it may still be at work.
        note: told what is being done.

    Returns:
        What was done.

    Raises:
        InputError: a run is at work.
        StorageError: it cannot be written, there is no room for it, or a newer scowatch made it.
    """
    planned = plan(engine, is_alive)
    if not planned.steps:
        return planned
    check(engine, planned)
    note("waiting until nobody writes")
    with writing(engine, _ACTION) as connection:
        if engine.dialect.name == "postgresql":  # who reads holds a migration up, and it all that come after
            connection.execute(text(f"SET LOCAL lock_timeout = {SQLITE_WAIT_SECONDS * 1_000:.0f}"))
        planned = _plan(connection, is_alive)  # another may have been quicker, or a run begun
        check(engine, planned)
        for step in planned.steps:
            note(f"{step.revision}  {step.does}")
            _apply(connection, step.revision)
        for each in planned.anew:
            note(each.what.format(f"{planned.texts:,}"))
            each.make(connection, lambda done: note(f"{done:,} of {planned.texts:,} texts"))
        if planned.steps:
            _sign(connection)
            note("writing it all")
    return planned


def _config() -> Config:
    config = Config()
    here = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", here.replace("%", "%%"))
    return config


def _plan(connection: Connection, is_alive: Callable[[str], bool]) -> Plan:
    found = MigrationContext.configure(connection).get_current_revision()
    made_by = signature(connection)
    if found == UNFINISHED:
        raise StorageError(_ACTION, "it is a copy that is not finished; run the same `scowatch copy` again")
    try:
        scripts = list(ScriptDirectory.from_config(_config()).iterate_revisions("head", found or "base"))
    except (CommandError, RevisionError) as error:
        raise StorageError(_ACTION, newer(found, made_by)) from error
    steps = tuple(
        Step(revision=each.revision, does=each.doc.splitlines()[0], anew=getattr(each.module, "ANEW", ()))
        for each in reversed(scripts)
    )
    there = found is not None and steps
    texts = _texts(connection) if there else 0
    return Plan(
        found=found,
        made_by=made_by,
        steps=steps,
        anew=anew.wanted(name for step in steps for name in step.anew) if texts else (),
        texts=texts,
        at_work=tuple(runs.at_work(connection, is_alive)) if there else (),
        dearer=1 if connection.dialect.name == "sqlite" else 2,
    )


def _texts(connection: Connection) -> int:
    counted = (connection.scalar(text(f"SELECT count(*) FROM {name}")) for name in ("article", "version"))  # noqa: S608 ours
    return sum(each or 0 for each in counted)


def _apply(connection: Connection, revision: str) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _sign(connection: Connection) -> None:
    """Note beside the schema which version brought the archive there: an older one says so when it refuses it."""
    if "scowatch" not in {each["name"] for each in inspect(connection).get_columns("alembic_version")}:
        connection.execute(text("ALTER TABLE alembic_version ADD COLUMN scowatch VARCHAR(32)"))
    connection.execute(text("UPDATE alembic_version SET scowatch = :version"), {"version": VERSION})
