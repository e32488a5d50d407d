"""Clustering a stream of texts that is not kept: the archive's own near-duplicate index, in memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import create_engine

from extractors.dedup import judge
from extractors.fingerprint import fingerprint
from extractors.records import Kind
from storage import neighbours, tables


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
    engine = create_engine("sqlite://")
    try:
        with engine.connect() as connection:
            # Without the tables `story` and `article`: SQLite asks for the targets of foreign keys only when told to.
            tables.metadata.create_all(connection, tables=[tables.sketch, tables.fingerprint])
            for key, (name, title, text) in enumerate(texts):
                ids.append(name)
                print_ = fingerprint(title, text)
                verdict = judge(print_, *neighbours.find(connection, print_))
                story = key if verdict.story is None else verdict.story
                neighbours.post(connection, article=key, story=story, fp=print_)
                of = None if verdict.of is None else ids[verdict.of]
                yield Clustered(id=name, cluster=ids[story], kind=verdict.kind, of=of, score=verdict.score)
    finally:
        engine.dispose()
