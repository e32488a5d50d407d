"""Clustering a stream of texts that is not kept: the archive's own near-duplicate index, in a temporary file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from tempfile import TemporaryDirectory

from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, bindparam, create_engine, insert, select

from extractors.fingerprint import fingerprint_of
from extractors.records import Kind, Verdict
from extractors.shingles import shingles
from storage import neighbours, tables

_STREAM = MetaData()
_TEXT = Table("text", _STREAM, Column("id", Integer, primary_key=True), Column("title", Text), Column("text", Text))
_READ = select(_TEXT.c.title, _TEXT.c.text).where(_TEXT.c.id == bindparam("key"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Clustered:
    """Where one text of the stream belongs."""

    id: str
    cluster: str  # id of the text that began the cluster; its own for an original
    kind: Kind
    of: str | None  # id of the earlier text it copies; None for an original
    score: float  # 0..1, see extractors.records.Verdict


def cluster(texts: Iterable[tuple[str, str, str]]) -> Iterator[Clustered]:
    """Assign each text to a cluster as it arrives; a later text never changes an earlier answer.

    Args:
        texts: (id, title, text) in order of arrival; the ids should differ, since clusters are named by them.

    >>> [each.cluster for each in cluster([("a", "", "Talks opened."), ("b", "", "“Talks” opened!")])]
    ['a', 'a']
    """
    ids: list[str] = []
    with TemporaryDirectory() as folder:  # not in memory: a stream may be longer than that
        engine = create_engine(f"sqlite:///{folder}/texts.db")
        try:
            with engine.connect() as connection:
                yield from _cluster(connection, texts, ids)
        finally:
            engine.dispose()


def _cluster(connection: Connection, texts: Iterable[tuple[str, str, str]], ids: list[str]) -> Iterator[Clustered]:
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-65536"):
        connection.exec_driver_sql(f"PRAGMA {pragma}")
    # Without the tables `story` and `article`: SQLite asks for the targets of foreign keys only when told to.
    _STREAM.create_all(connection)
    tables.metadata.create_all(connection, tables=[tables.sketch, tables.fingerprint])

    for key, (name, title, text) in enumerate(texts):
        ids.append(name)
        verdict, story = _join(connection, key, title, text)
        connection.execute(insert(_TEXT), {"id": key, "title": title, "text": text})
        of = None if verdict.of is None else ids[verdict.of]
        yield Clustered(id=name, cluster=ids[story], kind=verdict.kind, of=of, score=verdict.score)


def _join(connection: Connection, key: int, title: str, text: str) -> tuple[Verdict, int]:
    cut = shingles(title, text)
    print_ = fingerprint_of(cut)
    verdict = neighbours.decide(connection, print_, lambda: cut, read=lambda key: _read(connection, key))
    story = key if verdict.story is None else verdict.story
    neighbours.post(connection, article=key, story=story, fp=print_)
    return verdict, story


def _read(connection: Connection, key: int) -> tuple[str, str]:
    row = connection.execute(_READ, {"key": key}).one()
    return row.title, row.text
