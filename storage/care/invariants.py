"""What an invariant is: a thing that always holds, how to find where it does not, and how to make it hold again."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Column, Connection, Engine, func, select, true
from sqlalchemy.sql.elements import ColumnElement

from storage.engine import reading
from storage.retagging import TagText
from storage.warc import WarcFolder

#: lost: something kept cannot be had or trusted; stale: something derived is not what follows from what is kept;
#: odd: nothing is wrong with what is kept, and nothing is to be done.
Severity = Literal["lost", "stale", "odd"]

SAMPLE = 2_000  # rows that are looked at of a table where each costs much, unless all are asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One place where an invariant does not hold."""

    what: str  # for people: "article 4", "story 7"
    key: int | None = None  # what `mend` is given


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is looked at, and how closely."""

    connection: Connection  # sees one moment of the archive
    pages: WarcFolder
    quick: bool = False  # leave out what reads kept pages
    deep: bool = False  # look at everything where else a sample will do, and into the full-text index
    note: Callable[[str], None] = lambda _: None  # told how far a long look has come

    def sampled(self, key: Column[int]) -> ColumnElement[bool]:
        """The condition that leaves some SAMPLE rows of the table of *key*, spread over all of it."""
        if self.deep:
            return true()
        step = (self.connection.scalar(select(func.count()).select_from(key.table)) or 0) // SAMPLE
        return key % step == 0 if step > 1 else true()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mending:
    """What mends."""

    connection: Connection  # in a transaction that writes
    tag: TagText | None  # what today's lexicons say of a text; None: nobody can tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Invariant:
    """A thing that always holds."""

    name: str
    severity: Severity
    broken: str  # what is found where it does not hold
    remedy: str  # what to do then
    find: Callable[[Scope], Iterator[Found]]
    mend: Callable[[Mending, Sequence[int]], None] | None = None  # None: it cannot be made anew
    decides: bool = False  # where it does not hold, no other can be looked at

    @property
    def needs_tagger(self) -> bool:
        """Whether only somebody with lexicons can mend it."""
        return self.name in {"evidence-spans", "quote-spans", "article-level"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """An invariant that does not hold."""

    name: str
    severity: Severity
    broken: str
    count: int  # places where it does not; of a sample where only a sample was looked at
    examples: tuple[str, ...]  # the first of them
    remedy: str
    repairable: bool

    def __str__(self) -> str:
        more = ", …" if self.count > len(self.examples) else ""
        return f"{self.broken}: {self.count:,} ({', '.join(self.examples)}{more}); {self.remedy}"


REPAIR = "`scowatch db repair` puts that right"


def snapshot(engine: Engine, action: str) -> AbstractContextManager[Connection]:
    """A connection that sees one moment of the archive from its first statement to the last, whoever writes meanwhile.

    SQLite gives that to every reading transaction; PostgreSQL when asked to.
    """
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return reading(engine, action)
