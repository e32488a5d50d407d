"""Waiting for a database that is gone for a while, and doing again what it lost.

A transaction begins when the database is there; until then a run waits, for a bounded time, and says what for. A
transaction in which the connection was lost has stored nothing, and is done again by whoever knows how: each method of
Archive is one. Only a COMMIT that was never answered leaves a doubt; the server knows how it ended.
"""

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from threading import Lock
from typing import ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from config.errors import UnavailableError
from storage.trouble import is_gone, is_locked, state_of

SHORTEST, LONGEST = 0.1, 5.0  # seconds between two looks
REPETITIONS = 5  # of one transaction: a server that crashes each time may crash because of it
_log = logging.getLogger("scowatch.storage")
P = ParamSpec("P")
T = TypeVar("T")
Class = TypeVar("Class", bound=type)


class LostError(UnavailableError):
    """The database was lost in the middle of a transaction, of which nothing was stored."""


class Patience:
    """How long one archive waits for its database; shared by all of its threads.

    Who has waited in vain does not wait again before the database was back: a run comes to its end then.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._lock, self._told, self._in_vain = Lock(), False, False

    def has_more(self, waited: float) -> bool:
        """Say whether to go on waiting."""
        self._in_vain = self._in_vain or waited >= self.seconds
        return not self._in_vain

    def tell(self, where: str, said: object) -> None:
        """Say once what is waited for."""
        with self._lock:
            told, self._told = self._told, True
        if not told:
            cause = " ".join(str(getattr(said, "orig", said)).split())
            _log.warning("%s cannot be used now (%s); waiting for it, %g s at most", where, cause, self.seconds)

    def was_answered(self, where: str) -> None:
        """Note that the database is there."""
        self._in_vain = False
        if self._told:
            with self._lock:
                told, self._told = self._told, False
            if told:
                _log.warning("%s is back; going on", where)


def patience_of(engine: Engine) -> Patience:
    """Give the patience of an engine; of one that was told of none, none."""
    found: Patience = engine.get_execution_options().get("patience") or Patience(0.0)
    return found


def begun(engine: Engine, begin: Callable[[Engine], T]) -> T:
    """Begin a transaction when the database is there; raise as SQLAlchemy does when it does not come back in time."""
    patience, where = patience_of(engine), engine.url.render_as_string(hide_password=True)
    started, pause = time.monotonic(), SHORTEST
    while True:
        try:
            connection = begin(engine)
        except SQLAlchemyError as error:
            if not _may_pass(engine, error) or not patience.has_more(time.monotonic() - started):
                raise
            patience.tell(where, error)
        else:
            patience.was_answered(where)
            return connection
        time.sleep(pause)
        pause = min(2 * pause, LONGEST)


def _may_pass(engine: Engine, error: SQLAlchemyError) -> bool:
    """Say whether it may help to try again; that the server does not let us in is a reason too: it did before."""
    cannot_connect = isinstance(error, OperationalError) and engine.dialect.name == "postgresql" and not state_of(error)
    return cannot_connect or is_gone(error) or is_locked(error)


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A transaction of PostgreSQL."""

    xid: int
    server_since: datetime  # when the server had started that gave it


def number_of(connection: Connection, locks: Sequence[int]) -> Number:
    """Take the turn of writers, and give the number of the transaction: by it the server knows how it ended."""
    for lock in locks:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": lock})
    row = connection.execute(_NUMBER).one()
    return Number(xid=row[0], server_since=row[1])


_NUMBER = text("SELECT CAST(CAST(pg_current_xact_id() AS text) AS bigint), pg_postmaster_start_time()")
# A server that crashed may give numbers anew of which no trace had reached its disk. They are not below the one with
# which it began again, and that it noted in its checkpoint then.
_STATUS = text(
    "SELECT pg_xact_status(CAST(:xid AS xid8)), pg_postmaster_start_time(),"
    " CAST(split_part(next_xid, ':', 1) AS bigint) * 4294967296 + CAST(split_part(next_xid, ':', 2) AS bigint)"
    " FROM pg_control_checkpoint()"
)


def was_committed(engine: Engine, transaction: Number) -> bool:
    """Ask the server whether a transaction whose COMMIT it never answered was carried out (PostgreSQL 13 and newer)."""
    with suppress(SQLAlchemyError):  # of another server, which has taken its place, and never heard of it
        while True:
            with begun(engine, Engine.connect) as connection:
                status, since, next_xid = connection.execute(_STATUS, {"xid": str(transaction.xid)}).one()
            if since != transaction.server_since and transaction.xid >= next_xid:
                return False
            if status != "in progress":
                return bool(status == "committed")
            time.sleep(SHORTEST)
    return False


def lasting(cls: Class) -> Class:
    """Let each public method of a class be done again when the database was lost in it: each is one transaction."""
    for name, member in list(vars(cls).items()):
        if callable(member) and not name.startswith("_"):
            setattr(cls, name, _repeated(member))
    return cls


def _repeated(method: Callable[P, T]) -> Callable[P, T]:
    @wraps(method)
    def repeated(*args: P.args, **kwargs: P.kwargs) -> T:
        for _ in range(REPETITIONS):
            with suppress(LostError):
                return method(*args, **kwargs)
        return method(*args, **kwargs)

    return repeated
